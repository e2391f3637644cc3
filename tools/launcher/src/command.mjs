import { Closers } from './closers.mjs';
import { openDataFolder } from './data-folder.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { onEndSignal } from './signals.mjs';

/** Standard output is the command's alone: it may be one JSON document. @param {string} text */
const notify = (text) => void process.stderr.write(`  ${text}\n`);

/**
 * Until the command itself runs, a signal ends what was begun for it.
 * @param {Closers} closers
 */
const handleSignals = (closers) => {
  /** @type {(signal: NodeJS.Signals) => void} */
  let handle = () => void closers.closeAll().then(() => process.exit(1));
  onEndSignal((signal) => handle(signal));
  return (/** @type {typeof handle} */ next) => void (handle = next);
};

/**
 * `npm run import` and its sisters. Ends the process with the command's exit code.
 * @param {string} root the checkout
 * @param {string[]} words the command and its arguments
 */
export async function command(root, words) {
  const { env } = process;
  const closers = new Closers();
  const onSignal = handleSignals(closers);
  let code = 1;
  try {
    const dataFolder = openDataFolder(root, env);
    await ensureDependencies(root, closers, notify);
    // From here on packages may be used.
    const { runNamedCommand } = await import('./run-command.mjs');
    code = await runNamedCommand({ root, env, dataFolder, closers, onSignal }, words, notify);
  } catch (error) {
    if (!closers.isClosing) notify(error instanceof Error ? error.message : String(error));
  }
  await closers.closeAll();
  process.exit(code);
}
