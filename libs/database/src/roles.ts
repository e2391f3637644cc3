import pg from 'pg';
import { takeMigrationLock } from './migration-lock.ts';

export type RolePasswords = {
  owner?: string | undefined;
  app?: string | undefined;
  jobs?: string | undefined;
};

type Role = { name: string; attributes: string; password: string | undefined };

const EXISTS = 'select rolbypassrls as "bypassesRls" from pg_roles where rolname = $1';

const settle = async (client: pg.Client, role: Role): Promise<void> => {
  const known = await client.query<{ bypassesRls: boolean }>(EXISTS, [role.name]);
  const password = role.password === undefined ? '' : ` password ${pg.escapeLiteral(role.password)}`;
  if (known.rows.length === 0)
    await client.query(`create role ${role.name} login ${role.attributes}${password}`);
  else if (password !== '') await client.query(`alter role ${role.name} login ${role.attributes}${password}`);
};

// Two that begin at the same moment would both find a role missing, or change the same rights at once, and one of them
// would fail. The first lock is that of the migrations, which change rights too; but it is one database's, and roles
// belong to the server, hence the second. Neither keeps anybody from signing in.
const LOCK_ROLES = 'lock table pg_authid in share row exclusive mode';

const settleAll = async (client: pg.Client, passwords: RolePasswords): Promise<void> => {
  await client.query(LOCK_ROLES);
  await settle(client, { name: 'clinic_owner', attributes: 'bypassrls', password: passwords.owner });
  await settle(client, { name: 'clinic_app', attributes: 'nobypassrls', password: passwords.app });
  await settle(client, { name: 'clinic_jobs', attributes: 'bypassrls', password: passwords.jobs });
  const { rows } = await client.query<{ name: string }>('select current_database() as name');
  await client.query(`grant all on database ${pg.escapeIdentifier(rows[0]?.name ?? '')} to clinic_owner`);
  await client.query('grant all on schema public to clinic_owner');
  await client.query('revoke create on schema public from public');
};

/**
 * Creates the three roles of the installation where they are missing and sets the passwords that are given. The owner
 * migrates and sees every clinic (BYPASSRLS: foreign keys cannot be validated otherwise); the application is walled.
 * Whole or not at all, and one after the other where several begin at once.
 * @param connectionString a privileged connection to the database that is to be migrated.
 * @throws Error when a role is missing and the connection may not create it.
 */
export const ensureRoles = async (
  connectionString: string,
  passwords: RolePasswords,
  certificateAuthority?: string,
): Promise<void> => {
  const client = new pg.Client({
    connectionString,
    application_name: 'clinic-migrate',
    ...(certificateAuthority === undefined
      ? {}
      : { ssl: { ca: certificateAuthority, rejectUnauthorized: true } }),
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const me = await client.query<{ isPrivileged: boolean }>(
      'select rolsuper as "isPrivileged" from pg_roles where rolname = current_user',
    );
    // A deployment that migrates as the owner has its roles from an administrator already.
    if (me.rows[0]?.isPrivileged !== true) return;
    await takeMigrationLock(client);
    await client.query('begin');
    await settleAll(client, passwords);
    await client.query('commit');
  } finally {
    await client.end();
  }
};
