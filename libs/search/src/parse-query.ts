import { namedMonthBirths, numericBirths } from './birth-reading.ts';
import type { BirthReading } from './birth-reading.ts';
import { compactCode, fileNumberNeedles, identifierNeedles, phoneNeedles } from './codes.ts';
import { distinctScans, fieldNeedle } from './field-needle.ts';
import type { FieldNeedle } from './field-needle.ts';
import { foldLetters, foldText } from './fold-text.ts';
import type { DateOrder } from './search-document.ts';
import { SHORTEST_TOLERANT } from './word-dictionary.ts';

/** One thing a patient must have, in any of these ways. */
export type Atom = {
  term: string;
  word: { text: string; isPrefix: boolean } | undefined;
  /** The word to which names may be near by typo or sound. */
  near: string | undefined;
  births: readonly BirthReading[];
  needles: readonly FieldNeedle[];
  /** Of the needles those by which to run through all records. */
  scans: readonly FieldNeedle[];
};

/** A patient is found if all atoms of one plan (bits by position in `atoms`) are. No plan finds nobody, an empty one all. */
export type ParsedQuery = { atoms: readonly Atom[]; plans: readonly number[] };

const LONGEST_QUERY = 200;
const MOST_PARTS = 8;
/** Parts and spans together: an exact and a near bit each must fit a small integer. */
export const MOST_ATOMS = 15;

type Part = { kind: 'text' | 'number' | 'other'; text: string; atom: Atom };
/** Several neighbouring parts read as one thing. */
type Span = { from: number; to: number; atom: Atom };

