import {
  whyNotOffered,
  nearestFree,
  openIntervals,
  type Busy,
  type NotOffered,
  type Schedule,
  type Slot,
} from '@clinic/scheduling';
import type { AppointmentTypeRow, Blocking, ClinicRow } from '@clinic/repositories';
import type { ReferenceData } from '#api/clinic-memory.ts';

/** The rules of a clinic's week, as the scheduling library reads them. */
export const scheduleOf = (clinic: ClinicRow, reference: ReferenceData): Schedule => ({
  zone: clinic.timeZone,
  practitionerIds: reference.practitioners.filter((each) => each.isActive).map((each) => each.id),
  weekly: reference.hours,
  exceptions: reference.exceptions,
});

const buffersOf = (reference: ReferenceData, typeId: string | undefined) => {
  const type = reference.types.find((each) => each.id === typeId);
  return {
    bufferBeforeMinutes: type?.bufferBeforeMinutes ?? 0,
    bufferAfterMinutes: type?.bufferAfterMinutes ?? 0,
  };
};

/** What holds time, each with the buffers of its own type. */
export const busyOf = (rows: readonly Blocking[], reference: ReferenceData): Busy[] =>
  rows.map((row) => ({
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    practitionerId: row.practitionerId,
    roomId: row.roomId,
    ...buffersOf(reference, row.typeId),
  }));

/** Why the clinic does not offer this time whoever else is booked: closed, blocked, or outside the hours. */
export const hoursProblem = (
  schedule: Schedule,
  wanted: { practitionerId: string; startsAt: Date; durationMinutes: number },
): NotOffered | undefined =>
  whyNotOffered(
    schedule,
    { zone: schedule.zone, busy: [], durationMinutes: wanted.durationMinutes, stepMinutes: 1 },
    { practitionerId: wanted.practitionerId, startsAt: wanted.startsAt },
  );

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** The three free times nearest to a wish, with the same practitioner, in the same room, when the patient is free too. */
export const alternativesTo = (
  calendar: { schedule: Schedule; reference: ReferenceData; busy: readonly Blocking[]; now: Date },
  wanted: {
    patientId: string;
    practitionerId: string;
    roomId: string | null;
    type: AppointmentTypeRow;
    startsAt: Date;
    durationMinutes: number;
  },
): Slot[] => {
  const { schedule, reference, busy, now } = calendar;
  const range = {
    from: new Date(Math.max(now.getTime(), wanted.startsAt.getTime() - WEEK_MS)),
    to: new Date(Math.max(now.getTime(), wanted.startsAt.getTime()) + WEEK_MS),
  };
  const open = openIntervals({ ...schedule, practitionerIds: [wanted.practitionerId] }, range);
  const question = {
    zone: schedule.zone,
    busy: busyOf(busy, reference),
    durationMinutes: wanted.durationMinutes,
    bufferBeforeMinutes: wanted.type.bufferBeforeMinutes,
    bufferAfterMinutes: wanted.type.bufferAfterMinutes,
    unavailable: busy.filter((row) => row.patientId === wanted.patientId),
    notBefore: now,
    ...(wanted.roomId === null ? {} : { rooms: [wanted.roomId] }),
  };
  return nearestFree(open, question, { startsAt: wanted.startsAt });
};
