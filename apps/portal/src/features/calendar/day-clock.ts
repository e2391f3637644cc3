import { clinicDay, instantAt, wallTimeAt } from '@clinic/scheduling';

const MINUTE_MS = 60_000;
export const DAY_MINUTES = 1440;

/** A day of the clinic as a calendar draws it: by the minutes on the clinic's wall, 0 to 1440. */
export type DayClock = {
  date: string;
  /** First moment of the day and of the next, Unix milliseconds. */
  from: number;
  to: number;
  /** The wall minute of an instant; 0 before the day and 1440 after it. */
  minuteAt: (instant: number) => number;
  instantAt: (minute: number) => number;
};

const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

const wallMinute = (zone: string, instant: number): number => {
  const [hour = 0, minute = 0] = wallTimeAt(zone, new Date(instant)).time.split(':').map(Number);
  return hour * 60 + minute;
};

/**
 * The clock of one date. On the two days a year when clocks change, a minute is what the wall shows; an hour the wall
 * shows twice is drawn once, its visits side by side.
 */
export const createDayClock = (zone: string, date: string): DayClock => {
  const day = clinicDay(zone, date);
  const [from, to] = [day.from.getTime(), day.to.getTime()];
  // A day of 24 hours has no change of clocks in it: plain arithmetic answers, many times faster.
  const isEven = to - from === DAY_MINUTES * MINUTE_MS;
  const inside = (instant: number): number =>
    isEven ? (instant - from) / MINUTE_MS : wallMinute(zone, instant);
  const wallInstant = (minute: number): number =>
    minute >= DAY_MINUTES ? to : instantAt(zone, { date, time: clockOf(minute) }).getTime();
  return {
    date,
    from,
    to,
    minuteAt: (instant) => {
      if (instant <= from) return 0;
      return instant >= to ? DAY_MINUTES : inside(instant);
    },
    instantAt: (minute) => (isEven ? from + minute * MINUTE_MS : wallInstant(minute)),
  };
};
