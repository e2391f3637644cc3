import { Temporal } from 'temporal-polyfill';

export const MINUTE_MS = 60_000;
export const DAY_MS = 1440 * MINUTE_MS;

/** The calendar date `days` later, `YYYY-MM-DD`. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** ISO weekday: Monday is 1. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00Z`).getUTCDay() || 7;

/** The first date from `date` on that falls on the ISO weekday. */
export const nextWeekday = (date: string, weekday: number): string =>
  addDays(date, (weekday - weekdayOf(date) + 7) % 7);

/** The date a zone's wall calendar shows. */
export const dateIn = (zone: string, instant: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();

/** The instant of a wall time, given in minutes after midnight. */
export const instantOf = (zone: string, wall: { date: string; minutes: number }): Date => {
  const time = Temporal.PlainTime.from({ hour: Math.floor(wall.minutes / 60), minute: wall.minutes % 60 });
  const local = Temporal.PlainDate.from(wall.date).toZonedDateTime({ timeZone: zone, plainTime: time });
  return new Date(local.epochMilliseconds);
};

/** Minutes after midnight of `HH:MM`. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
