import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  allPids,
  commandLineOf,
  environmentOf,
  isAlive,
  signal,
  waitUntil,
} from '../../embedded-postgres/src/index.mjs';

/** @typedef {import('./data-folder.mjs').DataFolder} DataFolder */

/** The programs that are found again by their path. @param {string} root */
export const programs = (root) => ({
  api: join(root, 'apps/api/dist/main.js'),
  portal: join(root, 'apps/portal-server/dist/main.js'),
});

/**
 * Ends the API and the portal of a launcher that was killed. A process is theirs by its program and its data folder;
 * a process id alone could belong to something else by now.
 * @param {string} root
 * @param {DataFolder} dataFolder
 */
export async function endLeftovers(root, dataFolder) {
  const scripts = Object.values(programs(root));
  /** @type {{ api?: number, portal?: number } | undefined} */
  const recorded = dataFolder.readJson('pids.json');
  const candidates = new Set([...allPids(), recorded?.api ?? 0, recorded?.portal ?? 0]);
  /** @param {number} pid */
  const isOurs = (pid) => {
    if (!scripts.some((script) => commandLineOf(pid).includes(script))) return false;
    // Where a process's variables cannot be read (macOS), what the folder recorded must do.
    const folder = environmentOf(pid, 'CLINIC_DATA_DIR') ?? dataFolder.path;
    return folder === dataFolder.path;
  };
  const leftovers = [...candidates].filter(isOurs);
  const areGone = () => leftovers.every((pid) => !isAlive(pid));
  leftovers.forEach((pid) => signal(pid, 'SIGTERM'));
  if (!(await waitUntil(areGone, 2_000))) leftovers.forEach((pid) => signal(pid, 'SIGKILL'));
  if (!(await waitUntil(areGone, 2_000))) throw new Error(`Process ${leftovers.join(', ')} does not end`);
  return leftovers.length;
}

/** @param {number} port @param {string} host @returns {Promise<boolean>} */
const isTaken = (port, host) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      resolve(/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE');
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(false)));
  });

/**
 * @param {number} port
 * @param {string} variable that chooses another one
 * @throws {Error} when something else listens there
 */
export async function refuseTakenPort(port, variable) {
  const taken = await Promise.all(['127.0.0.1', '::1'].map((host) => isTaken(port, host)));
  if (!taken.includes(true)) return;
  throw new Error(
    `Port ${port} is in use by another program. Choose one with ${variable}=, for example ${variable}=${port + 10} npm start`,
  );
}
