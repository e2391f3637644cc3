import {
  blockingStatuses,
  type Appointment,
  type AppointmentChange,
  type NewAppointment,
} from '@clinic/contracts';
import { AppError, notFound, staleVersion, type RequestContext } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import type { Answer, WriteRequest } from '@clinic/http';
import type { AppointmentRow, Blocking, NewAppointmentRow, PatientWithNotes } from '@clinic/repositories';
import { creationOf } from '#api/creation-request.ts';
import { unchanged, type Outcome } from '#api/write-path.ts';
import { toAppointment } from './appointments.mapper.ts';
import { rulesOf, type AppointmentsDeps } from './appointments.service.ts';
import {
  assertAhead,
  assertInUse,
  assertKnown,
  assertMayOverbook,
  columnsOf,
  isAsItStands,
  isInHours,
  isSameTime,
  wantedChange,
  wantedNew,
  type Rules,
  type Wanted,
} from './booking-rules.ts';
import { findLane, type Lane } from './lanes.ts';
import { explainRefusal } from './slot-taken.ts';

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
    const { repositories, writes, clock } = this.deps;
    const rules = await rulesOf(this.deps, context);
    const now = clock.now();
    let wanted: Wanted | undefined;
    return writes.run(context, request, {
      status: 201,
      kind: 'data',
      // What is wrong with the wish itself is said here and not before: a repeated request is answered first.
      read: async (tx) => {
        assertMayOverbook(context, body);
        wanted = wantedNew(body, rules.reference);
        assertKnown(rules.reference, wanted);
        // The look at the id is the last: if another copy of this request was just booked, it is seen as that.
        const [blocking, patient, earlier] = await Promise.all([
          this.listBlocking(tx, wanted),
          repositories.patients.findById(tx, body.patientId, now),
          body.id === undefined ? undefined : repositories.appointments.findById(tx, body.id),
        ]);
        return { wanted, earlier, patient, blocking };
      },
      write: async (tx, found): Promise<Outcome<Appointment>> => {
        if (found.earlier) return this.repeated(tx, found.earlier, creationOf(body));
        const patient = assertBookable(found.patient);
        assertAhead(found.wanted.startsAt, now);
        assertInUse(rules.reference, found.wanted);
        const place = { blocking: found.blocking, isInHours: isInHours(rules, found.wanted) };
        const lane = findLane(found.wanted, place);
        return this.insert(tx, { body, wanted: found.wanted, patient, lane, now });
      },
      explain: (error) => explainRefusal(this.deps, { context, rules, wanted }, error),
    });
  }

  async change(
    context: RequestContext,
    { id, change }: { id: string; change: AppointmentChange },
    request: WriteRequest,
  ): Promise<Answer<Appointment>> {
    const { repositories, writes, clock } = this.deps;
    const rules = await rulesOf(this.deps, context);
    const now = clock.now();
    let wanted: Wanted | undefined;
    return writes.run(context, request, {
      status: 200,
      kind: 'data',
      read: (tx) => repositories.appointments.findForUpdate(tx, id),
      write: async (tx, row): Promise<Outcome<Appointment>> => {
        assertMayOverbook(context, change);
        const current = standing(row, request);
        assertReadable(current);
        wanted = wantedChange(current, change, rules.reference);
        if (isAsItStands(current, wanted)) return unchanged(toAppointment(current));
        assertInUse(rules.reference, wanted, current);
        const place = await this.placeOf(tx, { current, wanted, rules, now });
        return this.move(tx, { current, wanted, place, now });
      },
      explain: (error) => explainRefusal(this.deps, { context, rules, wanted }, error),
    });
  }

  /** Who overbooks waits for their turn before they look: of two at once the second sees the lane of the first. */
  private async listBlocking(tx: Transaction, wanted: Wanted): Promise<Blocking[]> {
    const { appointments, changeFeed } = this.deps.repositories;
    const turn = wanted.overbookReason === null ? undefined : changeFeed.lock(tx);
    const [blocking] = await Promise.all([appointments.listBlocking(tx, wanted), turn]);
    return blocking;
  }

  private insert(
    tx: Transaction,
    booking: {
      body: NewAppointment;
      wanted: Wanted;
      patient: PatientWithNotes;
      lane: Lane;
      now: Date;
    },
  ): Outcome<Appointment> {
    const { repositories, ids } = this.deps;
    const { body, wanted, patient, lane, now } = booking;
    const { patientId } = wanted;
    const id = body.id ?? ids.next();
    const times = { status: 'booked', statusSince: now, now } as const;
    const row: NewAppointmentRow = { id, patientId, ...columnsOf(wanted), ...lane, ...times };
    return {
      output: toAppointment(withPatient(row, patient)),
      changes: [{ entity: 'appointment', id, version: 1 }],
      audit: [{ action: 'appointment.create', patientId, resourceType: 'appointment', resourceId: id }],
      // The clinic's row first: who is behind waits there for its turn and not inside a constraint.
      statements: [
        repositories.changeFeed.lock(tx),
        repositories.appointments.insert(tx, row, creationOf(body)),
      ],
    };
  }

  /** The same id again: the booking that made the visit answers with it as it is now, another one is refused. */
  private async repeated(
    tx: Transaction,
    earlier: AppointmentRow,
    creation: string | null,
  ): Promise<Outcome<Appointment>> {
    const isSame = await this.deps.repositories.appointments.isCreatedBy(tx, earlier.id, creation ?? '');
    if (!isSame) throw new AppError('duplicate', 'This id is already in use');
    return unchanged(toAppointment(earlier));
  }

  private move(
    tx: Transaction,
    move: { current: AppointmentRow; wanted: Wanted; place: Lane; now: Date },
  ): Outcome<Appointment> {
    const { repositories } = this.deps;
    const { current, wanted, place, now } = move;
    const { id, patientId, version } = current;
    const columns = { ...columnsOf(wanted), ...place };
    return {
      output: toAppointment({ ...current, ...columns, version: version + 1 }),
      changes: [{ entity: 'appointment', id, version: version + 1 }],
      audit: [{ action: 'appointment.update', patientId, resourceType: 'appointment', resourceId: id }],
      statements: [
        repositories.changeFeed.lock(tx),
        repositories.appointments.move(tx, { ...columns, id, version, now }),
      ],
    };
  }

  /** In which lane the moved visit fits; where nothing of its time changes it stays where it is. */
  private async placeOf(
    tx: Transaction,
    move: { current: AppointmentRow; wanted: Wanted; rules: Rules; now: Date },
  ): Promise<Lane> {
    const { current, wanted, rules, now } = move;
    if (isSameTime(current, wanted)) return { lane: current.lane, overbookReason: current.overbookReason };
    if (!blockingStatuses.includes(current.status)) {
      throw new AppError('invalid_transition', 'A visit that is over stays where it was');
    }
    assertKnown(rules.reference, wanted);
    if (wanted.startsAt.getTime() !== current.startsAt.getTime()) assertAhead(wanted.startsAt, now);
    const isOffered = isInHours(rules, wanted);
    const blocking = await this.listBlocking(tx, wanted);
    return findLane(wanted, { blocking, isInHours: isOffered });
  }
}

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

/** A move writes the reasons anew: what does not open today may still be saved, and is not written over. */
const assertReadable = ({ unreadable }: AppointmentRow): void => {
  if (!unreadable.some((part) => part === 'reason' || part === 'overbookReason')) return;
  throw new AppError('unreadable', 'The reason of this visit cannot be read, so the visit is not changed');
};

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
  unreadable: patient.unreadable.filter((part) => part !== 'notes'),
});
