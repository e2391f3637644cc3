import { createTurns, type Turns } from '@clinic/core';

type Queue = { turns: Turns; users: number };

const TURNS = {
  // One reads and applies its rules while the other commits.
  atOnce: 2,
  mostWaiting: 200,
  longestWaitMs: 10_000,
  usualMs: 5,
  now: () => performance.now(),
  busy: 'Too much is being written in this clinic at this moment. Try again shortly',
};

/**
 * Lets two writes of a clinic into the database at once; the next wait here, in the order they came. Writes of one clinic
 * end one after another anyway, by the row of its change counter: ten of them waiting for it inside the database cost a
 * quarter more of its processors and the slowest a quarter more time (bench `create-patient`, ten connections).
 */
export class WriteTurns {
  private readonly queues = new Map<string, Queue>();

  /**
   * Runs the work when its turn comes, and hands the turn on however the work ends.
   * @throws AppError `unavailable` at once when too many wait already.
   */
  async run<Result>(clinicId: string, work: () => Promise<Result>): Promise<Result> {
    const queue = this.queues.get(clinicId) ?? { turns: createTurns(TURNS), users: 0 };
    this.queues.set(clinicId, queue);
    queue.users += 1;
    try {
      return await queue.turns(work);
    } finally {
      queue.users -= 1;
      if (queue.users === 0) this.queues.delete(clinicId);
    }
  }
}
