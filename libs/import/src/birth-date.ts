import { isCalendarDate } from '@clinic/core';
import type { WarningCode } from './import-codes.ts';
import type { DateOrder } from './import-options.ts';

export type BirthDate =
  | { kind: 'date'; date: string; warnings: WarningCode[] }
  | { kind: 'partial'; text: string }
  | { kind: 'missing' }
  | { kind: 'impossible' };

export type BirthDateRules = {
  /** The order of day, month and year in the column, or the clinic's own where the column does not tell. */
  dateOrder: DateOrder;
  importDate: string;
};

const pad = (part: string | number, length = 2): string => String(part).padStart(length, '0');

const foldMonth = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '')
    .slice(0, 4);

const MONTH_LOCALES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'];

/** Month names of the languages clinics export in, by their first three or four letters (juin and juil differ late). */
const monthNumbers = new Map(
  MONTH_LOCALES.flatMap((locale) =>
    ['long', 'short'].flatMap((style) => {
      const format = new Intl.DateTimeFormat(locale, {
        month: style === 'long' ? 'long' : 'short',
        timeZone: 'UTC',
      });
      return Array.from({ length: 12 }, (_, month): [string, number] => [
        foldMonth(format.format(new Date(Date.UTC(2000, month, 1)))),
        month + 1,
      ]);
    }),
  ),
);

const monthOf = (word: string): number | null => {
  const folded = foldMonth(word);
  return monthNumbers.get(folded) ?? monthNumbers.get(folded.slice(0, 3)) ?? null;
};

type Parts = { year: string; month: string; day: string; warnings: WarningCode[] };

const partsOf = ([, first = '', second = '', third = '']: RegExpExecArray) => ({ first, second, third });

const couldBeMonth = (part: string | undefined): boolean => Number(part) <= 12;

const isAmbiguous = (day: string, month: string): boolean =>
  couldBeMonth(day) && couldBeMonth(month) && Number(day) !== Number(month);

/** What stands first can only be the year. */
const isYear = (first: string | undefined): boolean => Number(first) > 31;

/** Year, month, day, of a date whose year has two digits; null where it cannot be one: of one digit no year is told. */
const yearFirst = (match: RegExpExecArray, rules: BirthDateRules): Parts | null => {
  const { first: year, second: month, third: day } = partsOf(match);
  if (year.length < 2 || day.length > 2 || !couldBeMonth(month) || isYear(day)) return null;
  if (isYear(year))
    return {
      year,
      month,
      day,
      warnings: rules.dateOrder === 'ymd' ? [] : ['date_order_differs_from_column'],
    };
  return rules.dateOrder === 'ymd'
    ? { year, month, day, warnings: ['date_order_inferred_from_column'] }
    : null;
};

/** In a column that writes the year first: one digit in its place, and nothing else of the date can only be the year. */
const isWithoutYear = (match: RegExpExecArray, rules: BirthDateRules): boolean => {
  const { first, second, third } = partsOf(match);
  const isYearFirst = rules.dateOrder === 'ymd' && couldBeMonth(second) && !isYear(third);
  return isYearFirst && first.length === 1;
};

const byColumnOrder = (match: RegExpExecArray, rules: BirthDateRules): Parts | null => {
  const { first, second, third: year } = partsOf(match);
  const inOrder = yearFirst(match, rules);
  if (inOrder || isWithoutYear(match, rules)) return inOrder;
  // Who writes the year first and has put it last writes the month before the day still.
  const [day, month] = rules.dateOrder === 'dmy' ? [first, second] : [second, first];
  return couldBeMonth(month) || !couldBeMonth(day)
    ? { year, month, day, warnings: isAmbiguous(day, month) ? ['date_order_inferred_from_column'] : [] }
    : { year, month: day, day: month, warnings: ['date_order_differs_from_column'] };
};

const named = (year: string, month: string, day: string): Parts => ({ year, month, day, warnings: [] });

const monthNamed = (word: string, rest: { year: string; day: string }): Parts | null => {
  const month = monthOf(word);
  return month === null ? null : named(rest.year, String(month), rest.day);
};

type Form = { pattern: RegExp; read: (match: RegExpExecArray, rules: BirthDateRules) => Parts | null };

/** Every way of writing a date met in exports, the most definite first. A dot means day first where the year stands last. */
const FORMS: Form[] = [
  {
    pattern: /^(\d{4}) ?[-/. \u5e74\ub144] ?(\d{1,2}) ?[-/. \u6708\uc6d4] ?(\d{1,2}) ?[.\u65e5\uc77c]?$/,
    read: ([, year = '', month = '', day = '']) => named(year, month, day),
  },
  {
    pattern: /^(\d{4})(\d{2})(\d{2})$/,
    read: ([, year = '', month = '', day = '']) => named(year, month, day),
  },
  {
    pattern: /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})$/,
    read: (match, rules) => yearFirst(match, rules) ?? named(match[3] ?? '', match[2] ?? '', match[1] ?? ''),
  },
  { pattern: /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})$/, read: byColumnOrder },
  {
    pattern: /^(\d{1,2})(?:st|nd|rd|th)?[-. /]+(?:de )?(\p{L}+)\.?[-., /]+(?:de )?(\d{4}|\d{2})$/iu,
    read: ([, day = '', month = '', year = '']) => monthNamed(month, { year, day }),
  },
  {
    pattern: /^(\p{L}+)\.?[-. /]+(\d{1,2})(?:st|nd|rd|th)?[-., /]+(\d{4}|\d{2})$/iu,
    read: ([, month = '', day = '', year = '']) => monthNamed(month, { year, day }),
  },
  {
    pattern: /^(\d{4})[-. /]+(\p{L}+)\.?[-. /]+(\d{1,2})$/iu,
    read: ([, year = '', month = '', day = '']) => monthNamed(month, { year, day }),
  },
];

