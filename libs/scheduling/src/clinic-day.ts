import { Temporal } from 'temporal-polyfill';
import { addDays } from './calendar-date.ts';

/** A stretch of time asked about: half-open, so that midnight belongs to one day only. */
export type Range = { from: Date; to: Date };

/** The first moment of a date. */
export const startOfDay = (zone: string, date: string): Date =>
  new Date(Temporal.PlainDate.from(date, { overflow: 'reject' }).toZonedDateTime(zone).epochMilliseconds);

/**
 * The clinic's day as instants, `[from, to)`. It lasts 22 to 25 hours, may begin at 01:00 where clocks change at midnight,
 * and is empty for a date the zone skipped (Samoa, 30 December 2011).
 * @throws RangeError when the zone or the date does not exist.
 */
export const clinicDay = (zone: string, date: string): Range => ({
  from: startOfDay(zone, date),
  to: startOfDay(zone, addDays(date, 1)),
});

/** The date the clinic's wall calendar shows at an instant, `YYYY-MM-DD`. */
export const todayIn = (zone: string, now: Date): string => wallTimeAt(zone, now).date;

/** A time as it stands on the clinic's wall: `date` is `YYYY-MM-DD`, `time` is `HH:MM`. */
export type WallTime = { date: string; time: string };

/** What the clinic's wall shows at an instant, to the minute. */
export const wallTimeAt = (zone: string, instant: Date): WallTime => {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  return {
    date: local.toPlainDate().toString(),
    time: local.toPlainTime().toString({ smallestUnit: 'minute' }),
  };
};

/**
 * The instant of a time that was generated (working hours, a recurring visit). A time the clocks skip moves forward by the gap,
 * a time they show twice is the earlier one: `compatible` in ECMA-262 Temporal, and what RFC 5545 asks of calendars.
 */
export const instantAt = (zone: string, wall: WallTime): Date =>
  new Date(plain(wall).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);

/** A typed time that names one instant, or none (`skipped`: the nearest before and after it), or two (`repeated`). */
export type ExactInstant =
  { outcome: 'exact'; instant: Date } | { outcome: 'skipped' | 'repeated'; choices: [Date, Date] };

/** The instant of a time a person typed: nothing is guessed, the person chooses between the two when it is not clear. */
export const exactInstant = (zone: string, wall: WallTime): ExactInstant => {
  const local = plain(wall);
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) {
    return { outcome: 'exact', instant: new Date(earlier.epochMilliseconds) };
  }
  return {
    outcome: earlier.toPlainDateTime().equals(local) ? 'repeated' : 'skipped',
    choices: [new Date(earlier.epochMilliseconds), new Date(later.epochMilliseconds)],
  };
};

const plain = ({ date, time }: WallTime): Temporal.PlainDateTime =>
  Temporal.PlainDate.from(date, { overflow: 'reject' }).toPlainDateTime(
    Temporal.PlainTime.from(time, { overflow: 'reject' }),
  );
