import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  openSync,
  closeSync,
  fsyncSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

/** Names the launcher that is closing just now. */
export const CLOSING = 'closing';

/** What a running clinic keeps beside its code: database, keys, logs, and the files that tools read. */
export class DataFolder {
  /** @param {string} path */
  constructor(path) {
    this.path = path;
    // Root's database server runs as another user and must pass through; every file in here is 0600.
    const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
    mkdirSync(path, { recursive: true, mode });
    chmodSync(path, mode);
    mkdirSync(this.file('logs'), { recursive: true, mode: 0o700 });
  }

  /** @param {string} name */
  file(name) {
    return join(this.path, name);
  }

  /** @param {string} name @returns {string | undefined} */
  read(name) {
    const path = this.file(name);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  }

  /**
   * @template T
   * @param {string} name
   * @returns {T | undefined} undefined when the file is missing or not JSON
   */
  readJson(name) {
    try {
      return JSON.parse(this.read(name) ?? '');
    } catch {
      return undefined;
    }
  }

  /**
   * Replaces a file in one step: a reader sees the old text or the new one, after a crash as well.
   * @param {string} name
   * @param {string} text
   */
  write(name, text) {
    const unfinished = this.file(`${name}.${process.pid}`);
    const handle = openSync(unfinished, 'w', 0o600);
    writeSync(handle, text);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(unfinished, this.file(name));
  }

  /** @param {string} name @param {unknown} value */
  writeJson(name, value) {
    this.write(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** @param {string} name */
  remove(name) {
    rmSync(this.file(name), { force: true });
  }
}

/**
 * @param {string} root the checkout
 * @param {NodeJS.ProcessEnv} env
 */
export const openDataFolder = (root, env) =>
  new DataFolder(env['CLINIC_DATA_DIR'] ? resolve(env['CLINIC_DATA_DIR']) : join(root, '.data'));
