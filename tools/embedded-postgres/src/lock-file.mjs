import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf } from './processes.mjs';

/** Thrown when another living process holds the lock. */
export class LockedError extends Error {
  /** @param {string} path @param {number} pid */
  constructor(path, pid) {
    super(`In use by process ${pid} (${path})`);
    this.name = 'LockedError';
    this.pid = pid;
  }
}

/** @param {string} path @returns {{ pid: number, identity: string } | undefined} */
const readHolder = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/**
 * The process that holds a lock now, if it still runs.
 * @param {string} path
 * @returns {number | undefined} its process id
 */
export function lockHolder(path) {
  const holder = readHolder(path);
  return holder && identityOf(holder.pid) === holder.identity ? holder.pid : undefined;
}

/**
 * Takes a lock that ends with the process: a file that names its holder's process and start time, so a killed
 * holder or a reused process id never blocks anyone.
 * @param {string} path
 * @returns {() => void} gives the lock back
 * @throws {LockedError} when another living process (or this one) holds it
 */
export function takeLock(path) {
  const mine = `${path}.${randomUUID()}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }), {
    mode: 0o600,
  });
  try {
    for (;;) {
      try {
        // A hard link appears whole or not at all, and refuses to replace another's.
        linkSync(mine, path);
        let isHeld = true;
        return () => {
          if (isHeld) rmSync(path, { force: true });
          isHeld = false;
        };
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      }
      const pid = lockHolder(path);
      if (pid !== undefined) throw new LockedError(path, pid);
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}
