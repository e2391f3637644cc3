import { Temporal } from 'temporal-polyfill';
import { addDays, datesBetween, weekdayOf } from './calendar-date.ts';
import { clinicDay, instantAt, todayIn } from './clinic-day.ts';
import type { Range } from './clinic-day.ts';
import { MINUTE_MS } from './span.ts';
import type { Span } from './span.ts';

type Day = { date: string; weekday: number; start: number; end: number };

/** Wall times of one day as `HH:MM`; a missing start is the day's first moment, a missing end its last. */
export type WallWindow = { startsAt?: string | null; endsAt?: string | null };

const DAY_MS = 1440 * MINUTE_MS;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Turns wall times of a zone into instants, remembering each day it has looked up. Made for one answer, then dropped. */
export class ZoneCalendar {
  private readonly zone: string;
  private readonly days = new Map<string, Day>();

  constructor(zone: string) {
    this.zone = zone;
  }

  /** The dates a window may touch, one more at either end for hours that cross midnight; skipped dates are left out. */
  daysAround(range: Range): Day[] {
    const first = addDays(todayIn(this.zone, range.from), -1);
    const last = addDays(todayIn(this.zone, range.to), 1);
    return datesBetween(first, last)
      .map((date) => this.day(date))
      .filter((day) => day.start < day.end);
  }

  /** The instants of a window of one day; an end at or before the start is on the next day. */
  span(day: Day, window: WallWindow): Span {
    const start = window.startsAt ? this.at(day, window.startsAt) : day.start;
    if (!window.endsAt || window.endsAt === '24:00') return [start, day.end];
    const isNextDay = window.endsAt <= (window.startsAt ?? '00:00');
    return [start, this.at(isNextDay ? this.day(addDays(day.date, 1)) : day, window.endsAt)];
  }

  /** Milliseconds the zone's wall is ahead of UTC at an instant. */
  offsetAt(instant: number): number {
    return (
      Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(this.zone).offsetNanoseconds / 1e6
    );
  }

  private day(date: string): Day {
    const known = this.days.get(date);
    if (known) return known;
    const { from, to } = clinicDay(this.zone, date);
    const day = { date, weekday: weekdayOf(date), start: from.getTime(), end: to.getTime() };
    this.days.set(date, day);
    return day;
  }

  // A day of 24 hours has no clock change in it, so that plain arithmetic answers without asking the zone's rules.
  private at(day: Day, time: string): number {
    if (day.end - day.start === DAY_MS) return day.start + minutesOf(time) * MINUTE_MS;
    return instantAt(this.zone, { date: day.date, time }).getTime();
  }
}
