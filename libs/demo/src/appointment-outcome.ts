import { MINUTE_MS } from './clinic-calendar.ts';
import type { DemoAppointment } from './demo-clinic.ts';
import type { DemoIds } from './demo-ids.ts';
import type { Dice } from './dice.ts';
import type { PlannedVisit } from './pack-days.ts';

/** What the clocks at the door, at the room and at the desk would have shown, in Unix milliseconds. */
export type Course = { arrives: number; calledIn: number; done: number };

export type OutcomeTools = { dice: Dice; ids: DemoIds; now: Date };

/** When the visit was booked: some on the day, most days or weeks before, never before the patient was known. */
const bookedAt = ({ dice, now }: OutcomeTools, visit: PlannedVisit): Date => {
  const lead = dice.chance(0.12)
    ? dice.between(60, 180)
    : dice.between(1, 21) * 1440 + dice.between(-240, 240);
  const wanted = Math.min(visit.startsAt.getTime() - lead * MINUTE_MS, now.getTime() - 10 * MINUTE_MS);
  return new Date(Math.max(wanted, visit.patient.createdAt.getTime() + 5 * MINUTE_MS));
};

/** The visit as it stands right after booking. */
export const booked = (tools: OutcomeTools, visit: PlannedVisit): DemoAppointment => {
  const { patient, ...rest } = visit;
  const createdAt = bookedAt(tools, visit);
  return {
    id: tools.ids.at(createdAt),
    patientId: patient.id,
    ...rest,
    status: 'booked',
    statusSince: createdAt,
    statusBefore: null,
    arrivedAt: null,
    checkedInAt: null,
    fulfilledAt: null,
    lane: 0,
    overbookReason: null,
    createdAt,
  };
};

/** Called off some time between booking and half an hour before the start. */
export const cancelled = ({ dice, now }: OutcomeTools, appointment: DemoAppointment): DemoAppointment => {
  const first = appointment.createdAt.getTime();
  const last = Math.min(appointment.startsAt.getTime() - 30 * MINUTE_MS, now.getTime() - MINUTE_MS);
  const statusSince = new Date(first + Math.max(0, Math.floor((last - first) * dice.fraction())));
  return { ...appointment, status: 'cancelled', statusSince, statusBefore: 'booked' };
};

/** Given up on a quarter of an hour after the start. */
export const missed = (appointment: DemoAppointment): DemoAppointment => {
  const statusSince = new Date(appointment.startsAt.getTime() + 15 * MINUTE_MS);
  return { ...appointment, status: 'noshow', statusSince, statusBefore: 'booked' };
};

/** How far a visit has come by now, given its course. */
export const atThisMoment = (appointment: DemoAppointment, course: Course, now: Date): DemoAppointment => {
  const hasHappened = (instant: number): boolean => instant <= now.getTime();
  if (!hasHappened(course.arrives)) return appointment;
  const arrivedAt = new Date(course.arrives);
  const arrived = {
    ...appointment,
    arrivedAt,
    status: 'arrived',
    statusSince: arrivedAt,
    statusBefore: 'booked',
  } as const;
  if (!hasHappened(course.calledIn)) return arrived;
  const checkedInAt = new Date(course.calledIn);
  const inRoom = {
    ...arrived,
    checkedInAt,
    status: 'checked-in',
    statusSince: checkedInAt,
    statusBefore: 'arrived',
  } as const;
  if (!hasHappened(course.done)) return inRoom;
  const fulfilledAt = new Date(course.done);
  return {
    ...inRoom,
    fulfilledAt,
    status: 'fulfilled',
    statusSince: fulfilledAt,
    statusBefore: 'checked-in',
  };
};

/** The usual course: some minutes early, called in when it is time and the one before is done. `free` is when that was. */
export const usualCourse = (dice: Dice, visit: { startsAt: Date; endsAt: Date }, free: number): Course => {
  const start = visit.startsAt.getTime();
  const length = visit.endsAt.getTime() - start;
  const early = dice.chance(0.1) ? -dice.between(2, 6) : dice.between(4, 18);
  const arrives = start - early * MINUTE_MS;
  const ready = start + dice.between(-3, 4) * MINUTE_MS;
  const calledIn = Math.max(arrives + 2 * MINUTE_MS, ready, free + dice.between(1, 3) * MINUTE_MS);
  return { arrives, calledIn, done: calledIn + Math.round((length * dice.between(80, 118)) / 100) };
};
