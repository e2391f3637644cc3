import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, waitUntil } from '../../embedded-postgres/src/index.mjs';
import { queryOnce } from '../../embedded-postgres/src/query-once.mjs';
import { standInCheckout } from './stand-in-checkout.mjs';

const LIMIT_MS = 60_000;
const run = promisify(execFile);

/** @type {string} */
let checkout;
/** The data of a clinic that was opened and closed: tests copy it, as creating it takes seconds. @type {string} */
let template;

/** @type {string} */
let dataDir;
/** @type {import('node:child_process').ChildProcess[]} */
let launchers = [];
const newFolder = () => mkdtempSync(join(tmpdir(), 'launcher-data-'));
beforeEach(() => {
  dataDir = newFolder();
});
afterEach(async () => {
  launchers.forEach((launcher) => launcher.kill('SIGTERM'));
  await waitUntil(() => launchers.every(hasEnded), LIMIT_MS);
  launchers = [];
  rmSync(dataDir, { recursive: true, force: true });
});

/** @param {import('node:child_process').ChildProcess} child */
const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Without what npm tells the scripts it runs: whether npm runs us is for each test to say. */
const ownEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')),
);

const environment = (more = {}) => ({
  ...ownEnvironment,
  DATABASE_URL: '',
  CLINIC_DATA_DIR: dataDir,
  ...more,
});

/** @param {{ PORT: string, API_PORT: string }} ports @param {'node' | 'npm'} by */
const launch = async (ports, by = 'node') => {
  const launcher =
    by === 'npm'
      ? spawn('npm', ['start'], { cwd: checkout, env: environment(ports) })
      : spawn(process.execPath, [join(checkout, 'scripts/start.mjs')], { env: environment(ports) });
  launchers.push(launcher);
  let said = '';
  for (const stream of [launcher.stdout, launcher.stderr]) stream.on('data', (chunk) => (said += chunk));
  await waitUntil(() => said.includes('Ctrl-C') || hasEnded(launcher), LIMIT_MS);
  return { launcher, said };
};

const newPorts = async () => ({ PORT: String(await freePort()), API_PORT: String(await freePort()) });

/** @param {{ launcher: import('node:child_process').ChildProcess }} opened */
const close = async ({ launcher }) => {
  launcher.kill('SIGTERM');
  await waitUntil(() => hasEnded(launcher), LIMIT_MS);
};

