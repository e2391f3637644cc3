import { isDeepStrictEqual } from 'node:util';
import {
  roleAllows,
  type BodyOf,
  type LookAlike,
  type NewPatient,
  type Patient,
  type PatientChange,
  type findLookAlikes,
} from '@clinic/contracts';
import {
  AppError,
  invalidBody,
  notFound,
  staleVersion,
  type Clock,
  type Ids,
  type RequestContext,
} from '@clinic/core';
import type { Database, Transaction } from '@clinic/database';
import type { Answer, WriteRequest } from '@clinic/http';
import type {
  ClinicRow,
  NewPatientRow,
  PatientRow,
  PatientWithNotes,
  Repositories,
  VisitRow,
} from '@clinic/repositories';
import type { AuditTrail } from '#api/audit-trail.ts';
import type { FileNumbers } from '#api/file-numbers.ts';
import { pageOf, readPlace } from '#api/paging.ts';
import { creationOf } from '#api/creation-request.ts';
import { unchanged, type Outcome, type WritePath } from '#api/write-path.ts';
import { compareWith, type Likeness } from './look-alikes.ts';
import { keysOf, mergeIdentity, toNewRow } from './patient-identity.ts';
import { toPatient, toPatientSummary } from './patients.mapper.ts';

export type PatientsDeps = {
  database: Database;
  repositories: Pick<Repositories, 'appointments' | 'changeFeed' | 'patients'>;
  fileNumbers: Pick<FileNumbers, 'next'>;
  writes: Pick<WritePath, 'run'>;
  audit: Pick<AuditTrail, 'record' | 'show'>;
  clinics: { clinic(context: RequestContext): Promise<ClinicRow> };
  clock: Clock;
  ids: Ids;
};

const MOST_LOOK_ALIKES = 10;
const OLDEST_BIRTH_YEAR = 1850;

/** A birth date is in the past, give or take the time zones, and within a long life. */
const assertBorn = (birthDate: string | null | undefined, now: Date): void => {
  if (!birthDate) return;
  const tomorrow = new Date(now.getTime() + 24 * 60 * 60_000).toISOString().slice(0, 10);
  if (birthDate <= tomorrow && Number(birthDate.slice(0, 4)) >= OLDEST_BIRTH_YEAR) return;
  throw invalidBody([
    { path: 'birthDate', code: 'out_of_range', message: 'must be a day in a living person’s past' },
  ]);
};

const toLookAlike = ({ row, verdict, reasons }: Likeness): LookAlike => ({
  ...toPatientSummary({ row }),
  likeness: { verdict, reasons },
});

const possibleDuplicate = (alike: Likeness[]): AppError =>
  new AppError('possible_duplicate', 'Someone like this is already registered', {
    extra: { candidates: alike.map(toLookAlike) },
  });

/** What somebody said of a person; that they are sure of it says nothing of the person. */
const creationOfPatient = ({ confirmNotDuplicate: _isSure, ...body }: NewPatient): string | null =>
  creationOf(body);

/** What is known of patients: registration, reading, changing, putting away. */
export class PatientsService {
  private readonly deps: PatientsDeps;

  constructor(deps: PatientsDeps) {
    this.deps = deps;
  }

  async register(context: RequestContext, body: NewPatient, request: WriteRequest): Promise<Answer<Patient>> {
    const { repositories, writes, clock, ids } = this.deps;
    const now = clock.now();
    const { country } = await this.deps.clinics.clinic(context);
    // Before the transaction: inside it, desks that hold every connection would wait for one more to fetch numbers with.
    const fileNumber = await this.deps.fileNumbers.next(context);
    const keys = { ...keysOf(body, country), fileNumber };
    return writes.run(context, request, {
      status: 201,
      kind: 'data',
      read: (tx) =>
        Promise.all([
          repositories.patients.listCandidates(tx, [keys], now),
          body.id === undefined ? undefined : repositories.patients.findById(tx, body.id, now),
        ]),
      write: async (tx, [candidates, before]): Promise<Outcome<Patient>> => {
        const earlier = before ?? (await this.findAmong(tx, candidates, body.id));
        if (earlier) return this.repeated(tx, earlier, creationOfPatient(body));
        assertBorn(body.birthDate, now);
        const alike = compareWith(body, candidates, country).slice(0, MOST_LOOK_ALIKES);
        if (alike.length > 0 && body.confirmNotDuplicate !== true) throw possibleDuplicate(alike);
        const row = toNewRow({ id: body.id ?? ids.next(), fileNumber, body, keys, now });
        return this.insert(tx, row, { alike, creation: creationOfPatient(body) });
      },
    });
  }

