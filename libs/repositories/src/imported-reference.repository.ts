import type { Transaction } from '@clinic/database';
import type { Moved, Removal } from './imported-patient.repository.ts';

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

const OUTCOMES = `
  select w.id, case when w.is_unedited is null then 'missing' when r.id is not null then 'removed'
    when not w.is_unedited then 'edited' else 'in_use' end as outcome
  from wanted w left join removed r on r.id = w.id`;

const REMOVE_PRACTITIONERS = `
  with wanted as (
    select w.id, p.version = w.version as is_unedited,
      exists (select 1 from appointments a where a.clinic_id = $1 and a.practitioner_id = w.id)
        or exists (select 1 from encounters e where e.clinic_id = $1 and e.practitioner_id = w.id)
        or exists (select 1 from working_hours h where h.clinic_id = $1 and h.practitioner_id = w.id)
        or exists (select 1 from schedule_exceptions x where x.clinic_id = $1 and x.practitioner_id = w.id) as is_used
    from unnest($2::uuid[], $3::integer[]) as w(id, version)
      left join practitioners p on p.clinic_id = $1 and p.id = w.id
  ), removed as (
    delete from practitioners p using wanted w
    where p.clinic_id = $1 and p.id = w.id and w.is_unedited and not w.is_used returning p.id
  ) ${OUTCOMES}`;

const REMOVE_ROOMS = `
  with wanted as (
    select w.id, p.version = w.version as is_unedited,
      exists (select 1 from appointments a where a.clinic_id = $1 and a.room_id = w.id) as is_used
    from unnest($2::uuid[], $3::integer[]) as w(id, version) left join rooms p on p.clinic_id = $1 and p.id = w.id
  ), removed as (
    delete from rooms p using wanted w
    where p.clinic_id = $1 and p.id = w.id and w.is_unedited and not w.is_used returning p.id
  ) ${OUTCOMES}`;

const REMOVE_TYPES = `
  with wanted as (
    select w.id, p.version = w.version as is_unedited,
      exists (select 1 from appointments a where a.clinic_id = $1 and a.type_id = w.id) as is_used
    from unnest($2::uuid[], $3::integer[]) as w(id, version)
      left join appointment_types p on p.clinic_id = $1 and p.id = w.id
  ), removed as (
    delete from appointment_types p using wanted w
    where p.clinic_id = $1 and p.id = w.id and w.is_unedited and not w.is_used returning p.id
  ) ${OUTCOMES}`;

const statements = {
  Practitioner: REMOVE_PRACTITIONERS,
  Location: REMOVE_ROOMS,
  AppointmentType: REMOVE_TYPES,
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

  /** Takes back what `fillProfessions` said of those nobody changed since. @returns who moved. */
  async clearProfessions(tx: Transaction, filled: readonly Moved[], now: Date): Promise<Moved[]> {
    const values = [tx.clinicId, filled.map((each) => each.id), filled.map((each) => each.version), now];
    return (await tx.query<Moved>(CLEAR_PROFESSIONS, values)).rows;
  }

  /** Removes those that are as the import left them and that nothing names. */
  async remove(
    tx: Transaction,
    kind: 'Practitioner' | 'Location' | 'AppointmentType',
    wanted: readonly Moved[],
  ): Promise<Removal[]> {
    const values = [tx.clinicId, wanted.map((each) => each.id), wanted.map((each) => each.version)];
    return (await tx.query<Removal>(statements[kind], values)).rows;
  }
}
