import type { Deps } from '#api/composition.ts';

const DAY_MS = 24 * 60 * 60_000;
/** A replay is answered for seven days (see the interface's description). */
const ANSWERS_KEPT_MS = 7 * DAY_MS;
/** Ended sessions stay a month, for the list of who was signed in. */
const SESSIONS_KEPT_MS = 30 * DAY_MS;
/** What a preview said of each record of a file that was then never taken in, and when jobs ran. */
const PREVIEWS_KEPT_MS = 30 * DAY_MS;
const RUNS_KEPT_MS = 30 * DAY_MS;

type Ports = Pick<Deps, 'database' | 'repositories'>;

const purgeClinic = ({ database, repositories }: Ports, clinicId: string, now: number): Promise<void> =>
  database.inClinic({ clinicId }, async (tx) => {
    await repositories.idempotencyKeys.deleteBefore(tx, new Date(now - ANSWERS_KEPT_MS));
    await repositories.sessions.deleteExpiredBefore(tx, new Date(now - SESSIONS_KEPT_MS));
    await repositories.imports.deletePreviewsBefore(tx, new Date(now - PREVIEWS_KEPT_MS));
  });

const purgeInstallation = ({ database, repositories }: Ports, now: number): Promise<void> =>
  database.asSystem(async (tx) => {
    await repositories.throttle.deleteForgotten(tx, new Date(now));
    await repositories.jobRuns.deleteBefore(tx, new Date(now - RUNS_KEPT_MS));
  });

/**
 * Forgets what has had its time: stored answers, ended sessions and previews, clinic by clinic, each inside its wall; counted
 * sign-ins and runs of jobs of the installation. What fails in one place keeps no other from being purged, and the run is
 * then on record as failed.
 */
export const purgeExpired = async (deps: Ports & Pick<Deps, 'clock'>): Promise<void> => {
  const now = deps.clock.now().getTime();
  const clinicIds = await deps.database.asSystem((tx) => deps.repositories.clinics.listIds(tx));
  const failures: unknown[] = [];
  const note = (error: unknown): void => void failures.push(error);
  await purgeInstallation(deps, now).catch(note);
  for (const clinicId of clinicIds) await purgeClinic(deps, clinicId, now).catch(note);
  if (failures.length > 0) throw failures[0];
};
