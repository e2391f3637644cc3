import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockedError } from '../../embedded-postgres/src/index.mjs';
import { ensureBuilt } from './build.mjs';
import {
  databaseOfEnvironment,
  hasEmbeddedDatabase,
  runningEmbeddedDatabase,
  startEmbeddedDatabase,
  waitUntilUnused,
} from './database.mjs';
import { ensureKeys, knownKeys } from './keys.mjs';
import { commandEnvironment, commandScript, runCommand } from './programs.mjs';

/** @typedef {import('./database.mjs').Database} Database */
/**
 * @typedef {object} CommandExtras
 * @property {import('./closers.mjs').Closers} closers
 * @property {(handle: (signal: NodeJS.Signals) => void) => void} onSignal from now on signals are for this handler
 */
/** @typedef {import('./programs.mjs').Installation & CommandExtras} Installation */
/** @typedef {Omit<Installation, 'keys'>} Place */

/**
 * The embedded database: the one that runs, else one of our own, which must be stopped again.
 * @param {Place} place
 * @param {(notice: string) => void} notify
 * @returns {Promise<Database>}
 */
const embeddedDatabase = async ({ dataFolder, closers }, notify) => {
  for (let tries = 0; ; tries += 1) {
    const running = await runningEmbeddedDatabase(dataFolder);
    if (running) return running;
    try {
      const pending = startEmbeddedDatabase(dataFolder);
      closers.add(async () => {
        const own = await pending.catch(() => undefined);
        if (!own) return;
        // Another command may have found this server and be at work on it.
        await waitUntilUnused(own.server);
        await own.server.stop();
      });
      return await pending;
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      // It starts or stops just now.
      if (tries === 0) notify(`waiting for the database, which process ${error.pid} holds`);
      await sleep(250);
    }
  }
};

/**
 * @param {Installation} installation
 * @param {Database | undefined} database
 * @param {string[]} words the command and its arguments
 * @returns {Promise<number>} its exit code, 128 + n where signal n ended it
 */
const passThrough = async (installation, database, words) => {
  const use = words[0] === 'migrate' ? 'migrate' : 'command';
  const child = spawn(process.execPath, [commandScript(installation.root), ...words], {
    // npm runs scripts in the checkout; a path that was typed is meant from where it was typed.
    cwd: installation.env['INIT_CWD'] || process.cwd(),
    env: commandEnvironment(installation, database, use),
    stdio: 'inherit',
  });
  installation.onSignal((signal) => {
    // A terminal sends Ctrl-C to the command as well.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signalNumbers[signal ?? ''] ?? 0)));
  });
};

/** @type {Record<string, number>} */
const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Whether a command reads a file and needs nothing else, so that it runs on a machine where no clinic is: `audit verify`
 * with a file behind it.
 * @param {string[]} words the command and its arguments
 */
const isFileAlone = ([name, act, ...rest]) =>
  name === 'audit' &&
  act === 'verify' &&
  rest.some((word, index) => !word.startsWith('-') && !TAKES_VALUE.includes(rest[index - 1] ?? ''));

const TAKES_VALUE = ['--clinic', '--seal'];

/**
 * Runs a command of the API with everything it needs: a build of today's sources, a database, the keys.
 * @param {Place} place
 * @param {string[]} words the command and its arguments
 * @param {(notice: string) => void} notify
 * @returns {Promise<number>} the command's exit code
 */
export async function runNamedCommand(place, words, notify) {
  const { root, env, dataFolder, closers } = place;
  if (isFileAlone(words)) {
    await ensureBuilt(root, 'api', closers);
    return passThrough({ ...place, keys: knownKeys(dataFolder, env) }, undefined, words);
  }
  const keys = ensureKeys(dataFolder, env, !env['DATABASE_URL'] && hasEmbeddedDatabase(dataFolder));
  const installation = { ...place, keys };
  await ensureBuilt(root, 'api', closers);
  const database = databaseOfEnvironment(dataFolder, env) ?? (await embeddedDatabase(place, notify));
  // A server that only now came to life may be of an older version, or empty.
  if (database.server && words[0] !== 'migrate') await runCommand(installation, database, 'migrate');
  return passThrough(installation, database, words);
}
