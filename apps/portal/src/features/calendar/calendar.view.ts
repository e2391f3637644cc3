import { isCalendarDate } from '@clinic/core';
import { addDays, weekdayOf, weekOf } from '@clinic/scheduling';
import { paths, type CalendarQuery } from '#paths';

/** What the address says is shown. */
export type CalendarView = {
  mode: 'day' | 'week';
  /** The day, or a day of the week; null is today, whatever day that is. */
  date: string | null;
  /** Whose columns; null is everyone's. */
  practitionerIds: readonly string[] | null;
  /** Who is being booked. */
  patientId: string | null;
  /** The practitioner whose column a phone shows. */
  columnId: string | null;
};

const listOf = (text: string | null): readonly string[] | null => {
  const ids = (text ?? '').split(',').filter(Boolean);
  return ids.length === 0 ? null : ids;
};

/** Reads the address; what makes no sense in it is left out. */
export const viewOf = (search: URLSearchParams): CalendarView => {
  const date = search.get('date');
  return {
    mode: search.get('view') === 'week' ? 'week' : 'day',
    date: date !== null && isCalendarDate(date) ? date : null,
    practitionerIds: listOf(search.get('practitioners')),
    patientId: search.get('patient'),
    columnId: search.get('on'),
  };
};

/** The address of a view. */
export const viewPath = (view: CalendarView): string => {
  const query: CalendarQuery = {
    ...(view.date === null ? {} : { date: view.date }),
    ...(view.practitionerIds === null ? {} : { practitioners: view.practitionerIds.join(',') }),
    ...(view.patientId === null ? {} : { patient: view.patientId }),
    ...(view.columnId === null ? {} : { on: view.columnId }),
  };
  return view.mode === 'week' ? paths.calendar.week(query) : paths.calendar.day(query);
};

type WeekInfo = { firstDay: number };

const hasFirstDay = (info: unknown): info is WeekInfo =>
  typeof info === 'object' && info !== null && 'firstDay' in info && typeof info.firstDay === 'number';

/** ISO weekday a week begins with in a locale (CLDR): Monday is 1, Sunday is 7. Monday where the browser does not know. */
export const firstWeekdayOf = (locale: string): number => {
  const known = new Intl.Locale(locale);
  // Newer browsers have a method, older ones a property, some neither.
  const info: unknown =
    'getWeekInfo' in known && typeof known.getWeekInfo === 'function'
      ? Reflect.apply(known.getWeekInfo, known, [])
      : Reflect.get(known, 'weekInfo');
  return hasFirstDay(info) ? info.firstDay : 1;
};

/** The dates a view shows: one, or the seven of its week. */
export const datesOf = (view: Pick<CalendarView, 'mode'>, date: string, firstWeekday: number): string[] =>
  view.mode === 'week' ? weekOf(date, firstWeekday) : [date];

/** The view one step on or back: a day, or a week. */
export const shifted = (view: CalendarView, date: string, by: 1 | -1): CalendarView => ({
  ...view,
  date: addDays(date, view.mode === 'week' ? by * 7 : by),
});

/** ISO 8601 week number of a date. */
export const weekNumberOf = (date: string): number => {
  const thursday = addDays(date, 4 - weekdayOf(date));
  const days = (Date.parse(thursday) - Date.parse(`${thursday.slice(0, 4)}-01-01`)) / 86_400_000;
  return Math.floor(days / 7) + 1;
};
