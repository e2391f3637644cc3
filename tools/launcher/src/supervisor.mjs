import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../embedded-postgres/src/index.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/**
 * @typedef {object} Service
 * @property {'api' | 'portal'} name
 * @property {string} script the program, an absolute path
 * @property {() => NodeJS.ProcessEnv} environment asked at each start
 * @property {string} logFile gets its standard output, and is kept small
 * @property {string} errorFile gets its standard error: what the runtime itself says of a crash
 * @property {string} readyUrl answers 200 once it serves
 * @property {() => void} onChange hears that there is another process, or none
 * @property {(notice: string) => void} notify
 */

const LOG_LIMITS = { bytes: 10_000_000, files: 3 };
const LOG_WRITER = join(import.meta.dirname, 'log-writer.mjs');
const STEADY_MS = 10_000;
const READY_LIMIT_MS = 90_000;
const HOPELESS_TRIES = 3;

/** For what is said once in a while. @param {string} path one older file is kept @returns {number} */
const openLog = (path) => {
  const handle = openSync(path, 'a', 0o600);
  if (statSync(path).size < LOG_LIMITS.bytes) return handle;
  closeSync(handle);
  renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
};

/** @param {string} url @returns {Promise<boolean>} */
const answers = (url) =>
  new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });

/**
 * Starts the process that writes a log; it ends when all have ended that hold its input.
 * @param {string} path
 * @param {number} errors gets what goes wrong in it
 */
const startLogWriter = (path, errors) => {
  const args = [LOG_WRITER, path, String(LOG_LIMITS.bytes), String(LOG_LIMITS.files)];
  const writer = spawn(process.execPath, args, {
    cwd: '/',
    stdio: ['pipe', 'ignore', errors],
    detached: true,
  });
  writer.once('error', () => undefined);
  writer.stdin?.once('error', () => undefined);
  return writer;
};

/** @param {ChildProcess | undefined} child */
const hasEnded = (child) => !child || child.exitCode !== null || child.signalCode !== null;

/** Keeps one program running: starts it again whenever it ends, at once if it had been steady. */
export class Supervisor {
  /** @type {ChildProcess | undefined} */
  #child;
  /** @type {ChildProcess | undefined} */
  #logWriter;
  #isStopping = false;
  #quickEnds = 0;

  /** @param {Service} service */
  constructor(service) {
    this.service = service;
  }

  /** @returns {number | undefined} */
  get pid() {
    return hasEnded(this.#child) ? undefined : this.#child?.pid;
  }

  start() {
    const { script, environment, logFile, errorFile, onChange } = this.service;
    const errors = openLog(errorFile);
    const logWriter = startLogWriter(logFile, errors);
    const startedAt = Date.now();
    // A group of its own: Ctrl-C reaches the launcher alone, which then ends everything in order.
    const child = spawn(process.execPath, [script], {
      cwd: '/',
      env: environment(),
      stdio: ['ignore', logWriter.stdin, errors],
      detached: true,
    });
    // The program alone holds the way to its log, so that the writer ends with it.
    logWriter.stdin?.destroy();
    closeSync(errors);
    this.#child = child;
    this.#logWriter = logWriter;
    child.once('error', () => undefined);
    child.once('exit', (code, signal) => void this.#ended(Date.now() - startedAt, signal ?? `code ${code}`));
    onChange();
  }

  /** @param {number} livedMs @param {string} how */
  async #ended(livedMs, how) {
    if (this.#isStopping) return;
    this.#quickEnds = livedMs < STEADY_MS ? this.#quickEnds + 1 : 0;
    this.service.notify(`${this.service.name} ended (${how}), starting it again`);
    this.service.onChange();
    // The first restart is immediate; what keeps ending is not started in a tight loop.
    await sleep(Math.min(Math.max(this.#quickEnds - 1, 0) * 500, 3_000));
    if (!this.#isStopping) this.start();
  }

  /**
   * Waits until it serves.
   * @throws {Error} with the end of what it said, when it keeps ending or does not get ready
   */
  async waitUntilReady() {
    const { name, readyUrl, logFile, errorFile } = this.service;
    const deadline = Date.now() + READY_LIMIT_MS;
    while (!this.#isStopping) {
      if (await answers(readyUrl)) return;
      if (this.#quickEnds >= HOPELESS_TRIES || Date.now() > deadline) {
        const said = [logFile, errorFile]
          .map((path) => readFileSync(path, 'utf8').slice(-1_500).trim())
          .join('\n');
        throw new Error(`${name} does not get ready. The end of its log (${logFile}):\n${said}`);
      }
      await sleep(50);
    }
  }

  /** Ends the process and lets it start again, with the environment of now. */
  restart() {
    this.#child?.kill('SIGTERM');
  }

  /**
   * Lets it finish its work, for as long as it may take.
   * @param {number} limitMs
   */
  async stop(limitMs) {
    this.#isStopping = true;
    const child = this.#child;
    if (!child || hasEnded(child)) return;
    child.kill('SIGTERM');
    if (!(await waitUntil(() => hasEnded(child), limitMs))) {
      child.kill('SIGKILL');
      await waitUntil(() => hasEnded(child), 1_000);
    }
    await waitUntil(() => hasEnded(this.#logWriter), 500);
  }

  /** For the last moment of a launcher that could not stop it. */
  kill() {
    this.#isStopping = true;
    if (!hasEnded(this.#child)) this.#child?.kill('SIGKILL');
  }
}
