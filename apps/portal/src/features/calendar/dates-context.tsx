import { createContext, use, useMemo, type JSX, type ReactNode } from 'react';
import { useText } from '#texts';
import { useFormats } from '#time';
import { weekNumberOf } from './calendar.view.ts';

/** Dates of the calendar as people read them; all from `YYYY-MM-DD`, which has no zone. */
export type Dates = {
  /** `Mon 23` */
  short: (date: string) => string;
  /** `Monday 23 November` */
  title: (date: string) => string;
  /** `23 to 28 November`: the parts as the locale orders them, with a word in place of the dash. */
  span: (first: string, last: string) => string;
  /** `November 2026` */
  month: (date: string) => string;
  /** `M`, and `Monday` for who hears it. */
  weekday: (date: string, style: 'narrow' | 'long') => string;
  weekNumber: (date: string) => number;
};

const utc = (date: string): Date => new Date(`${date}T00:00:00Z`);

const dash = /^[\s\u2009]*[–—-][\s\u2009]*$/u;

export const createDates = (locale: string, to: string): Dates => {
  const of = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  const shortWeekday = of({ weekday: 'short' });
  const day = of({ day: 'numeric' });
  const title = of({ weekday: 'long', day: 'numeric', month: 'long' });
  const span = of({ day: 'numeric', month: 'long' });
  const month = of({ month: 'long', year: 'numeric' });
  const weekday = { narrow: of({ weekday: 'narrow' }), long: of({ weekday: 'long' }) };
  return {
    // Two parts: some locales write the day before the weekday when asked for both.
    short: (date) => `${shortWeekday.format(utc(date))} ${day.format(utc(date))}`,
    title: (date) => title.format(utc(date)),
    span: (first, last) =>
      span
        .formatRangeToParts(utc(first), utc(last))
        .map((part) => (part.source === 'shared' && dash.test(part.value) ? ` ${to} ` : part.value))
        .join(''),
    month: (date) => month.format(utc(date)),
    weekday: (date, style) => weekday[style].format(utc(date)),
    weekNumber: weekNumberOf,
  };
};

const DatesContext = createContext<Dates | null>(null);

/** Gives the calendar its dates, made once: a formatter costs more to make than to use a hundred times. */
export const DatesProvider = ({ children }: { children: ReactNode }): JSX.Element => {
  const { locale } = useFormats();
  const to = useText()('calendar.to');
  const dates = useMemo(() => createDates(locale, to), [locale, to]);
  return <DatesContext value={dates}>{children}</DatesContext>;
};

export const useDates = (): Dates => {
  const dates = use(DatesContext);
  if (!dates) throw new Error('Dates need a DatesProvider above them');
  return dates;
};
