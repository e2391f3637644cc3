import type { DayLoad } from '@clinic/contracts';
import {
  clinicDay,
  datesBetween,
  openIntervals,
  todayIn,
  type Interval,
  type Schedule,
} from '@clinic/scheduling';

type Owned = Interval & { practitionerId: string };

const MINUTE_MS = 60_000;

/** Minutes of the intervals of one practitioner that begin on one day of the clinic. */
const minutesOn = (
  intervals: readonly Owned[],
  practitionerId: string,
  day: { from: Date; to: Date },
): number =>
  intervals
    .filter(
      (one) => one.practitionerId === practitionerId && one.startsAt >= day.from && one.startsAt < day.to,
    )
    .reduce((sum, one) => sum + (one.endsAt.getTime() - one.startsAt.getTime()) / MINUTE_MS, 0);

/** For each date of the range and each practitioner: how long they work, and how much of it is booked. */
export const dayLoads = (
  schedule: Schedule,
  held: readonly Owned[],
  range: { from: Date; to: Date },
): DayLoad[] => {
  const open = openIntervals(schedule, range);
  const last = new Date(range.to.getTime() - 1);
  return datesBetween(todayIn(schedule.zone, range.from), todayIn(schedule.zone, last)).flatMap((date) => {
    const day = clinicDay(schedule.zone, date);
    return schedule.practitionerIds.map((practitionerId) => ({
      date,
      practitionerId,
      openMinutes: Math.round(minutesOn(open, practitionerId, day)),
      bookedMinutes: Math.round(minutesOn(held, practitionerId, day)),
    }));
  });
};
