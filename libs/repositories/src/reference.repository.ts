import type { Transaction } from '@clinic/database';

export type PractitionerRow = {
  id: string;
  version: number;
  name: string;
  profession: string | null;
  isActive: boolean;
};

export type RoomRow = { id: string; version: number; name: string; isActive: boolean };

export type AppointmentTypeRow = {
  id: string;
  version: number;
  name: string;
  durationMinutes: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  isActive: boolean;
};

/** Weekly hours in the clinic's wall time, `HH:MM`; ISO weekday, Monday is 1; dates `YYYY-MM-DD`, the last included. */
export type WorkingHoursRow = {
  id: string;
  practitionerId: string;
  weekday: number;
  startsAt: string;
  endsAt: string;
  validFrom: string | null;
  validTo: string | null;
};

/** A day or a part of it that differs from the week; no practitioner means the whole clinic. */
export type ScheduleExceptionRow = {
  id: string;
  practitionerId: string | null;
  kind: 'closed' | 'open' | 'blocked';
  fromDate: string;
  toDate: string;
  startsAt: string | null;
  endsAt: string | null;
  weekdays: number[] | null;
  reason: string | null;
};

const LIST_PRACTITIONERS = `
  select id, version, name, profession, is_active as "isActive" from practitioners where clinic_id = $1 order by name, id`;

const LIST_ROOMS =
  'select id, version, name, is_active as "isActive" from rooms where clinic_id = $1 order by name, id';

const LIST_TYPES = `
  select id, version, name, duration_minutes as "durationMinutes", buffer_before_minutes as "bufferBeforeMinutes",
    buffer_after_minutes as "bufferAfterMinutes", is_active as "isActive"
  from appointment_types where clinic_id = $1 order by name, id`;

const LIST_HOURS = `
  select id, practitioner_id as "practitionerId", weekday, to_char(starts_at, 'HH24:MI') as "startsAt",
    to_char(ends_at, 'HH24:MI') as "endsAt", valid_from::text as "validFrom", valid_to::text as "validTo"
  from working_hours where clinic_id = $1 order by practitioner_id, weekday, starts_at`;

const LIST_EXCEPTIONS = `
  select id, practitioner_id as "practitionerId", kind, from_date::text as "fromDate", to_date::text as "toDate",
    to_char(starts_at, 'HH24:MI') as "startsAt", to_char(ends_at, 'HH24:MI') as "endsAt", weekdays, reason
  from schedule_exceptions where clinic_id = $1 order by from_date, id`;

const INSERT_PRACTITIONERS = `
  insert into practitioners (clinic_id, id, name, profession, user_id, is_active, created_at, updated_at)
  select $1::uuid, row.*, $7::timestamptz, $7::timestamptz
  from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::boolean[]) as row`;

const INSERT_ROOMS = `
  insert into rooms (clinic_id, id, name, is_active, created_at, updated_at)
  select $1::uuid, row.*, $5::timestamptz, $5::timestamptz
  from unnest($2::uuid[], $3::text[], $4::boolean[]) as row`;

const INSERT_TYPES = `
  insert into appointment_types (clinic_id, id, name, duration_minutes, buffer_before_minutes, buffer_after_minutes,
    is_active, created_at, updated_at)
  select $1::uuid, row.*, $8::timestamptz, $8::timestamptz
  from unnest($2::uuid[], $3::text[], $4::integer[], $5::integer[], $6::integer[], $7::boolean[]) as row`;

const INSERT_HOURS = `
  insert into working_hours (clinic_id, id, practitioner_id, weekday, starts_at, ends_at, valid_from, valid_to)
  select $1::uuid, row.*
  from unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::time[], $6::time[], $7::date[], $8::date[]) as row`;

const INSERT_EXCEPTIONS = `
  insert into schedule_exceptions (clinic_id, id, practitioner_id, kind, from_date, to_date, starts_at, ends_at, weekdays,
    reason)
  select $1::uuid, row.id, row.practitioner_id, row.kind, row.from_date, row.to_date, row.starts_at, row.ends_at,
    row.weekdays::smallint[], row.reason
  from unnest($2::uuid[], $3::uuid[], $4::text[], $5::date[], $6::date[], $7::time[], $8::time[], $9::text[], $10::text[])
    as row(id, practitioner_id, kind, from_date, to_date, starts_at, ends_at, weekdays, reason)`;

