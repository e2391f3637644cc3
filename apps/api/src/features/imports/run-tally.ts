import type { ImportAction } from '@clinic/contracts';
import type { FileReport, ImportFormat } from '@clinic/import';
import type { ImportProgress } from '@clinic/repositories';
import type { PlannedRow } from './import-plan.ts';

type Counts = Record<string, number>;

const add = (counts: Counts, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

const isUnsupported = (row: PlannedRow): boolean => row.warnings.includes('not_supported');

const UNREADABLE: readonly ImportFormat[] = ['spreadsheet', 'binary', 'unknown'];

/** What is no record of any known kind is one only where it says what it is not: a visit that never was, an error. */
const isRecord = ({ kind, warnings }: PlannedRow): boolean =>
  kind !== 'Unknown' || warnings.includes('entered_in_error') || warnings.includes('not_scheduled');

/** What a run has seen so far, in numbers. */
export class RunTally {
  readonly counts: Record<ImportAction, number> = { create: 0, duplicate: 0, review: 0, reject: 0, skip: 0 };
  readonly kinds: Record<string, Counts> = {};
  readonly unsupported: Counts = {};
  recordsRead = 0;
  private readonly formats = new Set<ImportFormat>();
  private readonly unmapped = new Set<string>();
  private readonly unread: string[] = [];
  private readonly formatOf = new Map<string, ImportFormat>();
  private readonly damaged = new Set<string>();
  private records = 0;

  addFile(report: FileReport): void {
    if (UNREADABLE.includes(report.format)) this.unread.push(report.file);
    else this.formats.add(report.format);
    this.formatOf.set(report.file, report.format);
    for (const header of [...(report.columns?.unmapped ?? []), ...(report.columns?.ambiguous ?? [])]) {
      this.unmapped.add(header);
    }
  }

  addRows(rows: readonly PlannedRow[]): void {
    for (const row of rows) {
      this.counts[row.action] += 1;
      const kind = (this.kinds[row.kind] ??= {});
      add(kind, row.action);
      if (isUnsupported(row)) add(this.unsupported, row.kind);
      if (isRecord(row)) this.records += 1;
      if (this.isDamage(row)) this.damaged.add(row.file);
    }
    this.recordsRead += rows.length;
  }

  /** Whether there was no file that can be read, or nothing in those there were. */
  isNothingUnderstood(): boolean {
    return this.records === 0;
  }

  /** Files that were left alone. */
  unreadFiles(): readonly string[] {
    return this.unread;
  }

  /** Files that are no text, and so may hold anything: a folder may have other JSON in it, but these were meant. */
  binaryFiles(): readonly string[] {
    return this.unread.filter((file) => this.formatOf.get(file) !== 'unknown');
  }

  /** JSON documents that are broken somewhere: what comes after is missing without being counted. */
  damagedFiles(): readonly string[] {
    return [...this.damaged];
  }

  private isDamage({ file, warnings }: PlannedRow): boolean {
    return this.formatOf.get(file) === 'fhir-json' && warnings.includes('broken_json');
  }

  /** As it will be with these rows, which are not counted yet. */
  progress(id: string, rows: readonly PlannedRow[] = []): ImportProgress {
    const counts: Counts = { ...this.counts };
    for (const row of rows) add(counts, row.action);
    const unsupported = { ...this.unsupported };
    for (const row of rows) if (isUnsupported(row)) add(unsupported, row.kind);
    return {
      id,
      format: [...this.formats].sort().join(', '),
      recordsRead: this.recordsRead + rows.length,
      counts,
      unsupported,
      unmappedColumns: [...this.unmapped],
    };
  }
}
