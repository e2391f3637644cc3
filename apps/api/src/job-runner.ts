import cron from 'node-cron';
import type { Deps } from '#api/composition.ts';
import { jobs, type Job } from '#api/jobs/index.ts';

const MINUTE_MS = 60_000;

/** Runs a job if no other replica took this due time: the row is the lock, so a crash loses one run and repeats none. */
export const runOnce = async (deps: Deps, job: Job, dueAt: Date): Promise<void> => {
  const { database, clock, logger } = deps;
  const { jobRuns } = deps.repositories;
  const due = { job: job.name, dueAt };
  const isOurs = await database.asSystem((tx) => jobRuns.claim(tx, due, clock.now()));
  if (!isOurs) return;
  let outcome: 'done' | 'failed' = 'done';
  try {
    await job.run(deps);
  } catch (error) {
    outcome = 'failed';
    logger.error('job_failed', { job: job.name, cause: error instanceof Error ? error.name : 'unknown' });
  }
  await database.asSystem((tx) => jobRuns.finish(tx, due, { now: clock.now(), outcome }));
  logger.info('job_finished', { job: job.name, outcome });
};

/**
 * Schedules all jobs; node-cron only rings, the row in the database decides who works. And begins to seal the audit log,
 * which goes on until the process has recorded its last event.
 * @returns what stops the jobs.
 */
export const startJobs = (deps: Deps): (() => void) => {
  deps.sealer.start();
  const tasks = jobs.map((job) =>
    cron.schedule(
      job.cron,
      () => {
        const nowMs = deps.clock.now().getTime();
        const dueAt = new Date(nowMs - (nowMs % MINUTE_MS));
        void runOnce(deps, job, dueAt).catch(() => deps.logger.warn('job_not_started', { job: job.name }));
      },
      { timezone: 'UTC', noOverlap: true },
    ),
  );
  return () => {
    for (const task of tasks) void task.stop();
  };
};
