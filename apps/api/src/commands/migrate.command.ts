import { parseArgs } from 'node:util';
import { ensureRoles, migrate, migrationStatus, type RolePasswords } from '@clinic/database';
import { UsageError } from '#api/commands/import-arguments.ts';

export type MigrateCommand = {
  migrationDatabaseUrl: string;
  databaseCa: string | undefined;
  rolePasswords: RolePasswords;
  folder: string;
  write: (line: string) => void;
};

export type MigrateArguments = { act: 'apply' | 'status' | 'help'; isJson: boolean };

export const MIGRATE_USAGE = `npm run migrate -- [status] [--json]

Applies what is not applied yet; safe while the program runs, and when started twice.

status   says what was applied and when, and applies nothing
--json   prints the result as a last line of JSON`;

const options = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;

const parse = (words: string[]) => {
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments are not understood');
  }
};

/** @throws UsageError for any other word: a schema is not changed by a slip of the pen. */
export const readMigrateArguments = (words: string[]): MigrateArguments => {
  const { values, positionals } = parse(words);
  const isJson = values.json === true;
  if (values.help === true) return { act: 'help', isJson };
  const [what, ...more] = positionals;
  if (what === undefined) return { act: 'apply', isJson };
  if (what === 'status' && more.length === 0) return { act: 'status', isJson };
  throw new UsageError('Say status, or nothing');
};

/** Creates the roles where they are missing and applies what is not applied yet. */
const apply = async (command: MigrateCommand): Promise<object> => {
  const { migrationDatabaseUrl: connectionString, databaseCa: certificateAuthority, folder, write } = command;
  await ensureRoles(connectionString, command.rolePasswords, certificateAuthority);
  const applied = await migrate({
    connectionString,
    certificateAuthority,
    folder,
    onApplied: (file, milliseconds) => write(`applied ${file.name} in ${Math.round(milliseconds)} ms`),
  });
  write(applied.length === 0 ? 'the schema is up to date' : `${applied.length} migrations applied`);
  return { applied: applied.map(({ number, name }) => ({ number, name })) };
};

/** Says what was applied and when. */
const show = async (command: MigrateCommand): Promise<object> => {
  const { migrationDatabaseUrl: connectionString, databaseCa: certificateAuthority, write } = command;
  const rows = await migrationStatus({ connectionString, certificateAuthority });
  for (const { appliedAt, name } of rows) write(`${appliedAt.toISOString()}  ${name}`);
  return {
    status: rows.map(({ number, name, appliedAt }) => ({ number, name, appliedAt: appliedAt.toISOString() })),
  };
};

/** Answers what needs no database: a call for help, or words that are not understood. @returns the exit code, if that was all. */
export const explainMigrate = (
  words: string[],
  { write, notice }: Record<'write' | 'notice', (line: string) => void>,
): number | undefined => {
  try {
    if (readMigrateArguments(words).act !== 'help') return undefined;
    write(MIGRATE_USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    notice(`${error.message}\n\n${MIGRATE_USAGE}`);
    return 2;
  }
};

/** `npm run migrate`, once `explainMigrate` had nothing to say. */
export const migrateCommand = async (command: MigrateCommand, words: string[]): Promise<void> => {
  const asked = readMigrateArguments(words);
  const done = await (asked.act === 'status' ? show(command) : apply(command));
  if (asked.isJson) command.write(JSON.stringify(done));
};
