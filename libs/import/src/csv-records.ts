import { parse } from 'csv-parse/sync';
import type { Delimiter } from './delimiter.ts';

/** A record of a table, or the line that is none because a quote in it is never closed. */
export type CsvRecord = { cells: string[] } | { broken: 'quote_not_closed' };

const LONGEST_RECORD = 1 << 20;
const LONGEST_RECORD_LINES = 50;
const LINE_END_SAMPLE = 64 * 1024;

type Reader = { newline: '\n' | '\r'; parseText: (text: string) => string[][] };

const createReader = (sample: string, delimiter: Delimiter): Reader => {
  const newline = sample.includes('\n') ? '\n' : '\r';
  const options = {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: newline === '\n' ? ['\r\n', '\n'] : ['\r'],
  };
  return { newline, parseText: (text) => parse(text, options) };
};

const parseOrNull = (reader: Reader, text: string): string[][] | null => {
  try {
    return reader.parseText(text);
  } catch {
    return null;
  }
};

/** Length of the first `count` lines of the text, or of all where there are fewer. */
const linesLength = (text: string, newline: string, count: number): number => {
  let end = 0;
  for (let line = 0; line < count; line += 1) {
    const next = text.indexOf(newline, end);
    if (next < 0) return text.length;
    end = next + 1;
  }
  return end;
};

/** The record that begins the text, trying one line, then two, ...; a line that begins none is given up alone. */
const firstRecord = (reader: Reader, text: string): { records: CsvRecord[]; length: number } => {
  let length = 0;
  for (let lines = 1; lines <= LONGEST_RECORD_LINES && length < text.length; lines += 1) {
    length = linesLength(text, reader.newline, lines);
    const parsed = parseOrNull(reader, text.slice(0, length));
    if (parsed) return { records: parsed.map((cells) => ({ cells })), length };
  }
  return { records: [{ broken: 'quote_not_closed' }], length: linesLength(text, reader.newline, 1) };
};

function* recordsOf(reader: Reader, text: string): Generator<CsvRecord> {
  const parsed = parseOrNull(reader, text);
  if (parsed) {
    for (const cells of parsed) yield { cells };
    return;
  }
  let rest = text;
  while (rest.length > 0) {
    const { records, length } = firstRecord(reader, rest);
    yield* records;
    rest = rest.slice(length);
  }
}

/** Where the text can be cut: behind the last line end before which quotes come in pairs. Zero if there is none. */
const cutPosition = (text: string, newline: '\n' | '\r'): number => {
  const newlineCode = newline.charCodeAt(0);
  let isQuoted = false;
  let cut = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 34) isQuoted = !isQuoted;
    else if (code === newlineCode && !isQuoted) cut = index + 1;
  }
  return cut;
};

/** The pieces, the first ones joined until a line end shows: which one the file has must be known before a record is. */
async function* fromFirstLineEnd(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let start = '';
  let isKnown = false;
  for await (const piece of pieces) {
    if (isKnown) {
      yield piece;
      continue;
    }
    start += piece;
    isKnown = start.includes('\n') || start.length > LINE_END_SAMPLE;
    if (isKnown) yield start;
  }
  if (!isKnown && start.length > 0) yield start;
}

/**
 * The records of a delimited text, the header included, blank lines as one empty cell. Quoted cells may hold line
 * ends. A quote that is never closed costs its own line and not the rest of the file: the text is handed to the
 * parser in pieces, and a piece it refuses is tried again line by line.
 */
export async function* csvRecords(
  pieces: AsyncIterable<string>,
  delimiter: Delimiter,
): AsyncGenerator<CsvRecord> {
  let reader: Reader | null = null;
  let text = '';
  for await (const piece of fromFirstLineEnd(pieces)) {
    reader ??= createReader(piece, delimiter);
    text += piece;
    const cut = cutPosition(text, reader.newline);
    if (cut > 0) yield* recordsOf(reader, text.slice(0, cut));
    text = text.slice(cut);
    while (text.length > LONGEST_RECORD) {
      const { records, length } = firstRecord(reader, text);
      yield* records;
      text = text.slice(length);
    }
  }
  if (reader && text.length > 0) yield* recordsOf(reader, text);
}
