import { conflict, type RequestContext } from '@clinic/core';
import type { Database, Transaction } from '@clinic/database';
import type { Repositories } from '@clinic/repositories';

/** The lock, held. `end` does the last work of whoever holds it, commits it and lets go in one. */
export type Hold = { end: (work?: (tx: Transaction) => Promise<unknown>) => Promise<void> };

export type ImportLockDeps = {
  database: Database;
  repositories: { imports: Pick<Repositories['imports'], 'keepAlive' | 'tryLock'> };
};

type Work = (tx: Transaction) => Promise<unknown>;

/** The pool ends a transaction that says nothing for half a minute. */
const KEEP_ALIVE_MS = 10_000;

/**
 * One import at a time in a clinic. The lock is the database's and hangs on a transaction of its own: when the process
 * dies its connection closes and the lock is free, so that nobody need guess whether an import still runs.
 */
export class ImportLock {
  private readonly deps: ImportLockDeps;

  constructor(deps: ImportLockDeps) {
    this.deps = deps;
  }

  /** @throws AppError `conflict` while another import of the clinic runs. */
  async hold(context: Pick<RequestContext, 'clinicId'>): Promise<Hold> {
    const hold = await new Promise<Hold | undefined>((resolve, reject) => {
      const kept = this.keep(context, (take) => {
        resolve(
          take && {
            end: (work) => {
              take(work);
              return kept;
            },
          },
        );
      });
      kept.catch(reject);
    });
    if (!hold) throw conflict('An import of this clinic is running already. Wait until it is done');
    return hold;
  }

  /** Keeps the lock's transaction open until it is told the last work. */
  private async keep(
    context: Pick<RequestContext, 'clinicId'>,
    answer: (take: ((work: Work | undefined) => void) | undefined) => void,
  ): Promise<void> {
    const { database, repositories } = this.deps;
    await database.inClinic(context, async (tx) => {
      if (!(await repositories.imports.tryLock(tx))) {
        answer(undefined);
        return;
      }
      const timer = setInterval(() => {
        repositories.imports.keepAlive(tx).catch(() => undefined);
      }, KEEP_ALIVE_MS);
      const work = await new Promise<Work | undefined>((take) => answer(take));
      clearInterval(timer);
      await work?.(tx);
    });
  }
}
