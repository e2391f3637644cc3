import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param {string} path @returns {string} the file's text, or '' when it cannot be read */
const readOrEmpty = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** @param {number} pid @param {string} column @returns {string} */
const askPs = (pid, column) => {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
};

const hasProc = process.platform === 'linux';

/**
 * The state letter and the start time from `/proc/PID/stat`. The command in parentheses may hold spaces and
 * parentheses, so fields are counted from the last one (proc(5)).
 * @param {number} pid
 */
const procStat = (pid) => {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', parent: Number(fields[1] ?? 0), startedAt: fields[19] ?? '' };
};

/**
 * Whether a process runs. A zombie does not: under a first process that reaps nothing it would "live" for ever.
 * @param {number} pid
 */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return false;
  }
  return !hasProc || procStat(pid).state !== 'Z';
}

/**
 * What tells one life of a process id from the next: the machine's boot and the start time in it. Undefined when
 * the process does not run.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function identityOf(pid) {
  if (!isAlive(pid)) return undefined;
  if (!hasProc) return askPs(pid, 'lstart');
  return `${readOrEmpty('/proc/sys/kernel/random/boot_id').trim()}:${procStat(pid).startedAt}`;
}

/** @param {number} pid @returns {string} the command line with spaces between its words, '' when there is none */
export function commandLineOf(pid) {
  if (!isAlive(pid)) return '';
  return hasProc ? readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() : askPs(pid, 'command');
}

/** @param {number} pid @returns {number} the process that started it, 0 when that cannot be told */
export function parentOf(pid) {
  return hasProc ? procStat(pid).parent : Number(askPs(pid, 'ppid'));
}

/** @param {number} pid @param {string} name @returns {string | undefined} one variable a process was started with (Linux) */
export function environmentOf(pid, name) {
  const line = readOrEmpty(`/proc/${pid}/environ`)
    .split('\0')
    .find((entry) => entry.startsWith(`${name}=`));
  return line?.slice(name.length + 1);
}

/** @returns {number[]} every process id of the machine, [] where there is no /proc */
export function allPids() {
  if (!hasProc) return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0);
}

/** @param {number} pid */
const workingDirectory = (pid) => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
};

/**
 * Every process of the Postgres cluster in a directory, whether or not its postmaster lives: each of them works
 * in that directory. Without /proc only the postmaster can be told by its command line.
 * @param {string} clusterDir real path of the cluster
 * @param {number | undefined} recordedPid what `postmaster.pid` says
 */
export function clusterProcesses(clusterDir, recordedPid) {
  if (!hasProc) {
    const command = recordedPid === undefined ? '' : commandLineOf(recordedPid);
    const isServer = command.includes('postgres') && command.includes(clusterDir);
    return recordedPid !== undefined && isServer ? [recordedPid] : [];
  }
  return allPids().filter(
    (pid) =>
      workingDirectory(pid) === clusterDir &&
      readOrEmpty(`/proc/${pid}/comm`).startsWith('postgres') &&
      isAlive(pid),
  );
}

/**
 * Waits until a question answers yes.
 * @param {() => boolean} isDone
 * @param {number} limitMs
 * @returns {Promise<boolean>} whether it did within the limit
 */
export async function waitUntil(isDone, limitMs) {
  const deadline = Date.now() + limitMs;
  while (!isDone()) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/**
 * Sends a signal to a process that may be gone.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signal(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}
