import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startPostgres } from '../../embedded-postgres/src/index.mjs';
import { Closers } from './closers.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { onEndSignal } from './signals.mjs';
import { addReports, describeReport, readTestOutput } from './test-report.mjs';

/** @typedef {import('./test-report.mjs').TestReport} TestReport */

const CHECKS = ['lint', 'typecheck', 'test', 'build'];
const JOURNEYS = ['e2e'];

/**
 * Runs targets of every project, shows what they say as they say it, and reads it as well.
 * @param {string} root
 * @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, closers: Closers }} options
 * @returns {Promise<TestReport & { code: number }>}
 */
const runTargets = async (root, args, { env, closers }) => {
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  const child = spawn(process.execPath, [nx, 'run-many', ...args, '--output-style=static'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
  }
  const ended = new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  const forget = closers.add(async () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended;
  });
  const code = Number(await ended);
  forget();
  return { ...readTestOutput(output), code };
};

/** @param {string} adminUrl */
const testEnvironment = (adminUrl) => ({
  ...process.env,
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  DO_NOT_TRACK: '1',
  TEST_DATABASE_ADMIN_URL: adminUrl,
  ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
});

/**
 * Every check that needs only what npm installs, on one throw-away database server.
 * @param {string} root the checkout
 * @param {string[]} args handed to Nx, as `-p @clinic/core`
 * @param {Closers} closers
 * @returns {Promise<number>} exit code
 */
const runAll = async (root, args, closers) => {
  await ensureDependencies(root, closers, (notice) => console.log(notice));
  const server = await startPostgres({ mode: 'test' });
  closers.add(() => server.stop());
  const env = testEnvironment(server.adminUrl);
  const reports = [];
  for (const targets of [CHECKS, JOURNEYS]) {
    reports.push(await runTargets(root, ['-t', ...targets, ...args], { env, closers }));
  }
  const report = addReports(reports);
  // Whatever the lines said, a run that Nx calls failed is not a success.
  const hasFailed = reports.some(({ code }) => code !== 0);
  if (hasFailed && report.failed === 0) report.failed = 1;
  await closers.closeAll();
  console.log(describeReport(report).join('\n'));
  return hasFailed || report.failed > 0 ? 1 : 0;
};

/**
 * `npm test`. Ends the process.
 * @param {string} root the checkout
 * @param {string[]} args
 */
export async function test(root, args) {
  const closers = new Closers();
  onEndSignal(() => void closers.closeAll().then(() => process.exit(1)));
  try {
    process.exitCode = await runAll(root, args, closers);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
  await closers.closeAll();
}
