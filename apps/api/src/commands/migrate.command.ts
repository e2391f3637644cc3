import { ensureRoles, migrate, migrationStatus, type RolePasswords } from '@clinic/database';

export type MigrateCommand = {
  migrationDatabaseUrl: string;
  databaseCa: string | undefined;
  rolePasswords: RolePasswords;
  folder: string;
  write: (line: string) => void;
};

/** Creates the roles where they are missing and applies what is not applied yet. */
export const runMigrate = async (command: MigrateCommand): Promise<void> => {
  const { migrationDatabaseUrl: connectionString, databaseCa: certificateAuthority, folder, write } = command;
  await ensureRoles(connectionString, command.rolePasswords, certificateAuthority);
  const applied = await migrate({
    connectionString,
    certificateAuthority,
    folder,
    onApplied: (file, milliseconds) => write(`applied ${file.name} in ${Math.round(milliseconds)} ms`),
  });
  write(applied.length === 0 ? 'the schema is up to date' : `${applied.length} migrations applied`);
};

/** Says what was applied and when. */
export const showMigrations = async (command: MigrateCommand): Promise<void> => {
  const { migrationDatabaseUrl: connectionString, databaseCa: certificateAuthority, write } = command;
  for (const row of await migrationStatus({ connectionString, certificateAuthority })) {
    write(`${row.appliedAt.toISOString()}  ${row.name}`);
  }
};
