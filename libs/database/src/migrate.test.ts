import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, migrationStatus, readMigrations } from './migrate.ts';
import { ensureRoles } from './roles.ts';
import { createTestDatabase, migrationsFolder } from './testing.ts';

const name = `migrate_${randomUUID().replaceAll('-', '')}`;
let connectionString: string;
let server: pg.Client;
let client: pg.Client;
let folder: string;

beforeAll(async () => {
  // Roles belong to the server: making a database of the usual kind makes them.
  await (await createTestDatabase()).close();
  const url = new URL(process.env['TEST_DATABASE_ADMIN_URL'] ?? '');
  server = new pg.Client({ connectionString: url.href });
  await server.connect();
  url.pathname = `/${name}`;
  connectionString = url.href;
});

afterAll(async () => {
  await server.end();
});

beforeEach(async () => {
  await server.query(`create database ${name}`);
  await ensureRoles(connectionString, {});
  client = new pg.Client({ connectionString });
  await client.connect();
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
});

afterEach(async () => {
  await client.end();
  await server.query(`drop database ${name} with (force)`);
  await rm(folder, { recursive: true });
});

const write = (file: string, text: string) => writeFile(join(folder, file), text);

const run = () => migrate({ connectionString, folder });

const namesOf = (rows: { name: string }[]) => rows.map((row) => row.name);

const tables = async (): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  return namesOf(rows);
};

