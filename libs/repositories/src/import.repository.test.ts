import { randomBytes, randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '@clinic/database/testing';
import type { Transaction } from '@clinic/database';
import { uuidv7 } from '@clinic/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRepositories, type Repositories } from './create-repositories.ts';
import { importRecordKey, importSourceKey } from './import.columns.ts';
import type { NewPatientRow } from './patient.repository.ts';

let test: TestDatabase;
let repositories: Repositories;
let clinicId: string;

const now = new Date('2026-03-02T12:00:00Z');
const ring = () => ({ activeId: '1', keys: new Map([['1', randomBytes(32)]]) });
const newId = (): string => uuidv7(now.getTime(), randomBytes(10));

beforeAll(async () => {
  test = await createTestDatabase();
  repositories = createRepositories({ field: ring(), index: ring() });
});

afterAll(() => test.close());

beforeEach(async () => {
  clinicId = newId();
  const clinic = { name: 'C', timeZone: 'UTC', locale: 'en-US', country: 'US', settings: {}, isDemo: false };
  await inClinic(async (tx) => {
    await repositories.clinics.insert(tx, { ...clinic, epoch: randomUUID(), now });
    await repositories.ciphers.create(tx, now);
  });
});

const inClinic = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  test.database.inClinic({ clinicId }, work);

/** The same once the clinic's keys are read. */
const withKeys = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  inClinic(async (tx) => {
    await repositories.ciphers.of(tx);
    return work(tx);
  });

/** Resolves when a transaction of this database waits for another. */
const somebodyWaits = async (): Promise<void> => {
  for (;;) {
    const waiting = await test.asOwner(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
    await setImmediate();
  }
};

const anEncounter = (patientId: string) => ({
  ...{ id: newId(), patientId, practitionerId: null, appointmentId: null, status: 'finished', class: 'AMB' },
  ...{ startsAt: now, endsAt: now, reason: null },
});

const aPatientRow = (traits: {
  id: string;
  familyName: string;
  phone?: string;
  birthDate?: string;
}): NewPatientRow => ({
  id: traits.id,
  identity: {
    ...{ fileNumber: traits.id, familyName: traits.familyName, givenName: null, preferredName: null },
    ...{ birthDate: traits.birthDate ?? null, sex: null, phone: traits.phone ?? null, otherPhones: [] },
    ...{ email: null, address: null, identifiers: [], language: null, formerNames: [] },
    ...{ birthDateText: null, isDeceased: false },
  },
  keys: {
    ...{
      fileNumber: traits.id,
      phone: traits.phone ?? null,
      email: null,
      birthDate: traits.birthDate ?? null,
    },
  },
  ...{ notes: null, alerts: [], areAllergiesKnown: false, seenAt: now, lastVisitAt: null, now },
});

const newImport = async (isDryRun = false): Promise<string> => {
  const id = newId();
  await inClinic((tx) => repositories.imports.insert(tx, { id, isDryRun, actorId: null, now }));
  return id;
};

describe('an import and its rows', () => {
  it('are read as they were written, and what names a person is sealed', async () => {
    const id = await newImport();
    const row = {
      ...{ ordinal: 1, file: 'Duarte.csv', record: 7, kind: 'Patient', action: 'duplicate' as const },
      ...{ ofRecord: 3, source: 'Duarte-1', entityId: newId(), warnings: ['phone_missing', 'short_row'] },
    };
    const progress = {
      ...{ id, format: 'csv', recordsRead: 1, counts: { duplicate: 1 }, unsupported: {} },
      unmappedColumns: ['Duarte'],
    };
    await withKeys(async (tx) => {
      await repositories.imports.insertRows(tx, id, [row]);
      await repositories.imports.updateProgress(tx, progress);
    });
    const page = { importId: id, action: null, after: 0, limit: 10 };
    expect(await inClinic((tx) => repositories.imports.listRows(tx, page))).toEqual([row]);
    const none = { ...page, action: 'create' };
    expect(await inClinic((tx) => repositories.imports.listRows(tx, none))).toEqual([]);
    expect(await inClinic((tx) => repositories.imports.findById(tx, id))).toMatchObject({
      ...progress,
      status: 'running',
    });
    for (const table of ['imports', 'import_rows']) {
      const stored = await test.asOwner<{ text: string }>(
        `select encode(convert_to(t::text, 'UTF8'), 'escape') as text from ${table} t where clinic_id = $1`,
        [clinicId],
      );
      expect(JSON.stringify(stored)).not.toContain('Duarte');
    }
  });

  it('of a process that ended fail, and only one holds the lock of a clinic', async () => {
    const id = await newImport();
    await inClinic(async (tx) => {
      expect(await repositories.imports.tryLock(tx)).toBe(true);
      expect(await inClinic((other) => repositories.imports.tryLock(other))).toBe(false);
    });
    await inClinic(async (tx) => {
      expect(await repositories.imports.tryLock(tx)).toBe(true);
      await repositories.imports.failStopped(tx, now);
    });
    const found = await inClinic((tx) => repositories.imports.findById(tx, id));
    expect(found).toMatchObject({ status: 'failed', problem: 'stopped', finishedAt: now });
  });
});

describe('what is known of records', () => {
  it('is found by the keyed hash of their content, goes over to who finishes the work, and is forgotten with the thing', async () => {
    const [first, second] = [await newImport(), await newImport()];
    const entityId = newId();
    const keys = await inClinic(async (tx) => {
      const cipher = await repositories.ciphers.of(tx);
      const [recordKey, sourceKey] = [importRecordKey(cipher, 'text'), importSourceKey(cipher, 'text')];
      const record = { recordKey, kind: 'Patient', action: 'create' as const, ofRecord: null, entityId };
      await repositories.importRecords.insertMany(tx, first, [
        { ...record, entityVersion: 1, warnings: ['a'] },
      ]);
      await repositories.importRecords.insertSources(tx, first, [{ sourceKey, kind: 'patient', entityId }]);
      await repositories.importRecords.insertSources(tx, first, [
        { sourceKey, kind: 'patient', entityId: newId() },
      ]);
      await repositories.imports.finish(tx, { id: first, status: 'failed', problem: 'interrupted', now });
      return { recordKey, sourceKey };
    });
    expect(keys.recordKey.equals(keys.sourceKey)).toBe(false);
    const known = await inClinic((tx) => repositories.importRecords.listByKeys(tx, [keys.recordKey]));
    expect(known).toMatchObject([{ action: 'create', entityId, warnings: ['a'], isUnfinished: true }]);
    await inClinic((tx) => repositories.importRecords.adopt(tx, second, [keys.recordKey]));
    const page = { importId: second, kind: 'Patient', after: Buffer.alloc(0), limit: 5 };
    expect(await inClinic((tx) => repositories.importRecords.listOwned(tx, page))).toMatchObject([
      { entityId },
    ]);
    const sources = () => inClinic((tx) => repositories.importRecords.listSources(tx, [keys.sourceKey]));
    expect(await sources()).toMatchObject([{ entityId }]);
    await inClinic((tx) => repositories.importRecords.forget(tx, [entityId]));
    expect(await sources()).toEqual([]);
    expect(await inClinic((tx) => repositories.importRecords.listByKeys(tx, [keys.recordKey]))).toEqual([]);
  });
});

describe('people as an import sees them', () => {
  it('are found by what they share, each for whom they share it with', async () => {
    const [one, two, three] = [newId(), newId(), newId()];
    await withKeys((tx) =>
      repositories.patients.insertMany(tx, [
        aPatientRow({ id: one, familyName: 'A', phone: '+12125550143' }),
        aPatientRow({ id: two, familyName: 'B', birthDate: '1980-01-02' }),
        aPatientRow({ id: three, familyName: 'C', birthDate: '1999-01-02' }),
      ]),
    );
    const asked = [
      { phones: ['+16465550100', '+12125550143'], email: null, birthDate: '1980-01-02' },
      { phones: [], email: 'nobody@example.org', birthDate: null },
    ];
    const found = await withKeys((tx) => repositories.importedPatients.listSharing(tx, asked));
    expect(found.map((ids) => [...ids].sort())).toEqual([[one, two].sort(), []]);
    const people = await withKeys((tx) => repositories.importedPatients.listPeople(tx, [two]));
    expect(people).toMatchObject([{ id: two, identity: { familyName: 'B' } }]);
  });

  it('count as unedited while only imports touch them, and go only then', async () => {
    const [id, other] = [newId(), newId()];
    const importId = await newImport();
    const visit = new Date('2020-05-05T10:00:00Z');
    await withKeys(async (tx) => {
      const cipher = await repositories.ciphers.of(tx);
      await repositories.patients.insertMany(tx, [
        aPatientRow({ id, familyName: 'A' }),
        aPatientRow({ id: other, familyName: 'B' }),
      ]);
      const record = {
        kind: 'Patient',
        action: 'create' as const,
        ofRecord: null,
        entityVersion: 1,
        warnings: [],
      };
      await repositories.importRecords.insertMany(tx, importId, [
        { ...record, recordKey: importRecordKey(cipher, id), entityId: id },
        { ...record, recordKey: importRecordKey(cipher, other), entityId: other },
      ]);
      const moved = await repositories.importedPatients.touchVisits(tx, new Map([[id, visit]]), now);
      expect(moved).toEqual([{ id, version: 2 }]);
      const alerts = [{ kind: 'allergy' as const, label: 'Dust', severity: 'low' as const }];
      await repositories.importedPatients.updateAlerts(tx, [{ id, alerts, areAllergiesKnown: true }], now);
      expect(await repositories.importedPatients.listAlertsForUpdate(tx, [id])).toEqual([
        { id, alerts, areAllergiesKnown: true },
      ]);
    });
    const read = await inClinic((tx) => repositories.patients.findById(tx, id, now));
    expect(read).toMatchObject({ version: 3, lastVisitAt: visit, seenAt: visit });
    await inClinic((tx) =>
      repositories.patients.archive(tx, { id: other, version: 1, archivedAt: now, now }),
    );
    const page = { importId, kind: 'Patient', after: Buffer.alloc(0), limit: 5 };
    const owned = await inClinic((tx) => repositories.importRecords.listOwned(tx, page));
    const wanted = owned.map(({ entityId, entityVersion }) => ({ id: entityId, version: entityVersion }));
    const gone = await inClinic((tx) =>
      repositories.importedPatients.remove(tx, [...wanted, { id: importId, version: 1 }]),
    );
    expect(gone).toHaveLength(3);
    expect(gone).toEqual(
      expect.arrayContaining([
        { id, outcome: 'removed' },
        { id: other, outcome: 'edited' },
        { id: importId, outcome: 'missing' },
      ]),
    );
  });

  it('wait for who edits one at that moment or hangs something on it, and leave it', async () => {
    const [edited, visited, free] = [newId(), newId(), newId()];
    const people = [edited, visited, free].map((id) => aPatientRow({ id, familyName: 'A' }));
    await withKeys((tx) => repositories.patients.insertMany(tx, people));
    let removal: Promise<unknown> | undefined;
    await withKeys(async (tx) => {
      await repositories.patients.archive(tx, { id: edited, version: 1, archivedAt: now, now });
      await repositories.encounters.insertMany(tx, [anEncounter(visited)], now);
      removal = inClinic((other) =>
        repositories.importedPatients.remove(
          other,
          people.map(({ id }) => ({ id, version: 1 })),
        ),
      );
      await somebodyWaits();
    });
    expect(await removal).toEqual(
      expect.arrayContaining([
        { id: edited, outcome: 'edited' },
        { id: visited, outcome: 'in_use' },
        { id: free, outcome: 'removed' },
      ]),
    );
    const left = await test.asOwner('select id from patients where clinic_id = $1 order by id', [clinicId]);
    expect(left).toEqual([{ id: edited }, { id: visited }]);
  });

  it('wait so for a visit, and for a room', async () => {
    const [patientId, roomId] = [newId(), newId()];
    const encounter = anEncounter(patientId);
    await withKeys(async (tx) => {
      await repositories.patients.insertMany(tx, [aPatientRow({ id: patientId, familyName: 'A' })]);
      await repositories.encounters.insertMany(tx, [encounter], now);
      await repositories.reference.insertRooms(tx, [{ id: roomId, name: 'R', isActive: true }], now);
    });
    for (const [table, id, remove] of [
      ['encounters', encounter.id, 'Encounter'],
      ['rooms', roomId, 'Location'],
    ] as const) {
      let removal: Promise<unknown> | undefined;
      await inClinic(async (tx) => {
        await tx.query(`update ${table} set version = version + 1 where clinic_id = $1 and id = $2`, [
          clinicId,
          id,
        ]);
        removal = inClinic((other): Promise<unknown> =>
          remove === 'Location'
            ? repositories.importedReference.remove(other, remove, [{ id, version: 1 }])
            : repositories.importedVisits.remove(other, remove, [{ id, version: 1 }]),
        );
        await somebodyWaits();
      });
      expect(await removal).toMatchObject([{ id, outcome: 'edited' }]);
    }
  });

  it('keep an allergy sealed', async () => {
    const [id, patientId] = [newId(), newId()];
    await withKeys(async (tx) => {
      await repositories.patients.insertMany(tx, [aPatientRow({ id: patientId, familyName: 'A' })]);
      const content = { resourceType: 'AllergyIntolerance', code: { text: 'Penicillin' } };
      const row = { id, patientId, resourceType: 'AllergyIntolerance', recordedAt: null, content };
      await repositories.clinicalResources.insertMany(tx, [row], now);
      const found = await repositories.clinicalResources.listOfSamePeople(tx, 'AllergyIntolerance', [id]);
      expect(found).toEqual([{ id, patientId, content }]);
    });
    const stored = await test.asOwner<{ text: string }>(
      `select encode(content_enc, 'escape') as text from clinical_resources where clinic_id = $1`,
      [clinicId],
    );
    expect(JSON.stringify(stored)).not.toContain('Penicillin');
  });
});
