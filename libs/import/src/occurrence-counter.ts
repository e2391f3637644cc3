import { hashText } from './hash-index.ts';

/** Two hashes make 53 bits, the most a number holds: among a million keys a false equal is one in ten thousand. */
const hash53 = (text: string): number =>
  (hashText(text) >>> 0) * 0x200000 + (hashText(`${text.length}|${text}`) >>> 11);

/** Counts how often the same key came up in one file, so that equal rows of it have keys of their own. */
export class OccurrenceCounter {
  private readonly counts = new Map<number, number>();

  /** How many times the key came, this time included. */
  next(key: string): number {
    const hash = hash53(key);
    const count = (this.counts.get(hash) ?? 0) + 1;
    this.counts.set(hash, count);
    return count;
  }
}
