import { ChainVerifier, type AuditKeys, type SealedEvent, type Verification } from '@clinic/audit';
import type { Clock } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { AuditChainState, Repositories } from '@clinic/repositories';

export type AuditChainDeps = {
  database: Database;
  repositories: Pick<Repositories, 'auditSeals'>;
  auditKeys: AuditKeys;
  clock: Clock;
};

/** A verification of the chain as it stands, and how many events have no place in it yet. */
export type ChainReport = Verification & { unsealed: number };

export type ChainCheck = {
  onProgress?: (done: { checked: number; total: number }) => void;
  /** Short forms of daily seals that were kept elsewhere and must be found. */
  seals?: readonly string[];
};

/** Small enough that a page's seals hold up no other request. */
const PAGE = 500;
/** An event is queued by the commit that records it. One that is not may be of a program of the version before, or forged. */
const FRESH_MS = 15 * 60_000;

/** The sealed audit log of a clinic, read in pages: as long as it may be, it takes no more memory. */
export class AuditChain {
  private readonly deps: AuditChainDeps;
  private readonly running = new Map<string, Promise<ChainReport>>();
  private readonly next = new Map<string, Promise<ChainReport>>();

  constructor(deps: AuditChainDeps) {
    this.deps = deps;
  }

  state(clinicId: string): Promise<AuditChainState> {
    const { database, repositories } = this.deps;
    return database.readInClinic({ clinicId }, (tx) => repositories.auditSeals.findState(tx));
  }

  async *pages(clinicId: string, through: number): AsyncGenerator<SealedEvent[]> {
    const { database, repositories } = this.deps;
    for (let after = 0; after < through;) {
      const page = { after, through, limit: PAGE };
      const rows = await database.inClinic({ clinicId }, (tx) =>
        repositories.auditSeals.listSealed(tx, page),
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = last.seq;
    }
  }

  /** For any number of people at once: those who ask while a verification runs share the one after it. */
  verifyOnce(clinicId: string): Promise<ChainReport> {
    const running = this.running.get(clinicId);
    if (!running) return this.begin(clinicId);
    const begin = (): Promise<ChainReport> => {
      this.next.delete(clinicId);
      return this.begin(clinicId);
    };
    const next = this.next.get(clinicId) ?? running.then(begin, begin);
    this.next.set(clinicId, next);
    return next;
  }

  async verify(clinicId: string, check: ChainCheck = {}): Promise<ChainReport> {
    const { head, dailySeals, seals, events } = await this.state(clinicId);
    const verifier = new ChainVerifier(this.deps.auditKeys, { clinicId, head, dailySeals });
    for await (const rows of this.pages(clinicId, seals)) {
      verifier.add(rows);
      if (verifier.isBroken()) break;
      check.onProgress?.({ checked: verifier.progress(), total: seals });
    }
    const found = verifier.finish(check.seals);
    const unsealed = Math.max(0, events - seals);
    if (found.outcome === 'broken' || !(await this.hasStrays(clinicId, unsealed)))
      return { ...found, unsealed };
    const firstBrokenSequence = found.checked + 1;
    return { ...found, outcome: 'broken', reason: 'not_sealed', firstBrokenSequence, unsealed };
  }

  private begin(clinicId: string): Promise<ChainReport> {
    const started = this.verify(clinicId).finally(() => this.running.delete(clinicId));
    this.running.set(clinicId, started);
    return started;
  }

  private async hasStrays(clinicId: string, unsealed: number): Promise<boolean> {
    if (unsealed === 0) return false;
    const { database, repositories, clock } = this.deps;
    const nowMs = clock.now().getTime();
    const fresh = { from: new Date(nowMs - FRESH_MS), to: new Date(nowMs + FRESH_MS) };
    const count = await database.readInClinic({ clinicId }, (tx) =>
      repositories.auditSeals.countStrays(tx, fresh),
    );
    return count > 0;
  }
}
