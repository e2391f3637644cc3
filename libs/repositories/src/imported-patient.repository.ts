import type { Alert } from '@clinic/contracts';
import type { Transaction } from '@clinic/database';
import type { ClinicCiphers } from './clinic-ciphers.ts';
import {
  openAlerts,
  openIdentity,
  sealAlerts,
  sharedIndexes,
  type PatientIdentity,
} from './patient.columns.ts';
import { removalOf, removeLocked } from './removal.ts';
import { RowFields } from './row-fields.ts';

/** Something whose version moved on. */
export type Moved = { id: string; version: number };

/** What a person may be known by already; phones in international form, e-mail in lower case. */
export type SharedKeys = { phones: readonly string[]; email: string | null; birthDate: string | null };

export type PersonRow = { id: string; identity: PatientIdentity };

export type PatientAlerts = { id: string; alerts: Alert[]; areAllergiesKnown: boolean };

/** What became of one thing that an import is to be rid of. */
export type Removal = { id: string; outcome: 'removed' | 'edited' | 'in_use' | 'missing' };

export type DuplicatePair = {
  patientId: string;
  otherPatientId: string;
  score: number;
  reasons: readonly string[];
};

// Ids and keys alone: most of who shares a birth date is somebody else, and opening them all would cost the most.
const LIST_SHARING = `
  select id, birth_date_bidx as "birthDate", phone_bidx as "phone", email_bidx as "email"
  from patients where clinic_id = $1 and id in (
    select id from patients where clinic_id = $1 and birth_date_bidx = any($2::bytea[])
    union select id from patients where clinic_id = $1 and phone_bidx = any($3::bytea[])
    union select id from patients where clinic_id = $1 and email_bidx = any($4::bytea[]))`;

const LIST_PEOPLE = `
  select id, identity_enc as "identityEnc" from patients where clinic_id = $1 and id = any($2::uuid[])`;

// An import follows its own hand: only what somebody else changed counts as edited since.
const followed = (touched: string): string => `
  with touched as (${touched}), followed as (
    update import_records r set entity_version = t.version from touched t
    where r.clinic_id = $1 and r.entity_id = t.id and r.entity_version = t.version - 1
    returning 1
  ) select id, version from touched`;

// A registration counts as seen only until there is a visit.
const TOUCH_VISITS = followed(`
  update patients p set last_visit_at = v.at, updated_at = $4, version = p.version + 1,
    seen_at = case when p.last_visit_at is null and p.seen_at = p.created_at then v.at else greatest(p.seen_at, v.at) end
  from unnest($2::uuid[], $3::timestamptz[]) as v(id, at)
  where p.clinic_id = $1 and p.id = v.id and (p.last_visit_at is null or p.last_visit_at < v.at)
  returning p.id, p.version`);

// Where the last visit is the one that was removed, the last of those that are left takes its place.
const RESTORE_VISITS = followed(`
  update patients p set last_visit_at = v.at, seen_at = coalesce(v.at, p.created_at), updated_at = $4,
    version = p.version + 1
  from (
    select r.id, r.removed_at, greatest(
      (select max(coalesce(a.checked_in_at, a.starts_at)) from appointments a
        where a.clinic_id = $1 and a.patient_id = r.id and a.status = 'fulfilled'),
      (select max(e.starts_at) from encounters e
        where e.clinic_id = $1 and e.patient_id = r.id and e.status = 'finished')) as at
    from unnest($2::uuid[], $3::timestamptz[]) as r(id, removed_at)
  ) v
  where p.clinic_id = $1 and p.id = v.id and p.last_visit_at = v.removed_at and v.at is distinct from p.last_visit_at
  returning p.id, p.version`);

const LIST_ALERTS_FOR_UPDATE = `
  select id, alerts_enc as "alertsEnc", are_allergies_known as "areAllergiesKnown"
  from patients where clinic_id = $1 and id = any($2::uuid[]) order by id for no key update`;

const UPDATE_ALERTS = followed(`
  update patients p set alerts_enc = v.alerts_enc, are_allergies_known = v.are_allergies_known, updated_at = $5,
    version = p.version + 1
  from unnest($2::uuid[], $3::bytea[], $4::boolean[]) as v(id, alerts_enc, are_allergies_known)
  where p.clinic_id = $1 and p.id = v.id
  returning p.id, p.version`);

const NOTE_PAIRS = `
  insert into possible_duplicates (clinic_id, patient_id, other_patient_id, score, reasons, found_at)
  select $1::uuid, row.patient_id, row.other_patient_id, row.score, string_to_array(row.reasons, ','), $6::timestamptz
  from unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::text[]) as row(patient_id, other_patient_id, score, reasons)
  on conflict do nothing`;

const REMOVAL = removalOf({
  table: 'patients',
  usedBy: ['appointments.patient_id', 'encounters.patient_id', 'clinical_resources.patient_id'],
});

// What so many share tells nobody apart: the clinic's own number, typed in where there was none.
const MOST_PER_CONTACT = 64;

