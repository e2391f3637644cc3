import { roleAllows, type Appointment, type AppointmentChange, type NewAppointment } from '@clinic/contracts';
import { AppError, invalidBody, notAllowed, notFound, staleVersion, type RequestContext } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import type { Answer, WriteRequest } from '@clinic/http';
import type {
  AppointmentRow,
  AppointmentTypeRow,
  ClinicRow,
  NewAppointmentRow,
  PatientWithNotes,
} from '@clinic/repositories';
import { alternativesTo, hoursProblem, scheduleOf } from '#api/clinic-calendar.ts';
import type { ReferenceData } from '#api/clinic-memory.ts';
import type { Outcome } from '#api/write-path.ts';
import { toAppointment } from './appointments.mapper.ts';
import type { AppointmentsDeps } from './appointments.service.ts';
import { findLane, type Lane } from './lanes.ts';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

/** The visit somebody wants, with every default filled in. */
type Wanted = {
  practitionerId: string;
  type: AppointmentTypeRow;
  roomId: string | null;
  startsAt: Date;
  endsAt: Date;
  durationMinutes: number;
  reason: string | null;
  overbookReason: string | null;
};

type Rules = { clinic: ClinicRow; reference: ReferenceData };

const typeOf = (reference: ReferenceData, typeId: string): AppointmentTypeRow => {
  const type = reference.types.find((each) => each.id === typeId);
  if (!type) throw notFound('Appointment type');
  return type;
};

const assertKnown = (
  reference: ReferenceData,
  wanted: { practitionerId: string; roomId: string | null },
): void => {
  const practitioner = reference.practitioners.find((each) => each.id === wanted.practitionerId);
  if (!practitioner) throw notFound('Practitioner');
  if (wanted.roomId !== null && !reference.rooms.some((each) => each.id === wanted.roomId))
    throw notFound('Room');
};

const assertMayOverbook = (context: RequestContext, reason: string | null): void => {
  if (reason !== null && !roleAllows(context.actorRole, 'appointment:overbook')) throw notAllowed();
};

const assertAhead = (startsAt: Date, now: Date): void => {
  if (startsAt >= now) return;
  throw invalidBody([{ path: 'startsAt', code: 'in_the_past', message: 'must not be in the past' }]);
};

/** Outside the hours only with a reason, and that is an overbooking. */
const assertOffered = ({ clinic, reference }: Rules, wanted: Wanted): void => {
  if (wanted.overbookReason !== null) return;
  const problem = hoursProblem(scheduleOf(clinic, reference), wanted);
  if (!problem) return;
  throw new AppError('not_offered', 'The clinic does not offer this time', { extra: { why: problem.code } });
};

const wantedNew = (body: NewAppointment, reference: ReferenceData): Wanted => {
  const type = typeOf(reference, body.typeId);
  const durationMinutes = body.durationMinutes ?? type.durationMinutes;
  const startsAt = new Date(body.startsAt);
  return {
    practitionerId: body.practitionerId,
    type,
    roomId: body.roomId ?? null,
    startsAt,
    endsAt: new Date(startsAt.getTime() + durationMinutes * MINUTE_MS),
    durationMinutes,
    reason: body.reason ?? null,
    overbookReason: body.overbook?.reason ?? null,
  };
};

const minutesOf = (row: AppointmentRow): number =>
  (row.endsAt.getTime() - row.startsAt.getTime()) / MINUTE_MS;

const durationAfter = (row: AppointmentRow, change: AppointmentChange, type: AppointmentTypeRow): number => {
  if (change.durationMinutes !== undefined) return change.durationMinutes;
  return change.typeId === undefined ? minutesOf(row) : type.durationMinutes;
};

const wantedChange = (row: AppointmentRow, change: AppointmentChange, reference: ReferenceData): Wanted => {
  const type = typeOf(reference, change.typeId ?? row.typeId);
  const startsAt = change.startsAt === undefined ? row.startsAt : new Date(change.startsAt);
  const durationMinutes = durationAfter(row, change, type);
  return {
    practitionerId: change.practitionerId ?? row.practitionerId,
    type,
    roomId: change.roomId === undefined ? row.roomId : change.roomId,
    startsAt,
    endsAt: new Date(startsAt.getTime() + durationMinutes * MINUTE_MS),
    durationMinutes,
    reason: change.reason === undefined ? row.reason : change.reason,
    overbookReason: change.overbook?.reason ?? null,
  };
};

