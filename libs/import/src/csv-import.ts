import { inferDateOrder, type BirthDateRules } from './birth-date.ts';
import {
  cellOf,
  isPatientHeader,
  isRepeatedHeader,
  mapColumns,
  type ColumnMapping,
} from './column-mapping.ts';
import { readPatientRow } from './csv-patient.ts';
import { csvRecords, type CsvRecord } from './csv-records.ts';
import { readKnownTableRow } from './csv-visits.ts';
import type { Delimiter } from './delimiter.ts';
import type { ColumnReport, ImportOptions } from './import-options.ts';
import type { ReadOutcome } from './imported-records.ts';
import { tableKindOf } from './table-kind.ts';

/** How a table was understood, told before its first row. */
export type TableReport = { content: string; columns: ColumnReport | null };

type Table = TableReport & { read: (cells: string[]) => ReadOutcome };

/** Rows read before the first is answered, to see in which order the column writes day and month. */
const SAMPLE_ROWS = 1000;
/** Titles and dates of a report may stand above the header. */
const LAST_HEADER_ROW = 10;

const cellsOfRecord = (record: CsvRecord): string[] => ('cells' in record ? record.cells : []);

const isBlank = (cells: readonly string[]): boolean =>
  cells.every((cell) => cell.trim().length === 0 || /^[\s\u00a0\u200b\ufeff]*$/.test(cell));

const TOTALS = /^\s*(grand total|sub-?total|totals?|sum|summe|gesamt\w*|anzahl|count|records?|rows?)\b/i;

/** A totals row says how many and names nobody. */
const isTotals = (cells: readonly string[], mapping: ColumnMapping): boolean => {
  const filled = cells.filter((cell) => cell.trim().length > 0);
  const isNameless = cellOf(mapping, cells, 'birthDate').trim().length === 0;
  return filled.length <= 3 && isNameless && TOTALS.test(filled[0] ?? '') && /\d/.test(filled.join(' '));
};

const skipped = (reason: 'blank_row' | 'repeated_header' | 'totals_row'): ReadOutcome => ({
  kind: 'skipped',
  reason,
  source: null,
  warnings: [],
});

const dateRules = (mapping: ColumnMapping, sample: CsvRecord[], options: ImportOptions): BirthDateRules => {
  const cells = sample.map((record) => cellOf(mapping, cellsOfRecord(record), 'birthDate'));
  return { dateOrder: inferDateOrder(cells) ?? options.dateOrder, importDate: options.importDate };
};

const patientTable = (mapping: ColumnMapping, sample: CsvRecord[], options: ImportOptions): Table => {
  const dates = dateRules(mapping, sample, options);
  const read = (cells: string[]): ReadOutcome => {
    if (isRepeatedHeader(mapping, cells)) return skipped('repeated_header');
    if (isTotals(cells, mapping)) return skipped('totals_row');
    return readPatientRow({ cells, mapping, options, dates });
  };
  return { content: 'Patient', columns: mapping.report, read };
};

const otherTable = (header: string[]): Table => {
  const kind = tableKindOf(header);
  const content = kind?.content ?? 'Unknown table';
  const read = (cells: string[]): ReadOutcome =>
    kind?.isRead === true
      ? readKnownTableRow(content, header, cells)
      : { kind: 'unsupported', resourceType: content, source: null, warnings: [] };
  return { content, columns: null, read };
};

const tableOf = (header: string[], sample: CsvRecord[], options: ImportOptions): Table => {
  const mapping = mapColumns(header, options.columns);
  const isPeople = options.columns !== undefined || tableKindOf(header) === null;
  return isPeople && isPatientHeader(mapping) ? patientTable(mapping, sample, options) : otherTable(header);
};

const isHeader = (cells: string[], options: ImportOptions): boolean =>
  tableKindOf(cells) !== null || isPatientHeader(mapColumns(cells, options.columns));

/** Where the header stands among the first records; the first record that is not blank where none looks like one. */
const headerIndex = (sample: CsvRecord[], options: ImportOptions): number => {
  const first = sample.slice(0, LAST_HEADER_ROW).map(cellsOfRecord);
  const found = first.findIndex((cells) => isHeader(cells, options));
  return found >= 0
    ? found
    : Math.max(
        0,
        first.findIndex((cells) => !isBlank(cells)),
      );
};

const readRecord = (table: Table, record: CsvRecord): ReadOutcome => {
  if ('broken' in record)
    return {
      kind: 'rejected',
      resourceType: table.content,
      reasons: [record.broken],
      source: null,
      warnings: [],
    };
  return isBlank(record.cells) ? skipped('blank_row') : table.read(record.cells);
};

/** Takes up to `count` records. */
const take = async (records: AsyncIterator<CsvRecord>, count: number): Promise<CsvRecord[]> => {
  const taken: CsvRecord[] = [];
  while (taken.length < count) {
    const next = await records.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
};

/** The rows of a table as records; the first answered row is record 1. */
export async function* readTable(
  source: { text: AsyncIterable<string>; delimiter: Delimiter },
  options: ImportOptions,
  onTable: (report: TableReport) => void,
): AsyncGenerator<ReadOutcome> {
  const records = csvRecords(source.text, source.delimiter);
  try {
    const sample = await take(records, SAMPLE_ROWS);
    const header = headerIndex(sample, options);
    const rows = sample.slice(header + 1);
    const table = tableOf(cellsOfRecord(sample[header] ?? { cells: [] }), rows, options);
    onTable({ content: table.content, columns: table.columns });
    for (const record of rows) yield readRecord(table, record);
    for await (const record of records) yield readRecord(table, record);
  } finally {
    await records.return(undefined);
  }
}
