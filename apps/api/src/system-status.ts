import type { SystemStatus } from '@clinic/contracts';
import { findMigrationNumber, findServingRole } from '@clinic/database';
import type { Deps } from '#api/composition.ts';

/** How the installation is doing, for the people who run it. Nothing in it is about a patient. */
export const systemStatus = async (deps: Deps): Promise<SystemStatus> => {
  const [role, migration] = await deps.database.asSystem((tx) =>
    Promise.all([findServingRole(tx), findMigrationNumber(tx)]),
  );
  const pool = deps.database.poolState();
  const { clinics, bytes, evictions } = deps.indexes.stats();
  return {
    version: deps.version,
    node: process.version,
    startedAt: new Date(deps.clock.now().getTime() - process.uptime() * 1000).toISOString(),
    checks: [
      { name: 'database', outcome: 'ok', detail: null },
      { name: 'restricted-role', outcome: role.isTooPowerful ? 'failed' : 'ok', detail: null },
      { name: 'live-changes', outcome: deps.doorbell.isHealthy() ? 'ok' : 'failed', detail: null },
    ],
    database: {
      version: role.serverVersion,
      migration,
      poolTotal: pool.total,
      poolIdle: pool.idle,
      poolWaiting: pool.waiting,
    },
    searchIndex: { clinics, bytes, evictions },
    cache: deps.cache.stats(),
    lastBackupAt: null,
    lastVerifiedRestoreAt: null,
  };
};
