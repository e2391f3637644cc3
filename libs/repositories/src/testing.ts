import { randomBytes, randomUUID } from 'node:crypto';
import type { RequestContext } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import { createTestDatabase, type TestDatabase } from '@clinic/database/testing';
import type { NewAppointmentRow } from './appointment.rows.ts';
import type { ClinicRings } from './clinic-ciphers.ts';
import { createRepositories, type Repositories } from './create-repositories.ts';
import type { NewPatientRow } from './patient.repository.ts';
import type { PatientIdentity } from './patient.columns.ts';

export const NOW = new Date('2030-01-07T14:00:00Z');

export const later = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

const ring = () => ({ activeId: 'k1', keys: new Map([['k1', randomBytes(32)]]) });

export type TestClinic = {
  id: string;
  repositories: Repositories;
  rings: ClinicRings;
  context: RequestContext;
  practitionerId: string;
  roomId: string;
  typeId: string;
  userId: string;
  /** Writes in this clinic, its keys read beforehand as every write of the product has them. */
  write: <Result>(work: (tx: Transaction) => Promise<Result>) => Promise<Result>;
  read: <Result>(work: (tx: Transaction) => Promise<Result>) => Promise<Result>;
};

export type TestRepositories = TestDatabase & { newClinic: () => Promise<TestClinic> };

const foundClinic = async (tx: Transaction, { clinics, ciphers, reference, users }: Repositories) => {
  const [practitionerId, roomId, typeId, userId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await clinics.insert(tx, {
    ...{ name: `Clinic ${tx.clinicId}`, timeZone: 'UTC', locale: 'en-US', country: 'US' },
    ...{ settings: {}, isDemo: false, epoch: randomUUID(), now: NOW },
  });
  await ciphers.create(tx, NOW);
  await users.insert(tx, {
    ...{ id: userId, email: `nurse@${tx.clinicId}.example`, displayName: 'A nurse', role: 'nurse' as const },
    ...{ passwordHash: 'k1:hash', isActive: true, loginIndex: randomBytes(16), now: NOW },
  });
  const practitioner = {
    id: practitionerId,
    name: 'Dr Grey',
    profession: null,
    isActive: true,
    userId: null,
  };
  await reference.insertPractitioners(tx, [practitioner], NOW);
  await reference.insertRooms(tx, [{ id: roomId, name: 'Room 1', isActive: true }], NOW);
  const lengths = { durationMinutes: 30, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
  await reference.insertAppointmentTypes(
    tx,
    [{ id: typeId, name: 'Visit', isActive: true, ...lengths }],
    NOW,
  );
  return { practitionerId, roomId, typeId, userId };
};

/** A database of its own and the repositories over it, with clinics that have keys, staff and a room. */
export const startRepositories = async (): Promise<TestRepositories> => {
  const test = await createTestDatabase();
  const rings = { field: ring(), index: ring() };
  const repositories = createRepositories(rings);
  const newClinic = async (): Promise<TestClinic> => {
    const id = randomUUID();
    const { database } = test;
    const founded = await database.inClinic({ clinicId: id }, (tx) => foundClinic(tx, repositories));
    return {
      ...{ id, repositories, rings, ...founded },
      context: {
        ...{ clinicId: id, actorId: founded.userId, actorRole: 'nurse', sessionId: null },
        ...{ requestId: 'a request', origin: 'api' as const },
      },
      write: (work) =>
        database.inClinic({ clinicId: id }, async (tx) => {
          await repositories.ciphers.of(tx);
          return work(tx);
        }),
      read: (work) => database.readInClinic({ clinicId: id }, work),
    };
  };
  return { ...test, newClinic };
};

export const anIdentity = (override: Partial<PatientIdentity> = {}): PatientIdentity => ({
  ...{ fileNumber: '10001', familyName: 'Lovelace', givenName: 'Ada', preferredName: null },
  ...{ birthDate: '1985-12-10', sex: 'female' as const, phone: '+12125550147', otherPhones: [] },
  ...{ email: 'ada@example.org', address: null, identifiers: [], language: 'en', formerNames: [] },
  ...{ birthDateText: null, isDeceased: false },
  ...override,
});

export const aPatientRow = (override: Partial<NewPatientRow> = {}): NewPatientRow => {
  const identity = override.identity ?? anIdentity({ fileNumber: randomUUID() });
  const { fileNumber, phone, email, birthDate } = identity;
  return {
    id: randomUUID(),
    identity,
    keys: { fileNumber, phone, email, birthDate },
    ...{ notes: null, alerts: [], areAllergiesKnown: false, seenAt: NOW, lastVisitAt: null, now: NOW },
    ...override,
  };
};

export const anAppointmentRow = (
  clinic: TestClinic,
  patientId: string,
  override: Partial<NewAppointmentRow> = {},
): NewAppointmentRow => ({
  ...{
    id: randomUUID(),
    patientId,
    practitionerId: clinic.practitionerId,
    typeId: clinic.typeId,
    roomId: null,
  },
  ...{ startsAt: later(60), endsAt: later(90), status: 'booked', statusSince: NOW, lane: 0 },
  ...{ reason: null, overbookReason: null, now: NOW },
  ...override,
});
