import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

const SERVER = `
import { createServer } from 'node:http';
const names = Object.keys(process.env);
const server = createServer((request, response) => response.end(JSON.stringify(names)));
server.listen(Number(process.env.PORT), '127.0.0.1');
console.log(JSON.stringify({ event: 'listening' }));
process.once('SIGTERM', () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;

const COMMAND = `
import { writeFileSync } from 'node:fs';
import pg from 'pg';
const [name, ...rest] = process.argv.slice(2);
if (name === 'audit') {
  console.log(JSON.stringify({ rest, names: Object.keys(process.env) }));
  process.exit();
}
const client = new pg.Client(process.env.MIGRATION_DATABASE_URL);
await client.connect();
const query = async (sql) => (await client.query(sql)).rows;
const commands = {
  migrate: async () => {
    for (const role of ['OWNER', 'APP', 'JOBS']) {
      const user = 'clinic_' + role.toLowerCase();
      const known = await query("select 1 from pg_roles where rolname = '" + user + "'");
      const password = process.env['CLINIC_' + role + '_PASSWORD'];
      await query((known.length ? 'alter' : 'create') + ' role ' + user + " login bypassrls password '" + password + "'");
    }
    await query('grant all on schema public to clinic_owner');
    await query('set role clinic_owner');
    await query('create table if not exists clinics (name text)');
  },
  'seed-demo': async () => {
    await query("insert into clinics values ('Demo')");
    const accounts = [{ clinic: 'Demo', role: 'receptionist', email: 'desk@demo.example', password: 'secret' }];
    writeFileSync(process.env.CLINIC_DATA_DIR + '/demo-accounts.json', JSON.stringify(accounts), { mode: 0o600 });
  },
  import: async () => {
    console.log(JSON.stringify({ rest, cwd: process.cwd(), clinics: (await query('select name from clinics')).map((row) => row.name) }));
    process.exitCode = Number(rest[0]);
  },
};
await commands[name]();
await client.end();
`;

/** @param {string} path @param {string} content */
const write = (path, content) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};

/**
 * A checkout with this launcher and programs that do next to nothing in place of the API and the portal: what is
 * tested is the launcher.
 * @returns {string} its folder
 */
export function standInCheckout() {
  const checkout = mkdtempSync(join(tmpdir(), 'launcher-'));
  for (const folder of ['scripts', 'tools/launcher/src', 'tools/embedded-postgres/src']) {
    cpSync(join(root, folder), join(checkout, folder), { recursive: true });
  }
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(root, file), join(checkout, file));
  // A folder of its own, as build stamps are kept in it.
  mkdirSync(join(checkout, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')).filter((each) => each !== '.cache')) {
    symlinkSync(join(root, 'node_modules', name), join(checkout, 'node_modules', name));
  }
  mkdirSync(join(checkout, 'libs'));
  write(join(checkout, 'apps/api/src/main.ts'), SERVER);
  write(join(checkout, 'apps/api/src/command.ts'), COMMAND);
  write(join(checkout, 'apps/portal-server/src/main.ts'), SERVER);
  write(join(checkout, 'apps/portal/index.html'), '<!doctype html><title>Clinic</title>');
  return checkout;
}
