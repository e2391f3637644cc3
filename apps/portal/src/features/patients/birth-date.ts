import { isCalendarDate } from '@clinic/core';

/** What a typed birth date says, or why it says nothing. */
export type BirthDateReading =
  | { outcome: 'date'; date: string }
  | { outcome: 'empty' }
  | { outcome: 'unreadable' }
  | { outcome: 'noSuchDay'; year: number; month: number; days: number }
  | { outcome: 'future' };

type Order = readonly ['day' | 'month' | 'year', 'day' | 'month' | 'year', 'day' | 'month' | 'year'];

const isPart = (type: string): type is 'day' | 'month' | 'year' => ['day', 'month', 'year'].includes(type);

/** How a locale writes a date in numbers: `['day', 'month', 'year']` in most of the world. */
export const dateOrderOf = (locale: string): Order => {
  const parts = new Intl.DateTimeFormat(locale)
    .formatToParts(new Date(0))
    .flatMap(({ type }) => (isPart(type) ? [type] : []));
  const [first, second, third] = parts;
  return first && second && third ? [first, second, third] : ['day', 'month', 'year'];
};

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

// Of two digits the past is meant: in 2026, 84 is 1984 and 05 is 2005.
const fullYear = (text: string, thisYear: number): number => {
  const year = Number(text);
  if (text.length > 2) return year;
  const century = thisYear - (thisYear % 100);
  return century + year > thisYear ? century - 100 + year : century + year;
};

const daysIn = (year: number, month: number): number =>
  [31, 30, 29, 28].find((day) => isCalendarDate(`${pad(year, 4)}-${pad(month)}-${pad(day)}`)) ?? 0;

type Numbers = { year: number; month: number; day: number };

const numbersOf = (text: string, order: Order, thisYear: number): Numbers | undefined => {
  const groups = text.split(/[\s./-]+/).filter(Boolean);
  if (groups.length !== 3 || !groups.every((group) => /^\d{1,4}$/.test(group))) return undefined;
  // Four digits first are a year wherever one is.
  const read: Order = groups[0]?.length === 4 ? ['year', 'month', 'day'] : order;
  const part = (name: Order[number]): string => groups[read.indexOf(name)] ?? '';
  // One digit, or three, tell no year: `1.2.3` is a slip.
  if (!/^(\d{2}|\d{4})$/.test(part('year'))) return undefined;
  return { year: fullYear(part('year'), thisYear), month: Number(part('month')), day: Number(part('day')) };
};

// Nobody alive was born before; it is more likely that day, month and year stand in another order.
const OLDEST_YEAR = 1850;

const isPlausible = ({ year, month, day }: Numbers): boolean =>
  year >= OLDEST_YEAR && month >= 1 && month <= 12 && day >= 1;

/** Reads a birth date as the locale writes it, with any separator and two or four digits of the year; `2004-02-29` always works. */
export const readBirthDate = (text: string, order: Order, today: string): BirthDateReading => {
  if (text.trim() === '') return { outcome: 'empty' };
  const numbers = numbersOf(text.trim(), order, Number(today.slice(0, 4)));
  if (!numbers || !isPlausible(numbers)) return { outcome: 'unreadable' };
  const { year, month, day } = numbers;
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  if (!isCalendarDate(date)) return { outcome: 'noSuchDay', year, month, days: daysIn(year, month) };
  return date > today ? { outcome: 'future' } : { outcome: 'date', date };
};

/** Writes a date the way the locale's numbers go, for a field to begin with. */
export const writeBirthDate = (date: string, order: Order): string => {
  const [year = '', month = '', day = ''] = date.split('-');
  const by = { year, month, day };
  return order.map((part) => by[part]).join('/');
};
