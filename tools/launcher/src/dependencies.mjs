import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './run-child.mjs';

/** @typedef {{ version?: string, link?: boolean, optional?: boolean, resolved?: string }} LockEntry */

/** @param {string} path @returns {Record<string, LockEntry> | undefined} */
const readLock = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
};

/**
 * Whether what is installed is what the lock asks for. Compared by content, not by time: a checkout of another
 * branch or a restored folder says nothing by its dates.
 * @param {string} root the checkout
 */
export function areDependenciesInstalled(root) {
  const installed = readLock(join(root, 'node_modules/.package-lock.json'));
  if (!installed) return false;
  const wanted = readLock(join(root, 'package-lock.json'));
  if (!wanted) return true;
  return Object.entries(wanted).every(([path, entry]) => {
    // Optional packages are those of other machines; entries outside of node_modules are our own projects.
    if (!path.startsWith('node_modules/') || entry.optional) return true;
    const found = installed[path];
    return found !== undefined && found.version === entry.version && found.resolved === entry.resolved;
  });
}

/** How to call npm: the one that runs us, else the one on the PATH. @returns {[string, string[]]} */
const npm = () => {
  const script = process.env['npm_execpath'];
  return script && existsSync(script) ? [process.execPath, [script]] : ['npm', []];
};

/**
 * Installs what is missing. Nothing of this may need a package, as there may be none yet.
 * @param {string} root
 * @param {import('./closers.mjs').Closers} closers
 * @param {(notice: string) => void} notify hears before something long begins
 * @returns {Promise<string>} what was done
 */
export async function ensureDependencies(root, closers, notify) {
  if (areDependenciesInstalled(root)) return 'up to date';
  notify('installing dependencies, this takes a minute or two');
  const [command, args] = npm();
  const verb = existsSync(join(root, 'package-lock.json')) ? 'ci' : 'install';
  // Whoever runs us in production mode still builds here.
  const flags = [verb, '--include=dev', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await runChild(command, [...args, ...flags], { cwd: root, closers, what: `npm ${verb}` });
  return 'installed';
}