const isSameBooking = (row: AppointmentRow, patientId: string, wanted: Wanted): boolean =>
  row.patientId === patientId &&
  row.practitionerId === wanted.practitionerId &&
  row.typeId === wanted.type.id &&
  row.roomId === wanted.roomId &&
  row.startsAt.getTime() === wanted.startsAt.getTime() &&
  row.endsAt.getTime() === wanted.endsAt.getTime() &&
  row.reason === wanted.reason;

const isSameTime = (row: AppointmentRow, wanted: Wanted): boolean =>
  row.practitionerId === wanted.practitionerId &&
  row.roomId === wanted.roomId &&
  row.startsAt.getTime() === wanted.startsAt.getTime() &&
  row.endsAt.getTime() === wanted.endsAt.getTime();

/** Booking and moving: nothing is promised twice, and who is refused is told what is free instead. */
export class BookingService {
  private readonly deps: AppointmentsDeps;

  constructor(deps: AppointmentsDeps) {
    this.deps = deps;
  }

  async book(
    context: RequestContext,
    body: NewAppointment,
    request: WriteRequest,
  ): Promise<Answer<Appointment>> {
    const { repositories, writes, clock, ids } = this.deps;
    const rules = await this.rulesOf(context);
    assertMayOverbook(context, body.overbook?.reason ?? null);
    assertKnown(rules.reference, { practitionerId: body.practitionerId, roomId: body.roomId ?? null });
    const wanted = wantedNew(body, rules.reference);
    const now = clock.now();
    const { patientId } = body;
    const book = writes.run(context, request, {
      status: 201,
      kind: 'data',
      read: (tx) =>
        Promise.all([
          body.id === undefined ? undefined : repositories.appointments.findById(tx, body.id),
          repositories.patients.findById(tx, patientId, now),
          repositories.appointments.listBlocking(tx, { ...wanted, patientId, exceptId: null }),
        ]),
      write: async (tx, [earlier, patient, blocking]): Promise<Outcome<Appointment>> => {
        if (earlier) return repeated(earlier, isSameBooking(earlier, patientId, wanted));
        const standing = assertBookable(patient);
        assertAhead(wanted.startsAt, now);
        assertOffered(rules, wanted);
        const lane = findLane({ ...wanted, patientId }, blocking);
        const id = body.id ?? ids.next();
        const row = newRow({ id, patientId, wanted, lane, now });
        return {
          output: toAppointment(withPatient(row, standing)),
          changes: [{ entity: 'appointment', id, version: 1 }],
          audit: [{ action: 'appointment.create', patientId, resourceType: 'appointment', resourceId: id }],
          // The clinic's row first: who is behind waits there for its turn and not inside a constraint.
          statements: [repositories.changeFeed.lock(tx), repositories.appointments.insert(tx, row)],
        };
      },
    });
    return this.orAlternatives(book, context, wanted);
  }

  async change(
    context: RequestContext,
    { id, change }: { id: string; change: AppointmentChange },
    request: WriteRequest,
  ): Promise<Answer<Appointment>> {
    const { repositories, writes, clock } = this.deps;
    const rules = await this.rulesOf(context);
    assertMayOverbook(context, change.overbook?.reason ?? null);
    const now = clock.now();
    let wanted: Wanted | undefined;
    const move = writes.run(context, request, {
      status: 200,
      kind: 'data',
      read: (tx) => repositories.appointments.findForUpdate(tx, id),
      write: async (tx, row): Promise<Outcome<Appointment>> => {
        const current = standing(row, request);
        wanted = wantedChange(current, change, rules.reference);
        const place = await this.placeOf(tx, { current, wanted, rules, now });
        const next = { ...current, ...place, ...columnsOf(wanted), version: current.version + 1 };
        const patientId = current.patientId;
        const update = { ...columnsOf(wanted), ...place, id, version: current.version, now };
        return {
          output: toAppointment(next),
          changes: [{ entity: 'appointment', id, version: next.version }],
          audit: [{ action: 'appointment.update', patientId, resourceType: 'appointment', resourceId: id }],
          statements: [repositories.changeFeed.lock(tx), repositories.appointments.move(tx, update)],
        };
      },
    });
    return this.orAlternatives(move, context, () => wanted);
  }

  private async rulesOf(context: RequestContext): Promise<Rules> {
    const [clinic, reference] = await Promise.all([
      this.deps.clinics.clinic(context),
      this.deps.clinics.reference(context),
    ]);
    return { clinic, reference };
  }

