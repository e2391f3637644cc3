import { AppError, type Clock, type Ids, type RequestContext } from '@clinic/core';
import {
  isRetryable,
  isViolationOf,
  type Database,
  type Doorbell,
  type RingKind,
  type Transaction,
} from '@clinic/database';
import type { Answer, WriteRequest } from '@clinic/http';
import {
  finishWrite,
  type AuditEntry,
  type Change,
  type KnownAnswer,
  type Repositories,
} from '@clinic/repositories';
import { refusalOf, toError, toOutput } from '#api/stored-answer.mapper.ts';
import type { AuditTrail } from '#api/audit-trail.ts';
import { disclosureOf } from '#api/disclosure.ts';
import { WriteTurns } from '#api/write-turns.ts';

/** What a write did: its answer, what changed, and the lines for the audit log. */
export type Outcome<Output> = {
  output: Output;
  changes: readonly Change[];
  audit: readonly Omit<AuditEntry, 'id'>[];
  /** Statements already on their way, in the order they were called; they commit with the end of the write, or not at all. */
  statements: readonly Promise<unknown>[];
};

/** The outcome of a write that found everything as it was asked for: no version, nothing in the feed. */
export const unchanged = <Output>(output: Output): Outcome<Output> => ({
  output,
  changes: [],
  audit: [],
  statements: [],
});

/**
 * One write in two steps. `read` fetches (and locks) what the rules need; it travels with the look-up of the key.
 * `write` applies the rules and sends the statements without waiting for them.
 */
export type Write<Found, Output> = {
  status: number;
  kind: RingKind;
  read: (tx: Transaction) => Promise<Found>;
  write: (tx: Transaction, found: Found) => Promise<Outcome<Output>>;
  /** What else a refused sender is told; worked out before the refusal is kept, so that a replay says the same. */
  explain?: (error: AppError) => Promise<AppError>;
};

export type WritePathDeps = {
  database: Database;
  doorbell: Pick<Doorbell, 'ring'>;
  repositories: Pick<Repositories, 'ciphers' | 'idempotencyKeys'>;
  audit: Pick<AuditTrail, 'record'>;
  clock: Clock;
  ids: Ids;
  /** A hash only this installation can make: who has the files may not try passwords on what is kept of a request. */
  keyedHash: (kind: string, parts: readonly Buffer[]) => Buffer;
};

type Asked = { context: RequestContext; request: WriteRequest };

/** Refusals that a repeated request must hear again; 401, 403, 429 and 5xx may have gone by then. */
const KEPT = new Set([409, 412, 422]);

/** Whether this very request was answered a moment ago, by another copy of it. */
const isTwin = (error: unknown): boolean =>
  isViolationOf(error instanceof AppError ? error.cause : error, 'idempotency_keys_pkey');

/** A deadlock may be gone at the next attempt, and who reused a key has an answer under it already. */
const isKept = (error: unknown): error is AppError =>
  error instanceof AppError &&
  KEPT.has(error.status) &&
  !error.isReplayed &&
  error.code !== 'idempotency_mismatch' &&
  !isRetryable(error.cause);

/** Whether the id a sender chose was taken between our look and our write: looking again tells by whom. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'duplicate' && error.cause !== undefined;

const assertVersion = ({ version }: WriteRequest): void => {
  if (version === 'missing') {
    throw new AppError('version_required', 'Say in If-Match which version this change was made from');
  }
};

/** The one way to a write: replay first, rules second, write third, audit, feed and stored answer last, then the bell. */
export class WritePath {
  private readonly deps: WritePathDeps;
  private readonly turns = new WriteTurns();

  constructor(deps: WritePathDeps) {
    this.deps = deps;
  }

  async run<Found, Output>(
    context: RequestContext,
    request: WriteRequest,
    steps: Write<Found, Output>,
  ): Promise<Answer<Output>> {
    const asked = this.asked(context, request);
    try {
      const answer = await this.settle(asked, steps);
      if (answer.isReplay === true) await this.recordSeen(context, answer.output);
      else this.deps.doorbell.ring(context.clinicId, steps.kind);
      return answer;
    } catch (error) {
      // What a refusal shows of a patient is on record before it leaves, as everything else that is shown.
      if (error instanceof AppError) await this.recordSeen(context, error.extra);
      throw error;
    }
  }

  /**
   * What this very request was answered before, for acts that cost much or can be done once only: `run` looks again.
   * @throws AppError the refusal it was answered with.
   */
  async findAnswer<Output>(
    context: RequestContext,
    request: WriteRequest,
  ): Promise<Answer<Output> | undefined> {
    if (request.key === null) return undefined;
    const asked = this.asked(context, request);
    const answer = await this.deps.database.inClinic(context, (tx) => this.recall<Output>(tx, asked));
    if (answer) await this.recordSeen(context, answer.output);
    return answer;
  }

