import { isCalendarDate } from '@clinic/core';
import type { DateOrder } from './search-document.ts';

/** One reading of something typed as a birth date: the number `YYYYMMDD`, or its `MMDD` alone, lies in `from..to`. */
export type BirthReading = { isAnyYear: boolean; from: number; to: number; label: string };

// Folded, English and German, with the usual short forms.
const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    'january jan januar janner jaenner',
    'february feb februar febr',
    'march mar marz maerz mrz',
    'april apr',
    'may mai',
    'june jun juni',
    'july jul juli',
    'august aug',
    'september sep sept',
    'october oct oktober okt',
    'november nov',
    'december dec dezember dez',
  ].flatMap((names, index) => names.split(' ').map((name): [string, number] => [name, index + 1])),
);

export const matchesBirth = (birth: number, reading: BirthReading): boolean => {
  const value = reading.isAnyYear ? birth % 10_000 : birth;
  return value >= reading.from && value <= reading.to;
};

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const isYear = (year: number): boolean => year >= 1850 && year <= 2100;

/** The years a typed one may be: two digits stand for this century or the last. */
const yearsOf = (typed: string | undefined): number[] => {
  if (typed?.length === 2) return [2000 + Number(typed), 1900 + Number(typed)];
  return typed?.length === 4 && isYear(Number(typed)) ? [Number(typed)] : [];
};

const wholeYear = (year: number): BirthReading => {
  const from = year * 10_000;
  return { isAnyYear: false, from, to: from + 9999, label: String(year) };
};

const yearAndMonth = (year: string | undefined, month: number): BirthReading[] => {
  if (!year || year.length !== 4 || !isYear(Number(year)) || month < 1 || month > 12) return [];
  const from = Number(year) * 10_000 + month * 100;
  return [{ isAnyYear: false, from, to: from + 99, label: `${year}-${twoDigits(month)}` }];
};

const monthAndDay = (month: number, day: number): BirthReading[] => {
  const label = `${twoDigits(month)}-${twoDigits(day)}`;
  // 2000 had a 29 February.
  if (!isCalendarDate(`2000-${label}`)) return [];
  const value = month * 100 + day;
  return [{ isAnyYear: true, from: value, to: value, label: `--${label}` }];
};

type TypedDate = { year: string | undefined; month: string | undefined; day: string | undefined };

const isShort = (part: string | undefined): boolean => part !== undefined && /^\d{1,2}$/.test(part);

const wholeDate = ({ year, month, day }: TypedDate): BirthReading[] => {
  if (!isShort(month) || !isShort(day)) return [];
  return yearsOf(year).flatMap((each) => {
    const label = `${each}-${twoDigits(Number(month))}-${twoDigits(Number(day))}`;
    if (!isCalendarDate(label)) return [];
    const value = Number(label.replaceAll('-', ''));
    return [{ isAnyYear: false, from: value, to: value, label }];
  });
};

/** Three numbers, in the clinic's order; where that gives no date, in the other ones. A year of four digits decides. */
const fromThree = (parts: readonly string[], order: DateOrder): BirthReading[] => {
  const [first = '', second = '', third = ''] = parts;
  const byOrder = {
    ymd: { year: first, month: second, day: third },
    dmy: { year: third, month: second, day: first },
    mdy: { year: third, month: first, day: second },
  };
  if (first.length === 4) return wholeDate(byOrder.ymd);
  for (const each of [order, 'dmy', 'mdy', 'ymd'] as const) {
    const readings = wholeDate(byOrder[each]);
    if (readings.length > 0) return readings;
  }
  return [];
};

const fromTwo = (first: string, second: string, order: DateOrder): BirthReading[] => {
  if (first.length === 4) return yearAndMonth(first, Number(second));
  if (second.length === 4) return yearAndMonth(second, Number(first));
  if (!isShort(first) || !isShort(second)) return [];
  const dayFirst = monthAndDay(Number(second), Number(first));
  const monthFirst = monthAndDay(Number(first), Number(second));
  const [own, other] = order === 'dmy' ? [dayFirst, monthFirst] : [monthFirst, dayFirst];
  return own.length > 0 ? own : other;
};

/** `19840312`, or day, month and year without anything between. */
const fromEight = (digits: string, order: DateOrder): BirthReading[] => {
  const iso = wholeDate({ year: digits.slice(0, 4), month: digits.slice(4, 6), day: digits.slice(6) });
  return iso.length > 0 ? iso : fromThree([digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)], order);
};

const fromOne = (digits: string, order: DateOrder): BirthReading[] => {
  if (digits.length === 8) return fromEight(digits, order);
  return digits.length === 4 && isYear(Number(digits)) ? [wholeYear(Number(digits))] : [];
};

/** What numbers with `-`, `/`, `.` or blanks between them may mean as a birth date: nothing, one reading, or one per century. */
export const numericBirths = (parts: readonly string[], order: DateOrder): BirthReading[] => {
  const [first = '', second = ''] = parts;
  if (parts.length === 3) return fromThree(parts, order);
  if (parts.length === 2) return fromTwo(first, second, order);
  return parts.length === 1 ? fromOne(first, order) : [];
};

const besideMonth = (month: number, [first = '', second]: readonly string[]): BirthReading[] => {
  if (second === undefined)
    return isShort(first) ? monthAndDay(month, Number(first)) : yearAndMonth(first, month);
  const [day, year] = first.length === 4 ? [second, first] : [first, second];
  return wholeDate({ year, month: String(month), day });
};

/** A date with a month's name, in any order: `12 march 1984`, `march 12th 84`, `march 1984`, `12 march`. */
export const namedMonthBirths = (parts: readonly string[]): BirthReading[] => {
  const months = parts.flatMap((part) => MONTHS.get(part) ?? []);
  const numbers = parts.flatMap((part) => /^(\d{1,4})(?:st|nd|rd|th)?$/.exec(part)?.[1] ?? []);
  const [month] = months;
  const isRead = months.length === 1 && numbers.length > 0 && numbers.length === parts.length - 1;
  return month === undefined || !isRead ? [] : besideMonth(month, numbers);
};
