import type { Alert, UnreadablePart } from '@clinic/contracts';
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
  UNREADABLE_ALERTS,
  UNREADABLE_IDENTITY,
  type PatientIdentity,
  type PatientKeys,
} from './patient.columns.ts';
import * as sql from './patient.statements.ts';
import { RowFields } from './row-fields.ts';

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
  /** What of it did not open; stand-ins are in its place. */
  unreadable: readonly UnreadablePart[];
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

type StoredPatient = Omit<PatientRow, 'identity' | 'alerts' | 'unreadable'> & {
  identityEnc: Buffer;
  alertsEnc: Buffer | null;
};

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
  const fields = new RowFields();
  return {
    ...rest,
    identity: fields.open('identity', () => identityOf(cipher, row.id, identityEnc), UNREADABLE_IDENTITY),
    alerts: fields.open('alerts', () => openAlerts(cipher, row.id, alertsEnc), UNREADABLE_ALERTS),
    unreadable: fields.unreadable,
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
    await tx.query(sql.INSERT_ONE, [
      tx.clinicId,
      ...insertValues(cipher, patient),
      patient.now,
      creation === null ? null : indexCreation(cipher, creation),
    ]);
  }

  /** Whether this request made the row of that id: true for the very text that `insert` was given. */
  async isCreatedBy(tx: Transaction, id: string, creation: string): Promise<boolean> {
    const values = [tx.clinicId, id, indexCreation(await this.ciphers.of(tx), creation)];
    return (await tx.query(sql.FIND_CREATION, values)).rows.length > 0;
  }

  /** Many at once, one statement. */
  async insertMany(tx: Transaction, patients: readonly NewPatientRow[]): Promise<void> {
    const [first] = patients;
    if (!first) return;
    const cipher = this.ciphers.known(tx);
    const rows = patients.map((patient) => insertValues(cipher, patient));
    await tx.query(sql.INSERT, [tx.clinicId, ...columnsOf(rows), first.now]);
  }

  async findById(tx: Transaction, id: string, now: Date): Promise<PatientWithNotes | undefined> {
    return this.findOne(tx, sql.FIND, [tx.clinicId, now, id]);
  }

  /** The same, locked until the end of the transaction. */
  async findForUpdate(tx: Transaction, id: string, now: Date): Promise<PatientWithNotes | undefined> {
    return this.findOne(tx, sql.FIND_FOR_UPDATE, [tx.clinicId, now, id]);
  }

  async listByIds(tx: Transaction, ids: readonly string[], now: Date): Promise<PatientRow[]> {
    return this.list(tx, sql.LIST_BY_IDS, [tx.clinicId, now, [...ids]]);
  }

  /** Newest seen first, after the given place. */
  async listRecent(
    tx: Transaction,
    page: { limit: number; isArchived: boolean; after?: { seenAt: Date; id: string } | undefined; now: Date },
  ): Promise<PatientRow[]> {
    const { after } = page;
    const place = placeValues(after && { at: after.seenAt, id: after.id });
    const text = page.isArchived ? sql.LIST_ARCHIVED : sql.LIST_RECENT;
    return this.list(tx, text, [tx.clinicId, page.now, page.limit, ...place]);
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
      tx.query<StoredPatient>(sql.LIST_PAGE, values),
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
    return this.list(tx, sql.LIST_CANDIDATES, [
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
    const { rows } = await tx.query<{ version: number }>(sql.UPDATE, [
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
    const { rows } = await tx.query<{ version: number }>(sql.ARCHIVE, values);
    return rows[0]?.version;
  }

  /** Moves the last visit on; an older one changes nothing. @returns the new version if it moved. */
  async touchSeen(tx: Transaction, id: string, visit: { at: Date; now: Date }): Promise<number | undefined> {
    const { rows } = await tx.query<{ version: number }>(sql.TOUCH_SEEN, [
      tx.clinicId,
      id,
      visit.at,
      visit.now,
    ]);
    return rows[0]?.version;
  }

  async delete(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.query(sql.DELETE, [tx.clinicId, [...ids]]);
  }

  /** Remembers that these may be the same person, for the list of duplicates. */
  async noteDuplicates(
    tx: Transaction,
    patientId: string,
    found: { others: readonly { id: string; score: number; reasons: readonly string[] }[]; now: Date },
  ): Promise<void> {
    if (found.others.length === 0) return;
    await tx.query(sql.NOTE_DUPLICATES, [
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
    const patient = open(cipher, stored);
    const fields = new RowFields();
    const notes = fields.open('notes', () => openNotes(cipher, row.id, notesEnc), null);
    return { ...patient, notes, unreadable: [...patient.unreadable, ...fields.unreadable] };
  }

  private async list(tx: Transaction, text: string, values: SqlValue[]): Promise<PatientRow[]> {
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredPatient>(text, values),
    ]);
    return rows.map((row) => open(cipher, row));
  }
}