  /** A copy of this request may have been registered between the look at its id and the look for who is alike. */
  private async findAmong(
    tx: Transaction,
    candidates: readonly PatientRow[],
    id: string | undefined,
  ): Promise<PatientWithNotes | undefined> {
    if (id === undefined || !candidates.some((candidate) => candidate.id === id)) return undefined;
    return this.deps.repositories.patients.findById(tx, id, this.deps.clock.now());
  }

  /** The same id again: the registration that made the person answers with them as they are now, another is refused. */
  private async repeated(
    tx: Transaction,
    earlier: PatientWithNotes,
    creation: string | null,
  ): Promise<Outcome<Patient>> {
    const isSame = await this.deps.repositories.patients.isCreatedBy(tx, earlier.id, creation ?? '');
    if (!isSame) throw new AppError('duplicate', 'This id is already in use');
    return unchanged(toPatient(earlier));
  }

  private insert(
    tx: Transaction,
    row: NewPatientRow,
    { alike, creation }: { alike: readonly Likeness[]; creation: string | null },
  ): Outcome<Patient> {
    const { patients } = this.deps.repositories;
    const { id, now } = row;
    const others = alike.map(({ row: other, score, reasons }) => ({ id: other.id, score, reasons }));
    const never = { nextAppointmentAt: null, archivedAt: null, unreadable: [] };
    return {
      output: toPatient({ ...row, ...never, version: 1, createdAt: now, updatedAt: now }),
      changes: [{ entity: 'patient', id, version: 1 }],
      audit: [{ action: 'patient.create', patientId: id, resourceType: 'patient', resourceId: id }],
      statements: [patients.insert(tx, row, creation), patients.noteDuplicates(tx, id, { others, now })],
    };
  }

  /** Who may already be the person about to be registered. Being shown them is on record. */
  async findLookAlikes(context: RequestContext, person: BodyOf<typeof findLookAlikes>): Promise<LookAlike[]> {
    const { country } = await this.deps.clinics.clinic(context);
    const candidates = await this.deps.database.inClinic(context, (tx) =>
      this.deps.repositories.patients.listCandidates(tx, [keysOf(person, country)], this.deps.clock.now()),
    );
    const alike = compareWith(person, candidates, country).slice(0, MOST_LOOK_ALIKES);
    await this.deps.audit.record(context, { action: 'patient.search', count: alike.length });
    return alike.map(toLookAlike);
  }

  /** @throws AppError `not_found` for another clinic's patient as for none at all. */
  async read(context: RequestContext, id: string): Promise<PatientWithNotes> {
    const { database, repositories, audit, clock } = this.deps;
    const find = async (): Promise<PatientWithNotes> => {
      const row = await database.readInClinic(context, (tx) =>
        repositories.patients.findById(tx, id, clock.now()),
      );
      if (!row) throw notFound('Patient');
      return row;
    };
    return audit.show(context, find, (row) => ({
      ...{ action: 'patient.read', patientId: id, resourceType: 'patient', resourceId: id, rows: [row] },
    }));
  }

