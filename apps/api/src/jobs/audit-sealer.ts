import { setTimeout as sleep } from 'node:timers/promises';
import { BEGINNING, FORMAT, isProven, proveEnd, sealEvents, shortForm } from '@clinic/audit';
import type { AuditKeys, ChainHead, DailySeal } from '@clinic/audit';
import type { Clock, Logger } from '@clinic/core';
import type { Database, Transaction } from '@clinic/database';
import type { AuditSealReading } from '@clinic/metrics';
import type { Repositories, UnsealedClinic } from '@clinic/repositories';

export type AuditSealerDeps = {
  database: Database;
  repositories: Pick<Repositories, 'auditSeals'>;
  auditKeys: AuditKeys;
  clock: Clock;
  logger: Logger;
};

/** A look at what waits costs the database less than a millisecond; two a second keep every event below one. */
const POLL_MS = 500;
/** Clinics worked on at once: few, as requests need the connections. */
const LANES = 2;
/** What is left when the process ends is sealed for so long; the rest by another one, or at the next start. */
const LAST_PASSES_MS = 2_000;
/** Commits in a batch at most; a full one means that more may wait. */
const FULL_BATCH = 500;
/** The same trouble is told once in so long. */
const REPEAT_MS = 60_000;

type Batch = { sealed: number; missing: number; isFull: boolean; dailySeal: DailySeal | undefined };

const NOTHING: Batch = { sealed: 0, missing: 0, isFull: false, dailySeal: undefined };

/** The end of a clinic's chain is not the one that was left: nothing is put behind it, or the proof of that would be lost. */
class ChainBrokenError extends Error {
  override readonly name = 'ChainBrokenError';
}

/**
 * Gives every audit event its place in its clinic's chain within a second. Any number of processes may do it: who holds
 * the end of a chain seals, the others go on to the next clinic.
 */
export class AuditSealer {
  private readonly deps: AuditSealerDeps;
  private readonly stop = new AbortController();
  private readonly toldAtMs = new Map<string, number>();
  private running: Promise<void> | undefined;
  private waiting: readonly UnsealedClinic[] = [];
  private sealed = 0;
  private failures = 0;

  constructor(deps: AuditSealerDeps) {
    this.deps = deps;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Seals until nothing is left that this process can seal. */
  async sealAll(): Promise<void> {
    while ((await this.pass()).some((batch) => batch.sealed > 0));
  }

  /** Stops, and seals what is left if it was started; never for long, and never with an error. */
  async close(): Promise<void> {
    if (!this.running) return;
    this.stop.abort();
    await Promise.race([this.running.then(() => this.sealAll()), sleep(LAST_PASSES_MS)]);
  }

  stats(): AuditSealReading {
    const nowMs = this.deps.clock.now().getTime();
    const oldestMs = Math.min(nowMs, ...this.waiting.map(({ oldestAt }) => oldestAt.getTime()));
    return {
      unsealed: this.waiting.reduce((sum, { events }) => sum + events, 0),
      ageSeconds: (nowMs - oldestMs) / 1_000,
      sealed: this.sealed,
      failures: this.failures,
    };
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      const batches = await this.pass();
      if (batches.some(({ isFull }) => isFull)) continue;
      await sleep(POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** One batch of each clinic in which something waits, so that a long import holds up nobody else. */
  private async pass(): Promise<Batch[]> {
    this.waiting = await this.listWaiting();
    const batches: Batch[] = [];
    for (let first = 0; first < this.waiting.length; first += LANES) {
      const lanes = this.waiting.slice(first, first + LANES);
      batches.push(...(await Promise.all(lanes.map(({ clinicId }) => this.seal(clinicId)))));
    }
    return batches;
  }

  private async listWaiting(): Promise<UnsealedClinic[]> {
    const { database, repositories } = this.deps;
    try {
      return await database.asSystem((tx) => repositories.auditSeals.listUnsealedClinics(tx));
    } catch (error) {
      this.fail(error);
      return [];
    }
  }

  private async seal(clinicId: string): Promise<Batch> {
    const { database, logger } = this.deps;
    try {
      const batch = await database.inClinic({ clinicId }, (tx) => this.sealNext(tx));
      const { missing, sealed, dailySeal } = batch;
      this.sealed += sealed;
      if (missing > 0) logger.error('audit_events_missing', { clinicId, count: missing });
      if (dailySeal) this.tellDay(clinicId, dailySeal);
      return batch;
    } catch (error) {
      this.fail(error, clinicId);
      return NOTHING;
    }
  }

  private async sealNext(tx: Transaction): Promise<Batch> {
    const { repositories, auditKeys, clock } = this.deps;
    const { auditSeals } = repositories;
    const { clinicId } = tx;
    const [held, waiting] = await Promise.all([auditSeals.lockHead(tx), auditSeals.listWaiting(tx)]);
    const end = held ?? (await this.begin(tx));
    if (!end || !waiting) return NOTHING;
    if (!isProven(auditKeys, clinicId, end)) throw new ChainBrokenError();
    const { events, queueIds, missing } = waiting;
    const now = clock.now();
    const sealed = sealEvents(auditKeys, { clinicId, end, events, now });
    const eventIds = events.map(({ id }) => id);
    await auditSeals.finishWithSeals(tx, { ...sealed, eventIds, queueIds, now, format: FORMAT });
    const isFull = events.length >= FULL_BATCH || queueIds.length >= FULL_BATCH;
    return { sealed: events.length, missing, isFull, dailySeal: sealed.dailySeal };
  }

  /** @returns undefined when somebody else has the end of the chain. @throws ChainBrokenError when it has none any more. */
  private async begin(tx: Transaction): Promise<ChainHead | undefined> {
    const { auditSeals } = this.deps.repositories;
    const head = proveEnd(this.deps.auditKeys, tx.clinicId, BEGINNING);
    if (await auditSeals.insertHead(tx, head)) return head;
    if (!(await auditSeals.findHead(tx))) throw new ChainBrokenError();
    return undefined;
  }

  /** For the log, which lies elsewhere than the database: whoever changes the chain later cannot change this line. */
  private tellDay(clinicId: string, daily: DailySeal): void {
    const { day, seq: sequence, count } = daily;
    const seal = shortForm(clinicId, daily);
    this.deps.logger.info('audit_day_sealed', { clinicId, day, sequence, count, seal });
  }

  private fail(error: unknown, clinicId = 'all'): void {
    this.failures += 1;
    const nowMs = performance.now();
    if (nowMs - (this.toldAtMs.get(clinicId) ?? -REPEAT_MS) < REPEAT_MS) return;
    this.toldAtMs.set(clinicId, nowMs);
    const cause = error instanceof Error ? error.name : 'unknown';
    const event = error instanceof ChainBrokenError ? 'audit_chain_broken' : 'audit_seal_failed';
    this.deps.logger.error(event, clinicId === 'all' ? { cause } : { clinicId, cause });
  }
}
