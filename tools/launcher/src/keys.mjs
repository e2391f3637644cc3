import { randomBytes } from 'node:crypto';

/** @typedef {import('./data-folder.mjs').DataFolder} DataFolder */

const RINGS = ['FIELD_KEK', 'INDEX_KEK', 'JWT_KEY', 'PEPPER', 'LOGIN_INDEX', 'AUDIT_KEY', 'BACKUP_KEY'];
/** Rings that came after the first version: a folder that was made before has none, and nothing was sealed with one. */
const LATER = ['AUDIT_KEY', 'BACKUP_KEY'];
const FILE = 'keys.json';

/** @param {string} name */
const ringOf = (name) => RINGS.find((ring) => name.startsWith(`${ring}_`));

/** Whether a variable holds key material, which only the API and its commands may see. @param {string} name */
export const isKeyName = (name) => name === 'KEYS_FILE' || ringOf(name) !== undefined;

/** One key of 32 random bytes for each ring. @param {string[]} rings */
const newKeys = (rings) =>
  Object.fromEntries(
    rings.flatMap((ring) => [
      [`${ring}_1`, randomBytes(32).toString('base64')],
      [`${ring}_ACTIVE`, '1'],
    ]),
  );

/** @param {NodeJS.ProcessEnv} env */
const ringsIn = (env) => new Set(Object.keys(env).flatMap((name) => ringOf(name) ?? []));

/** Rings that nobody configured. @param {NodeJS.ProcessEnv} env */
const missingRings = (env) => {
  const given = ringsIn(env);
  return env['KEYS_FILE'] ? [] : RINGS.filter((ring) => !given.has(ring));
};

/**
 * A ring that the environment gives is the environment's alone.
 * @param {Record<string, string>} keys
 * @param {Set<string>} given
 */
const withoutGiven = (keys, given) =>
  Object.fromEntries(Object.entries(keys).filter(([name]) => !given.has(ringOf(name) ?? '')));

/**
 * The keys that the data folder has; none are made.
 * @param {DataFolder} dataFolder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
export const knownKeys = (dataFolder, env) => withoutGiven(dataFolder.readJson(FILE) ?? {}, ringsIn(env));

/**
 * The keys of a clinic that nobody configured: made at the first start and kept in the data folder.
 * @param {DataFolder} dataFolder
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} hasData whether there is a database that earlier keys have sealed
 * @returns {Record<string, string>} variables for the API
 * @throws {Error} when the keys of an existing database are gone: new ones could not open it
 */
export function ensureKeys(dataFolder, env, hasData) {
  const needed = missingRings(env);
  if (needed.length === 0) return {};
  /** @type {Record<string, string> | undefined} */
  const known = dataFolder.readJson(FILE);
  const isOld = hasData && needed.some((ring) => !LATER.includes(ring));
  if (!known && (isOld || dataFolder.read(FILE) !== undefined)) {
    throw new Error(
      `${dataFolder.file(FILE)} is missing or damaged, and the database beside it cannot be read without it. ` +
        'Bring the file back, or remove the whole data folder to begin anew.',
    );
  }
  const rings = known ? LATER.filter((ring) => !(`${ring}_ACTIVE` in known)) : RINGS;
  const keys = { ...known, ...newKeys(rings) };
  if (rings.length > 0) dataFolder.writeJson(FILE, keys);
  return withoutGiven(keys, ringsIn(env));
}

/**
 * The keys as a program gets them: those of the data folder as the file they are in, which the program can read again when
 * it got another (`npm run keys -- rotate`); those that somebody configured as they are.
 * @param {{ env: NodeJS.ProcessEnv, dataFolder: DataFolder, keys: Record<string, string> }} installation
 */
export const keyVariables = ({ env, dataFolder, keys }) => ({
  ...(Object.keys(keys).length > 0 ? { KEYS_FILE: dataFolder.file(FILE) } : {}),
  ...Object.fromEntries(Object.entries(env).filter(([name]) => isKeyName(name))),
});
