import { blockingStatuses, type Appointment, type ScheduleEntry } from '@clinic/contracts';
import { nearestFree, type Busy, type Slot } from '@clinic/scheduling';
import type { ReferenceData } from '#reference';

/** A time somebody wants for a visit, instants in Unix milliseconds. */
export type Wish = {
  practitionerId: string;
  typeId: string;
  startsAt: number;
  endsAt: number;
  patientId: string | null;
  roomId: string | null;
  /** The visit that is being moved: it is not in its own way. */
  moved: Appointment | null;
};

/** What stands in the way of a wish. */
export type Obstacle =
  | { code: 'past' }
  | { code: 'outside_hours' }
  | { code: 'closed' | 'blocked'; reason: string | null }
  | { code: 'practitioner' | 'patient' | 'room'; visit: Appointment };

/** Free times instead, Unix milliseconds. */
export type Verdict =
  { outcome: 'free' } | { outcome: 'refused'; obstacle: Obstacle; alternatives: number[] };

/** What is known here and now. The server knows more and decides again. */
export type Knowledge = {
  appointments: readonly Appointment[];
  schedule: readonly ScheduleEntry[];
  reference: ReferenceData;
  zone: string;
  now: number;
};

type Span = { from: number; to: number };

const spanOf = (times: { startsAt: string; endsAt: string }): Span => ({
  from: Date.parse(times.startsAt),
  to: Date.parse(times.endsAt),
});

const meets = (one: Span, other: Span): boolean => one.from < other.to && other.from < one.to;

const standsInTheWay = (appointment: Appointment, wish: Wish): boolean =>
  appointment.id !== wish.moved?.id && blockingStatuses.includes(appointment.status);

const isPast = (wish: Wish, now: number): boolean => {
  const staysInTime = wish.moved !== null && Date.parse(wish.moved.startsAt) === wish.startsAt;
  return wish.startsAt < now && !staysInTime;
};

/** The first millisecond of the wish that no open stretch covers. */
const uncovered = (span: Span, open: readonly Span[]): number | undefined => {
  let from = span.from;
  for (const stretch of [...open].sort((one, other) => one.from - other.from)) {
    if (stretch.from > from) break;
    from = Math.max(from, stretch.to);
  }
  return from < span.to ? from : undefined;
};

const concerns = (entry: ScheduleEntry, practitionerId: string): boolean =>
  entry.practitionerId === null || entry.practitionerId === practitionerId;

const hoursObstacle = (wish: Wish, schedule: readonly ScheduleEntry[]): Obstacle | undefined => {
  const span: Span = { from: wish.startsAt, to: wish.endsAt };
  const own = schedule.filter((entry) => concerns(entry, wish.practitionerId));
  const blocked = own.find((entry) => entry.kind === 'blocked' && meets(spanOf(entry), span));
  if (blocked) return { code: 'blocked', reason: blocked.reason };
  const open = own.filter((entry) => entry.kind === 'open' && entry.practitionerId !== null).map(spanOf);
  const gap = uncovered(span, open);
  if (gap === undefined) return undefined;
  const closed = own.find(
    (entry) => entry.kind === 'closed' && meets(spanOf(entry), { from: gap, to: gap + 1 }),
  );
  return closed ? { code: 'closed', reason: closed.reason } : { code: 'outside_hours' };
};

const visitObstacle = (wish: Wish, appointments: readonly Appointment[]): Obstacle | undefined => {
  const span: Span = { from: wish.startsAt, to: wish.endsAt };
  const others = appointments.filter((other) => standsInTheWay(other, wish) && meets(spanOf(other), span));
  const patient = others.find((other) => other.patient.id === wish.patientId);
  if (patient) return { code: 'patient', visit: patient };
  const practitioner = others.find((other) => other.practitionerId === wish.practitionerId);
  if (practitioner) return { code: 'practitioner', visit: practitioner };
  const room = others.find((other) => wish.roomId !== null && other.roomId === wish.roomId);
  return room && { code: 'room', visit: room };
};

const buffersOf = (reference: ReferenceData, typeId: string) => {
  const type = reference.types.find(({ id }) => id === typeId);
  return {
    bufferBeforeMinutes: type?.bufferBeforeMinutes ?? 0,
    bufferAfterMinutes: type?.bufferAfterMinutes ?? 0,
  };
};

const busyOf = (appointment: Appointment, reference: ReferenceData): Busy => ({
  practitionerId: appointment.practitionerId,
  startsAt: new Date(appointment.startsAt),
  endsAt: new Date(appointment.endsAt),
  ...buffersOf(reference, appointment.typeId),
});

/** Stretches that touch or overlap as one. */
const united = (spans: readonly Span[]): Span[] => {
  const whole: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = whole.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else whole.push({ ...span });
  }
  return whole;
};

/** Where a visit is anyway: to be put back there is no offer. */
const isOwnPlace = (slot: Slot, { moved }: Wish): boolean =>
  moved?.practitionerId === slot.practitionerId && Date.parse(moved.startsAt) === slot.startsAt.getTime();

/** The free times nearest to a wish among what is loaded, nearest first, with the same practitioner. */
const alternativesTo = (
  wish: Wish,
  { appointments, schedule, reference, zone, now }: Knowledge,
): number[] => {
  const { practitionerId } = wish;
  const others = appointments.filter((other) => standsInTheWay(other, wish));
  const hours = schedule.filter((entry) => entry.kind === 'open' && entry.practitionerId === practitionerId);
  const open = united(hours.map(spanOf)).map(({ from, to }) => ({
    practitionerId,
    startsAt: new Date(from),
    endsAt: new Date(to),
  }));
  const blocked = schedule
    .filter((entry) => entry.kind === 'blocked' && concerns(entry, practitionerId))
    .map((entry) => ({ startsAt: new Date(entry.startsAt), endsAt: new Date(entry.endsAt) }));
  const own = others.filter((other) => other.patient.id === wish.patientId);
  const slots = nearestFree(
    open,
    {
      zone,
      busy: others
        .filter((other) => other.practitionerId === practitionerId)
        .map((other) => busyOf(other, reference)),
      durationMinutes: (wish.endsAt - wish.startsAt) / 60_000,
      ...buffersOf(reference, wish.typeId),
      unavailable: [...blocked, ...own.map((other) => busyOf(other, reference))],
      notBefore: new Date(now),
    },
    { startsAt: new Date(wish.startsAt), count: 4 },
  );
  return slots
    .filter((slot) => !isOwnPlace(slot, wish))
    .slice(0, 3)
    .map((slot) => slot.startsAt.getTime());
};

/** Says before anything is sent whether a time would be given, what stands in the way, and what is free instead. */
export const judge = (wish: Wish, knowledge: Knowledge): Verdict => {
  const obstacle: Obstacle | undefined = isPast(wish, knowledge.now)
    ? { code: 'past' }
    : (hoursObstacle(wish, knowledge.schedule) ?? visitObstacle(wish, knowledge.appointments));
  if (!obstacle) return { outcome: 'free' };
  return { outcome: 'refused', obstacle, alternatives: alternativesTo(wish, knowledge) };
};

/** A reason to overbook helps against hours and against other people's visits; nobody is in two places, and time does not come back. */
export const canBeOverbooked = (obstacle: Obstacle): boolean =>
  obstacle.code !== 'past' && obstacle.code !== 'patient';
