import { ByteColumn, firstAbove, IntColumn } from './columns.ts';

/** Starts one value inside a field that may have several. */
export const START = '\u0001';
/** Stands between a phone's country code and the rest. */
export const AFTER_COUNTRY = '\u0002';
/** Ends a value, so that no fragment reaches over into the next one. */
export const END = '\u0003';

/** One text field of all records in one buffer, with the position where each record's text ends. */
export class TextColumn {
  private readonly bytes = new ByteColumn();
  private readonly ends = new IntColumn();
  private readonly encoding: 'utf8' | 'latin1';

  constructor(encoding: 'utf8' | 'latin1' = 'utf8') {
    this.encoding = encoding;
  }

  get byteSize(): number {
    return this.bytes.data.length + this.ends.data.byteLength;
  }

  push(text: string): void {
    this.bytes.appendText(text, this.encoding);
    this.ends.push(this.bytes.length);
  }

  appendRun(source: TextColumn, from: number, to: number): void {
    const start = source.startOf(from);
    const shift = this.bytes.length - start;
    this.bytes.append(source.bytes.data.subarray(start, source.startOf(to)));
    this.ends.append(source.ends.data.subarray(from, to), shift);
  }

  /** Makes room for all of another column at once. */
  reserve(source: TextColumn): void {
    this.bytes.reserve(source.bytes.length);
    this.ends.reserve(source.ends.length);
  }

  trim(): void {
    this.bytes.trim();
    this.ends.trim();
  }

  /** All records' text as it is now. */
  view(): Buffer {
    return this.bytes.data.subarray(0, this.bytes.length);
  }

  /** The record at a position of the view. */
  recordAt(position: number): number {
    return firstAbove(this.ends, position);
  }

  /** Whether one record's text contains the needle. A plain loop: a call into native code costs more than the few bytes. */
  includes(record: number, needle: Buffer): boolean {
    const { data } = this.bytes;
    const last = this.ends.at(record) - needle.length;
    const first = needle[0];
    for (let start = this.startOf(record); start <= last; start += 1) {
      if (data[start] === first && isAt(data, start, needle)) return true;
    }
    return false;
  }

  startOf(record: number): number {
    return record === 0 ? 0 : this.ends.at(record - 1);
  }
}

const isAt = (data: Buffer, start: number, needle: Buffer): boolean => {
  for (let index = 1; index < needle.length; index += 1) {
    if (data[start + index] !== needle[index]) return false;
  }
  return true;
};
