import { readTable, type TableReport } from './csv-import.ts';
import { detectFormat, type DetectedFormat } from './detect-format.ts';
import { readFhirJson, readNdjson, type NumberedOutcome } from './fhir-import.ts';
import type { FileReport, ImportOptions } from './import-options.ts';
import type { ImportRecord, ReadOutcome } from './imported-records.ts';
import { peekStream } from './peek-stream.ts';
import { decodeText, sniffEncoding } from './text-encoding.ts';

export type ImportSource = { name: string; stream: AsyncIterable<Uint8Array> };

/** So much is looked at before the encoding is decided: a rare letter may stand far down. */
const HEAD_BYTES = 1 << 20;

const placed = (file: string, record: number, outcome: ReadOutcome): ImportRecord => ({
  ...outcome,
  file,
  record,
});

async function* numbered(outcomes: AsyncIterable<ReadOutcome>): AsyncGenerator<NumberedOutcome> {
  let number = 0;
  for await (const outcome of outcomes) yield { number: (number += 1), outcome };
}

type OpenFile = { name: string; detected: DetectedFormat; chunks: AsyncIterable<Uint8Array> };

const reportOf = ({ name, detected }: OpenFile, table: TableReport): FileReport => ({
  file: name,
  format: detected.format,
  encoding: detected.encoding,
  delimiter: detected.delimiter,
  ...table,
});

const outcomesOf = (file: OpenFile, options: ImportOptions): AsyncIterable<NumberedOutcome> | null => {
  const { detected } = file;
  const report = (table: TableReport): void => options.onFile?.(reportOf(file, table));
  const text = decodeText(file.chunks, detected.encoding);
  if (detected.format === 'csv') {
    const delimiter = detected.delimiter ?? ',';
    return numbered(readTable({ text, delimiter }, options, report));
  }
  report({ content: detected.format, columns: null });
  if (detected.format === 'fhir-ndjson') return readNdjson(text, options);
  return detected.format === 'fhir-json' ? readFhirJson(text, options) : null;
};

/**
 * Reads one file of any supported format as records, in constant memory. A file that is none of them yields nothing;
 * `onFile` tells what it is taken for. Errors of the stream itself are thrown; bad records are answered as rejected.
 */
export async function* readImport(
  source: ImportSource,
  options: ImportOptions,
): AsyncGenerator<ImportRecord> {
  const { head, chunks } = await peekStream(source.stream, HEAD_BYTES);
  const detected = { ...detectFormat(head, source.name), encoding: sniffEncoding(head) };
  const outcomes = outcomesOf({ name: source.name, detected, chunks }, options);
  if (!outcomes) {
    // Opens and closes the stream, so that its file is let go.
    for await (const _chunk of chunks) break;
    return;
  }
  for await (const { number, outcome } of outcomes) yield placed(source.name, number, outcome);
}
