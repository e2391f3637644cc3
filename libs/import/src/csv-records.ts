import { parse } from 'csv-parse/sync';
import { CsvSplitter, LINE_ENDS, type CsvPart, type CsvProblem } from './csv-splitter.ts';
import type { Delimiter } from './delimiter.ts';

/** A record of a table, or the place of one that cannot be read. */
export type CsvRecord = { cells: string[] } | { broken: CsvProblem };

type Reader = { splitter: CsvSplitter; parseText: (text: string) => string[][] };

const createReader = (delimiter: Delimiter): Reader => {
  const options = {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: [...LINE_ENDS],
  };
  return { splitter: new CsvSplitter(delimiter), parseText: (text) => parse(text, options) };
};

const parseOrNone = ({ parseText }: Reader, text: string): string[][] => {
  try {
    return parseText(text);
  } catch {
    return [];
  }
};

/** Many records are parsed at once. Should parser and splitter ever count differently, each is parsed by itself. */
function* recordsOf(reader: Reader, part: CsvPart): Generator<CsvRecord> {
  if ('broken' in part) return void (yield part);
  const { text, ends } = part;
  const parsed = parseOrNone(reader, text);
  if (parsed.length === ends.length) {
    for (const cells of parsed) yield { cells };
    return;
  }
  let start = 0;
  for (const end of ends) {
    const [cells, ...more] = parseOrNone(reader, text.slice(start, end));
    yield cells && more.length === 0 ? { cells } : { broken: 'quote_not_closed' };
    start = end;
  }
}

/** The records of a delimited text, the header included, blank lines as one empty cell; quoted cells may hold line ends. */
export async function* csvRecords(
  pieces: AsyncIterable<string>,
  delimiter: Delimiter,
): AsyncGenerator<CsvRecord> {
  const reader = createReader(delimiter);
  for await (const piece of pieces)
    for (const part of reader.splitter.push(piece)) yield* recordsOf(reader, part);
  for (const part of reader.splitter.end()) yield* recordsOf(reader, part);
}
