import type { Transaction } from '@clinic/database';
import type { Moved, Removal } from './imported-patient.repository.ts';
import type { WorkingHoursRow } from './reference.repository.ts';
import { removalOf, removeLocked } from './removal.ts';

const FOLLOW = `
  with touched as (
    update practitioners p set profession = v.profession, updated_at = $4, version = p.version + 1
    from unnest($2::uuid[], $3::text[]) as v(id, profession)
    where p.clinic_id = $1 and p.id = v.id and p.profession is null
    returning p.id, p.version
  ), followed as (
    update import_records r set entity_version = t.version from touched t
    where r.clinic_id = $1 and r.entity_id = t.id and r.entity_version = t.version - 1
    returning 1
  ) select id, version from touched`;

const ACTIVATE = `
  with touched as (
    update practitioners p set is_active = true, updated_at = $3, version = p.version + 1
    where p.clinic_id = $1 and p.id = any($2::uuid[]) and not p.is_active and exists (
      select 1 from import_records r
      where r.clinic_id = $1 and r.kind = 'Practitioner' and r.entity_id = p.id and r.entity_version = p.version)
    returning p.id, p.version
  ), followed as (
    update import_records r set entity_version = t.version from touched t
    where r.clinic_id = $1 and r.entity_id = t.id and r.entity_version = t.version - 1
    returning 1
  ) select id, version from touched`;

const CLEAR_PROFESSIONS = `
  with touched as (
    update practitioners p set profession = null, updated_at = $4, version = p.version + 1
    from unnest($2::uuid[], $3::integer[]) as v(id, version)
    where p.clinic_id = $1 and p.id = v.id and p.version = v.version
    returning p.id, p.version
  ), followed as (
    update import_records r set entity_version = t.version from touched t
    where r.clinic_id = $1 and r.entity_id = t.id and r.entity_version = t.version - 1
    returning 1
  ) select id, version from touched`;

const OPEN_HOURS = `
  with touched as (
    update practitioners p set is_active = true, updated_at = $10, version = p.version + 1
    where p.clinic_id = $1 and p.id = any($4::uuid[]) and exists (
      select 1 from import_records r
      where r.clinic_id = $1 and r.kind = 'Practitioner' and r.entity_id = p.id and r.entity_version = p.version
    ) and (exists (
      select 1 from import_records h
      where h.clinic_id = $1 and h.kind = 'WorkingHours' and h.entity_id = p.id and h.import_id = $2
    ) or not exists (select 1 from working_hours w where w.clinic_id = $1 and w.practitioner_id = p.id))
    returning p.id, p.version
  ), followed as (
    update import_records r set entity_version = t.version from touched t
    where r.clinic_id = $1 and r.entity_id = t.id and r.entity_version = t.version - 1
    returning 1
  ), opened as (
    insert into working_hours (clinic_id, id, practitioner_id, weekday, starts_at, ends_at, valid_from, valid_to)
    select $1::uuid, g.id, t.id, g.weekday, g.starts_at, g.ends_at, g.valid_from, g.valid_to
    from unnest($3::uuid[], $4::uuid[], $5::smallint[], $6::time[], $7::time[], $8::date[], $9::date[])
      as g(id, practitioner_id, weekday, starts_at, ends_at, valid_from, valid_to)
      join touched t on t.id = g.practitioner_id
    returning 1
  ) select id, version from touched`;

