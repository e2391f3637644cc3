import { settingDefaults, type Session } from '@clinic/contracts';
import type { ClinicRow, OpenSession } from '@clinic/repositories';

/** An open session as people see it. @param currentId the one they are looking from. */
export const toSession = (row: OpenSession, currentId: string | null): Session => ({
  id: row.id,
  createdAt: row.createdAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  device: row.device,
  isCurrent: row.id === currentId,
});

const MINUTE_MS = 60_000;

/** Since when somebody must have been seen not to be taken for gone. */
export const seenSince = (clinic: ClinicRow, now: Date): Date => {
  const minutes = clinic.settings['sessionIdleMinutes'];
  const idleMinutes = typeof minutes === 'number' ? minutes : settingDefaults.sessionIdleMinutes;
  return new Date(now.getTime() - idleMinutes * MINUTE_MS);
};
