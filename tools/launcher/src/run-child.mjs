import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const TAIL_CHARACTERS = 4_000;

/**
 * @typedef {object} ChildOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [env]
 * @property {import('./closers.mjs').Closers} closers
 * @property {string} what its name in an error message
 */

/**
 * Runs a program to its end and answers what it printed. It has a process group of its own, so that it and what it
 * starts can be ended together.
 * @param {string} command
 * @param {string[]} args
 * @param {ChildOptions} options
 * @returns {Promise<string>} standard output
 * @throws {Error} with the end of what it said, when it fails
 */
export async function runChild(command, args, { cwd, env = process.env, closers, what }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let everything = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    everything = (everything + chunk).slice(-TAIL_CHARACTERS);
  });
  child.stderr.on('data', (chunk) => (everything = (everything + chunk).slice(-TAIL_CHARACTERS)));
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const forget = closers.add(async () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended;
  });
  const code = await ended.finally(forget);
  if (code !== 0) throw new Error(`${what} failed:\n${stripVTControlCharacters(everything).trim()}`);
  return output;
}
