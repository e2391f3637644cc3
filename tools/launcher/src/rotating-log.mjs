import { closeSync, existsSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/**
 * @typedef {object} LogLimits
 * @property {number} bytes at which a file is full
 * @property {number} files that are kept, the one that is written to included
 */

const LINE_END = 10;

/** A log that begins a new file when one is full; what was in it stands in `path.1` then, and later in `path.2`. */
export class RotatingLog {
  #handle;
  #size;
  #isMidLine = false;

  /**
   * @param {string} path
   * @param {LogLimits} limits
   */
  constructor(path, limits) {
    this.path = path;
    this.limits = limits;
    this.#handle = openSync(path, 'a', 0o600);
    this.#size = fstatSync(this.#handle).size;
  }

  /** Adds text as it comes. A file is changed between lines only, so that each is whole. @param {Buffer} text */
  write(text) {
    const lineStart = this.#isMidLine ? text.indexOf(LINE_END) + 1 : 0;
    const isBetweenLines = lineStart > 0 || !this.#isMidLine;
    if (this.#size < this.limits.bytes || !isBetweenLines) return this.#append(text);
    this.#append(text.subarray(0, lineStart));
    this.#rotate();
    this.#append(text.subarray(lineStart));
  }

  /** @param {Buffer} text */
  #append(text) {
    for (let written = 0; written < text.length;) written += writeSync(this.#handle, text, written);
    this.#size += text.length;
    if (text.length > 0) this.#isMidLine = text.at(-1) !== LINE_END;
  }

  #rotate() {
    closeSync(this.#handle);
    for (let age = this.limits.files - 1; age > 0; age -= 1) {
      const younger = age === 1 ? this.path : `${this.path}.${age - 1}`;
      if (existsSync(younger)) renameSync(younger, `${this.path}.${age}`);
    }
    this.#handle = openSync(this.path, 'a', 0o600);
    this.#size = fstatSync(this.#handle).size;
  }
}