  /** In which lane the moved visit fits; where nothing of its time changes it stays where it is. */
  private async placeOf(
    tx: Transaction,
    move: { current: AppointmentRow; wanted: Wanted; rules: Rules; now: Date },
  ): Promise<Lane> {
    const { current, wanted, rules, now } = move;
    if (isSameTime(current, wanted)) return { lane: current.lane, overbookReason: current.overbookReason };
    if (!['booked', 'arrived', 'checked-in'].includes(current.status)) {
      throw new AppError('invalid_transition', 'A visit that is over stays where it was');
    }
    assertKnown(rules.reference, wanted);
    if (wanted.startsAt.getTime() !== current.startsAt.getTime()) assertAhead(wanted.startsAt, now);
    assertOffered(rules, wanted);
    const { patientId } = current;
    const asked = { ...wanted, patientId, exceptId: current.id };
    return findLane(
      { ...wanted, patientId },
      await this.deps.repositories.appointments.listBlocking(tx, asked),
    );
  }

  /** A refusal because the time is taken or not offered says which three are free nearest to it. */
  private async orAlternatives(
    answer: Promise<Answer<Appointment>>,
    context: RequestContext,
    wanted: Wanted | (() => Wanted | undefined),
  ): Promise<Answer<Appointment>> {
    try {
      return await answer;
    } catch (error) {
      const wish = typeof wanted === 'function' ? wanted() : wanted;
      const isTaken = error instanceof AppError && ['slot_taken', 'not_offered'].includes(error.code);
      if (!isTaken || !wish || error.isReplayed) throw error;
      const extra = { ...error.extra, alternatives: await this.alternatives(context, wish) };
      throw new AppError(error.code, error.message, { extra, cause: error.cause });
    }
  }

  private async alternatives(context: RequestContext, wanted: Wanted) {
    const { database, repositories, clock } = this.deps;
    const { clinic, reference } = await this.rulesOf(context);
    const now = clock.now();
    const range = {
      from: new Date(wanted.startsAt.getTime() - WEEK_MS),
      to: new Date(Math.max(now.getTime(), wanted.startsAt.getTime()) + WEEK_MS),
    };
    const busy = await database.readInClinic(context, (tx) => repositories.appointments.listBusy(tx, range));
    return alternativesTo({ schedule: scheduleOf(clinic, reference), reference, busy, now }, wanted).map(
      (slot) => ({
        startsAt: slot.startsAt.toISOString(),
        endsAt: slot.endsAt.toISOString(),
        practitionerId: slot.practitionerId,
      }),
    );
  }
}

const repeated = (earlier: AppointmentRow, isSame: boolean): Outcome<Appointment> => {
  if (!isSame) throw new AppError('duplicate', 'This id is already in use');
  return { output: toAppointment(earlier), changes: [], audit: [], statements: [] };
};

const assertBookable = (patient: PatientWithNotes | undefined): PatientWithNotes => {
  if (!patient) throw notFound('Patient');
  if (patient.archivedAt) throw new AppError('conflict', 'This patient is archived. Bring them back first');
  return patient;
};

const standing = (row: AppointmentRow | undefined, request: WriteRequest): AppointmentRow => {
  if (!row) throw notFound('Appointment');
  if (row.version !== request.version) throw staleVersion(toAppointment(row));
  return row;
};

const columnsOf = (wanted: Wanted) => ({
  practitionerId: wanted.practitionerId,
  typeId: wanted.type.id,
  roomId: wanted.roomId,
  startsAt: wanted.startsAt,
  endsAt: wanted.endsAt,
  reason: wanted.reason,
});

const newRow = (booking: {
  id: string;
  patientId: string;
  wanted: Wanted;
  lane: Lane;
  now: Date;
}): NewAppointmentRow => ({
  id: booking.id,
  patientId: booking.patientId,
  ...columnsOf(booking.wanted),
  ...booking.lane,
  status: 'booked',
  statusSince: booking.now,
  now: booking.now,
});

const withPatient = (row: NewAppointmentRow, patient: PatientWithNotes): AppointmentRow => ({
  ...row,
  version: 1,
  patient: patient.identity,
  alerts: patient.alerts,
  statusBefore: null,
  arrivedAt: null,
  checkedInAt: null,
  fulfilledAt: null,
  createdAt: row.now,
});