beforeAll(async () => {
  checkout = standInCheckout();
  template = newFolder();
  dataDir = template;
  await close(await launch(await newPorts()));
});
afterAll(() => [checkout, template].forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const reopen = async () => {
  await run('cp', ['-a', `${template}/.`, dataDir]);
  return launch(await newPorts());
};

/** @param {string[]} words */
const command = (words) =>
  run(process.execPath, [join(checkout, 'scripts/run-command.mjs'), ...words], {
    env: environment({ INIT_CWD: tmpdir() }),
  });

/** @returns {{ launcher: number, portal: number, api: number, postgres: number }} */
const pids = () => JSON.parse(readFileSync(join(dataDir, 'pids.json'), 'utf8'));

/** @param {string} name */
const read = (name) => readFileSync(join(dataDir, name), 'utf8');

const clinics = async () =>
  (await queryOnce(read('database-admin-url'), 'select name from clinics')).map(({ name }) => name);

/** @param {string} port @returns {Promise<string[]>} names of the variables its process was given */
const variablesOf = async (port) => JSON.parse(await (await fetch(`http://127.0.0.1:${port}/`)).text());

describe('npm start', () => {
  it('opens a clinic with demo data, says where, and keeps every secret to its owner', async () => {
    const ports = await newPorts();
    const { said } = await launch(ports);
    expect(said).toMatch(/dependencies +\d+\.\d s/);
    expect(said).toContain(`http://localhost:${ports.PORT}`);
    expect(said).toMatch(/receptionist +desk@demo\.example +secret/);
    expect(await clinics()).toEqual(['Demo']);
    expect(Object.values(pids()).every((pid) => isAlive(pid))).toBe(true);

    const files = readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isFile());
    const open = files.filter(({ name }) => (statSync(join(dataDir, name)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(read('logs/api.log')).toContain('listening');
    expect(await variablesOf(ports.API_PORT)).toEqual(expect.arrayContaining(['KEYS_FILE', 'DATABASE_URL']));
    const ofPortal = await variablesOf(ports.PORT);
    expect(
      ofPortal.filter((name) => /KEYS_FILE|KEK|PEPPER|JWT|AUDIT|DATABASE_URL|PASSWORD/.test(name)),
    ).toEqual([]);
  });

  it('starts every killed process again and writes down which it is now', async () => {
    await reopen();
    for (const name of /** @type {const} */ (['api', 'portal', 'postgres'])) {
      const killed = pids()[name];
      process.kill(killed, 'SIGKILL');
      /** @type {number | null} */
      let current = killed;
      await waitUntil(() => (current = pids()[name]) !== killed && current !== null, LIMIT_MS);
      expect([name, isAlive(current ?? 0)]).toEqual([name, true]);
    }
    expect(await clinics()).toEqual(['Demo']);
  });

  it('ends all it started when told to', async () => {
    const { launcher } = await reopen();
    const started = Object.values(pids());
    await close({ launcher });
    expect(launcher.exitCode).toBe(0);
    expect(started.filter((pid) => pid !== launcher.pid && isAlive(pid))).toEqual([]);
  });

  it('ends with the npm that ran it, and lets the next one begin at once', async () => {
    await run('cp', ['-a', `${template}/.`, dataDir]);
    const ports = await newPorts();
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
      const { launcher, said } = await launch(ports, 'npm');
      expect(said).toContain('Ctrl-C closes it');
      launcher.kill(signal);
      await waitUntil(() => hasEnded(launcher), LIMIT_MS);
    }
    const { said } = await launch(ports);
    expect(said).toContain('Ctrl-C closes it');
  });

  it('comes up on the same ports with its data after it was killed, and ends what was left', async () => {
    const ports = await newPorts();
    await run('cp', ['-a', `${template}/.`, dataDir]);
    const { launcher } = await launch(ports);
    const { launcher: killed, ...leftovers } = pids();
    launcher.kill('SIGKILL');
    await waitUntil(() => !isAlive(killed), LIMIT_MS);
    const { said } = await launch(ports);
    expect(said).toContain('Ctrl-C closes it');
    expect(Object.values(leftovers).filter(isAlive)).toEqual([]);
    expect(await clinics()).toEqual(['Demo']);
  });

  it('refuses a folder that another launcher has open, and names it', async () => {
    const { launcher } = await reopen();
    const second = await launch(await newPorts());
    expect(second.launcher.exitCode).toBe(1);
    expect(second.said).toContain(`A clinic already runs on ${dataDir} (process ${launcher.pid})`);
    expect(isAlive(pids().api)).toBe(true);
  });

  it('names the variable to set when a port is taken', async () => {
    const ports = await newPorts();
    const squatter = createServer().listen(Number(ports.API_PORT), '127.0.0.1');
    const { launcher, said } = await launch(ports);
    squatter.close();
    expect(launcher.exitCode).toBe(1);
    expect(said).toContain(`Port ${ports.API_PORT} is in use by another program`);
    expect(said).toContain('API_PORT=');
  });

  it('makes no new keys for a database that was sealed with lost ones', async () => {
    await close(await reopen());
    rmSync(join(dataDir, 'keys.json'));
    const { launcher, said } = await launch(await newPorts());
    expect(launcher.exitCode).toBe(1);
    expect(said).toContain('keys.json is missing or damaged');
  });
});

describe('a folder of an earlier version', () => {
  it('gets the keys that came since, and keeps those it has', async () => {
    await run('cp', ['-a', `${template}/.`, dataDir]);
    /** @type {[string, string][]} */
    const all = Object.entries(JSON.parse(read('keys.json')));
    const isLater = (/** @type {string} */ name) => /^(AUDIT|BACKUP)_KEY_/.test(name);
    const earlier = all.filter(([name]) => !isLater(name));
    expect(all.length - earlier.length).toBe(4);
    writeFileSync(join(dataDir, 'keys.json'), JSON.stringify(Object.fromEntries(earlier)));
    await command(['import', '0']);
    /** @type {[string, string][]} */
    const now = Object.entries(JSON.parse(read('keys.json')));
    expect(now.filter(([name]) => !isLater(name))).toEqual(earlier);
    const later = Object.fromEntries(now.filter(([name]) => isLater(name)));
    for (const ring of ['AUDIT_KEY', 'BACKUP_KEY']) {
      expect(later[`${ring}_ACTIVE`]).toBe('1');
      expect(Buffer.from(later[`${ring}_1`] ?? '', 'base64')).toHaveLength(32);
    }
  });
});

describe('a command', () => {
  it('that reads a file alone starts no database and makes no keys', async () => {
    const { stdout } = await command(['audit', 'verify', '--seal', 'A', 'export.ndjson', '--json']);
    const { rest, names } = JSON.parse(stdout);
    expect(rest).toEqual(['verify', '--seal', 'A', 'export.ndjson', '--json']);
    expect(
      names.filter((/** @type {string} */ name) => /DATABASE_URL|AUDIT_KEY|KEYS_FILE/.test(name)),
    ).toEqual([]);
    expect(readdirSync(dataDir)).toEqual(['logs']);
  });

  it('starts a database of its own, and hands over words, folder and exit code', async () => {
    await run('cp', ['-a', `${template}/.`, dataDir]);
    const answer = await command(['import', '0', '--dry-run']);
    const { rest, cwd, clinics: found } = JSON.parse(answer.stdout);
    expect({ rest, found }).toEqual({ rest: ['0', '--dry-run'], found: ['Demo'] });
    expect(cwd).toBe(tmpdir());
    await expect(command(['import', '3'])).rejects.toMatchObject({ code: 3 });
    await expect(queryOnce(read('database-admin-url'), 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('works on the database that runs, and leaves it running', async () => {
    await reopen();
    const { postgres } = pids();
    const { stdout } = await command(['import', '0']);
    expect(JSON.parse(stdout).clinics).toEqual(['Demo']);
    expect(isAlive(postgres)).toBe(true);
  });
});
