import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { failureOf } from './failure-of.ts';
import { takeMigrationLock } from './migration-lock.ts';

const OWNER = 'clinic_owner';

export type MigrationFile = {
  number: number;
  name: string;
  text: string;
  checksum: string;
  isTransactional: boolean;
};

export type AppliedMigration = { number: number; name: string; checksum: string; appliedAt: Date };

export type MigrateOptions = {
  /** A direct connection (no transaction pooler) that may act as `clinic_owner`. */
  connectionString: string;
  folder: string;
  certificateAuthority?: string | undefined;
  onApplied?: (migration: MigrationFile, milliseconds: number) => void;
};

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

/**
 * The migration files of a folder in order. A file whose first line is `-- no transaction` runs outside of one, for
 * `create index concurrently`; it must hold exactly one statement.
 * @throws Error when two files share a number or one has another kind of name.
 */
export const readMigrations = async (folder: string): Promise<MigrationFile[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const files: MigrationFile[] = [];
  for (const name of names) {
    const number = Number(FILE_NAME.exec(name)?.[1]);
    if (!Number.isInteger(number) || number !== files.length + 1)
      throw new Error(`${name} is out of order or misnamed`);
    const text = await readFile(join(folder, name), 'utf8');
    files.push({
      number,
      name,
      text,
      checksum: createHash('sha256').update(text).digest('hex'),
      isTransactional: !text.startsWith('-- no transaction'),
    });
  }
  return files;
};

const PREPARE = `
  create schema if not exists ops;
  create table if not exists ops.migrations (
    number integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  );
  grant usage on schema ops to clinic_app;
  grant select on ops.migrations to clinic_app`;

const LIST_APPLIED = `
  select number, name, checksum, applied_at as "appliedAt" from ops.migrations order by number`;

const NOTE_APPLIED = 'insert into ops.migrations (number, name, checksum) values ($1, $2, $3)';

const assertSameHistory = (files: MigrationFile[], applied: AppliedMigration[]): void => {
  for (const row of applied) {
    const file = files[row.number - 1];
    // A newer version of the program has migrated further: this one may still run (expand, deploy, contract).
    if (!file) continue;
    if (file.checksum !== row.checksum) throw new Error(`${file.name} was changed after it was applied`);
  }
};

const applyAlone = async (client: pg.Client, file: MigrationFile): Promise<void> => {
  await client.query(file.text);
  await client.query(NOTE_APPLIED, [file.number, file.name, file.checksum]);
};

const CONCURRENT_INDEX = /^create (?:unique )?index concurrently (?:if not exists )?([a-z0-9_]+) on /m;

const IS_INVALID = `
  select 1 from pg_index i join pg_class c on c.oid = i.indexrelid
  where c.relname = $1 and pg_table_is_visible(c.oid) and not i.indisvalid`;

/** An attempt that was broken off leaves an index that nobody uses and that stands in the way of the next. */
const dropHalfBuilt = async (client: pg.Client, file: MigrationFile): Promise<void> => {
  const index = CONCURRENT_INDEX.exec(file.text)?.[1];
  if (index === undefined || (await client.query(IS_INVALID, [index])).rows.length === 0) return;
  await client.query(`drop index concurrently ${pg.escapeIdentifier(index)}`);
};

const applyOutside = async (client: pg.Client, file: MigrationFile): Promise<void> => {
  await dropHalfBuilt(client, file);
  await applyAlone(client, file);
};

const applyWhole = async (client: pg.Client, file: MigrationFile): Promise<void> => {
  await client.query('begin');
  try {
    // Waiting long behind a busy table would make every other query wait behind us.
    await client.query("set local lock_timeout = '5s'");
    await applyAlone(client, file);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
};

const apply = async (client: pg.Client, file: MigrationFile): Promise<void> => {
  try {
    await (file.isTransactional ? applyWhole(client, file) : applyOutside(client, file));
  } catch (error) {
    const failure = failureOf(error);
    const why = failure === undefined ? '' : ` (${failure})`;
    throw new Error(`${file.name} could not be applied${why}`, { cause: error });
  }
};

const connect = async (
  options: Pick<MigrateOptions, 'connectionString' | 'certificateAuthority'>,
): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: options.connectionString,
    application_name: 'clinic-migrate',
    ...(options.certificateAuthority === undefined
      ? {}
      : { ssl: { ca: options.certificateAuthority, rejectUnauthorized: true } }),
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

/**
 * Brings the schema up to date, each file once, in order, as `clinic_owner`. Several replicas may run it at the same
 * time: they queue on one lock of the server.
 * @returns the files applied now.
 * @throws Error when a file was changed after it was applied, or fails; what came before it stays applied.
 */
export const migrate = async (options: MigrateOptions): Promise<MigrationFile[]> => {
  const files = await readMigrations(options.folder);
  const client = await connect(options);
  try {
    await takeMigrationLock(client);
    await client.query(`set role ${OWNER}`);
    await client.query(PREPARE);
    const applied = (await client.query<AppliedMigration>(LIST_APPLIED)).rows;
    assertSameHistory(files, applied);
    const done = new Set(applied.map((row) => row.number));
    const missing = files.filter((file) => !done.has(file.number));
    for (const file of missing) {
      const startedAt = performance.now();
      await apply(client, file);
      options.onApplied?.(file, performance.now() - startedAt);
    }
    return missing;
  } finally {
    await client.end();
  }
};

/** What was applied and when, newest last. */
export const migrationStatus = async (
  options: Pick<MigrateOptions, 'connectionString' | 'certificateAuthority'>,
): Promise<AppliedMigration[]> => {
  const client = await connect(options);
  try {
    await client.query(`set role ${OWNER}`);
    await client.query(PREPARE);
    return (await client.query<AppliedMigration>(LIST_APPLIED)).rows;
  } finally {
    await client.end();
  }
};
