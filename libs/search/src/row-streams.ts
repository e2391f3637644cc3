import { matchesBirth } from './birth-reading.ts';
import type { BirthReading } from './birth-reading.ts';
import type { RecordTable } from './record-table.ts';
import type { TextColumn } from './text-column.ts';

/** Rows in rising order that may be hits. */
export interface RowStream {
  /** The first such row at or after `from`, or Infinity. `from` never falls. */
  next(from: number): number;
}

export class AllRows implements RowStream {
  next(from: number): number {
    return from;
  }
}

/** Rows with a name word whose mask has one of the bits: one pass over all words of all rows, without a call per row. */
export class WordRows implements RowStream {
  private held = -1;
  private readonly table: RecordTable;
  private readonly masks: Int32Array;
  private readonly bits: number;

  constructor(table: RecordTable, masks: Int32Array, bits: number) {
    this.table = table;
    this.masks = masks;
    this.bits = bits;
  }

  next(from: number): number {
    if (this.held < from) this.held = this.find(this.table.wordStart(from));
    return this.held;
  }

  private find(start: number): number {
    const { data, length } = this.table.words;
    const { masks, bits } = this;
    for (let position = start; position < length; position += 1) {
      if (((masks[data[position] ?? 0] ?? 0) & bits) !== 0) return this.table.rowOfWord(position);
    }
    return Infinity;
  }
}

export class BirthRows implements RowStream {
  private held = -1;
  private readonly table: RecordTable;
  private readonly readings: readonly BirthReading[];

  constructor(table: RecordTable, readings: readonly BirthReading[]) {
    this.table = table;
    this.readings = readings;
  }

  next(from: number): number {
    if (this.held < from) this.held = this.find(from);
    return this.held;
  }

  private find(from: number): number {
    const { length } = this.table.births;
    for (let row = from; row < length; row += 1) {
      const birth = this.table.births.at(row);
      for (const reading of this.readings) if (matchesBirth(birth, reading)) return row;
    }
    return Infinity;
  }
}

export class FieldRows implements RowStream {
  private held = -1;
  private readonly column: TextColumn;
  private readonly view: Buffer;
  private readonly needle: Buffer;

  constructor(column: TextColumn, needle: Buffer) {
    this.column = column;
    this.view = column.view();
    this.needle = needle;
  }

  next(from: number): number {
    if (this.held < from) {
      const position = this.view.indexOf(this.needle, this.column.startOf(from));
      this.held = position < 0 ? Infinity : this.column.recordAt(position);
    }
    return this.held;
  }
}