const DELETE_PRACTITIONERS = 'delete from practitioners where clinic_id = $1 and id = any($2::uuid[])';
const DELETE_ROOMS = 'delete from rooms where clinic_id = $1 and id = any($2::uuid[])';
const DELETE_TYPES = 'delete from appointment_types where clinic_id = $1 and id = any($2::uuid[])';

export type NewPractitioner = Omit<PractitionerRow, 'version'> & { userId: string | null };

/** Reference data of a clinic: who works where, when, and what kinds of visit there are. None of it is about a patient. */
export class ReferenceRepository {
  async listPractitioners(tx: Transaction): Promise<PractitionerRow[]> {
    return (await tx.query<PractitionerRow>(LIST_PRACTITIONERS, [tx.clinicId])).rows;
  }

  async listRooms(tx: Transaction): Promise<RoomRow[]> {
    return (await tx.query<RoomRow>(LIST_ROOMS, [tx.clinicId])).rows;
  }

  async listAppointmentTypes(tx: Transaction): Promise<AppointmentTypeRow[]> {
    return (await tx.query<AppointmentTypeRow>(LIST_TYPES, [tx.clinicId])).rows;
  }

  async listWorkingHours(tx: Transaction): Promise<WorkingHoursRow[]> {
    return (await tx.query<WorkingHoursRow>(LIST_HOURS, [tx.clinicId])).rows;
  }

  async listExceptions(tx: Transaction): Promise<ScheduleExceptionRow[]> {
    return (await tx.query<ScheduleExceptionRow>(LIST_EXCEPTIONS, [tx.clinicId])).rows;
  }

  async insertPractitioners(tx: Transaction, rows: readonly NewPractitioner[], now: Date): Promise<void> {
    await tx.query(INSERT_PRACTITIONERS, [
      tx.clinicId,
      rows.map((row) => row.id),
      rows.map((row) => row.name),
      rows.map((row) => row.profession),
      rows.map((row) => row.userId),
      rows.map((row) => row.isActive),
      now,
    ]);
  }

  async insertRooms(tx: Transaction, rows: readonly Omit<RoomRow, 'version'>[], now: Date): Promise<void> {
    const columns = [rows.map((row) => row.id), rows.map((row) => row.name), rows.map((row) => row.isActive)];
    await tx.query(INSERT_ROOMS, [tx.clinicId, ...columns, now]);
  }

  async insertAppointmentTypes(
    tx: Transaction,
    rows: readonly Omit<AppointmentTypeRow, 'version'>[],
    now: Date,
  ): Promise<void> {
    await tx.query(INSERT_TYPES, [
      tx.clinicId,
      rows.map((row) => row.id),
      rows.map((row) => row.name),
      rows.map((row) => row.durationMinutes),
      rows.map((row) => row.bufferBeforeMinutes),
      rows.map((row) => row.bufferAfterMinutes),
      rows.map((row) => row.isActive),
      now,
    ]);
  }

  async insertWorkingHours(tx: Transaction, rows: readonly WorkingHoursRow[]): Promise<void> {
    await tx.query(INSERT_HOURS, [
      tx.clinicId,
      rows.map((row) => row.id),
      rows.map((row) => row.practitionerId),
      rows.map((row) => row.weekday),
      rows.map((row) => row.startsAt),
      rows.map((row) => row.endsAt),
      rows.map((row) => row.validFrom),
      rows.map((row) => row.validTo),
    ]);
  }

  async insertExceptions(tx: Transaction, rows: readonly ScheduleExceptionRow[]): Promise<void> {
    await tx.query(INSERT_EXCEPTIONS, [
      tx.clinicId,
      rows.map((row) => row.id),
      rows.map((row) => row.practitionerId),
      rows.map((row) => row.kind),
      rows.map((row) => row.fromDate),
      rows.map((row) => row.toDate),
      rows.map((row) => row.startsAt),
      rows.map((row) => row.endsAt),
      // A list of lists must be rectangular; the literal of an array is text and may be as long as it likes.
      rows.map((row) => (row.weekdays === null ? null : `{${row.weekdays.join()}}`)),
      rows.map((row) => row.reason),
    ]);
  }

  async deletePractitioners(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.query(DELETE_PRACTITIONERS, [tx.clinicId, [...ids]]);
  }

  async deleteRooms(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.query(DELETE_ROOMS, [tx.clinicId, [...ids]]);
  }

  async deleteAppointmentTypes(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.query(DELETE_TYPES, [tx.clinicId, [...ids]]);
  }
}
