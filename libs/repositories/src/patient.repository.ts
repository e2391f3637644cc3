import type { Alert } from '@clinic/contracts';
import type { SqlScalar, SqlValue, Transaction } from '@clinic/database';
import type { ClinicCipher, ClinicCiphers } from './clinic-ciphers.ts';
import { placeValues } from './keyset.ts';
import { columnsOf } from './columns-of.ts';
import {
  indexCreation,
  indexKeys,
  openAlerts,
  openIdentity,
  recallIdentity,
  openNotes,
  sealAlerts,
  sealIdentity,
  sealNotes,
  type PatientIdentity,
  type PatientKeys,
} from './patient.columns.ts';

/** A patient as the program knows them: opened, without the notes. */
export type PatientRow = {
  id: string;
  version: number;
  identity: PatientIdentity;
  alerts: Alert[];
  areAllergiesKnown: boolean;
  seenAt: Date;
  lastVisitAt: Date | null;
  nextAppointmentAt: Date | null;
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export type PatientWithNotes = PatientRow & { notes: string | null };

export type NewPatientRow = {
  id: string;
  identity: PatientIdentity;
  keys: PatientKeys;
  notes: string | null;
  alerts: Alert[];
  areAllergiesKnown: boolean;
  seenAt: Date;
  lastVisitAt: Date | null;
  now: Date;
};

export type PatientUpdate = {
  id: string;
  version: number;
  identity: PatientIdentity;
  keys: PatientKeys;
  notes: string | null;
  now: Date;
};

type StoredPatient = Omit<PatientRow, 'identity' | 'alerts'> & {
  identityEnc: Buffer;
  alertsEnc: Buffer | null;
};

const COLUMNS = `
  p.id, p.version, p.identity_enc as "identityEnc", p.alerts_enc as "alertsEnc",
  p.are_allergies_known as "areAllergiesKnown", p.seen_at as "seenAt", p.last_visit_at as "lastVisitAt",
  p.archived_at as "archivedAt", p.created_at as "createdAt", p.updated_at as "updatedAt"`;

// The next visit that still stands. `$2` is now in every statement that says it.
const NEXT = `
  (select min(a.starts_at) from appointments a
   where a.clinic_id = $1 and a.patient_id = p.id and a.starts_at > $2 and a.status = 'booked') as "nextAppointmentAt"`;

const INSERT = `
  insert into patients (clinic_id, id, identity_enc, notes_enc, alerts_enc, are_allergies_known, file_number_bidx,
    phone_bidx, email_bidx, birth_date_bidx, seen_at, last_visit_at, created_at, updated_at)
  select $1::uuid, row.* , $13::timestamptz, $13::timestamptz
  from unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::boolean[], $7::bytea[], $8::bytea[], $9::bytea[],
    $10::bytea[], $11::timestamptz[], $12::timestamptz[]) as row`;

const INSERT_ONE = `
  insert into patients (clinic_id, id, identity_enc, notes_enc, alerts_enc, are_allergies_known, file_number_bidx,
    phone_bidx, email_bidx, birth_date_bidx, seen_at, last_visit_at, created_at, updated_at, creation_bidx)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14)`;

const FIND_CREATION = `
  select p.id from patients p where p.clinic_id = $1 and p.id = $2 and p.creation_bidx = $3`;

const FIND = `
  select ${COLUMNS}, p.notes_enc as "notesEnc", ${NEXT}
  from patients p where p.clinic_id = $1 and p.id = $3`;

const FIND_FOR_UPDATE = `
  select ${COLUMNS}, p.notes_enc as "notesEnc", ${NEXT}
  from patients p where p.clinic_id = $1 and p.id = $3 for no key update of p`;

const LIST_BY_IDS = `
  select ${COLUMNS}, ${NEXT}
  from patients p where p.clinic_id = $1 and p.id = any($3::uuid[])`;

const LIST_RECENT = `
  select ${COLUMNS}, ${NEXT}
  from patients p
  where p.clinic_id = $1 and (p.archived_at is not null) = $4 and (p.seen_at, p.id) < ($5::timestamptz, $6::uuid)
  order by p.seen_at desc, p.id desc limit $3`;

const LIST_PAGE = `
  select ${COLUMNS}, null::timestamptz as "nextAppointmentAt"
  from patients p
  where p.clinic_id = $1 and (p.seen_at, p.id) < ($3::timestamptz, $4::uuid)
  order by p.seen_at desc, p.id desc limit $2`;

const LIST_CANDIDATES = `
  select ${COLUMNS}, ${NEXT}
  from patients p
  where p.clinic_id = $1 and p.archived_at is null and p.id in (
    select id from patients where clinic_id = $1 and phone_bidx = any($3::bytea[])
    union select id from patients where clinic_id = $1 and email_bidx = any($4::bytea[])
    -- A placeholder of a birth date may stand for hundreds: they must not crowd out who shares a phone.
    union (select id from patients where clinic_id = $1 and birth_date_bidx = any($5::bytea[]) limit 1000)
    union select id from patients where clinic_id = $1 and file_number_bidx = any($6::bytea[]))`;

const UPDATE = `
  update patients set identity_enc = $4, notes_enc = $5, file_number_bidx = $6, phone_bidx = $7, email_bidx = $8,
    birth_date_bidx = $9, updated_at = $10, version = version + 1
  where clinic_id = $1 and id = $2 and version = $3
  returning version`;

const ARCHIVE = `
  update patients set archived_at = $4, updated_at = $5, version = version + 1
  where clinic_id = $1 and id = $2 and version = $3
  returning version`;

const TOUCH_SEEN = `
  update patients set last_visit_at = $3, seen_at = greatest(seen_at, $3), updated_at = $4, version = version + 1
  where clinic_id = $1 and id = $2 and (last_visit_at is null or last_visit_at < $3)
  returning version`;

const DELETE = 'delete from patients where clinic_id = $1 and id = any($2::uuid[])';

const NOTE_DUPLICATES = `
  insert into possible_duplicates (clinic_id, patient_id, other_patient_id, score, reasons, found_at)
  select $1::uuid, $2::uuid, row.id, row.score, string_to_array(row.reasons, ','), $6::timestamptz
  from unnest($3::uuid[], $4::smallint[], $5::text[]) as row(id, score, reasons)
  on conflict do nothing`;

const insertValues = (cipher: ClinicCipher, patient: NewPatientRow): SqlScalar[] => {
  const indexes = indexKeys(cipher, patient.keys);
  return [
    patient.id,
    sealIdentity(cipher, patient.id, patient.identity),
    sealNotes(cipher, patient.id, patient.notes),
    sealAlerts(cipher, patient.id, patient.alerts),
    patient.areAllergiesKnown,
    indexes.fileNumber,
    indexes.phone,
    indexes.email,
    indexes.birthDate,
    patient.seenAt,
    patient.lastVisitAt,
  ];
};

const open = (
  cipher: ClinicCipher,
  row: StoredPatient,
  identityOf: typeof openIdentity = recallIdentity,
): PatientRow => {
  const { identityEnc, alertsEnc, ...rest } = row;
  return {
    ...rest,
    identity: identityOf(cipher, row.id, identityEnc),
    alerts: openAlerts(cipher, row.id, alertsEnc),
  };
};

/** Rows of `patients`. Names and numbers are sealed on the way in and opened on the way out; SQL never sees them. */
export class PatientRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  /** @param creation what was asked for, where its sender chose the id: `isCreatedBy` knows it again. */
  async insert(tx: Transaction, patient: NewPatientRow, creation: string | null = null): Promise<void> {
    const cipher = this.ciphers.known(tx);
    await tx.query(INSERT_ONE, [
      tx.clinicId,
      ...insertValues(cipher, patient),
      patient.now,
      creation === null ? null : indexCreation(cipher, creation),
    ]);
  }

  /** Whether this request made the row of that id: true for the very text that `insert` was given. */
  async isCreatedBy(tx: Transaction, id: string, creation: string): Promise<boolean> {
    const values = [tx.clinicId, id, indexCreation(await this.ciphers.of(tx), creation)];
    return (await tx.query(FIND_CREATION, values)).rows.length > 0;
  }

  /** Many at once, one statement. */
  async insertMany(tx: Transaction, patients: readonly NewPatientRow[]): Promise<void> {
    const [first] = patients;
    if (!first) return;
    const cipher = this.ciphers.known(tx);
    const rows = patients.map((patient) => insertValues(cipher, patient));
    await tx.query(INSERT, [tx.clinicId, ...columnsOf(rows), first.now]);
  }

  async findById(tx: Transaction, id: string, now: Date): Promise<PatientWithNotes | undefined> {
    return this.findOne(tx, FIND, [tx.clinicId, now, id]);
  }

  /** The same, locked until the end of the transaction. */
  async findForUpdate(tx: Transaction, id: string, now: Date): Promise<PatientWithNotes | undefined> {
    return this.findOne(tx, FIND_FOR_UPDATE, [tx.clinicId, now, id]);
  }

  async listByIds(tx: Transaction, ids: readonly string[], now: Date): Promise<PatientRow[]> {
    return this.list(tx, LIST_BY_IDS, [tx.clinicId, now, [...ids]]);
  }

  /** Newest seen first, after the given place. */
  async listRecent(
    tx: Transaction,
    page: { limit: number; isArchived: boolean; after?: { seenAt: Date; id: string } | undefined; now: Date },
  ): Promise<PatientRow[]> {
    const { after } = page;
    const place = placeValues(after && { at: after.seenAt, id: after.id });
    return this.list(tx, LIST_RECENT, [tx.clinicId, page.now, page.limit, page.isArchived, ...place]);
  }

  /** A page of all patients, archived ones too, newest seen first: what the search index is built from, and not remembered. */
  async listPage(
    tx: Transaction,
    page: { limit: number; after?: { seenAt: Date; id: string } | undefined },
  ): Promise<PatientRow[]> {
    const place = placeValues(page.after && { at: page.after.seenAt, id: page.after.id });
    const values = [tx.clinicId, page.limit, ...place];
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredPatient>(LIST_PAGE, values),
    ]);
    return rows.map((row) => open(cipher, row, openIdentity));
  }

  /** Everyone who shares a phone, an e-mail address, a birth date (at most 1000 of them) or a file number with one of these. */
  async listCandidates(
    tx: Transaction,
    keys: readonly Partial<PatientKeys>[],
    now: Date,
  ): Promise<PatientRow[]> {
    const { index } = await this.ciphers.of(tx);
    const hashes = (column: string, valueOf: (key: Partial<PatientKeys>) => string | null | undefined) =>
      keys.flatMap((key) => {
        const value = valueOf(key) ?? null;
        return value === null ? [] : [index.of('patients', column, value)];
      });
    return this.list(tx, LIST_CANDIDATES, [
      tx.clinicId,
      now,
      hashes('phone_bidx', (key) => key.phone),
      hashes('email_bidx', (key) => key.email),
      hashes('birth_date_bidx', (key) => key.birthDate),
      hashes('file_number_bidx', (key) => key.fileNumber),
    ]);
  }

  /** @returns the new version, or undefined when the row is gone or has moved on from `version`. */
  async update(tx: Transaction, patient: PatientUpdate): Promise<number | undefined> {
    const cipher = this.ciphers.known(tx);
    const indexes = indexKeys(cipher, patient.keys);
    const { rows } = await tx.query<{ version: number }>(UPDATE, [
      tx.clinicId,
      patient.id,
      patient.version,
      sealIdentity(cipher, patient.id, patient.identity),
      sealNotes(cipher, patient.id, patient.notes),
      indexes.fileNumber,
      indexes.phone,
      indexes.email,
      indexes.birthDate,
      patient.now,
    ]);
    return rows[0]?.version;
  }

  /** Puts away (`archivedAt` set) or brings back (null). @returns the new version, or undefined. */
  async archive(
    tx: Transaction,
    patient: { id: string; version: number; archivedAt: Date | null; now: Date },
  ): Promise<number | undefined> {
    const values = [tx.clinicId, patient.id, patient.version, patient.archivedAt, patient.now];
    const { rows } = await tx.query<{ version: number }>(ARCHIVE, values);
    return rows[0]?.version;
  }

  /** Moves the last visit on; an older one changes nothing. @returns the new version if it moved. */
  async touchSeen(tx: Transaction, id: string, visit: { at: Date; now: Date }): Promise<number | undefined> {
    const { rows } = await tx.query<{ version: number }>(TOUCH_SEEN, [tx.clinicId, id, visit.at, visit.now]);
    return rows[0]?.version;
  }

  async delete(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.query(DELETE, [tx.clinicId, [...ids]]);
  }

  /** Remembers that these may be the same person, for the list of duplicates. */
  async noteDuplicates(
    tx: Transaction,
    patientId: string,
    found: { others: readonly { id: string; score: number; reasons: readonly string[] }[]; now: Date },
  ): Promise<void> {
    if (found.others.length === 0) return;
    await tx.query(NOTE_DUPLICATES, [
      tx.clinicId,
      patientId,
      found.others.map((other) => other.id),
      found.others.map((other) => other.score),
      found.others.map((other) => other.reasons.join(',')),
      found.now,
    ]);
  }

  private async findOne(
    tx: Transaction,
    text: string,
    values: SqlValue[],
  ): Promise<PatientWithNotes | undefined> {
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredPatient & { notesEnc: Buffer | null }>(text, values),
    ]);
    const [row] = rows;
    if (!row) return undefined;
    const { notesEnc, ...stored } = row;
    return { ...open(cipher, stored), notes: openNotes(cipher, row.id, notesEnc) };
  }

  private async list(tx: Transaction, text: string, values: SqlValue[]): Promise<PatientRow[]> {
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredPatient>(text, values),
    ]);
    return rows.map((row) => open(cipher, row));
  }
}