/** Patients as an import deals with them: by the hundred. */
export class ImportedPatientRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  /** For each person asked for, the ids of all who share a phone, the e-mail address or the birth date; archived ones too. */
  async listSharing(tx: Transaction, people: readonly SharedKeys[]): Promise<string[][]> {
    const cipher = this.ciphers.known(tx);
    const hashed = people.map((person) => sharedIndexes(cipher, person));
    const { rows } = await tx.query<SharingRow>(LIST_SHARING, [
      tx.clinicId,
      hashed.map((keys) => keys.birthDate),
      hashed.flatMap((keys) => keys.phones),
      hashed.map((keys) => keys.email),
    ]);
    const byKey = groupByKey(rows);
    return hashed.map(({ phones, email, birthDate }) => {
      const keys = [
        ['d', birthDate] as const,
        ['e', email] as const,
        ...phones.map((key) => ['p', key] as const),
      ];
      return [...new Set(keys.flatMap(([kind, key]) => (key ? (byKey.get(nameOf(kind, key)) ?? []) : [])))];
    });
  }

  /** Who of these can be read: nobody is compared with a name that does not open. */
  async listPeople(tx: Transaction, ids: readonly string[]): Promise<PersonRow[]> {
    if (ids.length === 0) return [];
    const cipher = this.ciphers.known(tx);
    const { rows } = await tx.query<{ id: string; identityEnc: Buffer }>(LIST_PEOPLE, [
      tx.clinicId,
      [...ids],
    ]);
    return rows.flatMap(({ id, identityEnc }) => {
      const identity = new RowFields().open('identity', () => openIdentity(cipher, id, identityEnc), null);
      return identity ? [{ id, identity }] : [];
    });
  }

  /** Moves last visits on; an older one changes nothing. @returns whose moved. */
  async touchVisits(tx: Transaction, visits: ReadonlyMap<string, Date>, now: Date): Promise<Moved[]> {
    if (visits.size === 0) return [];
    const values = [tx.clinicId, [...visits.keys()], [...visits.values()], now];
    return (await tx.query<Moved>(TOUCH_VISITS, values)).rows;
  }

  /** Takes back last visits that were these, which are gone. @returns whose moved. */
  async restoreVisits(tx: Transaction, removed: ReadonlyMap<string, Date>, now: Date): Promise<Moved[]> {
    if (removed.size === 0) return [];
    const values = [tx.clinicId, [...removed.keys()], [...removed.values()], now];
    return (await tx.query<Moved>(RESTORE_VISITS, values)).rows;
  }

  /** What the banner of these people warns of, locked until the end of the transaction; without those it cannot be read of. */
  async listAlertsForUpdate(tx: Transaction, ids: readonly string[]): Promise<PatientAlerts[]> {
    const cipher = this.ciphers.known(tx);
    const { rows } = await tx.query<Omit<PatientAlerts, 'alerts'> & { alertsEnc: Buffer | null }>(
      LIST_ALERTS_FOR_UPDATE,
      [tx.clinicId, [...ids]],
    );
    return rows.flatMap(({ alertsEnc, ...row }) => {
      const alerts = new RowFields().open('alerts', () => openAlerts(cipher, row.id, alertsEnc), null);
      return alerts ? [{ ...row, alerts }] : [];
    });
  }

  /** @returns whose moved. */
  async updateAlerts(tx: Transaction, rows: readonly PatientAlerts[], now: Date): Promise<Moved[]> {
    if (rows.length === 0) return [];
    const cipher = this.ciphers.known(tx);
    const values = [
      tx.clinicId,
      rows.map((row) => row.id),
      rows.map((row) => sealAlerts(cipher, row.id, row.alerts)),
      rows.map((row) => row.areAllergiesKnown),
      now,
    ];
    return (await tx.query<Moved>(UPDATE_ALERTS, values)).rows;
  }

  /** Remembers pairs of people who may be one, for the list of duplicates. */
  async notePairs(tx: Transaction, pairs: readonly DuplicatePair[], now: Date): Promise<void> {
    if (pairs.length === 0) return;
    await tx.query(NOTE_PAIRS, [
      tx.clinicId,
      pairs.map((pair) => pair.patientId),
      pairs.map((pair) => pair.otherPatientId),
      pairs.map((pair) => pair.score),
      pairs.map((pair) => pair.reasons.join(',')),
      now,
    ]);
  }

  /** Removes those who are as the import left them and on whom nothing hangs. */
  remove(tx: Transaction, wanted: readonly Moved[]): Promise<Removal[]> {
    return removeLocked(tx, REMOVAL, wanted);
  }
}

type SharingRow = { id: string; birthDate: Buffer | null; phone: Buffer | null; email: Buffer | null };

const nameOf = (kind: 'd' | 'e' | 'p', key: Buffer): string => kind + key.toString('latin1');

const groupByKey = (rows: readonly SharingRow[]): Map<string, string[]> => {
  const groups = new Map<string, string[]>();
  const add = (kind: 'd' | 'e' | 'p', key: Buffer | null, id: string): void => {
    if (key === null) return;
    const name = nameOf(kind, key);
    const group = groups.get(name);
    if (group) group.push(id);
    else groups.set(name, [id]);
  };
  for (const { id, birthDate, phone, email } of rows) {
    add('d', birthDate, id);
    add('p', phone, id);
    add('e', email, id);
  }
  for (const [name, group] of groups) {
    if (!name.startsWith('d') && group.length > MOST_PER_CONTACT) groups.delete(name);
  }
  return groups;
};
