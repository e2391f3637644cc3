import { execFileSync } from 'node:child_process';

/** @typedef {{ uid?: number, gid?: number }} ServerUser whom the server runs as; empty = whoever runs this */

/** @param {string} flag @returns {number} */
const idOf = (flag) =>
  Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));

const lookUp = () => {
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    return undefined;
  }
};

const createUser = () => {
  try {
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/bin/false',
      'postgres',
    ]);
  } catch (cause) {
    throw new Error('Postgres refuses to run as root and the user "postgres" could not be created', {
      cause,
    });
  }
};

/**
 * Postgres refuses to run as root: then it runs as the user `postgres`, created when missing.
 * @returns {ServerUser}
 */
export function serverUser() {
  if (process.getuid?.() !== 0) return {};
  const known = lookUp();
  if (known) return known;
  createUser();
  const created = lookUp();
  if (!created) throw new Error('The user "postgres" was created but cannot be found');
  return created;
}
