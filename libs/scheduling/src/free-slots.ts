import type { OpenInterval } from './open-intervals.ts';
import { DAY_MS, MINUTE_MS, overlapsAny, subtract, toInterval, toSpan, unite } from './span.ts';
import type { Interval, Span } from './span.ts';
import { ZoneCalendar } from './zone-calendar.ts';

/** A booking that holds its time. Its buffers hold time as well, for its practitioner and its room. */
export type Busy = Interval & {
  practitionerId: string | null;
  roomId?: string | null;
  bufferBeforeMinutes?: number;
  bufferAfterMinutes?: number;
};

/** The visit somebody wants, and what stands in its way. */
export type SlotQuestion = {
  /** IANA name; starts are multiples of the step on this zone's wall clock. */
  zone: string;
  busy: readonly Busy[];
  durationMinutes: number;
  bufferBeforeMinutes?: number;
  bufferAfterMinutes?: number;
  /** A divisor of 60 suits best; 5 unless told. */
  stepMinutes?: number;
  /** Rooms that would do, best first: one of them must be free. Left out: no room is needed. */
  rooms?: readonly string[];
  /** Times that do not suit for another reason, such as the patient's own other visits. Buffers do not count against them. */
  unavailable?: readonly Interval[];
  /** No start before this instant; the present moment, as a rule. */
  notBefore?: Date;
  /** No start at or after this instant. */
  startsBefore?: Date;
};

export type Slot = Interval & { practitionerId: string; roomId?: string };

/** Lengths of the wanted visit in milliseconds. */
export type Lengths = { duration: number; before: number; after: number; step: number };

export const lengthsOf = (question: SlotQuestion): Lengths => ({
  duration: question.durationMinutes * MINUTE_MS,
  before: (question.bufferBeforeMinutes ?? 0) * MINUTE_MS,
  after: (question.bufferAfterMinutes ?? 0) * MINUTE_MS,
  step: (question.stepMinutes ?? 5) * MINUTE_MS,
});

/** What a booking holds, its buffers included. */
export const heldSpan = (busy: Busy): Span => [
  busy.startsAt.getTime() - (busy.bufferBeforeMinutes ?? 0) * MINUTE_MS,
  busy.endsAt.getTime() + (busy.bufferAfterMinutes ?? 0) * MINUTE_MS,
];

// A start is forbidden strictly between these two instants; spans are half-open, hence the one millisecond.
const forbiddenStarts = (held: Span, visit: { before: number; length: number }): Span => [
  held[0] - visit.length + 1,
  held[1] + visit.before,
];

const allowedStarts = (open: OpenInterval, question: SlotQuestion): Span => [
  Math.max(open.startsAt.getTime(), question.notBefore?.getTime() ?? -Infinity),
  Math.min(
    open.endsAt.getTime() - question.durationMinutes * MINUTE_MS + 1,
    question.startsBefore?.getTime() ?? Infinity,
  ),
];

const freeStarts = (open: readonly OpenInterval[], question: SlotQuestion): Span[] => {
  const { duration, before, after } = lengthsOf(question);
  const practitionerId = open[0]?.practitionerId;
  const taken = question.busy
    .filter((busy) => busy.practitionerId === practitionerId)
    .map((busy) => forbiddenStarts(heldSpan(busy), { before, length: duration + after }));
  const unsuitable = (question.unavailable ?? []).map((interval) =>
    forbiddenStarts(toSpan(interval), { before: 0, length: duration }),
  );
  return subtract(
    open.map((interval) => allowedStarts(interval, question)),
    [...taken, ...unsuitable],
  );
};

type RoomFinder = (start: number) => { isFree: boolean; roomId?: string };

const roomFinder = (question: SlotQuestion): RoomFinder => {
  if (!question.rooms) return () => ({ isFree: true });
  const { duration, before, after } = lengthsOf(question);
  const rooms = question.rooms.map((roomId) => ({
    roomId,
    held: unite(question.busy.filter((busy) => busy.roomId === roomId).map(heldSpan)),
  }));
  return (start) => {
    const room = rooms.find(({ held }) => !overlapsAny(held, [start - before, start + duration + after]));
    return room ? { isFree: true, roomId: room.roomId } : { isFree: false };
  };
};

/** How far past a multiple of the step an instant is on the wall clock, in milliseconds. */
export const pastStep = (instant: number, { offset, step }: { offset: number; step: number }): number =>
  (((instant + offset) % DAY_MS) + DAY_MS) % step;

const byPractitioner = (open: readonly OpenInterval[]): OpenInterval[][] => {
  const groups = new Map<string, OpenInterval[]>();
  for (const interval of open) {
    const group = groups.get(interval.practitionerId);
    if (group) group.push(interval);
    else groups.set(interval.practitionerId, [interval]);
  }
  return [...groups.values()];
};

/** The multiples of the step within a span, on the zone's wall clock. */
const startsIn = (
  [first, end]: Span,
  { step, calendar }: { step: number; calendar: ZoneCalendar },
): number[] => {
  const past = pastStep(first, { offset: calendar.offsetAt(first), step });
  const starts: number[] = [];
  for (let start = past === 0 ? first : first + step - past; start < end; start += step) starts.push(start);
  return starts;
};

/**
 * Every time the visit could begin, a step apart, in order of time. The visit itself lies inside open hours; its buffers only keep
 * their distance from other bookings and may reach past opening and closing time.
 * @throws RangeError when the zone does not exist.
 */
export const freeSlots = (open: readonly OpenInterval[], question: SlotQuestion): Slot[] => {
  const calendar = new ZoneCalendar(question.zone);
  const { duration, step } = lengthsOf(question);
  const findRoom = roomFinder(question);
  const slots: Slot[] = [];
  for (const group of byPractitioner(open)) {
    const practitionerId = group[0]?.practitionerId ?? '';
    for (const start of freeStarts(group, question).flatMap((span) => startsIn(span, { step, calendar }))) {
      const { isFree, roomId } = findRoom(start);
      if (!isFree) continue;
      slots.push({ ...toInterval([start, start + duration]), practitionerId, ...(roomId ? { roomId } : {}) });
    }
  }
  return slots.sort((one, other) => one.startsAt.getTime() - other.startsAt.getTime());
};
