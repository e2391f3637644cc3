import type { AppointmentStatus } from '@clinic/contracts';
import type { SqlValue, Transaction } from '@clinic/database';
import {
  indexCreation,
  insertValues,
  openAppointment,
  openText,
  sealText,
  type StoredAppointment,
} from './appointment.columns.ts';
import type {
  AppointmentMove,
  AppointmentRow,
  Blocking,
  Held,
  NewAppointmentRow,
  StatusUpdate,
  VisitRow,
  Wanted,
} from './appointment.rows.ts';
import type { ClinicCiphers } from './clinic-ciphers.ts';
import { columnsOf } from './columns-of.ts';
import * as sql from './appointment.statements.ts';
import { placeValues } from './keyset.ts';
import { RowFields } from './row-fields.ts';

const DAY_MS = 24 * 60 * 60_000;

const dayBefore = (instant: Date): Date => new Date(instant.getTime() - DAY_MS);

/** Rows of `appointments` and the steps they took. Reasons are sealed. */
export class AppointmentRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  async findById(tx: Transaction, id: string): Promise<AppointmentRow | undefined> {
    const [row] = await this.select(tx, sql.FIND, [tx.clinicId, id]);
    return row;
  }

  /** The same, locked until the end of the transaction. */
  async findForUpdate(tx: Transaction, id: string): Promise<AppointmentRow | undefined> {
    const [row] = await this.select(tx, sql.FIND_FOR_UPDATE, [tx.clinicId, id]);
    return row;
  }

  /** Everything that overlaps the half-open range, whatever its status, by start. */
  async list(
    tx: Transaction,
    range: { from: Date; to: Date; practitionerId?: string | undefined; patientId?: string | undefined },
  ): Promise<AppointmentRow[]> {
    const base: SqlValue[] = [tx.clinicId, range.from, range.to, dayBefore(range.from)];
    const { practitionerId, patientId } = range;
    if (practitionerId !== undefined && patientId !== undefined) {
      return this.select(tx, sql.LIST_OF_BOTH, [...base, practitionerId, patientId]);
    }
    if (practitionerId !== undefined)
      return this.select(tx, sql.LIST_OF_PRACTITIONER, [...base, practitionerId]);
    if (patientId !== undefined) return this.select(tx, sql.LIST_OF_PATIENT, [...base, patientId]);
    return this.select(tx, sql.LIST, base);
  }

  /** Appointments that hold the wanted time of this practitioner, room or patient, in any lane. */
  async listBlocking(tx: Transaction, wanted: Wanted): Promise<Blocking[]> {
    const { rows } = await tx.query<Blocking>(sql.LIST_BLOCKING, [
      tx.clinicId,
      wanted.startsAt,
      wanted.endsAt,
      dayBefore(wanted.startsAt),
      wanted.practitionerId,
      wanted.roomId,
      wanted.patientId,
    ]);
    return rows.filter((row) => row.id !== wanted.exceptId);
  }

  /** All that holds time in the range, for working out what is free. */
  async listBusy(tx: Transaction, range: { from: Date; to: Date }): Promise<Blocking[]> {
    const values = [tx.clinicId, range.from, range.to, dayBefore(range.from)];
    return (await tx.query<Blocking>(sql.LIST_BUSY, values)).rows;
  }

  /** The times that begin in the range and count as work: what is booked, under way or done. */
  async listHeld(tx: Transaction, range: { from: Date; to: Date }): Promise<Held[]> {
    return (await tx.query<Held>(sql.LIST_HELD, [tx.clinicId, range.from, range.to])).rows;
  }

  /**
   * @param creation what was asked for, where its sender chose the id: `isCreatedBy` knows it again.
   * @throws a violation of one of the three `appointments_*_free` constraints when the time is taken.
   */
  async insert(
    tx: Transaction,
    appointment: NewAppointmentRow,
    creation: string | null = null,
  ): Promise<void> {
    const cipher = this.ciphers.known(tx);
    await tx.query(sql.INSERT_ONE, [
      tx.clinicId,
      ...insertValues(cipher, appointment),
      appointment.now,
      creation === null ? null : indexCreation(cipher, creation),
    ]);
  }

  /** Whether this request made the row of that id: true for the very text that `insert` was given. */
  async isCreatedBy(tx: Transaction, id: string, creation: string): Promise<boolean> {
    const values = [tx.clinicId, id, indexCreation(await this.ciphers.of(tx), creation)];
    return (await tx.query(sql.FIND_CREATION, values)).rows.length > 0;
  }

  async insertMany(tx: Transaction, appointments: readonly NewAppointmentRow[]): Promise<void> {
    const [first] = appointments;
    if (!first) return;
    const cipher = this.ciphers.known(tx);
    const rows = appointments.map((appointment) => insertValues(cipher, appointment));
    await tx.query(sql.INSERT, [tx.clinicId, ...columnsOf(rows), first.now]);
  }

  /** @returns the new version, or undefined when the row is gone or has moved on from `version`. */
  async move(tx: Transaction, move: AppointmentMove): Promise<number | undefined> {
    const cipher = this.ciphers.known(tx);
    const { rows } = await tx.query<{ version: number }>(sql.MOVE, [
      tx.clinicId,
      move.id,
      move.version,
      move.practitionerId,
      move.typeId,
      move.roomId,
      move.startsAt,
      move.endsAt,
      move.lane,
      sealText(cipher, { column: 'reason_enc', rowId: move.id }, move.reason),
      sealText(cipher, { column: 'overbook_reason_enc', rowId: move.id }, move.overbookReason),
      move.now,
    ]);
    return rows[0]?.version;
  }

  /** @returns the new version, or undefined when the row is gone or has moved on from `version`. */
  async changeStatus(tx: Transaction, update: StatusUpdate): Promise<number | undefined> {
    const { rows } = await tx.query<{ version: number }>(sql.CHANGE_STATUS, [
      tx.clinicId,
      update.id,
      update.version,
      update.status,
      update.statusSince,
      update.statusBefore,
      update.arrivedAt,
      update.checkedInAt,
      update.fulfilledAt,
      update.now,
    ]);
    return rows[0]?.version;
  }

  /** Keeps one step of one appointment, with the reason that was given for it. */
  async insertStep(
    tx: Transaction,
    step: {
      id: string;
      appointmentId: string;
      from: AppointmentStatus;
      to: AppointmentStatus;
      occurredAt: Date;
      recordedAt: Date;
      actorId: string | null;
      reason: string | null;
    },
  ): Promise<void> {
    const { field } = this.ciphers.known(tx);
    const place = { table: 'appointment_steps', column: 'reason_enc', rowId: step.id };
    await tx.query(sql.INSERT_STEP, [
      tx.clinicId,
      step.id,
      step.appointmentId,
      step.from,
      step.to,
      step.occurredAt,
      step.recordedAt,
      step.actorId,
      step.reason === null ? null : field.seal(place, step.reason, { padTo: 32 }),
    ]);
  }

  /** Visits of one person, newest first: appointments, and encounters that had none. */
  async listVisits(
    tx: Transaction,
    page: { patientId: string; limit: number; after?: { startsAt: Date; id: string } | undefined },
  ): Promise<VisitRow[]> {
    const place = placeValues(page.after && { at: page.after.startsAt, id: page.after.id });
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<Omit<VisitRow, 'reason' | 'unreadable'> & { reasonEnc: Buffer | null }>(sql.LIST_VISITS, [
        tx.clinicId,
        page.patientId,
        ...place,
        page.limit,
      ]),
    ]);
    return rows.map(({ reasonEnc, ...row }) => {
      const fields = new RowFields();
      const place = { table: `${row.kind}s`, column: 'reason_enc', rowId: row.id };
      const reason = fields.open('reason', () => openText(cipher, place, reasonEnc), null);
      return { ...row, reason, unreadable: fields.unreadable };
    });
  }

  async delete(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.query(sql.DELETE, [tx.clinicId, [...ids]]);
  }

  private async select(tx: Transaction, text: string, values: SqlValue[]): Promise<AppointmentRow[]> {
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredAppointment>(text, values),
    ]);
    return rows.map((row) => openAppointment(cipher, row));
  }
}
