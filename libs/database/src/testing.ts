import { createHash, randomUUID } from 'node:crypto';
import { memoryLogger } from '@clinic/core/testing';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Database } from './database.ts';
import { migrate, readMigrations } from './migrate.ts';
import { createPool } from './pool.ts';
import { ensureRoles } from './roles.ts';

// The server is thrown away after the run and listens on loopback only.
const PASSWORD = 'only-for-tests';
const TEMPLATE_LOCK = 7_021_985;

export type TestDatabase = {
  /** As the application serves: role `clinic_app`, bound by row-level security. */
  database: Database;
  appUrl: string;
  ownerUrl: string;
  adminUrl: string;
  /** Statements as the owner, who sees every clinic: to look behind the wall, never to set up what the product would. */
  asOwner<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** A statement without parameters as the application inside a clinic, sent as it stands: to ask for a plan. */
  asApplication<Row extends object>(clinicId: string, text: string): Promise<Row[]>;
  close(): Promise<void>;
};

export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

const serverUrl = (): URL => {
  const url = process.env['TEST_DATABASE_ADMIN_URL'];
  if (url === undefined)
    throw new Error('No test server: run the tests through nx or vitest with the database set-up');
  return new URL(url);
};

const urlOf = (database: string, user?: string): string => {
  const url = serverUrl();
  url.pathname = `/${database}`;
  if (user !== undefined) {
    url.username = user;
    url.password = PASSWORD;
  }
  return url.href;
};

const withAdmin = async <Result>(
  database: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> => {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const buildTemplate = async (name: string): Promise<void> => {
  const building = `${name}_building`;
  await withAdmin('postgres', async (client) => {
    await client.query(`drop database if exists ${building} with (force)`);
    await client.query(`create database ${building}`);
  });
  await ensureRoles(urlOf(building), { owner: PASSWORD, app: PASSWORD, jobs: PASSWORD });
  await migrate({ connectionString: urlOf(building), folder: migrationsFolder });
  await withAdmin('postgres', async (client) => {
    await client.query(`alter database ${building} rename to ${name}`);
    await client.query(`alter database ${name} allow_connections false`);
  });
};

/** The migrated database all test files copy; named by the migrations, so that a changed one is built anew. */
const ensureTemplate = async (): Promise<string> => {
  const files = await readMigrations(migrationsFolder);
  const hash = createHash('sha256')
    .update(files.map((file) => file.checksum).join())
    .digest('hex');
  const name = `clinic_template_${hash.slice(0, 12)}`;
  await withAdmin('postgres', async (client) => {
    // Held until this connection ends: test files of several projects start at once.
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const known = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (known.rowCount === 0) await buildTemplate(name);
  });
  return name;
};

/** A database of its own for one test file: a copy of the migrated template, dropped by `close`. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const template = await ensureTemplate();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withAdmin('postgres', async (client) => {
    // Cloning files is ten times faster where the server and the file system can do it (PostgreSQL 18).
    await client.query("set file_copy_method = 'clone'").catch(() => undefined);
    await client.query(`create database ${name} template ${template} strategy file_copy`);
  });
  const appUrl = urlOf(name, 'clinic_app');
  const owner = new pg.Pool({ connectionString: urlOf(name), max: 2 });
  owner.on('error', () => undefined);
  const pool = createPool({
    connectionString: appUrl,
    size: 10,
    applicationName: 'clinic-test',
    plansOnce: true,
    logger: memoryLogger(),
  });
  const database = new Database({ pool, usesPreparedStatements: true });
  return {
    database,
    appUrl,
    ownerUrl: urlOf(name, 'clinic_owner'),
    adminUrl: urlOf(name),
    asOwner: async <Row extends object>(text: string, values: unknown[] = []) =>
      (await owner.query<Row>(text, values)).rows,
    asApplication: async <Row extends object>(clinicId: string, text: string) => {
      const client = new pg.Client({ connectionString: appUrl });
      await client.connect();
      try {
        await client.query("select set_config('app.clinic_id', $1, false)", [clinicId]);
        return (await client.query<Row>(text)).rows;
      } finally {
        await client.end();
      }
    },
    close: async () => {
      await Promise.all([database.close(), owner.end()]);
      await withAdmin('postgres', async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      });
    },
  };
};
