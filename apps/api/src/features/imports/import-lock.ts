import { conflict, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { Repositories } from '@clinic/repositories';

export type Hold = { release: () => void };

export type ImportLockDeps = {
  database: Database;
  repositories: { imports: Pick<Repositories['imports'], 'keepAlive' | 'tryLock'> };
};

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
      this.keep(context, resolve).catch(reject);
    });
    if (!hold) throw conflict('An import of this clinic is running already. Wait until it is done');
    return hold;
  }

  private async keep(
    context: Pick<RequestContext, 'clinicId'>,
    answer: (hold: Hold | undefined) => void,
  ): Promise<void> {
    const { database, repositories } = this.deps;
    await database.inClinic(context, async (tx) => {
      if (!(await repositories.imports.tryLock(tx))) {
        answer(undefined);
        return;
      }
      await new Promise<void>((release) => {
        const timer = setInterval(() => {
          repositories.imports.keepAlive(tx).catch(() => undefined);
        }, KEEP_ALIVE_MS);
        const end = (): void => {
          clearInterval(timer);
          release();
        };
        answer({ release: end });
      });
    });
  }
}
