import { randomBytes } from 'node:crypto';

/** @typedef {import('./data-folder.mjs').DataFolder} DataFolder */

const RINGS = ['FIELD_KEK', 'INDEX_KEK', 'JWT_KEY', 'PEPPER', 'LOGIN_INDEX'];
const FILE = 'keys.json';

/** @param {string} name */
const ringOf = (name) => RINGS.find((ring) => name.startsWith(`${ring}_`));

/** Whether a variable holds key material, which only the API and its commands may see. @param {string} name */
export const isKeyName = (name) => ringOf(name) !== undefined;

/** One key of 32 random bytes for each ring. */
const newKeys = () =>
  Object.fromEntries(
    RINGS.flatMap((ring) => [
      [`${ring}_1`, randomBytes(32).toString('base64')],
      [`${ring}_ACTIVE`, '1'],
    ]),
  );

/** @param {NodeJS.ProcessEnv} env */
const ringsIn = (env) => new Set(Object.keys(env).flatMap((name) => ringOf(name) ?? []));

/**
 * The keys of a clinic that nobody configured: made at the first start and kept in the data folder. A ring that the
 * environment gives is the environment's alone.
 * @param {DataFolder} dataFolder
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} hasData whether there is a database that earlier keys have sealed
 * @returns {Record<string, string>} variables for the API
 * @throws {Error} when the keys of an existing database are gone: new ones could not open it
 */
export function ensureKeys(dataFolder, env, hasData) {
  const given = ringsIn(env);
  if (given.size === RINGS.length) return {};
  /** @type {Record<string, string> | undefined} */
  let keys = dataFolder.readJson(FILE);
  if (!keys) {
    if (hasData || dataFolder.read(FILE) !== undefined) {
      throw new Error(
        `${dataFolder.file(FILE)} is missing or damaged, and the database beside it cannot be read without it. ` +
          'Bring the file back, or remove the whole data folder to begin anew.',
      );
    }
    keys = newKeys();
    dataFolder.writeJson(FILE, keys);
  }
  return Object.fromEntries(Object.entries(keys).filter(([name]) => !given.has(ringOf(name) ?? '')));
}
