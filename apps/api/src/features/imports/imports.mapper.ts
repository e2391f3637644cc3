import type { ImportAction, ImportBatch, ImportRow } from '@clinic/contracts';
import type { ImportBatchRow, ImportOutcomeRow } from '@clinic/repositories';
import type { PlannedRow } from './import-plan.ts';

export const toImportBatch = ({ problem, startedAt, finishedAt, ...row }: ImportBatchRow): ImportBatch => ({
  ...row,
  startedAt: startedAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
  ...(problem === null ? {} : { problem }),
});

type Reported = Pick<
  ImportOutcomeRow,
  'file' | 'record' | 'action' | 'kind' | 'ofRecord' | 'source' | 'entityId' | 'warnings'
>;

/** What is not known is left out. */
export const rowOf = (row: Reported): ImportRow => ({
  file: row.file,
  record: row.record,
  action: row.action,
  kind: row.kind,
  ...(row.ofRecord === null ? {} : { of: row.ofRecord }),
  ...(row.source === null ? {} : { source: row.source }),
  ...(row.entityId === null ? {} : { id: row.entityId }),
  ...(row.warnings.length === 0 ? {} : { warnings: [...row.warnings] }),
});

export const toImportRow = ({ of: ofRecord, ...row }: PlannedRow): ImportRow => rowOf({ ...row, ofRecord });

/** The rows as they are kept, counted on from `ordinal`. */
export const toOutcomeRows = (rows: readonly PlannedRow[], ordinal: number): ImportOutcomeRow[] =>
  rows.map((row, index) => ({
    ordinal: ordinal + index + 1,
    file: row.file,
    record: row.record,
    kind: row.kind,
    action: row.action,
    ofRecord: row.of,
    source: row.source,
    entityId: row.entityId,
    warnings: row.warnings,
  }));

/** An import of which nothing is read yet. */
export const newBatch = (id: string, isDryRun: boolean, now: Date): ImportBatchRow => {
  const counts: Record<ImportAction, number> = { create: 0, duplicate: 0, review: 0, reject: 0, skip: 0 };
  return {
    ...{ id, status: 'running', isDryRun, format: '', startedAt: now, finishedAt: null },
    ...{ recordsRead: 0, counts, unsupported: {}, unmappedColumns: [], problem: null },
  };
};
