import { roleAllows, type AppointmentChange, type NewAppointment } from '@clinic/contracts';
import { AppError, invalidBody, notAllowed, notFound, type RequestContext } from '@clinic/core';
import type { AppointmentRow, AppointmentTypeRow, ClinicRow } from '@clinic/repositories';
import { hoursProblem, scheduleOf } from '#api/clinic-calendar.ts';
import type { ReferenceData } from '#api/clinic-memory.ts';

const MINUTE_MS = 60_000;

/** The visit somebody wants, with every default filled in. */
export type Wanted = {
  patientId: string;
  practitionerId: string;
  type: AppointmentTypeRow;
  roomId: string | null;
  startsAt: Date;
  endsAt: Date;
  durationMinutes: number;
  reason: string | null;
  overbookReason: string | null;
  /** The appointment that is being moved does not stand in its own way. */
  exceptId: string | null;
};

export type Rules = { clinic: ClinicRow; reference: ReferenceData };

const typeOf = (reference: ReferenceData, typeId: string): AppointmentTypeRow => {
  const type = reference.types.find((each) => each.id === typeId);
  if (!type) throw notFound('Appointment type');
  return type;
};

/** @throws AppError `not_found` for a practitioner or a room that this clinic does not have. */
export const assertKnown = (
  reference: ReferenceData,
  wanted: Pick<Wanted, 'practitionerId' | 'roomId'>,
): void => {
  const isPractitioner = reference.practitioners.some((each) => each.id === wanted.practitionerId);
  if (!isPractitioner) throw notFound('Practitioner');
  const isRoom = wanted.roomId === null || reference.rooms.some((each) => each.id === wanted.roomId);
  if (!isRoom) throw notFound('Room');
};

type Chosen = Pick<AppointmentRow, 'practitionerId' | 'typeId' | 'roomId'>;

type InUse = { id: string; isActive: boolean };

/** Each thing a visit takes: its name, all there are of it, the one that is wanted and the one the visit has. */
const takenOf = (
  { practitioners, types, rooms }: ReferenceData,
  wanted: Wanted,
  current: Chosen | undefined,
): [string, readonly InUse[], string | null, string | null | undefined][] => [
  ['practitioner', practitioners, wanted.practitionerId, current?.practitionerId],
  ['type', types, wanted.type.id, current?.typeId],
  ['room', rooms, wanted.roomId, current?.roomId],
];

/**
 * Who and what is no longer in use is not booked, whatever the reason; a visit keeps what it has.
 * @throws AppError `not_offered`, with no other times: there are none.
 */
export const assertInUse = (reference: ReferenceData, wanted: Wanted, current?: Chosen): void => {
  for (const [what, items, id, before] of takenOf(reference, wanted, current)) {
    if (id === before || !items.some((each) => each.id === id && !each.isActive)) continue;
    const extra = { why: `${what}_inactive`, alternatives: [] };
    throw new AppError('not_offered', `The ${what} is no longer in use`, { extra });
  }
};

/** @throws AppError `not_allowed` when a role that may not overbook asks for it. */
export const assertMayOverbook = (
  context: RequestContext,
  request: Pick<NewAppointment | AppointmentChange, 'overbook'>,
): void => {
  if (request.overbook && !roleAllows(context.actorRole, 'appointment:overbook')) throw notAllowed();
};

/** @throws AppError `invalid_body` for a start in the past. */
export const assertAhead = (startsAt: Date, now: Date): void => {
  if (startsAt >= now) return;
  throw invalidBody([{ path: 'startsAt', code: 'in_the_past', message: 'must not be in the past' }]);
};

/**
 * Whether the time lies in the hours of the practitioner. Outside of them only with a reason, and that is an overbooking.
 * @throws AppError `not_offered` with the reason `why`.
 */
export const isInHours = ({ clinic, reference }: Rules, wanted: Wanted): boolean => {
  const problem = hoursProblem(scheduleOf(clinic, reference), wanted);
  if (!problem) return true;
  if (wanted.overbookReason !== null) return false;
  throw new AppError('not_offered', 'The clinic does not offer this time', { extra: { why: problem.code } });
};

const endOf = (startsAt: Date, durationMinutes: number): Date =>
  new Date(startsAt.getTime() + durationMinutes * MINUTE_MS);

/** @throws AppError `not_found` for a type that this clinic does not have. */
export const wantedNew = (body: NewAppointment, reference: ReferenceData): Wanted => {
  const type = typeOf(reference, body.typeId);
  const durationMinutes = body.durationMinutes ?? type.durationMinutes;
  const startsAt = new Date(body.startsAt);
  return {
    patientId: body.patientId,
    practitionerId: body.practitionerId,
    type,
    roomId: body.roomId ?? null,
    startsAt,
    endsAt: endOf(startsAt, durationMinutes),
    durationMinutes,
    reason: body.reason ?? null,
    overbookReason: body.overbook?.reason ?? null,
    exceptId: null,
  };
};

const minutesOf = (row: AppointmentRow): number =>
  (row.endsAt.getTime() - row.startsAt.getTime()) / MINUTE_MS;

/** The visit as it stands: what is in its way now. */
export const wantedAgain = (row: AppointmentRow, reference: ReferenceData): Wanted => ({
  patientId: row.patientId,
  practitionerId: row.practitionerId,
  type: typeOf(reference, row.typeId),
  roomId: row.roomId,
  startsAt: row.startsAt,
  endsAt: row.endsAt,
  durationMinutes: minutesOf(row),
  reason: row.reason,
  overbookReason: null,
  exceptId: row.id,
});

const durationAfter = (row: AppointmentRow, change: AppointmentChange, type: AppointmentTypeRow): number => {
  if (change.durationMinutes !== undefined) return change.durationMinutes;
  return change.typeId === undefined ? minutesOf(row) : type.durationMinutes;
};

/** What is not sent stays as it is; another type brings its own length unless one is said. */
export const wantedChange = (
  row: AppointmentRow,
  change: AppointmentChange,
  reference: ReferenceData,
): Wanted => {
  const type = typeOf(reference, change.typeId ?? row.typeId);
  const startsAt = change.startsAt === undefined ? row.startsAt : new Date(change.startsAt);
  const durationMinutes = durationAfter(row, change, type);
  return {
    patientId: row.patientId,
    practitionerId: change.practitionerId ?? row.practitionerId,
    type,
    roomId: change.roomId === undefined ? row.roomId : change.roomId,
    startsAt,
    endsAt: endOf(startsAt, durationMinutes),
    durationMinutes,
    reason: change.reason === undefined ? row.reason : change.reason,
    overbookReason: change.overbook?.reason ?? null,
    exceptId: row.id,
  };
};

/** Whether practitioner, room and time stay as they are. */
export const isSameTime = (row: AppointmentRow, wanted: Wanted): boolean =>
  row.practitionerId === wanted.practitionerId &&
  row.roomId === wanted.roomId &&
  row.startsAt.getTime() === wanted.startsAt.getTime() &&
  row.endsAt.getTime() === wanted.endsAt.getTime();

/** Whether nothing of a visit would be different. */
export const isAsItStands = (row: AppointmentRow, wanted: Wanted): boolean =>
  isSameTime(row, wanted) && row.typeId === wanted.type.id && row.reason === wanted.reason;

/** The columns that a booking sets and a move changes. */
export const columnsOf = (wanted: Wanted) => ({
  practitionerId: wanted.practitionerId,
  typeId: wanted.type.id,
  roomId: wanted.roomId,
  startsAt: wanted.startsAt,
  endsAt: wanted.endsAt,
  reason: wanted.reason,
});
