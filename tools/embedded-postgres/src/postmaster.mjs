import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterProcesses, signal, waitUntil } from './processes.mjs';

/** @typedef {import('./server-user.mjs').ServerUser} ServerUser */
/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {{ postgres: string, clusterDir: string, logFile: string, flags: string[], user: ServerUser }} Launch */

const READY_LIMIT_MS = 120_000;
const LOG_LIMIT_BYTES = 5_000_000;

/** A clean environment: PGDATA, PGPORT and the like of the caller are none of the server's business. */
export const serverEnvironment = () => ({ PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' });

/**
 * What `postmaster.pid` says: the process id in line 1, the state in line 8 (`ready` once it takes connections).
 * @param {string} clusterDir
 */
const readPidFile = (clusterDir) => {
  try {
    const lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), isReady: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
};

/**
 * Ends whatever a killed launcher or a killed postmaster left behind, politely first, and removes a stale
 * `postmaster.pid`: its process id may belong to something else by now, and Postgres would then refuse to start.
 * @param {string} clusterDir real path
 */
export async function endLeftovers(clusterDir) {
  const postmaster = readPidFile(clusterDir)?.pid;
  const remaining = () => clusterProcesses(clusterDir, postmaster);
  const isOver = (/** @type {number} */ limitMs) => waitUntil(() => remaining().length === 0, limitMs);
  // The postmaster alone is told: it ends the others in the right order. Without it they end by themselves.
  if (postmaster !== undefined && remaining().includes(postmaster)) signal(postmaster, 'SIGINT');
  if (!(await isOver(8_000))) remaining().forEach((pid) => signal(pid, 'SIGQUIT'));
  if (!(await isOver(3_000))) remaining().forEach((pid) => signal(pid, 'SIGKILL'));
  if (!(await isOver(3_000))) throw new Error(`The server in ${clusterDir} does not end`);
  rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
}

/** @returns {Promise<number>} a port nobody listens on */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** @param {string} path @param {number} from */
const logSince = (path, from) => readFileSync(path).subarray(from).toString('utf8');

/** @param {ChildProcess} child */
const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/**
 * @param {Launch} launch
 * @param {number} port
 * @returns {Promise<{ child: ChildProcess } | { failure: string }>}
 */
const attempt = async (launch, port) => {
  const log = openSync(launch.logFile, 'a', 0o600);
  if (statSync(launch.logFile).size > LOG_LIMIT_BYTES) truncateSync(launch.logFile);
  const logFrom = statSync(launch.logFile).size;
  // A group of its own, so that Ctrl-C reaches the launcher alone and the API can finish its work first.
  const child = spawn(launch.postgres, ['-D', launch.clusterDir, '-p', String(port), ...launch.flags], {
    ...launch.user,
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  /** @type {Error | undefined} */
  let spawnError;
  child.once('error', (error) => (spawnError = error));
  const isReady = () => {
    const state = readPidFile(launch.clusterDir);
    return state?.isReady === true && state.pid === child.pid;
  };
  const isSettled = await waitUntil(
    () => spawnError !== undefined || hasEnded(child) || isReady(),
    READY_LIMIT_MS,
  );
  if (isSettled && !spawnError && !hasEnded(child)) return { child };
  if (!hasEnded(child)) child.kill('SIGQUIT');
  return { failure: spawnError?.message ?? logSince(launch.logFile, logFrom) };
};

/**
 * Starts the server and waits until it takes connections. A taken port is given up for a free one; the memory of
 * a killed server is waited for.
 * @param {Launch} launch
 * @param {number | undefined} preferredPort
 */
export async function launchPostmaster(launch, preferredPort) {
  let port = preferredPort ?? (await freePort());
  let failure = '';
  for (let tries = 0; tries < 20; tries += 1) {
    const outcome = await attempt(launch, port);
    if ('child' in outcome) return { child: outcome.child, port };
    failure = outcome.failure;
    if (/Address already in use|could not create any TCP\/IP sockets/.test(failure)) port = await freePort();
    else if (/pre-existing shared memory block/.test(failure)) await sleep(500);
    else break;
  }
  throw new Error(`The embedded Postgres did not start:\n${failure.trim().split('\n').slice(-8).join('\n')}`);
}

/**
 * Fast shutdown, then the immediate one (the next start recovers), then SIGKILL.
 * @param {ChildProcess} child
 * @param {number} fastMs
 */
export async function stopPostmaster(child, fastMs) {
  const rounds = /** @type {const} */ ([
    ['SIGINT', fastMs],
    ['SIGQUIT', 2_000],
    ['SIGKILL', 2_000],
  ]);
  for (const [name, limitMs] of rounds) {
    if (hasEnded(child)) return;
    child.kill(name);
    if (await waitUntil(() => hasEnded(child), limitMs)) return;
  }
}
