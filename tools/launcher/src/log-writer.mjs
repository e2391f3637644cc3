import { readSync } from 'node:fs';
import { RotatingLog } from './rotating-log.mjs';

/*
 * Writes what it is given to a log that is kept small: node log-writer.mjs FILE BYTES FILES < text
 *
 * A process of its own between a program and its log: whatever becomes of the launcher (killed, stopped with Ctrl-Z), the
 * program neither waits for somebody to read what it says nor loses a line, and its file still ends at its limit.
 */

const [path = '', bytes = '', files = ''] = process.argv.slice(2);

// It ends when the program has said its last word, and not before, whoever is told to end.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => undefined);
}

/** Lines are gathered for so long: waking up for each would cost more than writing it. */
const GATHER_MS = 20;
const alarm = new Int32Array(new SharedArrayBuffer(4));
const buffer = Buffer.allocUnsafe(64 * 1024);

/** @returns {number} bytes read, 0 at the end */
const read = () => {
  for (;;) {
    try {
      return readSync(0, buffer);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') throw error;
      Atomics.wait(alarm, 0, 0, GATHER_MS);
    }
  }
};

const log = new RotatingLog(path, { bytes: Number(bytes), files: Number(files) });
for (let length = read(); length > 0; length = read()) {
  try {
    log.write(buffer.subarray(0, length));
  } catch {
    // A full disk costs lines, never the program that would stop if nobody read on.
  }
  if (length < buffer.length) Atomics.wait(alarm, 0, 0, GATHER_MS);
}
