import { Closers } from './closers.mjs';
import { onEndSignal } from './signals.mjs';
import { loadSystemChecks, neededPackages, runSystemCheck } from './system-checks.mjs';

/**
 * `npm run test:system [-- NAME...]`: the checks that need Debian packages. `--packages` lists those instead.
 * @param {string} root the checkout
 * @param {string[]} words parts of the names of the checks to run; all of them when there are none
 */
export async function testSystem(root, words) {
  const checks = await loadSystemChecks(root);
  if (words.includes('--packages')) {
    console.log(neededPackages(checks).join(' '));
    return;
  }
  const chosen = checks.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  /** @type {Closers | undefined} */
  let current;
  onEndSignal(() => void (current?.closeAll() ?? Promise.resolve()).then(() => process.exit(1)));
  const mustRun = process.env['CI'] === 'true';
  /** @type {import('./system-checks.mjs').Outcome[]} */
  const outcomes = [];
  for (const check of chosen) {
    current = new Closers();
    outcomes.push(await runSystemCheck(check, { root, mustRun, closers: current, log: console.log }));
  }
  const count = (/** @type {string} */ outcome) => outcomes.filter((each) => each === outcome).length;
  console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
  if (count('failed') > 0) process.exitCode = 1;
}
