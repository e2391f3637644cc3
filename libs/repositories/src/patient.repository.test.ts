import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  anAppointmentRow,
  anIdentity,
  aPatientRow,
  later,
  NOW,
  startRepositories,
  type TestClinic,
  type TestRepositories,
} from './testing.ts';
import type { NewPatientRow, PatientRow } from './patient.repository.ts';

let test: TestRepositories;
let clinic: TestClinic;

beforeAll(async () => {
  test = await startRepositories();
});

afterAll(() => test.close());

beforeEach(async () => {
  clinic = await test.newClinic();
});

const insert = async (...rows: NewPatientRow[]): Promise<void> => {
  for (const row of rows) await clinic.write((tx) => clinic.repositories.patients.insert(tx, row));
};

const find = (id: string) => clinic.read((tx) => clinic.repositories.patients.findById(tx, id, NOW));

const idsOf = (rows: readonly { id: string }[]) => rows.map((row) => row.id);

describe('a patient', () => {
  it('comes back as they went in, byte for byte', async () => {
    const row = aPatientRow({
      identity: anIdentity({
        ...{ familyName: "O'Brien-Nguyễn 李", givenName: null, birthDate: null, birthDateText: '1984-05' },
        ...{ phone: null, email: null, otherPhones: ['+442079460958'], formerNames: ['Née'] },
        address: { line: '1 Main St', city: null, state: null, postalCode: '00123', country: 'US' },
        identifiers: [{ system: 'passport', value: 'X1' }],
      }),
      ...{ notes: 'Two\nlines', alerts: [{ kind: 'allergy', label: 'Penicillin', severity: 'high' }] },
      ...{ areAllergiesKnown: true, lastVisitAt: later(-60), seenAt: later(-60) },
    });
    await insert(row);
    expect(await find(row.id)).toEqual({
      ...{ id: row.id, version: 1, identity: row.identity, alerts: row.alerts, notes: row.notes },
      ...{ areAllergiesKnown: true, seenAt: later(-60), lastVisitAt: later(-60), nextAppointmentAt: null },
      ...{ archivedAt: null, createdAt: NOW, updatedAt: NOW, unreadable: [] },
    });
  });

  it('is the same written alone or among many', async () => {
    const [one, other] = [aPatientRow({ notes: 'One' }), aPatientRow()];
    await insert(one);
    await clinic.write((tx) => clinic.repositories.patients.insertMany(tx, [other]));
    const { id: _one, identity: _first, notes: _notes, ...first } = (await find(one.id)) ?? {};
    const { id: _other, identity: _second, notes: _none, ...second } = (await find(other.id)) ?? {};
    expect(second).toEqual(first);
    await clinic.write((tx) => clinic.repositories.patients.insertMany(tx, []));
  });

  it('knows the request that made it, and keeps no word of that', async () => {
    const [one, other] = [aPatientRow(), aPatientRow()];
    const { patients } = clinic.repositories;
    await clinic.write((tx) => patients.insert(tx, one, 'Ada asked'));
    await insert(other);
    const isCreatedBy = (id: string, creation: string) =>
      clinic.read((tx) => patients.isCreatedBy(tx, id, creation));
    expect(await isCreatedBy(one.id, 'Ada asked')).toBe(true);
    expect(await isCreatedBy(one.id, 'Ada asks')).toBe(false);
    expect(await isCreatedBy(other.id, 'Ada asked')).toBe(false);
    expect(await isCreatedBy(randomUUID(), 'Ada asked')).toBe(false);
    const [stored] = await test.asOwner<{ creation_bidx: Buffer }>(
      'select creation_bidx from patients where id = $1',
      [one.id],
    );
    expect(stored?.creation_bidx.toString('latin1')).not.toContain('Ada');
  });

  it('is not known in another clinic, and their envelope opens for no other row', async () => {
    const [one, other] = [aPatientRow(), aPatientRow()];
    await insert(one, other);
    const stranger = await test.newClinic();
    expect(
      await stranger.read((tx) => stranger.repositories.patients.findById(tx, one.id, NOW)),
    ).toBeUndefined();
    await test.asOwner(
      'update patients set identity_enc = (select identity_enc from patients where id = $1) where id = $2',
      [one.id, other.id],
    );
    expect(await find(other.id)).toMatchObject({
      ...{ unreadable: ['identity'], identity: { familyName: '', phone: null, fileNumber: '' } },
    });
  });

  it('has one file number in a clinic', async () => {
    const row = aPatientRow({ identity: anIdentity({ fileNumber: '7' }) });
    await insert(row);
    const again = aPatientRow({ identity: anIdentity({ fileNumber: '7' }) });
    await expect(insert(again)).rejects.toMatchObject({ code: 'conflict' });
    await expect(insert(row)).rejects.toMatchObject({ code: 'duplicate' });
  });
});

