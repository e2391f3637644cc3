import { setTimeout as sleep } from 'node:timers/promises';
import { LockedError, takeLock } from '../../embedded-postgres/src/index.mjs';
import { Closers } from './closers.mjs';
import { CLOSING, openDataFolder } from './data-folder.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { portsOf } from './environment.mjs';
import { endLeftovers, refuseTakenPort } from './leftovers.mjs';
import { onEndSignal } from './signals.mjs';
import { createSteps } from './steps.mjs';

/** @typedef {import('./launcher.mjs').Launcher} Launcher */

const STOP_LIMIT_MS = 11_500;
const REPEAT_MS = 2_000;
/** A launcher that lost its terminal or its npm notices within this time. */
const NOTICE_MS = 1_500;

/** @param {string} text */
const print = (text) => void process.stdout.write(`${text}\n`);

/**
 * Takes the folder for this launcher. One that is just closing is waited for: it has been told to end.
 * @param {import('./data-folder.mjs').DataFolder} dataFolder
 * @returns {Promise<() => void>} gives the folder back
 */
const claim = async (dataFolder) => {
  const deadline = Date.now() + NOTICE_MS;
  for (;;) {
    try {
      return takeLock(dataFolder.file('launcher.lock'));
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      const isClosing = dataFolder.read(CLOSING) === String(error.pid);
      if (isClosing || Date.now() < deadline) await sleep(100);
      else {
        throw new Error(
          `A clinic already runs on ${dataFolder.path} (process ${error.pid}). Stop that one first, or choose another folder with CLINIC_DATA_DIR.`,
          { cause: error },
        );
      }
    }
  }
};

/** @param {Closers} closers @param {() => Launcher | undefined} launcher */
const endOnSignals = (closers, launcher) => {
  let stoppingSince = 0;
  const giveUp = () => {
    launcher()?.kill();
    process.exit(1);
  };
  onEndSignal(() => {
    if (stoppingSince > 0) {
      // npm passes on the Ctrl-C that the terminal sent us as well; only a later one means impatience.
      if (Date.now() - stoppingSince > REPEAT_MS) giveUp();
      return;
    }
    stoppingSince = Date.now();
    print('  stopping');
    launcher()?.announceClosing();
    setTimeout(giveUp, STOP_LIMIT_MS).unref();
    void closers.closeAll().then(() => {
      print('  stopped');
      process.exit(0);
    });
  });
};

/** @param {string} address @param {string[]} signIns */
const welcome = (address, signIns) => {
  print(`\n  The clinic is open: ${address}\n`);
  if (signIns.length > 0) print(`  Demo sign-ins:\n${signIns.join('\n')}\n`);
  print('  Ctrl-C closes it.');
};

/** @param {string} root @param {Closers} closers @param {(launcher: Launcher) => void} onLauncher */
const open = async (root, closers, onLauncher) => {
  const { env } = process;
  const ports = portsOf(env);
  const dataFolder = openDataFolder(root, env);
  closers.add(await claim(dataFolder));
  closers.add(() => dataFolder.remove(CLOSING));
  const notify = (/** @type {string} */ notice) => void (closers.isClosing || print(`  ${notice}`));
  const ended = await endLeftovers(root, dataFolder);
  if (ended > 0) notify(`ended ${ended} leftover of a start that was killed`);
  await refuseTakenPort(ports.portal, 'PORT');
  await refuseTakenPort(ports.api, 'API_PORT');
  const steps = createSteps((line) => void (closers.isClosing || print(line)));
  await steps.run('dependencies', () => ensureDependencies(root, closers, notify));

  // From here on packages may be used.
  const { Launcher } = await import('./launcher.mjs');
  const launcher = new Launcher({ root, env, dataFolder, ports, steps, notify, closers });
  onLauncher(launcher);
  closers.add(() => dataFolder.remove('pids.json'));
  await launcher.open();
  const { demoSignIns } = await import('./demo.mjs');
  welcome(env['PUBLIC_ORIGIN'] || `http://localhost:${ports.portal}`, demoSignIns(dataFolder));
};

/**
 * `npm start`: brings up everything, one line per step, and stays until it is told to stop.
 * @param {string} root the checkout
 */
export async function start(root) {
  // A reader of our output that went away is no reason to end a clinic.
  process.stdout.on('error', () => undefined);
  const closers = new Closers();
  /** @type {Launcher | undefined} */
  let launcher;
  endOnSignals(closers, () => launcher);
  process.once('exit', () => launcher?.kill());
  try {
    await open(root, closers, (opened) => (launcher = opened));
  } catch (error) {
    if (closers.isClosing) return;
    process.stderr.write(
      `\n  The clinic could not be opened. ${error instanceof Error ? error.message : error}\n`,
    );
    await closers.closeAll();
    process.exit(1);
  }
}