  async change(
    context: RequestContext,
    { id, change }: { id: string; change: PatientChange },
    request: WriteRequest,
  ): Promise<Answer<Patient>> {
    const { repositories, writes, clock } = this.deps;
    const now = clock.now();
    const { country } = await this.deps.clinics.clinic(context);
    return writes.run(context, request, {
      status: 200,
      kind: 'data',
      read: (tx) => repositories.patients.findForUpdate(tx, id, now),
      write: async (tx, row): Promise<Outcome<Patient>> => {
        const current = standing(row, request);
        assertReadable(current);
        assertBorn(change.birthDate, now);
        const identity = mergeIdentity(current.identity, change);
        const notes = change.notes === undefined ? current.notes : change.notes;
        const isSame = isDeepStrictEqual([identity, notes], [current.identity, current.notes]);
        if (isSame) return unchanged(toPatient(current));
        const keys = { ...keysOf(identity, country), fileNumber: identity.fileNumber };
        const { version } = current;
        const next = { ...current, identity, notes, version: version + 1, updatedAt: now };
        return {
          output: toPatient(next),
          changes: [{ entity: 'patient', id, version: next.version }],
          audit: [{ action: 'patient.update', patientId: id, resourceType: 'patient', resourceId: id }],
          statements: [repositories.patients.update(tx, { id, version, identity, keys, notes, now })],
        };
      },
    });
  }

  /** Puts a patient away, or brings them back; where they are already, nothing happens. */
  archive(
    context: RequestContext,
    { id, isArchived }: { id: string; isArchived: boolean },
    request: WriteRequest,
  ): Promise<Answer<Patient>> {
    const { repositories, writes, clock } = this.deps;
    const now = clock.now();
    return writes.run(context, request, {
      status: 200,
      kind: 'data',
      read: (tx) => repositories.patients.findForUpdate(tx, id, now),
      write: async (tx, row): Promise<Outcome<Patient>> => {
        const current = standing(row, request);
        if (isArchived === (current.archivedAt !== null)) return unchanged(toPatient(current));
        const archivedAt = isArchived ? now : null;
        const next = { ...current, archivedAt, version: current.version + 1, updatedAt: now };
        const action = isArchived ? 'patient.archive' : 'patient.restore';
        return {
          output: toPatient(next),
          changes: [{ entity: 'patient', id, version: next.version }],
          audit: [{ action, patientId: id, resourceType: 'patient', resourceId: id }],
          statements: [repositories.patients.archive(tx, { id, version: current.version, archivedAt, now })],
        };
      },
    });
  }

  /** Visits of one person, newest first; seeing them is reading the person. */
  async listVisits(
    context: RequestContext,
    id: string,
    query: { limit: number; cursor?: string },
  ): Promise<{ rows: VisitRow[]; nextCursor: string | null }> {
    const { database, repositories, audit, clock } = this.deps;
    const place = readPlace(query.cursor);
    const after = place && { startsAt: place.at, id: place.id };
    const find = async () => {
      const [patient, rows] = await database.readInClinic(context, (tx) =>
        Promise.all([
          repositories.patients.findById(tx, id, clock.now()),
          repositories.appointments.listVisits(tx, { patientId: id, limit: query.limit + 1, after }),
        ]),
      );
      if (!patient) throw notFound('Patient');
      return pageOf(rows, query.limit, (row) => ({ at: row.startsAt, id: row.id }));
    };
    const page = await audit.show(context, find, ({ rows }) => ({
      ...{ action: 'patient.visits.read', patientId: id, count: rows.length, rows },
    }));
    return { ...page, rows: page.rows.map((row) => shownTo(context, row)) };
  }
}

/** Why somebody was seen is a clinical note; why an appointment was made stands on the board. */
const shownTo = (context: RequestContext, row: VisitRow): VisitRow =>
  row.kind === 'appointment' || roleAllows(context.actorRole, 'clinical:read')
    ? row
    : { ...row, reason: null };

/** A change writes identity and notes anew: what does not open today may still be saved, and is not written over. */
const assertReadable = ({ unreadable }: PatientWithNotes): void => {
  if (!unreadable.some((part) => part !== 'alerts')) return;
  throw new AppError(
    'unreadable',
    'Some of what is stored of this person cannot be read, so it is not changed',
  );
};

/** The locked row, if it is there and still what the sender saw. */
const standing = (row: PatientWithNotes | undefined, request: WriteRequest): PatientWithNotes => {
  if (!row) throw notFound('Patient');
  if (row.version !== request.version) throw staleVersion(toPatient(row));
  return row;
};
