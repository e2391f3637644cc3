import { AppError, conflict, type RequestContext } from '@clinic/core';
import type { Database, Transaction } from '@clinic/database';
import type { Repositories } from '@clinic/repositories';

/** The lock, held. */
export type Hold = {
  /** Does the last work of whoever holds it, commits it and lets go in one. */
  end: (work?: (tx: Transaction) => Promise<unknown>) => Promise<void>;
  /** @throws AppError `unavailable` when the lock was lost: somebody else may have it by now. */
  assertHeld: () => Promise<void>;
};

export type ImportLockDeps = {
  database: Database;
  repositories: { imports: Pick<Repositories['imports'], 'keepAlive' | 'tryLock'> };
};

type Work = (tx: Transaction) => Promise<unknown>;

type Held = { take: (work: Work | undefined) => void; check: () => Promise<void> };

/** The pool ends a transaction that says nothing for half a minute. */
const KEEP_ALIVE_MS = 10_000;

const RETRY_AFTER_SECONDS = 10;

/** Each takes two of the process's connections, the lock's and that of its work; the clinics at their desks need the rest. */
const AT_ONCE = 2;

/**
 * One import at a time in a clinic. The lock is the database's and hangs on a transaction of its own: when the process
 * dies its connection closes and the lock is free, so that nobody need guess whether an import still runs.
 */
export class ImportLock {
  private readonly deps: ImportLockDeps;
  private held = 0;

  constructor(deps: ImportLockDeps) {
    this.deps = deps;
  }

  /**
   * @throws AppError `conflict` while another import of the clinic runs, `unavailable` while this process is at work on as
   * many as it takes at once.
   */
  async hold(context: Pick<RequestContext, 'clinicId'>): Promise<Hold> {
    if (this.held >= AT_ONCE) {
      const details = { retryAfterSeconds: RETRY_AFTER_SECONDS };
      throw new AppError('unavailable', 'Other imports are at work. Try again in a while', details);
    }
    this.held += 1;
    const release = (): void => void (this.held -= 1);
    const hold = await new Promise<Hold | undefined>((resolve, reject) => {
      const kept = this.keep(context, (held) => {
        const end: Hold['end'] = (work) => {
          held.take(work);
          return kept;
        };
        resolve({ end, assertHeld: held.check });
      });
      kept.then(release, release);
      // Without the lock it ends at once.
      kept.then(() => resolve(undefined), reject);
    });
    if (!hold) {
      const details = { retryAfterSeconds: RETRY_AFTER_SECONDS };
      throw conflict('An import of this clinic is running already. Wait until it is done', details);
    }
    return hold;
  }

  /** Keeps the lock's transaction open until it is told the last work. */
  private async keep(context: Pick<RequestContext, 'clinicId'>, answer: (held: Held) => void): Promise<void> {
    const { database, repositories } = this.deps;
    await database.inClinic(context, async (tx) => {
      if (!(await repositories.imports.tryLock(tx))) return;
      const check = async (): Promise<void> => {
        try {
          await repositories.imports.keepAlive(tx);
        } catch (cause) {
          // The transaction is gone for good: every later look fails as well.
          throw new AppError('unavailable', 'The import lost its place. Start it again', { cause });
        }
      };
      const timer = setInterval(() => void check().catch(() => undefined), KEEP_ALIVE_MS);
      const work = await new Promise<Work | undefined>((take) => answer({ take, check }));
      clearInterval(timer);
      await work?.(tx);
    });
  }
}
