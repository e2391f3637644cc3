import type { RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { Repositories } from '@clinic/repositories';

export type FileNumbersDeps = { database: Database; repositories: Pick<Repositories, 'changeFeed'> };

/** How many numbers a replica puts aside at once; what it has left when it stops is never given out. */
const PUT_ASIDE = 20;

/**
 * Gives out file numbers. They are taken from the clinic's counter a block at a time: taking each by itself would hold
 * the clinic's row through the whole registration and make desks wait for one another. Numbers are unique and rise;
 * a gap means nothing.
 */
export class FileNumbers {
  private readonly deps: FileNumbersDeps;
  private readonly blocks = new Map<string, Promise<string[]>>();

  constructor(deps: FileNumbersDeps) {
    this.deps = deps;
  }

  async next(context: Pick<RequestContext, 'clinicId'>): Promise<string> {
    for (;;) {
      const block = this.blocks.get(context.clinicId) ?? this.putAside(context);
      const number = (await block).shift();
      if (number !== undefined) return number;
      // Whoever finds the block empty first fetches the next one; the others find theirs in it.
      if (this.blocks.get(context.clinicId) === block) this.blocks.delete(context.clinicId);
    }
  }

  private putAside(context: Pick<RequestContext, 'clinicId'>): Promise<string[]> {
    const { database, repositories } = this.deps;
    const block = database.inClinic(context, (tx) => repositories.changeFeed.takeFileNumbers(tx, PUT_ASIDE));
    this.blocks.set(context.clinicId, block);
    block.catch(() => this.blocks.delete(context.clinicId));
    return block;
  }
}
