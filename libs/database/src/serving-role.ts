import type { SystemTransaction } from './transaction.ts';

export type ServingRole = { name: string; isTooPowerful: boolean; serverVersion: string };

const FIND_ROLE = `
  select current_user as "name", r.rolsuper or r.rolbypassrls as "isTooPowerful", current_setting('server_version') as "serverVersion"
  from pg_roles r where r.rolname = current_user`;

const FIND_MIGRATION = 'select max(number) as "number" from ops.migrations';

/** Under which role the application serves, and whether row-level security would not bind it. */
export const findServingRole = async (tx: SystemTransaction): Promise<ServingRole> => {
  const { rows } = await tx.query<ServingRole>(FIND_ROLE);
  if (!rows[0]) throw new Error('The database does not know the role of this connection');
  return rows[0];
};

/** The number of the newest migration applied, 0 for none. */
export const findMigrationNumber = async (tx: SystemTransaction): Promise<number> => {
  const { rows } = await tx.query<{ number: number | null }>(FIND_MIGRATION);
  return rows[0]?.number ?? 0;
};
