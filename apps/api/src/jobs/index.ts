import type { Deps } from '#api/composition.ts';
import { adoptAuditEvents } from '#api/jobs/adopt-audit-events.job.ts';
import { purgeExpired } from '#api/jobs/purge-expired.job.ts';

/** Periodic work: its name, when (cron, UTC), and what it does. It runs once for each due time, on whichever replica is first. */
export type Job = { name: string; cron: string; run: (deps: Deps) => Promise<void> };

export const jobs: readonly Job[] = [
  { name: 'purge-expired', cron: '17 * * * *', run: purgeExpired },
  { name: 'adopt-audit-events', cron: '*/10 * * * *', run: adoptAuditEvents },
];
