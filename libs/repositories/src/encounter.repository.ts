import type { Transaction } from '@clinic/database';
import type { ClinicCiphers } from './clinic-ciphers.ts';

/** A visit that happened. `status` and `class` are FHIR's words. */
export type NewEncounterRow = {
  id: string;
  patientId: string;
  practitionerId: string | null;
  /** Null looks for the appointment of the same people at the same start. */
  appointmentId: string | null;
  status: string;
  class: string | null;
  startsAt: Date;
  endsAt: Date;
  reason: string | null;
};

const INSERT = `
  insert into encounters (clinic_id, id, patient_id, practitioner_id, appointment_id, status, class, starts_at, ends_at,
    reason_enc, created_at, updated_at)
  select $1::uuid, row.id, row.patient_id, row.practitioner_id, coalesce(row.appointment_id, (
      select a.id from appointments a
      where a.clinic_id = $1 and a.patient_id = row.patient_id and a.starts_at = row.starts_at
        and a.practitioner_id = row.practitioner_id
      order by a.id limit 1)),
    row.status, row.class, row.starts_at, row.ends_at, row.reason_enc, $11::timestamptz, $11::timestamptz
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[],
    $9::timestamptz[], $10::bytea[])
    as row(id, patient_id, practitioner_id, appointment_id, status, class, starts_at, ends_at, reason_enc)`;

/** Rows of `encounters`. Reasons are sealed. */
export class EncounterRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  /** Many at once, each joined to its appointment where there is one. */
  async insertMany(tx: Transaction, rows: readonly NewEncounterRow[], now: Date): Promise<void> {
    if (rows.length === 0) return;
    const { field } = this.ciphers.known(tx);
    const seal = (rowId: string, reason: string | null): Buffer | null =>
      reason === null
        ? null
        : field.seal({ table: 'encounters', column: 'reason_enc', rowId }, reason, { padTo: 32 });
    await tx.query(INSERT, [
      tx.clinicId,
      rows.map((row) => row.id),
      rows.map((row) => row.patientId),
      rows.map((row) => row.practitionerId),
      rows.map((row) => row.appointmentId),
      rows.map((row) => row.status),
      rows.map((row) => row.class),
      rows.map((row) => row.startsAt),
      rows.map((row) => row.endsAt),
      rows.map((row) => seal(row.id, row.reason)),
      now,
    ]);
  }
}
