import type { Transaction } from '@clinic/database';
import type { Blocking, NewAppointmentRow } from './appointment.rows.ts';
import type { ClinicCiphers } from './clinic-ciphers.ts';
import type { Moved, Removal } from './imported-patient.repository.ts';
import { removalOf, removeLocked } from './removal.ts';

/** A visit that was to be removed: whose it is and when it was. */
export type VisitRemoval = Removal & { patientId: string | null; startsAt: Date | null };

export type HeldQuestion = {
  from: Date;
  to: Date;
  practitionerIds: readonly string[];
  roomIds: readonly string[];
  patientIds: readonly string[];
};

// A time that was taken meanwhile is left out and not an error: who looks at what came back sees it.
const INSERT_FREE = `
  insert into appointments (clinic_id, id, patient_id, practitioner_id, type_id, room_id, starts_at, ends_at, status,
    status_since, status_before, arrived_at, checked_in_at, fulfilled_at, lane, reason_enc, created_at, updated_at)
  select $1::uuid, row.id, row.patient_id, row.practitioner_id, row.type_id, row.room_id, row.starts_at, row.ends_at,
    row.status, row.status_since, row.status_before, row.arrived_at, row.checked_in_at, row.fulfilled_at, 0,
    row.reason_enc, $16::timestamptz, $16::timestamptz
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::timestamptz[],
    $9::text[], $10::timestamptz[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[], $15::bytea[])
    as row(id, patient_id, practitioner_id, type_id, room_id, starts_at, ends_at, status, status_since, status_before,
      arrived_at, checked_in_at, fulfilled_at, reason_enc)
  on conflict do nothing
  returning id`;

const LIST_HELD = `
  select a.id, a.practitioner_id as "practitionerId", a.room_id as "roomId", a.patient_id as "patientId",
    a.starts_at as "startsAt", a.ends_at as "endsAt", a.lane, a.type_id as "typeId"
  from appointments a
  where a.clinic_id = $1 and a.starts_at < $3 and a.ends_at > $2 and a.status in ('booked', 'arrived', 'checked-in')
    and (a.practitioner_id = any($4::uuid[]) or a.room_id = any($5::uuid[]) or a.patient_id = any($6::uuid[]))`;

const WHOSE_AND_WHEN = { patientId: 'v.patient_id', startsAt: 'v.starts_at' };

const removals = {
  Appointment: removalOf({
    table: 'appointments',
    usedBy: ['encounters.appointment_id'],
    columns: WHOSE_AND_WHEN,
  }),
  Encounter: removalOf({ table: 'encounters', columns: WHOSE_AND_WHEN }),
  Clinical: removalOf({
    table: 'clinical_resources',
    columns: { patientId: 'v.patient_id', startsAt: 'null::timestamptz' },
  }),
};

/** Visits, and what was found at them, as an import deals with them: by the hundred. */
export class ImportedVisitRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  /** Writes those whose time is free. @returns their ids. */
  async insertFree(tx: Transaction, rows: readonly NewAppointmentRow[], now: Date): Promise<Set<string>> {
    if (rows.length === 0) return new Set();
    const { field } = this.ciphers.known(tx);
    const seal = (rowId: string, reason: string): Buffer =>
      field.seal({ table: 'appointments', column: 'reason_enc', rowId }, reason, { padTo: 32 });
    const { rows: written } = await tx.query<{ id: string }>(INSERT_FREE, [
      tx.clinicId,
      rows.map((row) => row.id),
      rows.map((row) => row.patientId),
      rows.map((row) => row.practitionerId),
      rows.map((row) => row.typeId),
      rows.map((row) => row.roomId),
      rows.map((row) => row.startsAt),
      rows.map((row) => row.endsAt),
      rows.map((row) => row.status),
      rows.map((row) => row.statusSince),
      rows.map((row) => row.statusBefore ?? null),
      rows.map((row) => row.arrivedAt ?? null),
      rows.map((row) => row.checkedInAt ?? null),
      rows.map((row) => row.fulfilledAt ?? null),
      rows.map((row) => (row.reason === null ? null : seal(row.id, row.reason))),
      now,
    ]);
    return new Set(written.map((row) => row.id));
  }

  /** What holds time of these practitioners, rooms or patients in the range. */
  async listHeld(tx: Transaction, question: HeldQuestion): Promise<Blocking[]> {
    const { from, to, practitionerIds, roomIds, patientIds } = question;
    const values = [tx.clinicId, from, to, [...practitionerIds], [...roomIds], [...patientIds]];
    return (await tx.query<Blocking>(LIST_HELD, values)).rows;
  }

  /** Removes those that are as the import left them. */
  remove(
    tx: Transaction,
    kind: 'Appointment' | 'Encounter' | 'Clinical',
    wanted: readonly Moved[],
  ): Promise<VisitRemoval[]> {
    return removeLocked(tx, removals[kind], wanted);
  }
}
