import type { Deps } from '#api/composition.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * While a deployment runs, programs of the version before still record events, and know of no seals: those are let in. Only
 * for the first days of sealing; what is recorded by no door of ours later is not sealed, and a verification says so.
 */
export const adoptAuditEvents = async (deps: Deps): Promise<void> => {
  const { database, repositories, clock } = deps;
  const { auditSeals, clinics } = repositories;
  const now = clock.now();
  const begunAt = await database.asSystem((tx) => auditSeals.findBeginning(tx));
  if (!begunAt || now.getTime() > begunAt.getTime() + 2 * DAY_MS) return;
  const overlap = { from: new Date(begunAt.getTime() - HOUR_MS), to: new Date(begunAt.getTime() + DAY_MS) };
  for (const clinicId of await database.asSystem((tx) => clinics.listIds(tx))) {
    const adopt = () => database.inClinic({ clinicId }, (tx) => auditSeals.insertStrays(tx, overlap, now));
    while ((await adopt()) > 0);
  }
};
