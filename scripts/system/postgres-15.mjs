// The oldest server that is supported: schema, walls and demo on Debian's own Postgres 15, and a dump of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPostgres } from '../../tools/embedded-postgres/src/index.mjs';
import { queryOnce } from '../../tools/embedded-postgres/src/query-once.mjs';
import { ensureBuilt } from '../../tools/launcher/src/build.mjs';
import { DataFolder } from '../../tools/launcher/src/data-folder.mjs';
import { databaseOfEnvironment } from '../../tools/launcher/src/database.mjs';
import { ensureKeys } from '../../tools/launcher/src/keys.mjs';
import { runCommand } from '../../tools/launcher/src/programs.mjs';

const BIN = '/usr/lib/postgresql/15/bin';
const run = promisify(execFile);

/** A new server with an empty database `clinic`; everything it keeps goes with the check. */
const openServer = async ({ root, closers }) => {
  const server = await startPostgres({ mode: 'test', binDir: BIN });
  closers.add(() => server.stop());
  await queryOnce(server.adminUrl, 'create database clinic');
  const folder = mkdtempSync(join(tmpdir(), 'system-check-'));
  closers.add(() => rmSync(folder, { recursive: true, force: true }));
  const env = { ...process.env, DATABASE_URL: server.adminUrl.replace(/postgres$/, 'clinic') };
  const dataFolder = new DataFolder(folder);
  const installation = { root, env, dataFolder, closers, keys: ensureKeys(dataFolder, env, false) };
  const database = databaseOfEnvironment(dataFolder, env);
  assert(database);
  return { installation, database };
};

const countOf = async (url, sql) => Number((await queryOnce(url, sql))[0]?.count);

/** Words of the dump that are there in clear on purpose: staff, rooms, types and hours are not about a patient. */
const clearWords = (dump) => {
  const tables = ['users', 'practitioners', 'rooms', 'appointment_types', 'schedule_exceptions', 'clinics'];
  return tables
    .map((table) => new RegExp(`COPY public\\.${table} [^]*?\n\\\\.`).exec(dump)?.[0] ?? '')
    .join('\n');
};

/** No name, phone, e-mail address, birth date or note of any demo patient stands in the dump. */
const assertNobodyReadable = async (root, dump) => {
  const print = [join(root, 'scripts/print-demo-people.mjs'), new Date().toISOString()];
  const { stdout } = await run(process.execPath, ['--import', 'tsx', ...print], {
    cwd: root,
    maxBuffer: 64 * 1024 ** 2,
  });
  const people = JSON.parse(stdout);
  assert(people.length > 500);
  const clear = clearWords(dump);
  // A date is also a date of the schedule or of a visit; only one from before this decade can be a birth date alone.
  const isBirthDate = (value) => /^(19|200|201)/.test(value);
  const values = people.flatMap((person) =>
    person.values.filter((value) => !/^\d{4}-/.test(value) || isBirthDate(value)),
  );
  const names = people.flatMap((person) =>
    person.names.filter((name) => name.length > 3 && !clear.includes(name)),
  );
  assert(values.length > 1000 && names.length > 800);
  const found = [...values, ...names].filter((text) => dump.includes(text)).length;
  assert.equal(found, 0, `${found} names, numbers, addresses or dates stand in the dump in clear`);
  // The search itself can find something: what is in clear on purpose is found.
  assert(clear.length > 0 && dump.includes('Quayside Clinic'));
};

export const check = {
  name: 'the schema, its walls and a dump hold on Postgres 15',
  needs: [
    { debianPackage: 'postgresql-15', path: `${BIN}/postgres` },
    { debianPackage: 'postgresql-client-15', path: `${BIN}/pg_dump` },
  ],
  async run({ root, closers }) {
    await ensureBuilt(root, 'api', closers);
    const { installation, database } = await openServer({ root, closers });
    const { admin, app } = database;
    assert(admin);
    assert.match(String((await queryOnce(admin, 'show server_version'))[0]?.server_version), /^15\./);

    await runCommand(installation, database, 'migrate');
    const migrations = await countOf(admin, 'select count(*) from ops.migrations');
    assert(migrations > 0);
    await runCommand(installation, database, 'migrate');
    assert.equal(await countOf(admin, 'select count(*) from ops.migrations'), migrations);

    await runCommand(installation, database, 'seed-demo');
    assert(await countOf(admin, 'select count(*) from patients'));
    assert(await countOf(admin, 'select count(*) from appointments'));
    await assert.rejects(
      countOf(app, 'select count(*) from patients'),
      /app\.clinic_id/,
      'no clinic chosen, no row',
    );

    const { stdout: dump } = await run(`${BIN}/pg_dump`, ['--no-owner', admin], { maxBuffer: 1024 ** 3 });
    assert.match(dump, /COPY public\.patients/);
    const accounts = JSON.parse(readFileSync(installation.dataFolder.file('demo-accounts.json'), 'utf8'));
    for (const { email, password } of accounts) assert(!dump.includes(email) && !dump.includes(password));
    await assertNobodyReadable(root, dump);
  },
};
