import pg from 'pg';

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

/**
 * Creates the three roles of the installation where they are missing and sets the passwords that are given. The owner
 * migrates and sees every clinic (BYPASSRLS: foreign keys cannot be validated otherwise); the application is walled.
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
    await settle(client, { name: 'clinic_owner', attributes: 'bypassrls', password: passwords.owner });
    await settle(client, { name: 'clinic_app', attributes: 'nobypassrls', password: passwords.app });
    await settle(client, { name: 'clinic_jobs', attributes: 'bypassrls', password: passwords.jobs });
    const { rows } = await client.query<{ name: string }>('select current_database() as name');
    await client.query(`grant all on database ${pg.escapeIdentifier(rows[0]?.name ?? '')} to clinic_owner`);
    await client.query('grant all on schema public to clinic_owner');
    await client.query('revoke create on schema public from public');
  } finally {
    await client.end();
  }
};
