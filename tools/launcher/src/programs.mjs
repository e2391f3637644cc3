import { join } from 'node:path';
import { databaseEnvironment } from './database.mjs';
import { sharedEnvironment } from './environment.mjs';
import { keyVariables } from './keys.mjs';
import { runChild } from './run-child.mjs';

/** @typedef {import('./database.mjs').Database} Database */
/**
 * @typedef {object} Installation what every program of one start shares
 * @property {string} root the checkout
 * @property {NodeJS.ProcessEnv} env as the launcher was started
 * @property {import('./data-folder.mjs').DataFolder} dataFolder
 * @property {Record<string, string>} keys of the data folder, for rings that the environment does not give
 */

/** @param {string} root */
export const commandScript = (root) => join(root, 'apps/api/dist/command.js');

/** @param {Installation} installation */
const common = ({ env, dataFolder }) => ({
  NODE_ENV: 'development',
  ...sharedEnvironment(env),
  CLINIC_DATA_DIR: dataFolder.path,
});

/**
 * @param {Installation} installation
 * @param {Database | undefined} database undefined for a command that works without one
 * @param {'migrate' | 'command'} use
 * @returns {Record<string, string | undefined>} environment of a command
 */
export const commandEnvironment = (installation, database, use) => ({
  ...common(installation),
  ...(installation.env['BACKUP_DATABASE_URL']
    ? { BACKUP_DATABASE_URL: installation.env['BACKUP_DATABASE_URL'] }
    : {}),
  ...keyVariables(installation),
  ...(database ? databaseEnvironment(database, use) : {}),
});

/**
 * @param {Installation} installation
 * @param {Database} database
 * @param {{ portal: number, api: number }} ports
 * @returns {Record<string, string | undefined>} environment of the API
 */
export const apiEnvironment = (installation, database, ports) => ({
  PUBLIC_ORIGIN: `http://localhost:${ports.portal}`,
  DRAIN_MS: '8000',
  ...common(installation),
  ...keyVariables(installation),
  ...databaseEnvironment(database, 'serve'),
  PORT: String(ports.api),
});

/**
 * The portal server faces the browser: it holds no key and knows no database.
 * @param {Installation} installation
 * @param {{ portal: number, api: number }} ports
 * @returns {Record<string, string | undefined>}
 */
export const portalEnvironment = (installation, ports) => ({
  PUBLIC_ORIGIN: `http://localhost:${ports.portal}`,
  DRAIN_MS: '8000',
  ...common(installation),
  METRICS_TOKEN: undefined,
  API_URL: `http://127.0.0.1:${ports.api}`,
  PORTAL_DIST_DIR: join(installation.root, 'apps/portal/dist'),
  PORT: String(ports.portal),
});

/**
 * Runs one of the API's commands to its end.
 * @param {Installation & { closers: import('./closers.mjs').Closers }} installation
 * @param {Database} database
 * @param {'migrate' | 'seed-demo'} name
 */
export const runCommand = (installation, database, name) =>
  runChild(process.execPath, [commandScript(installation.root), name], {
    cwd: installation.root,
    env: commandEnvironment(installation, database, name === 'migrate' ? 'migrate' : 'command'),
    closers: installation.closers,
    what: name,
  });