const CLOSE_HOURS = `
  with touched as (
    update practitioners p set updated_at = $4, version = p.version + 1, is_active = p.is_active and exists (
      select 1 from appointments a
      where a.clinic_id = $1 and a.practitioner_id = p.id and a.status in ('booked', 'arrived', 'checked-in')
        and a.ends_at > $4)
    from unnest($2::uuid[], $3::integer[]) as v(id, version)
    where p.clinic_id = $1 and p.id = v.id and p.version = v.version
    returning p.id, p.version
  ), followed as (
    update import_records r set entity_version = t.version from touched t
    where r.clinic_id = $1 and r.entity_id = t.id and r.entity_version = t.version - 1 and r.kind <> 'WorkingHours'
    returning 1
  ), forgotten as (
    delete from import_records r using touched t
    where r.clinic_id = $1 and r.entity_id = t.id and r.kind = 'WorkingHours'
    returning 1
  ), closed as (
    delete from working_hours w using touched t where w.clinic_id = $1 and w.practitioner_id = t.id
    returning 1
  ) select id, version from touched`;

const removals = {
  Practitioner: removalOf({
    table: 'practitioners',
    usedBy: [
      ...['appointments.practitioner_id', 'encounters.practitioner_id'],
      ...['working_hours.practitioner_id', 'schedule_exceptions.practitioner_id'],
    ],
  }),
  Location: removalOf({ table: 'rooms', usedBy: ['appointments.room_id'] }),
  AppointmentType: removalOf({ table: 'appointment_types', usedBy: ['appointments.type_id'] }),
};

/** Practitioners, rooms and types as an import deals with them. */
export class ImportedReferenceRepository {
  /** Says what someone is of whom it was not said. @returns who moved. */
  async fillProfessions(
    tx: Transaction,
    professions: ReadonlyMap<string, string>,
    now: Date,
  ): Promise<Moved[]> {
    if (professions.size === 0) return [];
    const values = [tx.clinicId, [...professions.keys()], [...professions.values()], now];
    return (await tx.query<Moved>(FOLLOW, values)).rows;
  }

  /** Those an import brought, whom nobody changed since, come into the calendar. @returns who moved. */
  async activate(tx: Transaction, practitionerIds: readonly string[], now: Date): Promise<Moved[]> {
    if (practitionerIds.length === 0) return [];
    return (await tx.query<Moved>(ACTIVATE, [tx.clinicId, [...practitionerIds], now])).rows;
  }

  /**
   * Opens the hours of those an import brought, whom nobody changed since and who have no hours of another origin, and they
   * come into the calendar. @returns who moved.
   */
  async openHours(
    tx: Transaction,
    { importId, rows, now }: { importId: string; rows: readonly WorkingHoursRow[]; now: Date },
  ): Promise<Moved[]> {
    if (rows.length === 0) return [];
    const values = [
      ...[tx.clinicId, importId, rows.map((row) => row.id), rows.map((row) => row.practitionerId)],
      ...[rows.map((row) => row.weekday), rows.map((row) => row.startsAt), rows.map((row) => row.endsAt)],
      ...[rows.map((row) => row.validFrom), rows.map((row) => row.validTo), now],
    ];
    return (await tx.query<Moved>(OPEN_HOURS, values)).rows;
  }

  /**
   * Takes back what `openHours` opened for those nobody changed since; who has nothing booked leaves the calendar.
   * @returns who moved.
   */
  async closeHours(tx: Transaction, opened: readonly Moved[], now: Date): Promise<Moved[]> {
    const values = [tx.clinicId, opened.map((each) => each.id), opened.map((each) => each.version), now];
    return (await tx.query<Moved>(CLOSE_HOURS, values)).rows;
  }

  /** Takes back what `fillProfessions` said of those nobody changed since. @returns who moved. */
  async clearProfessions(tx: Transaction, filled: readonly Moved[], now: Date): Promise<Moved[]> {
    const values = [tx.clinicId, filled.map((each) => each.id), filled.map((each) => each.version), now];
    return (await tx.query<Moved>(CLEAR_PROFESSIONS, values)).rows;
  }

  /** Removes those that are as the import left them and that nothing names. */
  remove(
    tx: Transaction,
    kind: 'Practitioner' | 'Location' | 'AppointmentType',
    wanted: readonly Moved[],
  ): Promise<Removal[]> {
    return removeLocked(tx, removals[kind], wanted);
  }
}
