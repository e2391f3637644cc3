import type { Deps } from '#api/composition.ts';

const DAY_MS = 24 * 60 * 60_000;
/** A replay is answered for seven days (see the interface's description). */
const ANSWERS_KEPT_MS = 7 * DAY_MS;
/** Ended sessions stay a month, for the list of who was signed in. */
const SESSIONS_KEPT_MS = 30 * DAY_MS;

/** Links that are over stay as long, so that who asks for an invitation again hears of it. */
const LINKS_KEPT_MS = 30 * DAY_MS;

/** Forgets stored answers, links and ended sessions whose time is over, clinic by clinic, each inside its wall. */
export const purgeExpired = async (deps: Deps): Promise<void> => {
  const { database, repositories, clock } = deps;
  const now = clock.now().getTime();
  const clinicIds = await database.asSystem((tx) => repositories.clinics.listIds(tx));
  for (const clinicId of clinicIds) {
    await database.inClinic({ clinicId }, async (tx) => {
      await repositories.idempotencyKeys.deleteBefore(tx, new Date(now - ANSWERS_KEPT_MS));
      await repositories.sessions.deleteExpiredBefore(tx, new Date(now - SESSIONS_KEPT_MS));
      await repositories.userLinks.deleteExpiredBefore(tx, new Date(now - LINKS_KEPT_MS));
    });
  }
};