describe('migrating', () => {
  it('applies each file once, in order, and says which', async () => {
    await write('0001_one.sql', 'create table one (id integer);');
    await write('0002_two.sql', 'alter table one add column two integer; create table two (id integer);');
    const seen: string[] = [];
    const applied = await migrate({ connectionString, folder, onApplied: (file) => seen.push(file.name) });
    expect(namesOf(applied)).toEqual(['0001_one.sql', '0002_two.sql']);
    expect(seen).toEqual(namesOf(applied));
    expect(await run()).toEqual([]);
    await write('0003_three.sql', 'create table three (id integer);');
    expect(namesOf(await run())).toEqual(['0003_three.sql']);
    expect(await tables()).toEqual(['one', 'three', 'two']);
    expect(namesOf(await migrationStatus({ connectionString }))).toEqual([
      '0001_one.sql',
      '0002_two.sql',
      '0003_three.sql',
    ]);
  });

  it('is done once by several that start at the same moment', async () => {
    await write('0001_one.sql', 'create table one (id integer); select pg_sleep(0.2);');
    await write('0002_two.sql', 'create table two (id integer);');
    const runs = await Promise.all([run(), run(), run(), run()]);
    expect(runs.map((applied) => applied.length).sort()).toEqual([0, 0, 0, 2]);
  });

  it('leaves nothing of a file that fails, and what came before it stays', async () => {
    await write('0001_one.sql', 'create table one (id integer);');
    await write('0002_two.sql', 'create table two (id integer); create table one (id integer);');
    await write('0003_three.sql', 'create table three (id integer);');
    await expect(run()).rejects.toThrow('0002_two.sql could not be applied');
    expect(await tables()).toEqual(['one']);
    await write('0002_two.sql', 'create table two (id integer);');
    expect(namesOf(await run())).toEqual(['0002_two.sql', '0003_three.sql']);
  });

  it('refuses a file that was changed after it was applied', async () => {
    await write('0001_one.sql', 'create table one (id integer);');
    await run();
    await write('0001_one.sql', 'create table one (id bigint);');
    await write('0002_two.sql', 'create table two (id integer);');
    await expect(run()).rejects.toThrow('0001_one.sql was changed after it was applied');
    expect(await tables()).toEqual(['one']);
  });

  it('lets an older program run on a database that is further', async () => {
    await write('0001_one.sql', 'create table one (id integer);');
    await write('0002_two.sql', 'create table two (id integer);');
    await run();
    await rm(join(folder, '0002_two.sql'));
    expect(await run()).toEqual([]);
  });

  it('runs a file outside of a transaction where the file says so', async () => {
    await write('0001_one.sql', 'create table one (id integer);');
    await write('0002_index.sql', '-- no transaction\ncreate index concurrently one_by_id on one (id);');
    expect(namesOf(await run())).toEqual(['0001_one.sql', '0002_index.sql']);
    await write('0003_bad.sql', '-- no transaction\ncreate index concurrently one_by_two on one (two);');
    await expect(run()).rejects.toThrow('0003_bad.sql could not be applied');
  });

  it('does so too while several start at the same moment', async () => {
    await write('0001_one.sql', 'create table one (id integer); select pg_sleep(0.2);');
    await write('0002_index.sql', '-- no transaction\ncreate index concurrently one_by_id on one (id);');
    const starts = [
      run(),
      run(),
      ensureRoles(connectionString, {}),
      run(),
      ensureRoles(connectionString, {}),
    ];
    const applied = (await Promise.all(starts)).map((files) => files?.length ?? 0);
    expect(applied.sort()).toEqual([0, 0, 0, 0, 2]);
  });

  it('builds an index anew of which an earlier attempt left a half', async () => {
    await write('0001_one.sql', 'create table one (id integer); insert into one values (7), (7);');
    await write(
      '0002_index.sql',
      '-- no transaction\ncreate unique index concurrently one_by_id on one (id);',
    );
    await expect(run()).rejects.toThrow('0002_index.sql could not be applied');
    await client.query('delete from one where ctid in (select ctid from one limit 1)');
    expect(namesOf(await run())).toEqual(['0002_index.sql']);
    const { rows } = await client.query(
      `select indisvalid from pg_index where indexrelid = 'one_by_id'::regclass`,
    );
    expect(rows).toEqual([{ indisvalid: true }]);
  });

  it('says what the database objected to, and no value', async () => {
    await write(
      '0001_one.sql',
      `create table one (name text, constraint one_name_once unique (name));
       insert into one values ('Lovelace'), ('Lovelace');`,
    );
    const failure = await run().catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: '0001_one.sql could not be applied (SQLSTATE 23505, constraint one_name_once, table one)',
    });
  });

  it('does not wait long behind a busy table, where it would hold up everybody behind it', async () => {
    await write('0001_one.sql', "create table one as select current_setting('lock_timeout') as setting;");
    await run();
    expect((await client.query('select setting from one')).rows).toEqual([{ setting: '5s' }]);
  });

  it('makes its tables as the owner, whoever runs it', async () => {
    await write('0001_one.sql', 'create table one (id integer);');
    await run();
    const { rows } = await client.query("select tableowner from pg_tables where tablename = 'one'");
    expect(rows).toEqual([{ tableowner: 'clinic_owner' }]);
  });
});

describe('a folder of migrations', () => {
  it.each([
    [['0001_one.sql', '0003_three.sql'], '0003_three.sql is out of order or misnamed'],
    [['0001_one.sql', '0001_two.sql'], '0001_two.sql is out of order or misnamed'],
    [['1_one.sql'], '1_one.sql is out of order or misnamed'],
    [['0001-One.sql'], '0001-One.sql is out of order or misnamed'],
  ])('with %j is refused', async (files, message) => {
    for (const file of files) await write(file, 'select 1;');
    await expect(readMigrations(folder)).rejects.toThrow(message);
  });

  it('may hold a text beside them', async () => {
    await write('0001_one.sql', 'select 1;');
    await write('README.md', 'How to write one.');
    expect(namesOf(await readMigrations(folder))).toEqual(['0001_one.sql']);
  });
});

describe("the product's own migrations", () => {
  it('run from nothing, and again without effect', async () => {
    const applied = await migrate({ connectionString, folder: migrationsFolder });
    expect(applied.length).toBeGreaterThan(0);
    expect(await migrate({ connectionString, folder: migrationsFolder })).toEqual([]);
    const status = await migrationStatus({ connectionString });
    expect(status.map((row) => row.number)).toEqual(applied.map((file) => file.number));
  });
});
