import { heldSpan, lengthsOf, pastStep } from './free-slots.ts';
import type { Busy, SlotQuestion } from './free-slots.ts';
import { exceptionIntervals, openIntervals } from './open-intervals.ts';
import type { Schedule } from './schedule.ts';
import { overlaps, subtract, toInterval, toSpan, unite } from './span.ts';
import type { Interval, Span } from './span.ts';
import { ZoneCalendar } from './zone-calendar.ts';

/** The practitioner and start somebody wants. */
export type WantedStart = { practitionerId: string; startsAt: Date };

/**
 * Why a time is not offered, and the stretch that stands in its way.
 * `off_step`: not a multiple of the step · `closed`, `blocked`: an exception, with its reason · `outside_hours`: the practitioner
 * does not work then · `too_long`: begins inside the hours and ends after them (the interval is the open one) · `busy`: another
 * booking · `buffer`: only the time kept before or after a booking is in the way · `unavailable`: does not suit for another reason,
 * such as the patient's own visit · `no_room`: every room is taken.
 */
export type NotOffered =
  | { code: 'past' | 'off_step' | 'outside_hours' | 'no_room' }
  | { code: 'closed' | 'blocked'; blocking: Interval; reason: string | null }
  | { code: 'too_long' | 'busy' | 'buffer' | 'unavailable'; blocking: Interval };

const unfitStart = (schedule: Schedule, question: SlotQuestion, start: number): NotOffered | undefined => {
  if (start < (question.notBefore?.getTime() ?? -Infinity)) return { code: 'past' };
  const offset = new ZoneCalendar(schedule.zone).offsetAt(start);
  return pastStep(start, { offset, step: lengthsOf(question).step }) === 0 ? undefined : { code: 'off_step' };
};

const outsideHours = (schedule: Schedule, practitionerId: string, visit: Span): NotOffered | undefined => {
  const range = { from: new Date(visit[0]), to: new Date(visit[1]) };
  const open = openIntervals({ ...schedule, practitionerIds: [practitionerId] }, range);
  const [uncovered] = subtract([visit], open.map(toSpan));
  if (!uncovered) return undefined;
  const inTheWay = exceptionIntervals(schedule, range).filter(
    (exception) =>
      exception.kind !== 'open' &&
      (exception.practitionerId === null || exception.practitionerId === practitionerId) &&
      overlaps(toSpan(exception), uncovered),
  );
  const [exception] = inTheWay;
  if (exception) {
    const { startsAt, endsAt, reason } = exception;
    return {
      code: exception.kind === 'blocked' ? 'blocked' : 'closed',
      blocking: { startsAt, endsAt },
      reason,
    };
  }
  const begun = open.find((interval) => overlaps(toSpan(interval), [visit[0], visit[0] + 1]));
  if (!begun) return { code: 'outside_hours' };
  return { code: 'too_long', blocking: { startsAt: begun.startsAt, endsAt: begun.endsAt } };
};

const taken = (busy: readonly Busy[], question: SlotQuestion, visit: Span): NotOffered | undefined => {
  const { before, after } = lengthsOf(question);
  const booking = busy.find((other) => overlaps(toSpan(other), visit));
  if (booking) return { code: 'busy', blocking: { startsAt: booking.startsAt, endsAt: booking.endsAt } };
  const near = busy.find((other) => overlaps(heldSpan(other), [visit[0] - before, visit[1] + after]));
  return near && { code: 'buffer', blocking: toInterval(heldSpan(near)) };
};

const unsuitable = (question: SlotQuestion, visit: Span): NotOffered | undefined => {
  const other = question.unavailable?.find((interval) => overlaps(toSpan(interval), visit));
  return other && { code: 'unavailable', blocking: { startsAt: other.startsAt, endsAt: other.endsAt } };
};

const noRoom = (question: SlotQuestion, visit: Span): NotOffered | undefined => {
  const { before, after } = lengthsOf(question);
  const wanted: Span = [visit[0] - before, visit[1] + after];
  const isFree = (roomId: string): boolean =>
    !unite(question.busy.filter((busy) => busy.roomId === roomId).map(heldSpan)).some((held) =>
      overlaps(held, wanted),
    );
  return !question.rooms || question.rooms.some(isFree) ? undefined : { code: 'no_room' };
};

/**
 * Why `freeSlots` does not offer a start, the first reason that holds; undefined when it does offer it
 * (`startsBefore` only bounds a list of slots and counts for nothing here).
 * @throws RangeError when the zone or a date does not exist.
 */
export const whyNotOffered = (
  schedule: Schedule,
  question: SlotQuestion,
  wanted: WantedStart,
): NotOffered | undefined => {
  const start = wanted.startsAt.getTime();
  const visit: Span = [start, start + lengthsOf(question).duration];
  const own = question.busy.filter((busy) => busy.practitionerId === wanted.practitionerId);
  return (
    unfitStart(schedule, question, start) ??
    outsideHours(schedule, wanted.practitionerId, visit) ??
    taken(own, question, visit) ??
    unsuitable(question, visit) ??
    noRoom(question, visit)
  );
};
