import { commandLineOf, identityOf, parentOf } from '../../embedded-postgres/src/index.mjs';

/** @typedef {'SIGINT' | 'SIGTERM' | 'SIGHUP'} EndSignal */

const LOOK_EVERY_MS = 400;

/** npm runs a script through a shell: both stand between the caller and us. @returns {number[]} */
const npmProcesses = () => {
  const parent = process.ppid;
  const isShell = /^(\/\S*\/)?\w*sh -c /.test(commandLineOf(parent));
  return isShell ? [parent, parentOf(parent)] : [parent];
};

/**
 * Hears of every way in which this process is told to end. Run by npm it must look at npm as well: a signal that npm
 * gets ends npm and its shell, and does not arrive here.
 * @param {(signal: EndSignal) => void} handle may be called more than once
 */
export function onEndSignal(handle) {
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(name, () => handle(name));
  if (!process.env['npm_lifecycle_event']) return;
  const watched = npmProcesses().map((pid) => ({ pid, identity: identityOf(pid) }));
  const timer = setInterval(() => {
    if (watched.every(({ pid, identity }) => identityOf(pid) === identity)) return;
    clearInterval(timer);
    handle('SIGTERM');
  }, LOOK_EVERY_MS);
  timer.unref();
}
