import type { SystemTransaction, Transaction } from '@clinic/database';

/** A change of a ring's active key. */
export type KeyChangeRow = { ring: string; startedAt: Date; keyId: string; finishedAt: Date | null };

/** A key of a ring that data cannot be read without. */
export type NeededKey = { ring: string; keyId: string };

/** How many of something a key of a ring is needed for. */
export type KeyUse = { keyId: string; uses: number };

const FIND_LAST = `
  select ring, started_at as "startedAt", key_id as "keyId", finished_at as "finishedAt"
  from ops.key_changes where ring = $1 order by started_at desc limit 1`;

const INSERT = 'insert into ops.key_changes (ring, started_at, key_id) values ($1, $2, $3)';

const FINISH = 'update ops.key_changes set finished_at = $3 where ring = $1 and started_at = $2';

const LIST_NEEDED = 'select ring, key_id as "keyId" from ops.needed_keys() order by 1, 2';

const LIST_PROCESSES = `
  select distinct application_name as name from pg_catalog.pg_stat_activity
  where datname = current_database() and usename = current_user and application_name like 'clinic-api %'`;

const COUNT_PEPPERS = `
  select split_part(password_hash, ':', 1) as "keyId", count(*)::integer as "uses"
  from users where clinic_id = $1 and password_hash is not null group by 1`;

const COUNT_AUDIT = `
  select key_id as "keyId", count(*)::integer as "uses" from audit_seals where clinic_id = $1 group by 1`;

/** Changes of the installation's keys, and what in a clinic needs a key of a ring. */
export class KeyChangeRepository {
  /** The last change of a ring, finished or not. */
  async findLast(tx: SystemTransaction, ring: string): Promise<KeyChangeRow | undefined> {
    return (await tx.query<KeyChangeRow>(FIND_LAST, [ring])).rows[0];
  }

  async insert(tx: SystemTransaction, change: Omit<KeyChangeRow, 'finishedAt'>): Promise<void> {
    await tx.query(INSERT, [change.ring, change.startedAt, change.keyId]);
  }

  async finish(tx: SystemTransaction, change: KeyChangeRow, now: Date): Promise<void> {
    await tx.query(FINISH, [change.ring, change.startedAt, now]);
  }

  async listNeeded(tx: SystemTransaction): Promise<NeededKey[]> {
    return (await tx.query<NeededKey>(LIST_NEEDED)).rows;
  }

  /** What the processes that are connected just now call themselves. Behind a pooler this may say less. */
  async listProcesses(tx: SystemTransaction): Promise<string[]> {
    return (await tx.query<{ name: string }>(LIST_PROCESSES)).rows.map(({ name }) => name);
  }

  /** Accounts by the pepper their password was hashed with. */
  async countPeppers(tx: Transaction): Promise<KeyUse[]> {
    return (await tx.query<KeyUse>(COUNT_PEPPERS, [tx.clinicId])).rows;
  }

  /** Events by the key they were sealed with. */
  async countAuditKeys(tx: Transaction): Promise<KeyUse[]> {
    return (await tx.query<KeyUse>(COUNT_AUDIT, [tx.clinicId])).rows;
  }
}
