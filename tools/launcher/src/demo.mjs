import { isDatabaseEmpty, recreateDatabase } from './database.mjs';
import { runCommand } from './programs.mjs';

/** @typedef {import('./data-folder.mjs').DataFolder} DataFolder */
/** @typedef {import('./database.mjs').Database} Database */
/** @typedef {{ clinic: string, role: string, email: string, password: string }} DemoAccount */

const UNFINISHED = 'demo-unfinished';
const ACCOUNTS = 'demo-accounts.json';

/**
 * Empties a database whose first filling was killed half-way: it holds demo data alone, and nobody knows the passwords.
 * @param {DataFolder} dataFolder
 * @param {Database} database
 */
export async function dropUnfinishedDemo(dataFolder, { server }) {
  if (server && dataFolder.read(UNFINISHED) !== undefined) await recreateDatabase(server);
  dataFolder.remove(UNFINISHED);
}

/**
 * Fills an empty database with the demo clinic.
 * @param {Parameters<typeof runCommand>[0]} installation
 * @param {Database} database
 * @returns {Promise<string>} what was done
 */
export async function ensureDemo(installation, database) {
  const { dataFolder } = installation;
  if (!(await isDatabaseEmpty(database))) return 'kept as it is';
  dataFolder.remove(ACCOUNTS);
  if (installation.env['CLINIC_DEMO_CLINICS'] === '0') return 'no clinic yet: npm run found-clinic';
  dataFolder.write(UNFINISHED, '');
  await runCommand(installation, database, 'seed-demo');
  dataFolder.remove(UNFINISHED);
  return 'demo clinic created';
}

/**
 * @param {DataFolder} dataFolder
 * @returns {string[]} the sign-ins of the first demo clinic, a line each; none when the data is not a demo's
 */
export function demoSignIns(dataFolder) {
  /** @type {DemoAccount[] | undefined} */
  const accounts = dataFolder.readJson(ACCOUNTS);
  const first = accounts?.[0];
  if (!accounts || !first) return [];
  const own = accounts.filter(({ clinic }) => clinic === first.clinic);
  const width = Math.max(...own.map(({ email }) => email.length)) + 2;
  return own.map(({ role, email, password }) => `    ${role.padEnd(14)}${email.padEnd(width)}${password}`);
}
