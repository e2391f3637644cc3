import { AppError, type Clock, type ErrorCode, type Ids, type RequestContext } from '@clinic/core';
import {
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

/** What a write did: its answer, what changed, and the lines for the audit log. */
export type Outcome<Output> = {
  output: Output;
  changes: readonly Change[];
  audit: readonly Omit<AuditEntry, 'id'>[];
  /** Statements already on their way, in the order they were called; they commit with the end of the write, or not at all. */
  statements: readonly Promise<unknown>[];
};

/**
 * One write in two steps. `read` fetches (and locks) what the rules need; it travels with the look-up of the key.
 * `write` applies the rules and sends the statements without waiting for them.
 */
export type Write<Found, Output> = {
  status: number;
  kind: RingKind;
  read: (tx: Transaction) => Promise<Found>;
  write: (tx: Transaction, found: Found) => Promise<Outcome<Output>>;
};

export type WritePathDeps = {
  database: Database;
  doorbell: Pick<Doorbell, 'ring'>;
  repositories: Pick<Repositories, 'ciphers' | 'idempotencyKeys'>;
  clock: Clock;
  ids: Ids;
};

type Refusal = { code: ErrorCode; title: string; issues?: AppError['issues']; extra?: AppError['extra'] };

/** Refusals that a repeated request must hear again; 401, 403, 429 and 5xx may have gone by then. */
const KEPT = new Set([409, 412, 422]);

const assertVersion = ({ version }: WriteRequest): void => {
  if (version === 'missing') {
    throw new AppError('version_required', 'Say in If-Match which version this change was made from');
  }
};

/** The one way to a write: replay first, rules second, write third, audit, feed and stored answer last, then the bell. */
export class WritePath {
  private readonly deps: WritePathDeps;

  constructor(deps: WritePathDeps) {
    this.deps = deps;
  }

  async run<Found, Output>(
    context: RequestContext,
    request: WriteRequest,
    steps: Write<Found, Output>,
  ): Promise<Answer<Output>> {
    try {
      const answer = await this.deps.database.inClinic(context, (tx) =>
        this.attempt(tx, { context, request, steps }),
      );
      if (answer.isReplay !== true) this.deps.doorbell.ring(context.clinicId, steps.kind);
      return answer;
    } catch (error) {
      return this.answerFailure<Output>(context, request, error);
    }
  }

  private async attempt<Found, Output>(
    tx: Transaction,
    asked: { context: RequestContext; request: WriteRequest; steps: Write<Found, Output> },
  ): Promise<Answer<Output>> {
    const { context, request, steps } = asked;
    const reading = steps.read(tx);
    // A replay leaves before the reading is looked at.
    reading.catch(() => undefined);
    const known = await this.findAnswer(tx, context, request);
    if (known) return this.replay<Output>(tx, known, request);
    assertVersion(request);
    await this.deps.repositories.ciphers.of(tx);
    const outcome = await steps.write(tx, await reading);
    const answer = await this.sealAnswer(
      tx,
      { context, request },
      { status: steps.status, body: outcome.output },
    );
    const { clock, ids } = this.deps;
    const audit = outcome.audit.map((entry) => ({ ...entry, id: ids.next() }));
    const end = finishWrite(tx, { context, now: clock.now(), changes: outcome.changes, audit, answer });
    await Promise.all([...outcome.statements, end]);
    return { output: outcome.output };
  }

  private async findAnswer(
    tx: Transaction,
    context: RequestContext,
    request: WriteRequest,
  ): Promise<KnownAnswer | undefined> {
    if (request.key === null || context.actorId === null) return undefined;
    return this.deps.repositories.idempotencyKeys.find(tx, context.actorId, request.key);
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
    const stored: unknown = JSON.parse(field.open(place, known.answerEnc));
    if (known.status >= 400) {
      const { code, title, issues, extra } = stored as Refusal;
      throw new AppError(code, title, {
        ...(issues ? { issues } : {}),
        ...(extra ? { extra } : {}),
        isReplayed: true,
      });
    }
    return { output: stored as Output, isReplay: true };
  }

  private async sealAnswer(
    tx: Transaction,
    asked: { context: RequestContext; request: WriteRequest },
    answer: { status: number; body: unknown },
  ) {
    const { key, hash } = asked.request;
    const userId = asked.context.actorId;
    if (key === null || userId === null) return undefined;
    const { field } = await this.deps.repositories.ciphers.of(tx);
    const place = { table: 'idempotency_keys', column: 'answer_enc', rowId: key };
    const answerEnc = field.seal(place, JSON.stringify(answer.body ?? null), { padTo: 64 });
    return { key, userId, requestHash: hash, status: answer.status, answerEnc };
  }

  /** A refusal is remembered with its key; if the same request was answered meanwhile, that answer stands. */
  private async answerFailure<Output>(
    context: RequestContext,
    request: WriteRequest,
    error: unknown,
  ): Promise<Answer<Output>> {
    if (request.key === null || context.actorId === null) throw error;
    const isTwin = isViolationOf(error instanceof AppError ? error.cause : error, 'idempotency_keys_pkey');
    const isKept = error instanceof AppError && KEPT.has(error.status) && !error.isReplayed;
    if (!isTwin && (!isKept || error.code === 'idempotency_mismatch')) throw error;
    const answered = await this.deps.database.inClinic(context, (tx) =>
      this.rememberRefusal<Output>(tx, { context, request }, isTwin ? undefined : (error as AppError)),
    );
    if (answered) return answered;
    throw error;
  }

  private async rememberRefusal<Output>(
    tx: Transaction,
    asked: { context: RequestContext; request: WriteRequest },
    error: AppError | undefined,
  ): Promise<Answer<Output> | undefined> {
    if (error) {
      const body: Refusal = {
        code: error.code,
        title: error.message,
        issues: error.issues,
        extra: error.extra,
      };
      const sealed = await this.sealAnswer(tx, asked, { status: error.status, body });
      const { idempotencyKeys } = this.deps.repositories;
      if (sealed && (await idempotencyKeys.insert(tx, sealed, this.deps.clock.now()))) return undefined;
    }
    const known = await this.findAnswer(tx, asked.context, asked.request);
    return known ? this.replay<Output>(tx, known, asked.request) : undefined;
  }
}
