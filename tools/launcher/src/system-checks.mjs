import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {object} SystemCheck what a file of scripts/system exports as `check`
 * @property {string} name a sentence of what it proves
 * @property {{ debianPackage: string, path: string }[]} needs packages, each with a file that tells it is installed
 * @property {(context: CheckContext) => Promise<void>} run throws when it does not hold
 */
/**
 * @typedef {object} CheckContext
 * @property {string} root the checkout
 * @property {import('./closers.mjs').Closers} closers ends what the check began
 * @property {(line: string) => void} log
 */
/** @typedef {'passed' | 'failed' | 'skipped'} Outcome */

/**
 * @param {string} root
 * @returns {Promise<SystemCheck[]>}
 */
export async function loadSystemChecks(root) {
  const folder = join(root, 'scripts/system');
  const files = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  return Promise.all(
    files.sort().map(async (name) => (await import(pathToFileURL(join(folder, name)).href)).check),
  );
}

/** @param {SystemCheck[]} checks @returns {string[]} Debian packages, each once */
export const neededPackages = (checks) =>
  [...new Set(checks.flatMap(({ needs }) => needs.map(({ debianPackage }) => debianPackage)))].sort();

/**
 * Runs a check, if the machine has what it needs. What is missing is said loudly; where nothing may be missing, it fails.
 * @param {SystemCheck} check
 * @param {CheckContext & { mustRun: boolean }} context
 * @returns {Promise<Outcome>}
 */
export async function runSystemCheck(check, { mustRun, ...context }) {
  const { log, closers } = context;
  const missing = check.needs
    .filter(({ path }) => !existsSync(path))
    .map(({ debianPackage }) => debianPackage);
  if (missing.length > 0) {
    log(`${mustRun ? 'FAILED ' : 'SKIPPED'}  ${check.name}: apt-get install ${missing.join(' ')}`);
    return mustRun ? 'failed' : 'skipped';
  }
  const startedAt = performance.now();
  try {
    await check.run(context);
    log(`passed   ${check.name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    return 'passed';
  } catch (error) {
    log(`FAILED   ${check.name}\n${error instanceof Error ? error.stack : error}`);
    return 'failed';
  } finally {
    await closers.closeAll();
  }
}