  /** Whether this person has used this key before: what cannot be read is then another request than the one it was for. */
  async isKeyUsed(context: RequestContext, key: string): Promise<boolean> {
    const { database, repositories } = this.deps;
    const { actorId } = context;
    if (actorId === null) return false;
    const known = await database.readInClinic(context, (tx) =>
      repositories.idempotencyKeys.find(tx, actorId, key),
    );
    return known !== undefined;
  }

  private asked(context: RequestContext, request: WriteRequest): Asked {
    if (request.key === null) return { context, request };
    return { context, request: { ...request, hash: this.deps.keyedHash('request', [request.hash]) } };
  }

  private async settle<Found, Output>(asked: Asked, steps: Write<Found, Output>): Promise<Answer<Output>> {
    try {
      return await this.transact(asked, steps);
    } catch (error) {
      const isOurs = error instanceof AppError && !error.isReplayed && steps.explain !== undefined;
      return this.answerFailure<Output>(asked, isOurs ? await steps.explain?.(error) : error);
    }
  }

  private async recordSeen(context: RequestContext, answer: unknown): Promise<void> {
    const seen = disclosureOf(answer);
    if (seen) await this.deps.audit.record(context, seen);
  }

  private async transact<Found, Output>(asked: Asked, steps: Write<Found, Output>): Promise<Answer<Output>> {
    const { context } = asked;
    const attempt = () =>
      this.turns.run(context.clinicId, () =>
        this.deps.database.inClinic(context, (tx) => this.attempt(tx, asked, steps)),
      );
    try {
      return await attempt();
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      return await attempt();
    }
  }

  private async attempt<Found, Output>(
    tx: Transaction,
    asked: Asked,
    steps: Write<Found, Output>,
  ): Promise<Answer<Output>> {
    const reading = steps.read(tx);
    // A replay leaves before the reading is looked at.
    reading.catch(() => undefined);
    const known = await this.recall<Output>(tx, asked);
    if (known) return known;
    assertVersion(asked.request);
    await this.deps.repositories.ciphers.of(tx);
    const outcome = await steps.write(tx, await reading);
    const answer = await this.sealAnswer(tx, asked, { status: steps.status, body: outcome.output });
    const { clock, ids } = this.deps;
    // A write that found nothing to do has still shown what is there.
    const seen = outcome.audit.length > 0 ? outcome.audit : [disclosureOf(outcome.output) ?? []].flat();
    const audit = seen.map((entry) => ({ ...entry, id: ids.next() }));
    const { context } = asked;
    const end = finishWrite(tx, { context, now: clock.now(), changes: outcome.changes, audit, answer });
    await Promise.all([...outcome.statements, end]);
    return { output: outcome.output };
  }

  private async recall<Output>(
    tx: Transaction,
    { context, request }: Asked,
  ): Promise<Answer<Output> | undefined> {
    if (request.key === null || context.actorId === null) return undefined;
    const known = await this.deps.repositories.idempotencyKeys.find(tx, context.actorId, request.key);
    return known && this.replay<Output>(tx, known, request);
  }

  private async replay<Output>(
    tx: Transaction,
    known: KnownAnswer,
    request: WriteRequest,
  ): Promise<Answer<Output>> {
    if (!known.requestHash.equals(request.hash)) {
      throw new AppError('idempotency_mismatch', 'This key was used for another request');
    }
    const { field } = await this.deps.repositories.ciphers.of(tx);
    const place = { table: 'idempotency_keys', column: 'answer_enc', rowId: request.key ?? '' };
    const stored = field.open(place, known.answerEnc);
    if (known.status >= 400) throw toError(stored);
    return { output: toOutput<Output>(stored), isReplay: true };
  }

  private async sealAnswer(tx: Transaction, asked: Asked, answer: { status: number; body: unknown }) {
    const { key, hash } = asked.request;
    const userId = asked.context.actorId;
    if (key === null || userId === null) return undefined;
    const { field } = await this.deps.repositories.ciphers.of(tx);
    const place = { table: 'idempotency_keys', column: 'answer_enc', rowId: key };
    const answerEnc = field.seal(place, JSON.stringify(answer.body ?? null), { padTo: 64 });
    return { key, userId, requestHash: hash, status: answer.status, answerEnc };
  }

  /** A refusal is remembered with its key; if the same request was answered meanwhile, that answer stands. */
  private async answerFailure<Output>(asked: Asked, error: unknown): Promise<Answer<Output>> {
    const refusal = isKept(error) && !isTwin(error) ? error : undefined;
    if (asked.request.key === null || !(refusal || isTwin(error))) throw error;
    const answered = await this.deps.database.inClinic(asked.context, async (tx) => {
      if (refusal && (await this.remember(tx, asked, refusal))) return undefined;
      return this.recall<Output>(tx, asked);
    });
    if (answered) return answered;
    throw error;
  }

  /** @returns false when the same request was answered by somebody else first. */
  private async remember(tx: Transaction, asked: Asked, error: AppError): Promise<boolean> {
    const sealed = await this.sealAnswer(tx, asked, { status: error.status, body: refusalOf(error) });
    if (!sealed) return true;
    return this.deps.repositories.idempotencyKeys.insert(tx, sealed, this.deps.clock.now());
  }
}
