import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '../../embedded-postgres/src/index.mjs';
import { queryOnce } from '../../embedded-postgres/src/query-once.mjs';

/** @typedef {import('./data-folder.mjs').DataFolder} DataFolder */
/** @typedef {import('../../embedded-postgres/src/start-postgres.mjs').PostgresServer} PostgresServer */
/** @typedef {{ owner: string, app: string, jobs: string }} RolePasswords */
/**
 * @typedef {object} Database
 * @property {string} app URL of the restricted role the API serves as
 * @property {string | undefined} owner URL of the role that owns the schema, where its password is known
 * @property {string | undefined} admin URL that may create roles and migrate
 * @property {RolePasswords | undefined} passwords those to give the roles, where `admin` may create them
 * @property {PostgresServer | undefined} server the embedded server, where it is that
 */

const NAME = 'clinic';
const PASSWORDS = 'role-passwords.json';

/** @param {DataFolder} dataFolder @returns {RolePasswords} */
const rolePasswords = (dataFolder) => {
  /** @type {RolePasswords | undefined} */
  const known = dataFolder.readJson(PASSWORDS);
  if (known) return known;
  const random = () => randomBytes(24).toString('base64url');
  const passwords = { owner: random(), app: random(), jobs: random() };
  dataFolder.writeJson(PASSWORDS, passwords);
  return passwords;
};

/** @param {string} url @param {string} user @param {string} password */
const as = (url, user, password) => {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return changed.href;
};

/** @param {string} adminUrl of database `postgres` */
const ensureDatabase = async (adminUrl) => {
  const found = await queryOnce(adminUrl, `select 1 from pg_database where datname = '${NAME}'`);
  if (found.length === 0) await queryOnce(adminUrl, `create database ${NAME}`);
};

/** @param {DataFolder} dataFolder */
const embeddedFolder = (dataFolder) => dataFolder.file('postgres');

/** Whether the data folder holds an embedded database already. @param {DataFolder} dataFolder */
export const hasEmbeddedDatabase = (dataFolder) =>
  existsSync(join(embeddedFolder(dataFolder), 'superuser-password'));

/**
 * Writes the URLs that tools read.
 * @param {DataFolder} dataFolder
 * @param {Database} database
 */
export function publishUrls(dataFolder, { app, owner, admin, server }) {
  const urls = { 'database-url': app, 'database-owner-url': owner, 'database-admin-url': server && admin };
  for (const [name, url] of Object.entries(urls)) {
    // A URL left over from another database would mislead.
    if (url) dataFolder.write(name, url);
    else dataFolder.remove(name);
  }
}

/**
 * Starts the embedded server and writes where it is to the data folder.
 * @param {DataFolder} dataFolder
 * @returns {Promise<Database & { server: PostgresServer }>}
 */
export async function startEmbeddedDatabase(dataFolder) {
  const server = await startPostgres({ dataDir: embeddedFolder(dataFolder) });
  try {
    const passwords = rolePasswords(dataFolder);
    await ensureDatabase(server.adminUrl);
    const admin = server.adminUrl.replace(/\/postgres$/, `/${NAME}`);
    const app = as(admin, 'clinic_app', passwords.app);
    const owner = as(admin, 'clinic_owner', passwords.owner);
    const database = { app, owner, admin, passwords, server };
    publishUrls(dataFolder, database);
    return database;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * Empties the embedded database: for a first filling that was interrupted, so that nobody has worked in it yet.
 * @param {PostgresServer} server
 */
export async function recreateDatabase({ adminUrl }) {
  await queryOnce(adminUrl, `drop database if exists ${NAME} with (force)`);
  await ensureDatabase(adminUrl);
}

/**
 * Waits until nobody but us is connected.
 * @param {PostgresServer} server
 */
export async function waitUntilUnused({ adminUrl }) {
  const others = `select 1 from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1`;
  while ((await queryOnce(adminUrl, others)).length > 0) await sleep(250);
}

/**
 * The embedded server that another process runs on this data folder, if it answers.
 * @param {DataFolder} dataFolder
 * @returns {Promise<Database | undefined>}
 */
export async function runningEmbeddedDatabase(dataFolder) {
  const [app, owner, admin] = ['database-url', 'database-owner-url', 'database-admin-url'].map((name) =>
    dataFolder.read(name),
  );
  if (!app || !owner || !admin || !hasEmbeddedDatabase(dataFolder)) return undefined;
  try {
    await queryOnce(admin, 'select 1');
    return { app, owner, admin, passwords: rolePasswords(dataFolder), server: undefined };
  } catch {
    return undefined;
  }
}

/**
 * The database that the environment names. Its URL may be privileged: then the roles are made with it.
 * @param {DataFolder} dataFolder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Database | undefined} undefined when the environment names none
 */
export function databaseOfEnvironment(dataFolder, env) {
  const url = env['DATABASE_URL'];
  const migration = env['MIGRATION_DATABASE_URL'];
  if (!url) return undefined;
  if (new URL(url).username === 'clinic_app') {
    return { app: url, owner: migration, admin: migration, passwords: undefined, server: undefined };
  }
  const passwords = rolePasswords(dataFolder);
  const app = as(url, 'clinic_app', passwords.app);
  const owner = as(url, 'clinic_owner', passwords.owner);
  return { app, owner, admin: migration ?? url, passwords, server: undefined };
}

/** Whether no clinic has moved in yet. @param {Database} database */
export async function isDatabaseEmpty({ owner, admin }) {
  const url = owner ?? admin;
  if (!url) return false;
  return (await queryOnce(url, 'select 1 from clinics limit 1')).length === 0;
}

/**
 * What a command or the API must know of the database.
 * @param {Database} database
 * @param {'serve' | 'migrate' | 'command'} use the API gets no URL that could leave its walls
 * @returns {Record<string, string>}
 */
export function databaseEnvironment({ app, owner, admin, passwords }, use) {
  if (use === 'serve') return { DATABASE_URL: app };
  const migration = use === 'migrate' ? admin : owner;
  return {
    DATABASE_URL: app,
    ...(migration ? { MIGRATION_DATABASE_URL: migration } : {}),
    ...(use === 'migrate' && passwords
      ? {
          CLINIC_OWNER_PASSWORD: passwords.owner,
          CLINIC_APP_PASSWORD: passwords.app,
          CLINIC_JOBS_PASSWORD: passwords.jobs,
        }
      : {}),
  };
}
