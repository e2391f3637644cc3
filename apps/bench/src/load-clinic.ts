import { randomBytes, randomUUID } from 'node:crypto';
import { createPasswordHasher } from '@clinic/auth';
import type { Role } from '@clinic/contracts';
import { uuidv7, type RequestContext } from '@clinic/core';
import { createPool, Database, type Transaction } from '@clinic/database';
import { loginIndex, type KeyRing } from '@clinic/encryption';
import {
  createRepositories,
  finishWrite,
  type NewAppointmentRow,
  type NewPatientRow,
  type Repositories,
} from '@clinic/repositories';
import { createDice, makePerson } from './people.ts';

export type BenchRings = { fieldKek: KeyRing; indexKek: KeyRing; pepper: KeyRing; loginIndex: KeyRing };

/** What the cases need to know of the clinic they run in. */
export type LoadedClinic = {
  clinicId: string;
  email: string;
  password: string;
  patientIds: string[];
  practitionerIds: string[];
  typeId: string;
};

type Load = { repositories: Repositories; rings: BenchRings; now: Date; dice: () => number };

const SYSTEM = {
  actorId: null,
  actorRole: 'system',
  sessionId: null,
  requestId: 'load',
  origin: 'cli',
} as const;
const PAGE = 1_000;
const PRACTITIONERS = 20;
const TODAY_ROWS = 25;
const APPOINTMENTS_PER_PATIENT = 5;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const newId = (): string => uuidv7(Date.now(), randomBytes(10));

const toRow = (
  person: ReturnType<typeof makePerson>,
  place: { index: number; seenAt: Date; now: Date },
): NewPatientRow => {
  const fileNumber = String(10_001 + place.index);
  return {
    id: newId(),
    identity: {
      ...person,
      fileNumber,
      preferredName: null,
      sex: 'unknown',
      otherPhones: [],
      address: { line: '1 Quay Street', city: 'Harbour', state: null, postalCode: '02108', country: 'US' },
      identifiers: [],
      language: null,
      formerNames: [],
      birthDateText: null,
      isDeceased: false,
    },
    keys: { fileNumber, phone: person.phone, email: person.email, birthDate: person.birthDate },
    notes: null,
    alerts: [],
    areAllergiesKnown: true,
    seenAt: place.seenAt,
    lastVisitAt: place.seenAt,
    now: place.now,
  };
};

const visit = (
  clinic: LoadedClinic,
  place: {
    patientId: string;
    practitioner: number;
    startsAt: Date;
    status: 'fulfilled' | 'booked';
    now: Date;
  },
): NewAppointmentRow => ({
  id: newId(),
  patientId: place.patientId,
  practitionerId: clinic.practitionerIds[place.practitioner % PRACTITIONERS] ?? '',
  typeId: clinic.typeId,
  roomId: null,
  startsAt: place.startsAt,
  endsAt: new Date(place.startsAt.getTime() + 15 * MINUTE_MS),
  status: place.status,
  statusSince: place.startsAt,
  lane: 0,
  reason: 'Check-up',
  overbookReason: null,
  now: place.now,
});

/** Past visits of a page of patients: none of them holds time, so they may lie anywhere. */
const history = (clinic: LoadedClinic, page: readonly NewPatientRow[], now: Date): NewAppointmentRow[] =>
  page.flatMap((patient, index) =>
    Array.from({ length: APPOINTMENTS_PER_PATIENT }, (_, visitIndex) => {
      const startsAt = new Date(now.getTime() - (2 + ((index * 7 + visitIndex * 131) % 1_500)) * DAY_MS);
      return visit(clinic, {
        patientId: patient.id,
        practitioner: index,
        startsAt,
        status: 'fulfilled',
        now,
      });
    }),
  );

const allWeek = (practitionerId: string) =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
    ...{
      id: newId(),
      practitionerId,
      weekday,
      startsAt: '00:00',
      endsAt: '24:00',
      validFrom: null,
      validTo: null,
    },
  }));

