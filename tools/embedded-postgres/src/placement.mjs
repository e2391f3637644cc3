import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {import('./server-user.mjs').ServerUser} ServerUser */

/** Where root keeps what the server's own user could not reach inside a private checkout. */
const SHARED_HOME = '/var/lib/clinic-postgres';
const LOCATION_FILE = 'location.json';

/** @param {string} path @param {ServerUser} user */
const maySearch = (path, user) => {
  const { mode, uid, gid } = statSync(path);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
};

/**
 * Whether a user may walk down to a folder: every folder on the way lets it search.
 * @param {string} path
 * @param {ServerUser} user
 */
export function isReachable(path, user) {
  if (user.uid === undefined) return true;
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if (!maySearch(folder, user)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** @param {string} path @param {number} mode */
const makeFolder = (path, mode) => {
  mkdirSync(path, { recursive: true, mode });
  chmodSync(path, mode);
  return path;
};

/** The shared folder, made when first needed. Others may pass through it, not list it. */
export const sharedHome = () => makeFolder(SHARED_HOME, 0o711);

/** @param {string} dataDir @returns {string | undefined} */
const recordedHome = (dataDir) => {
  const path = join(dataDir, LOCATION_FILE);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).home : undefined;
};

/** @param {string} dataDir */
const homeElsewhere = (dataDir) => {
  const home = makeFolder(join(sharedHome(), `data-${randomUUID()}`), 0o711);
  // What the folder belongs to, for whoever finds it without its checkout.
  writeFileSync(join(home, 'data-dir'), `${dataDir}\n`);
  writeFileSync(join(dataDir, LOCATION_FILE), JSON.stringify({ home }), { mode: 0o600 });
  return home;
};

/**
 * The folder that holds the cluster of a data folder: that folder itself, or, when the server's user cannot reach
 * it (a checkout under a private home, started by root), one under /var/lib that the data folder points to.
 * @param {string} dataDir
 * @param {ServerUser} user
 */
export function clusterHome(dataDir, user) {
  // Root's own files in it are 0600; its server only has to pass through.
  makeFolder(dataDir, user.uid === undefined ? 0o700 : 0o711);
  const home = recordedHome(dataDir) ?? (isReachable(dataDir, user) ? dataDir : homeElsewhere(dataDir));
  return realpathSync(home);
}

/**
 * A new folder for a throw-away cluster.
 * @param {string} parent
 * @param {string} prefix
 */
export const throwAwayFolder = (parent, prefix) => mkdtempSync(join(parent, prefix));