describe('a change', () => {
  it('is made from the version that was seen, once', async () => {
    const row = aPatientRow();
    await insert(row);
    const identity = anIdentity({ familyName: 'King', phone: null });
    const keys = { ...row.keys, phone: null };
    const update = (version: number) =>
      clinic.write((tx) =>
        clinic.repositories.patients.update(tx, {
          ...{ id: row.id, version, identity, keys, notes: 'Married', now: later(1) },
        }),
      );
    expect(await update(1)).toBe(2);
    expect(await update(1)).toBeUndefined();
    expect(await find(row.id)).toMatchObject({ version: 2, identity, notes: 'Married', updatedAt: later(1) });
    const found = await clinic.read((tx) =>
      clinic.repositories.patients.listByIds(tx, [row.id, randomUUID()], NOW),
    );
    expect(idsOf(found)).toEqual([row.id]);
  });

  it('puts away and brings back', async () => {
    const row = aPatientRow();
    await insert(row);
    const archive = (version: number, archivedAt: Date | null) =>
      clinic.write((tx) =>
        clinic.repositories.patients.archive(tx, { id: row.id, version, archivedAt, now: NOW }),
      );
    expect(await archive(1, NOW)).toBe(2);
    expect(await archive(1, null)).toBeUndefined();
    expect((await find(row.id))?.archivedAt).toEqual(NOW);
    expect(await archive(2, null)).toBe(3);
    expect((await find(row.id))?.archivedAt).toBeNull();
  });

  it('of the last visit goes forward alone', async () => {
    const row = aPatientRow({ seenAt: NOW });
    await insert(row);
    const touch = (at: Date) =>
      clinic.write((tx) => clinic.repositories.patients.touchSeen(tx, row.id, { at, now: NOW }));
    expect(await touch(later(-60))).toBe(2);
    expect(await find(row.id)).toMatchObject({ lastVisitAt: later(-60), seenAt: NOW });
    expect(await touch(later(-120))).toBeUndefined();
    expect(await touch(later(60))).toBe(3);
    expect(await find(row.id)).toMatchObject({ lastVisitAt: later(60), seenAt: later(60) });
  });
});

describe('a list', () => {
  it('of those seen last goes on where it ended, though many were seen at one instant', async () => {
    const rows = Array.from({ length: 7 }, (_, index) =>
      aPatientRow({ seenAt: later(Math.floor(index / 3)) }),
    );
    await insert(...rows);
    const { patients } = clinic.repositories;
    const pages: PatientRow[][] = [];
    let last: PatientRow | undefined;
    do {
      const after = last && { seenAt: last.seenAt, id: last.id };
      const page = await clinic.read((tx) =>
        patients.listRecent(tx, { limit: 2, isArchived: false, after, now: NOW }),
      );
      pages.push(page);
      last = page.at(-1);
    } while (last);
    const order = (row: NewPatientRow) => `${row.seenAt.toISOString()} ${row.id}`;
    const expected = rows.toSorted((one, other) => (order(one) < order(other) ? 1 : -1));
    expect(idsOf(pages.flat())).toEqual(idsOf(expected));
    const all = await clinic.read((tx) => patients.listPage(tx, { limit: 100 }));
    expect(idsOf(all)).toEqual(idsOf(expected));
  });

  it('shows those put away apart, and the index is built from both', async () => {
    const [here, away] = [aPatientRow(), aPatientRow()];
    await insert(here, away);
    const { patients } = clinic.repositories;
    await clinic.write((tx) => patients.archive(tx, { id: away.id, version: 1, archivedAt: NOW, now: NOW }));
    const recent = (isArchived: boolean) =>
      clinic.read((tx) => patients.listRecent(tx, { limit: 5, isArchived, now: NOW }));
    expect(idsOf(await recent(false))).toEqual([here.id]);
    expect(idsOf(await recent(true))).toEqual([away.id]);
    expect(await clinic.read((tx) => patients.listPage(tx, { limit: 5 }))).toHaveLength(2);
  });

  it('says when somebody comes next: booked, and still ahead', async () => {
    const row = aPatientRow();
    await insert(row);
    const { appointments, patients } = clinic.repositories;
    const visit = (from: number, status: 'booked' | 'cancelled') =>
      anAppointmentRow(clinic, row.id, { startsAt: later(from), endsAt: later(from + 30), status });
    await clinic.write((tx) =>
      appointments.insertMany(tx, [
        visit(-60, 'booked'),
        visit(60, 'cancelled'),
        visit(240, 'booked'),
        visit(120, 'booked'),
      ]),
    );
    const [found] = await clinic.read((tx) => patients.listByIds(tx, [row.id], NOW));
    expect(found?.nextAppointmentAt).toEqual(later(120));
  });
});

describe('who may be somebody', () => {
  it('is found by each thing alone that both have, and when put away as well', async () => {
    const row = aPatientRow();
    await insert(row);
    const { patients } = clinic.repositories;
    const candidates = async (keys: Parameters<typeof patients.listCandidates>[1][number]) =>
      idsOf(await clinic.write((tx) => patients.listCandidates(tx, [keys], NOW)));
    for (const key of ['phone', 'email', 'birthDate', 'fileNumber'] as const) {
      expect(await candidates({ [key]: row.keys[key] }), key).toEqual([row.id]);
    }
    expect(await candidates({ phone: '+15550000000', email: null })).toEqual([]);
    expect(await candidates({})).toEqual([]);
    await clinic.write((tx) => patients.archive(tx, { id: row.id, version: 1, archivedAt: NOW, now: NOW }));
    expect(await candidates(row.keys)).toEqual([row.id]);
  });

  it('is remembered once', async () => {
    const [one, other] = [aPatientRow(), aPatientRow()];
    await insert(one, other);
    const note = () =>
      clinic.write((tx) =>
        clinic.repositories.patients.noteDuplicates(tx, one.id, {
          ...{ others: [{ id: other.id, score: 93, reasons: ['name', 'birthDate'] }], now: NOW },
        }),
      );
    await note();
    await note();
    const rows = await test.asOwner('select score, reasons from possible_duplicates where clinic_id = $1', [
      clinic.id,
    ]);
    expect(rows).toEqual([{ score: 93, reasons: ['name', 'birthDate'] }]);
    await clinic.write((tx) => clinic.repositories.patients.delete(tx, [other.id]));
    expect(await find(other.id)).toBeUndefined();
  });
});
