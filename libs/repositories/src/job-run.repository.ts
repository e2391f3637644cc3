import type { SystemTransaction } from '@clinic/database';

export type DueJob = { job: string; dueAt: Date };

const CLAIM = `
  insert into ops.job_runs (job, due_at, started_at) values ($1, $2, $3) on conflict do nothing returning job`;

const FINISH = 'update ops.job_runs set finished_at = $3, outcome = $4 where job = $1 and due_at = $2';

const DELETE_OLD = 'delete from ops.job_runs where due_at < $1';

/** When which job ran, and who was first to take it. */
export class JobRunRepository {
  /** @returns false when somebody else has taken this due time. */
  async claim(tx: SystemTransaction, { job, dueAt }: DueJob, now: Date): Promise<boolean> {
    return (await tx.query(CLAIM, [job, dueAt, now])).rowCount > 0;
  }

  async finish(
    tx: SystemTransaction,
    { job, dueAt }: DueJob,
    end: { now: Date; outcome: 'done' | 'failed' },
  ): Promise<void> {
    await tx.query(FINISH, [job, dueAt, end.now, end.outcome]);
  }

  /** @returns how many were old enough to forget. */
  async deleteBefore(tx: SystemTransaction, before: Date): Promise<number> {
    return (await tx.query(DELETE_OLD, [before])).rowCount;
  }
}