const PLACEHOLDER_WORDS = /^(|unknown|unk|unbekannt|n\/?a|none|null|nil|tbd|-+|\?+|x+|0+([-/.]0+)*)$/i;
/** What programs write for "no date": zero dates, the zero days of Excel and Access, and the ends of their calendars. */
const PLACEHOLDER_DATES =
  /^(0000-.*|.*-00-.*|.*-00|0001-01-01|1753-01-01|1899-12-3[01]|1900-01-01|9999-12-31)$/;

const TIME_OF_DAY =
  /[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

const isMidnight = ([, hour, minute, second = '0', half]: RegExpExecArray): boolean => {
  const isTwelveAm = hour === '12' && /^a/i.test(half ?? '');
  return (Number(hour) === 0 || isTwelveAm) && Number(minute) === 0 && Number(second) === 0;
};

/** Two digits name the latest year that is not in the future: nobody is born after today. */
const fullYear = (parts: Parts, importDate: string): Parts => {
  if (parts.year.length === 4) return parts;
  const century = Number(importDate.slice(0, 2)) * 100;
  const recent = `${century + Number(parts.year)}-${pad(parts.month)}-${pad(parts.day)}`;
  const year = century + Number(parts.year) - (recent > importDate ? 100 : 0);
  return { ...parts, year: String(year), warnings: [...parts.warnings, 'two_digit_year'] };
};

/** The longest confirmed human life is 122 years (Jeanne Calment, 1875 to 1997). */
const LONGEST_LIFE_YEARS = 122;

const judge = (date: string, warnings: WarningCode[], importDate: string): BirthDate => {
  if (PLACEHOLDER_DATES.test(date)) return { kind: 'missing' };
  if (!isCalendarDate(date) || date > importDate) return { kind: 'impossible' };
  const age = Number(importDate.slice(0, 4)) - Number(date.slice(0, 4));
  return {
    kind: 'date',
    date,
    warnings: age > LONGEST_LIFE_YEARS ? [...warnings, 'birth_date_implausible'] : warnings,
  };
};

const DAY_MS = 86_400_000;

/** Excel counts days from 30 December 1899 (1 March 1900 = 61; it believes in 29 February 1900, so 60 is no day). */
const fromExcelSerial = (serial: number): string => {
  const days = serial < 60 ? serial + 1 : serial;
  return new Date(Date.UTC(1899, 11, 30) + days * DAY_MS).toISOString().slice(0, 10);
};

const readNumber = (text: string, importDate: string): BirthDate | null => {
  const serial = /^(\d{3,5})(?:\.0+)?$/.exec(text)?.[1];
  if (serial === undefined) return null;
  const value = Number(serial);
  const thisYear = Number(importDate.slice(0, 4));
  if (serial.length === 4 && value >= thisYear - LONGEST_LIFE_YEARS && value <= thisYear)
    return { kind: 'partial', text: serial };
  return judge(fromExcelSerial(value), ['excel_serial_date'], importDate);
};

const readWritten = (text: string, rules: BirthDateRules): BirthDate => {
  for (const { pattern, read } of FORMS) {
    const match = pattern.exec(text);
    const parts = match && read(match, rules);
    if (!parts) continue;
    const { year, month, day, warnings } = fullYear(parts, rules.importDate);
    return judge(`${pad(year, 4)}-${pad(month)}-${pad(day)}`, warnings, rules.importDate);
  }
  return { kind: 'impossible' };
};

/** The day is taken as it stands: a birth date is no instant and is never shifted into another zone. */
const readWithTime = (text: string, rules: BirthDateRules): BirthDate => {
  const time = TIME_OF_DAY.exec(text);
  if (!time) return readWritten(text, rules);
  const result = readWritten(text.slice(0, time.index).trim(), rules);
  if (result.kind === 'date' && !isMidnight(time)) result.warnings.push('birth_date_had_time');
  return result;
};

/** Reads a birth date as people and programs write it. The cell is clean text. */
export const readBirthDate = (cell: string, rules: BirthDateRules): BirthDate => {
  const plain = cell.replace(/^'/, '').replace(/\s+/g, ' ').trim();
  if (PLACEHOLDER_WORDS.test(plain)) return { kind: 'missing' };
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(plain)) return { kind: 'partial', text: plain };
  return readNumber(plain, rules.importDate) ?? readWithTime(plain, rules);
};

const SLASHED = /^\s*'?(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b/;

/** Which order this cell can only be in; null where it could be another, or is no such date. */
const orderOf = (cell: string): DateOrder | null => {
  const [, first, mark, second, third] = SLASHED.exec(cell) ?? [];
  if (String(third).length === 2 && isYear(first) && couldBeMonth(second)) return 'ymd';
  if (mark === '.' || couldBeMonth(first) === couldBeMonth(second)) return null;
  return couldBeMonth(second) ? 'dmy' : 'mdy';
};

/** What the dates of a column tell of their order: those in which one part can only be the day. Null if none does. */
export const inferDateOrder = (cells: readonly string[]): DateOrder | null => {
  const counts: Record<DateOrder, number> = { mdy: 0, dmy: 0, ymd: 0 };
  for (const cell of cells) {
    const order = orderOf(cell);
    if (order) counts[order] += 1;
  }
  const most = Math.max(...Object.values(counts));
  const orders = (['mdy', 'dmy', 'ymd'] as const).filter((order) => counts[order] === most);
  const [only] = orders;
  return most > 0 && orders.length === 1 && only ? only : null;
};
