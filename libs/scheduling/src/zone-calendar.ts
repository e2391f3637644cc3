import { Temporal } from 'temporal-polyfill';
import { addDays, datesBetween, weekdayOf } from './calendar-date.ts';
import { instantAt, startOfDay, todayIn } from './clinic-day.ts';
import type { Range } from './clinic-day.ts';
import { DAY_MS, MINUTE_MS } from './span.ts';
import type { Span } from './span.ts';

/** A date of the zone with its weekday (ISO) and bounds in Unix milliseconds. */
export type Day = { date: string; weekday: number; start: number; end: number };

/** Wall times of one day as `HH:MM`; a missing start is the day's first moment, a missing end its last. */
export type WallWindow = { startsAt?: string | null; endsAt?: string | null };

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Turns wall times of a zone into instants, remembering each day it has looked up. Made for one answer, then dropped. */
export class ZoneCalendar {
  private readonly zone: string;
  private readonly starts = new Map<string, number>();
  private readonly offsets = new Map<number, number>();

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
    if (!window.endsAt || window.endsAt.startsWith('24')) return [start, day.end];
    const isNextDay = window.endsAt <= (window.startsAt ?? '00:00');
    return [start, this.at(isNextDay ? this.day(addDays(day.date, 1)) : day, window.endsAt)];
  }

  /** Milliseconds the zone's wall is ahead of UTC at an instant. */
  offsetAt(instant: number): number {
    const midnight = Math.floor(instant / DAY_MS) * DAY_MS;
    const offset = this.offsetAtMidnight(midnight);
    // No zone changes its clocks twice in one day, so equal ends mean no change between them.
    return offset === this.offsetAtMidnight(midnight + DAY_MS) ? offset : this.lookUpOffset(instant);
  }

  private offsetAtMidnight(midnight: number): number {
    const offset = this.offsets.get(midnight) ?? this.lookUpOffset(midnight);
    this.offsets.set(midnight, offset);
    return offset;
  }

  private lookUpOffset(instant: number): number {
    return (
      Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(this.zone).offsetNanoseconds / 1e6
    );
  }

  private startOf(date: string): number {
    const start = this.starts.get(date) ?? startOfDay(this.zone, date).getTime();
    this.starts.set(date, start);
    return start;
  }

  private day(date: string): Day {
    return { date, weekday: weekdayOf(date), start: this.startOf(date), end: this.startOf(addDays(date, 1)) };
  }

  // A day of 24 hours has no clock change in it, so that plain arithmetic answers without asking the zone's rules.
  private at(day: Day, time: string): number {
    if (day.end - day.start === DAY_MS) return day.start + minutesOf(time) * MINUTE_MS;
    return instantAt(this.zone, { date: day.date, time }).getTime();
  }
}
