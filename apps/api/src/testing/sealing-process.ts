import { AuditKeys } from '@clinic/audit';
import { memoryLogger } from '@clinic/core/testing';
import { createPool, Database } from '@clinic/database';
import { createRepositories } from '@clinic/repositories';
import { AuditSealer } from '#api/jobs/audit-sealer.ts';
import { systemClock } from '#api/system-ports.ts';

/** What `sealing-process.ts` is told in its first argument: the key as base64. */
export type SealingOrder = { databaseUrl: string; auditKey: string };

/*
 * A process that seals as fast as it can until it is killed, for tests of what it leaves then:
 * node --import tsx sealing-process.ts ORDER
 */
const { databaseUrl, auditKey } = JSON.parse(process.argv[2] ?? '') as SealingOrder;
const ring = { activeId: 'k1', keys: new Map([['k1', Buffer.from(auditKey, 'base64')]]) };
const logger = memoryLogger();
const pool = createPool({
  ...{ connectionString: databaseUrl, size: 4, applicationName: 'sealing', plansOnce: true, logger },
});
const sealer = new AuditSealer({
  database: new Database({ pool, usesPreparedStatements: true }),
  repositories: createRepositories({ field: ring, index: ring }),
  auditKeys: new AuditKeys(ring),
  clock: systemClock,
  logger,
});

for (;;) {
  await sealer.sealAll();
  await new Promise((resolve) => setTimeout(resolve, 5));
}