const addSchedule = async (tx: Transaction, clinic: LoadedClinic, load: Load): Promise<void> => {
  const { reference } = load.repositories;
  const staff = clinic.practitionerIds.map((id, index) => ({
    id,
    name: `Dr ${index}`,
    profession: null,
    isActive: true,
    userId: null,
  }));
  await reference.insertPractitioners(tx, staff, load.now);
  const lengths = { durationMinutes: 15, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
  await reference.insertAppointmentTypes(
    tx,
    [{ id: clinic.typeId, name: 'Visit', ...lengths, isActive: true }],
    load.now,
  );
  await reference.insertWorkingHours(tx, clinic.practitionerIds.flatMap(allWeek));
};

const found = async (tx: Transaction, clinic: LoadedClinic, load: Load): Promise<void> => {
  const { repositories, rings, now } = load;
  const settings = {
    name: 'Bench',
    timeZone: 'UTC',
    locale: 'en-US',
    country: 'US',
    settings: {},
    isDemo: false,
  };
  await repositories.clinics.insert(tx, { ...settings, epoch: randomUUID(), now });
  await repositories.ciphers.create(tx, now);
  const hasher = await createPasswordHasher(rings.pepper);
  const key = rings.loginIndex.keys.get(rings.loginIndex.activeId) ?? Buffer.alloc(0);
  const index = loginIndex(key, clinic.email);
  const passwordHash = await hasher.hash(clinic.password, index);
  const role: Role = 'admin';
  const user = { id: newId(), email: clinic.email, displayName: 'Bench', role, passwordHash, isActive: true };
  await repositories.users.insert(tx, { ...user, loginIndex: index, now });
  await addSchedule(tx, clinic, load);
};

const newPage = (load: Load, place: { first: number; size: number }): NewPatientRow[] =>
  Array.from({ length: place.size }, (_, offset) => {
    const index = place.first + offset;
    const seenAt = new Date(load.now.getTime() - (1 + load.dice() * 1_500) * DAY_MS);
    return toRow(makePerson(load.dice, index), { index, seenAt, now: load.now });
  });

const addPage = async (
  tx: Transaction,
  clinic: LoadedClinic,
  added: { load: Load; page: NewPatientRow[] },
): Promise<void> => {
  const { load, page } = added;
  const { repositories, now } = load;
  await repositories.ciphers.of(tx);
  await repositories.changeFeed.takeFileNumbers(tx, page.length);
  await repositories.patients.insertMany(tx, page);
  await repositories.appointments.insertMany(tx, history(clinic, page, now));
  const context: RequestContext = { ...SYSTEM, clinicId: clinic.clinicId };
  const changes = page.map(({ id }) => ({ entity: 'patient', id, version: 1 }));
  await finishWrite(tx, { context, now, changes, audit: [] });
};

/** Fills a database with one clinic of so many patients, five visits each and a board of 25 rows today. */
export const loadClinic = async (
  databaseUrl: string,
  rings: BenchRings,
  patients: number,
): Promise<LoadedClinic> => {
  const pool = createPool({
    connectionString: databaseUrl,
    size: 2,
    applicationName: 'bench-load',
    logger: silent,
  });
  const database = new Database({ pool, usesPreparedStatements: true });
  const repositories = createRepositories({ field: rings.fieldKek, index: rings.indexKek });
  const load: Load = { repositories, rings, now: new Date(), dice: createDice(7) };
  const clinic = newClinic();
  await database.inClinic(clinic, (tx) => found(tx, clinic, load));
  for (let first = 0; first < patients; first += PAGE) {
    const page = newPage(load, { first, size: Math.min(PAGE, patients - first) });
    await database.inClinic(clinic, (tx) => addPage(tx, clinic, { load, page }));
    if (first === 0)
      await database.inClinic(clinic, (tx) =>
        repositories.appointments.insertMany(tx, board(clinic, page, load.now)),
      );
    if (clinic.patientIds.length < 2_000) clinic.patientIds.push(...page.map(({ id }) => id));
  }
  await database.close();
  return clinic;
};

const newClinic = (): LoadedClinic => ({
  clinicId: newId(),
  email: 'bench@clinic.example',
  password: randomBytes(12).toString('base64url'),
  patientIds: [],
  practitionerIds: Array.from({ length: PRACTITIONERS }, newId),
  typeId: newId(),
});

const board = (clinic: LoadedClinic, page: readonly NewPatientRow[], now: Date): NewAppointmentRow[] => {
  const midnight = new Date(now.getTime() - (now.getTime() % DAY_MS));
  return page.slice(0, TODAY_ROWS).map((patient, index) => {
    const startsAt = new Date(midnight.getTime() + (8 * 60 + 20 * index) * MINUTE_MS);
    return visit(clinic, { patientId: patient.id, practitioner: index, startsAt, status: 'booked', now });
  });
};