const LETTERS = /^[\p{L}\p{M}]+$/u;
const NUMBER = /^[+(]*\d[\d()+./-]*$/;
const AROUND_EMAIL = /^[<(,;:"]+|[>),;:."]+$/g;

const codeNeedles = (typed: string): FieldNeedle[] => [
  ...fileNumberNeedles(typed).map((text) => fieldNeedle('fileNumber', text)),
  ...identifierNeedles(typed).map((text) => fieldNeedle('identifier', text)),
];

const numberNeedles = (typed: string): FieldNeedle[] => [
  ...phoneNeedles(typed).map((text) => fieldNeedle('phone', text)),
  ...codeNeedles(typed),
];

const atomOf = (term: string, ways: Partial<Atom>): Atom => ({
  term,
  word: undefined,
  near: undefined,
  births: [],
  needles: [],
  ...ways,
  scans: distinctScans(ways.needles ?? []),
});

const lettersIn = (text: string): number => [...text].length;

/** One and two letters are the beginning of a name word; more are a fragment of it or of the e-mail address. */
const textAtom = (text: string): Atom => {
  const letters = lettersIn(text);
  const hasDigit = /\d/.test(text);
  return atomOf(text, {
    word: { text, isPrefix: letters <= 2 },
    near: letters >= SHORTEST_TOLERANT && LETTERS.test(text) ? text : undefined,
    needles: [...(letters > 2 ? [fieldNeedle('email', text)] : []), ...(hasDigit ? codeNeedles(text) : [])],
  });
};

const numberAtom = (text: string, order: DateOrder): Atom => {
  const births = numericBirths(
    text.split(/[./-]/).filter((part) => part !== ''),
    order,
  );
  const term = text.replace(/\D/g, '');
  if (text !== term) {
    // Written as a date it is one, but for file numbers by year (`12-1984`).
    const isDate = births.length > 0;
    const files = fileNumberNeedles(text).map((each) => fieldNeedle('fileNumber', each));
    return atomOf(term, { births, needles: isDate ? files : numberNeedles(text) });
  }
  const isPrefix = text.length <= 2;
  const needles = [...(isPrefix ? [] : [fieldNeedle('email', text)]), ...numberNeedles(text)];
  return atomOf(term, { word: { text, isPrefix }, births, needles });
};

/** A token of several words (`anna-lena`, `anna.berg`, `p-0017`) may also stand as it is in an e-mail address or a number. */
const tokenAtom = (token: string): Atom =>
  atomOf(token, {
    needles: [fieldNeedle('email', token), ...(/\d/.test(token) ? codeNeedles(token) : [])],
  });

type Reading = { parts: Part[]; spans: Span[] };

const otherPart = (text: string, needles: FieldNeedle[]): Part => ({
  kind: 'other',
  text,
  atom: atomOf(text, { needles }),
});

const readToken = (reading: Reading, token: string, order: DateOrder): void => {
  const { parts, spans } = reading;
  const plain = token.replace(/[\u2010-\u2015\u2212]/g, '-').replace(/[,;]+$/, '');
  if (plain.startsWith('#')) {
    const code = compactCode(plain);
    if (code !== '')
      parts.push(
        otherPart(
          code,
          fileNumberNeedles(plain).map((text) => fieldNeedle('fileNumber', text)),
        ),
      );
    return;
  }
  if (plain.includes('@')) {
    const email = plain.replace(AROUND_EMAIL, '');
    parts.push(otherPart(email, [fieldNeedle('email', email)]));
    return;
  }
  if (NUMBER.test(plain)) {
    parts.push({ kind: 'number', text: plain, atom: numberAtom(plain, order) });
    return;
  }
  const from = parts.length;
  for (const text of foldText(token).split(' ')) {
    if (text !== '') parts.push({ kind: 'text', text, atom: textAtom(text) });
  }
  if (parts.length - from > 1) spans.push({ from, to: parts.length, atom: tokenAtom(plain) });
};

const namedMonthSpans = (parts: readonly Part[]): Span[] => {
  const spans: Span[] = [];
  for (let from = 0; from < parts.length; from += 1) {
    for (const to of [from + 3, from + 2]) {
      const texts = parts.slice(from, to).map((part) => part.text.replace(/\.$/, ''));
      const births = texts.length === to - from ? namedMonthBirths(texts) : [];
      if (births.length > 0) spans.push({ from, to, atom: atomOf(texts.join(' '), { births }) });
    }
  }
  return spans;
};

const runsOfNumbers = (parts: readonly Part[]): { from: number; to: number }[] => {
  const runs: { from: number; to: number }[] = [];
  let from = 0;
  for (let index = 0; index <= parts.length; index += 1) {
    if (parts[index]?.kind === 'number') continue;
    if (index - from > 1) runs.push({ from, to: index });
    from = index + 1;
  }
  return runs;
};

const joinedNumbers = (parts: readonly Part[], from: number, to: number): Span => {
  const typed = parts
    .slice(from, to)
    .map((part) => part.text)
    .join(' ');
  return { from, to, atom: atomOf(typed.replace(/\D/g, ''), { needles: numberNeedles(typed) }) };
};

const isDated = (part: Part | undefined): boolean => part !== undefined && part.atom.births.length > 0;

/** Numbers with blanks between them may be one phone or other number, with a year before or behind it, or a date. */
const numberSpans = (parts: readonly Part[], order: DateOrder): Span[] =>
  runsOfNumbers(parts).flatMap(({ from, to }) => {
    const spans = [joinedNumbers(parts, from, to)];
    if (to - from > 2 && isDated(parts[from])) spans.push(joinedNumbers(parts, from + 1, to));
    if (to - from > 2 && isDated(parts[to - 1])) spans.push(joinedNumbers(parts, from, to - 1));
    for (let start = from; start + 3 <= to; start += 1) {
      const texts = parts.slice(start, start + 3).map((part) => part.text);
      const births = texts.every((text) => /^\d+$/.test(text)) ? numericBirths(texts, order) : [];
      if (births.length > 0)
        spans.push({ from: start, to: start + 3, atom: atomOf(texts.join(' '), { births }) });
    }
    return spans;
  });

/** `AB 12 34 56 C`: short groups, some with digits, may be one identifier. */
const groupedCodeSpans = (parts: readonly Part[]): Span[] => {
  const isGrouped = parts.every(
    (part) => part.kind !== 'other' && (/\d/.test(part.text) || part.text.length <= 3),
  );
  const kinds = new Set(parts.map((part) => part.kind));
  const typed = parts.map((part) => part.text).join(' ');
  if (parts.length < 2 || !isGrouped || !kinds.has('text') || !/\d/.test(typed)) return [];
  return [{ from: 0, to: parts.length, atom: atomOf(compactCode(typed), { needles: codeNeedles(typed) }) }];
};

const bits = (from: number, to: number): number => (1 << to) - (1 << from);

/**
 * Reads what was typed: words, numbers and dates in any order. Bounded: 200 characters, eight words, fifteen atoms;
 * what lies beyond is not looked at.
 */
export const parseQuery = (query: string, order: DateOrder): ParsedQuery => {
  const reading: Reading = { parts: [], spans: [] };
  const tokens = foldLetters(query.slice(0, LONGEST_QUERY))
    .split(/\s+/)
    .filter((token) => token !== '');
  for (const token of tokens) if (reading.parts.length < MOST_PARTS) readToken(reading, token, order);
  const parts = reading.parts.slice(0, MOST_PARTS);
  // Typed punctuation alone asks for something that no patient has; nothing typed asks for all.
  if (parts.length === 0) return { atoms: [], plans: tokens.length === 0 ? [0] : [] };
  const inside = reading.spans.filter((span) => span.to <= parts.length);
  const spans = [
    ...inside,
    ...namedMonthSpans(parts),
    ...numberSpans(parts, order),
    ...groupedCodeSpans(parts),
  ];
  const used = spans.slice(0, MOST_ATOMS - parts.length);
  const all = bits(0, parts.length);
  return {
    atoms: [...parts.map((part) => part.atom), ...used.map((span) => span.atom)],
    plans: [
      all,
      ...used.map((span, index) => (all & ~bits(span.from, span.to)) | (1 << (parts.length + index))),
    ],
  };
};
