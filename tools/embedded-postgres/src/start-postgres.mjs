import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinaries } from './binaries.mjs';
import { lockHolder, takeLock } from './lock-file.mjs';
import { clusterHome, throwAwayFolder } from './placement.mjs';
import { endLeftovers, launchPostmaster, serverEnvironment, stopPostmaster } from './postmaster.mjs';
import { serverUser } from './server-user.mjs';
import { initdbFlags, serverFlags } from './settings.mjs';

/** @typedef {import('./server-user.mjs').ServerUser} ServerUser */
/** @typedef {import('./binaries.mjs').Binaries} Binaries */
/** @typedef {import('./settings.mjs').Mode} Mode */
/**
 * @typedef {object} PostgresOptions
 * @property {string} [dataDir] the folder that holds the cluster (absolute); a new one under the temporary folder when the mode is `test`
 * @property {Mode} [mode] `durable` (default) keeps its data; `test` trades safety for speed and is deleted by `stop`
 * @property {string} [binDir] `bin` of an installed Postgres (15 or newer) to use instead of npm's
 * @property {(line: string) => void} [log] hears what is done, a short sentence each
 */
/**
 * @typedef {object} PostgresServer
 * @property {string} adminUrl URL of the superuser, database `postgres`
 * @property {number} port
 * @property {number} pid of the postmaster
 * @property {boolean} isNew whether this start created the cluster
 * @property {Promise<void>} exited settles when the postmaster ends, for whatever reason
 * @property {(options?: { fastMs?: number }) => Promise<void>} stop fast shutdown; the immediate one after `fastMs` (default 8000)
 */

const run = promisify(execFile);
const THROW_AWAY_PREFIX = 'clinic-postgres-test-';
const LOCK = 'owner.lock';
const PASSWORD = 'superuser-password';

/** @param {string} path @returns {string | undefined} */
const readText = (path) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined);

/** Throw-away clusters of test runs that were killed. */
const sweepThrowAways = async () => {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(THROW_AWAY_PREFIX));
  for (const name of folders) {
    const folder = join(tmpdir(), name);
    const isAbandoned = existsSync(join(folder, LOCK)) && lockHolder(join(folder, LOCK)) === undefined;
    if (!isAbandoned) continue;
    // Another run may sweep the same folder, and another user's folder is not ours to sweep.
    await endLeftovers(join(folder, 'cluster')).catch(() => undefined);
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Left to its owner.
    }
  }
};

/**
 * @param {string} home
 * @param {Binaries} binaries
 * @param {{ mode: Mode, user: ServerUser, password: string }} settings
 */
const createCluster = async (home, binaries, { mode, user, password }) => {
  // Made under another name: a start killed half-way leaves nothing that looks like a cluster.
  const unfinished = join(home, 'cluster.new');
  const passwordFile = join(home, 'cluster.password');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    chownSync(unfinished, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  try {
    const flags = [...initdbFlags(binaries.major, mode), `--pwfile=${passwordFile}`, '-D', unfinished];
    await run(binaries.initdb, flags, { ...user, cwd: '/', env: serverEnvironment() });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, join(home, 'cluster'));
};

/**
 * Reads the superuser's password, or makes one. It lies in the data folder, readable by its owner alone.
 * @param {string} dataDir
 * @param {boolean} isNew
 */
const superuserPassword = (dataDir, isNew) => {
  const path = join(dataDir, PASSWORD);
  const known = readText(path);
  if (known) return known;
  if (!isNew) throw new Error(`${path} is missing; without it the database in ${dataDir} cannot be opened`);
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, password, { mode: 0o600 });
  return password;
};

/** @param {string} clusterDir @param {number} major */
const refuseOtherVersion = (clusterDir, major) => {
  const version = readText(join(clusterDir, 'PG_VERSION'));
  if (version === String(major)) return;
  throw new Error(
    `The database in ${clusterDir} was written by Postgres ${version}; this is Postgres ${major}`,
  );
};

/**
 * @param {string} dataDir
 * @param {string} home
 * @param {Required<PostgresOptions> & { user: ServerUser }} options
 * @returns {Promise<Omit<PostgresServer, 'stop' | 'exited'> & { child: import('node:child_process').ChildProcess }>}
 */
const openCluster = async (dataDir, home, { mode, user, binDir, log }) => {
  const clusterDir = join(home, 'cluster');
  const binaries = findBinaries(user, binDir || undefined);
  const isNew = !existsSync(join(clusterDir, 'PG_VERSION'));
  const password = superuserPassword(dataDir, isNew);
  if (isNew) {
    log('creating the database cluster');
    await createCluster(home, binaries, { mode, user, password });
  } else {
    refuseOtherVersion(clusterDir, binaries.major);
    await endLeftovers(clusterDir);
  }
  const lastPort = Number(readText(join(home, 'port'))) || undefined;
  const launch = {
    postgres: binaries.postgres,
    clusterDir,
    logFile: join(home, 'server.log'),
    flags: serverFlags(binaries.major, mode),
    user,
  };
  const { child, port } = await launchPostmaster(launch, lastPort);
  if (lastPort !== undefined && lastPort !== port) log(`port ${lastPort} is taken, using ${port}`);
  writeFileSync(join(home, 'port'), String(port));
  const adminUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  return { adminUrl, port, pid: child.pid ?? 0, isNew, child };
};

/** @param {string | undefined} dataDir */
const folderFor = async (dataDir) => {
  if (dataDir) return dataDir;
  await sweepThrowAways();
  return throwAwayFolder(tmpdir(), THROW_AWAY_PREFIX);
};

/**
 * Starts the Postgres that npm installed, creating its cluster when there is none, and waits until it takes
 * connections. Whatever an earlier, killed start left running in the same folder is ended first. It ends with this
 * process when that exits on its own; after a SIGKILL the next start finds and ends it.
 * @param {PostgresOptions} options
 * @returns {Promise<PostgresServer>}
 * @throws {import('./lock-file.mjs').LockedError} when another living process runs this cluster
 */
export async function startPostgres({ dataDir, mode = 'durable', binDir = '', log = () => undefined }) {
  if (!dataDir && mode === 'durable') throw new Error('A durable database needs a data folder');
  const folder = await folderFor(dataDir);
  const user = serverUser();
  const home = clusterHome(folder, user);
  const release = takeLock(join(home, LOCK));
  const remove = () => {
    release();
    if (dataDir) return;
    rmSync(home, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { child, ...server } = await openCluster(folder, home, {
      dataDir: folder,
      mode,
      binDir,
      log,
      user,
    });
    const endWithUs = () => void child.kill('SIGINT');
    process.once('exit', endWithUs);
    const exited = new Promise((resolve) => child.once('exit', resolve)).then(() => {
      process.removeListener('exit', endWithUs);
      release();
    });
    const stop = async ({ fastMs = 8_000 } = {}) => {
      await stopPostmaster(child, fastMs);
      await exited;
      remove();
    };
    return { ...server, exited, stop };
  } catch (error) {
    remove();
    throw error;
  }
}
