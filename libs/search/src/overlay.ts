import { compareKeys, RecordTable } from './record-table.ts';
import type { EncodedRecord } from './record-table.ts';
import { RowById } from './row-by-id.ts';

/** Patients changed since the base was written: rows in the order of arrival, and beside them the order of results. */
export class Overlay {
  readonly table = new RecordTable();
  /** Living rows, newest seen first. */
  readonly order: number[] = [];
  private readonly rows = new RowById(this.table);

  get byteSize(): number {
    return this.table.byteSize + this.rows.byteSize + this.order.length * 8;
  }

  has(id: Buffer): boolean {
    const row = this.rows.find(id);
    return row !== undefined && !this.table.isDead(row);
  }

  upsert(record: EncodedRecord): void {
    this.remove(record.id);
    const row = this.table.push(record);
    this.rows.add(row);
    const key = this.table.keyOf(row);
    const place = this.order.findIndex((other) => compareKeys(this.table.keyOf(other), key) > 0);
    this.order.splice(place < 0 ? this.order.length : place, 0, row);
  }

  remove(id: Buffer): boolean {
    const row = this.rows.find(id);
    if (row === undefined || this.table.isDead(row)) return false;
    this.table.kill(row);
    this.order.splice(this.order.indexOf(row), 1);
    return true;
  }
}
