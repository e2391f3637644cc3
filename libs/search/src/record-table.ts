import { ByteColumn, FloatColumn, firstAbove, IntColumn } from './columns.ts';
import { TextColumn } from './text-column.ts';

export const ID_BYTES = 16;

/** One patient, folded and ready to be written into the columns. */
export type EncodedRecord = {
  id: Buffer;
  seenAtMs: number;
  /** `YYYYMMDD` as a number, 0 where unknown; month and day 00 where unknown. */
  birth: number;
  words: number[];
  fields: Record<FieldName, string>;
};

export type FieldName = 'email' | 'phone' | 'fileNumber' | 'identifier';
export const FIELD_NAMES: readonly FieldName[] = ['email', 'phone', 'fileNumber', 'identifier'];

/** Where a record stands in the order of results: newest seen first, equal times by id descending. */
export type RecordKey = { seenAtMs: number; id: Buffer };

/** Negative if `left` comes first. */
export const compareKeys = (left: RecordKey, right: RecordKey): number =>
  right.seenAtMs - left.seenAtMs || Buffer.compare(right.id, left.id);

/** Patients as columns, a row number each: no object per patient, and scans run over dense memory. */
export class RecordTable {
  /** 16 bytes per row. */
  readonly ids = new ByteColumn();
  readonly births = new IntColumn();
  readonly words = new IntColumn();
  readonly wordEnds = new IntColumn();
  readonly fields: Readonly<Record<FieldName, TextColumn>> = {
    email: new TextColumn(),
    phone: new TextColumn('latin1'),
    fileNumber: new TextColumn(),
    identifier: new TextColumn(),
  };
  private readonly seenAt = new FloatColumn();
  private readonly dead = new ByteColumn();

  get length(): number {
    return this.births.length;
  }

  get byteSize(): number {
    const texts = FIELD_NAMES.reduce((sum, name) => sum + this.fields[name].byteSize, 0);
    const numbers = this.births.data.byteLength + this.words.data.byteLength + this.wordEnds.data.byteLength;
    return texts + numbers + this.ids.data.length + this.seenAt.data.byteLength + this.dead.data.length;
  }

  push(record: EncodedRecord): number {
    this.ids.append(record.id);
    this.seenAt.append([record.seenAtMs]);
    this.births.push(record.birth);
    for (const word of record.words) this.words.push(word);
    this.wordEnds.push(this.words.length);
    for (const name of FIELD_NAMES) this.fields[name].push(record.fields[name]);
    this.dead.append(ALIVE);
    return this.length - 1;
  }

  /** Appends rows `from` up to but not including `to` of another table over the same dictionary. */
  appendRun(source: RecordTable, from: number, to: number): void {
    const wordStart = source.wordStart(from);
    const shift = this.words.length - wordStart;
    this.ids.append(source.ids.data.subarray(from * ID_BYTES, to * ID_BYTES));
    this.seenAt.append(source.seenAt.data.subarray(from, to));
    this.births.append(source.births.data.subarray(from, to), 0);
    this.words.append(source.words.data.subarray(wordStart, source.wordStart(to)), 0);
    this.wordEnds.append(source.wordEnds.data.subarray(from, to), shift);
    for (const name of FIELD_NAMES) this.fields[name].appendRun(source.fields[name], from, to);
    this.dead.append(source.dead.data.subarray(from, to));
  }

  /** Makes room for all of another table at once. */
  reserve(source: RecordTable): void {
    this.ids.reserve(source.ids.length);
    this.seenAt.reserve(source.seenAt.length);
    this.dead.reserve(source.dead.length);
    for (const name of ['births', 'words', 'wordEnds'] as const) this[name].reserve(source[name].length);
    for (const name of FIELD_NAMES) this.fields[name].reserve(source.fields[name]);
  }

  trim(): void {
    for (const column of [this.births, this.words, this.wordEnds, this.ids, this.seenAt, this.dead])
      column.trim();
    for (const name of FIELD_NAMES) this.fields[name].trim();
  }

  wordStart(row: number): number {
    return row === 0 ? 0 : this.wordEnds.at(row - 1);
  }

  rowOfWord(position: number): number {
    return firstAbove(this.wordEnds, position);
  }

  keyOf(row: number): RecordKey {
    return { seenAtMs: this.seenAt.data[row] ?? 0, id: this.idOf(row) };
  }

  idOf(row: number): Buffer {
    return this.ids.data.subarray(row * ID_BYTES, (row + 1) * ID_BYTES);
  }

  isDead(row: number): boolean {
    return this.dead.data[row] === 1;
  }

  kill(row: number): void {
    this.dead.data[row] = 1;
  }

  /** The first dead row at or after `from`, or the table's length. */
  nextDead(from: number): number {
    const row = this.dead.data.subarray(0, this.length).indexOf(1, from);
    return row < 0 ? this.length : row;
  }

  /** The first row that comes after the key, where rows stand in the order of results. */
  firstAfter(key: RecordKey): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(this.keyOf(middle), key) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const ALIVE = Uint8Array.of(0);
