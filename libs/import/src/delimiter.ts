export type Delimiter = ',' | ';' | '\t' | '|';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];
const SAMPLE_LINES = 20;

const withoutQuoted = (text: string): string => text.replace(/"(?:[^"]|"")*"/g, '');

const countOf = (line: string, delimiter: Delimiter): number => line.split(delimiter).length - 1;

/** How many lines have the same count of this delimiter, then that count: the real one is regular, others are not. */
const regularity = (lines: string[], delimiter: Delimiter): number => {
  const frequencies = new Map<number, number>();
  for (const line of lines) {
    const count = countOf(line, delimiter);
    if (count > 0) frequencies.set(count, (frequencies.get(count) ?? 0) + 1);
  }
  return Math.max(0, ...[...frequencies].map(([count, lineCount]) => lineCount * 1000 + count));
};

/** The delimiter that divides the first lines most regularly, quoted cells left out; a comma where none does. */
export const sniffDelimiter = (text: string): Delimiter => {
  const lines = withoutQuoted(text)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim().length > 0)
    .slice(0, SAMPLE_LINES);
  const ranked = DELIMITERS.map((delimiter) => ({ delimiter, score: regularity(lines, delimiter) }));
  return ranked.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
};
