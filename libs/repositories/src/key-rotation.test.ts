import { randomBytes, randomUUID } from 'node:crypto';
import { FakeClock } from '@clinic/core/testing';
import type { Transaction } from '@clinic/database';
import { UnknownDataKeyError } from '@clinic/encryption';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KEYS_FRESH_MS } from './clinic-ciphers.ts';
import { createRepositories, type Repositories } from './create-repositories.ts';
import { sealedTables, type SealedTable } from './sealed-columns.ts';
import { aPatientRow, NOW, startRepositories, type TestClinic, type TestRepositories } from './testing.ts';

let test: TestRepositories;
let clinic: TestClinic;

beforeAll(async () => {
  test = await startRepositories();
});

afterAll(() => test.close());

beforeEach(async () => {
  clinic = await test.newClinic();
});

const ring = (...ids: string[]) => ({
  activeId: ids.at(-1) ?? '',
  keys: new Map(ids.map((id) => [id, randomBytes(32)])),
});

/** Another process, and a clinic founded by it, so that the test holds its rings. */
const found = async (rings: { field: ReturnType<typeof ring>; index: ReturnType<typeof ring> }) => {
  const id = randomUUID();
  const repositories = createRepositories(rings);
  await test.database.inClinic({ clinicId: id }, async (tx) => {
    await repositories.clinics.insert(tx, {
      ...{ name: id, timeZone: 'UTC', locale: 'en-US', country: 'US', settings: {}, isDemo: false },
      ...{ epoch: randomUUID(), now: NOW },
    });
    await repositories.ciphers.create(tx, NOW);
  });
  return id;
};

const PLACE = { table: 'patients', column: 'notes_enc', rowId: 'a row' };

const patients = sealedTables[0] as SealedTable;

describe('the list of sealed columns', () => {
  it('names every one there is, by the whole key of its table', async () => {
    const columns = await test.asOwner<{ table: string; column: string }>(`
      select table_name as table, column_name as column from information_schema.columns
      where table_schema = 'public' and column_name like '%\\_enc' order by 1, 2`);
    const named = sealedTables.flatMap(({ table, columns: names }) =>
      names.map((column) => ({ table, column })),
    );
    const text = ({ table, column }: { table: string; column: string }) => `${table}.${column}`;
    expect(named.map(text).sort()).toEqual(columns.map(text).sort());
    for (const { table, key } of sealedTables) {
      const parts = await test.asOwner<{ name: string }>(
        `select a.attname as name from pg_constraint c, unnest(c.conkey) with ordinality k(attnum, place)
         join pg_attribute a on a.attnum = k.attnum
         where c.conrelid = $1::regclass and a.attrelid = c.conrelid and c.contype = 'p' order by k.place`,
        [table],
      );
      expect([table, ...parts.map(({ name }) => name)]).toEqual([
        table,
        'clinic_id',
        ...key.map(({ name }) => name),
      ]);
    }
  });
});

/** A second data key, active or not yet. */
const addKey = async ({ isActive }: { isActive: boolean }, of: TestClinic = clinic): Promise<void> => {
  await of.write(async (tx) => {
    const [stored] = await of.repositories.clinicKeys.listForUpdate(tx);
    expect(stored).toMatchObject({ purpose: 'field', keyId: 1, isActive: true });
    const rings = { field: of.rings.field, index: of.rings.index };
    await of.repositories.clinicKeys.insertField(tx, 2, { rings, now: NOW });
    if (isActive) await of.repositories.clinicKeys.activateField(tx, 2, NOW);
  });
  of.repositories.ciphers.refresh(of.id);
};

const addPatients = async (count: number) => {
  const rows = Array.from({ length: count }, (_, index) =>
    aPatientRow({
      ...(index % 2 === 0 ? { notes: `Note ${index}` } : {}),
      ...(index % 3 === 0
        ? { alerts: [{ kind: 'allergy' as const, label: 'Nuts', severity: 'high' as const }] }
        : {}),
    }),
  );
  await clinic.write((tx) => clinic.repositories.patients.insertMany(tx, rows));
  return rows;
};

const counts = () => clinic.read((tx) => clinic.repositories.sealedRows.count(tx, patients));

const resealAll = async (limit = 10) => {
  const steps = [];
  let from: Parameters<Repositories['sealedRows']['reseal']>[2]['from'];
  do {
    const place = from;
    const step = await clinic.write((tx) =>
      clinic.repositories.sealedRows.reseal(tx, patients, { from: place, keyId: 2, limit }),
    );
    steps.push(step);
    from = step.next;
  } while (from !== undefined);
  return steps;
};

describe('sealing anew', () => {
  it('goes through a table in steps, and what it says stays, version and times included', async () => {
    const rows = await addPatients(25);
    const look = () =>
      test.asOwner(
        'select id, version, updated_at, seen_at, phone_bidx from patients where clinic_id = $1 order by id',
        [clinic.id],
      );
    const before = await look();
    await addKey({ isActive: true });
    expect(await counts()).toEqual([{ keyId: 1, values: 25 + 13 + 9 }]);
    const steps = await resealAll();
    expect(steps.reduce((sum, { values }) => sum + values, 0)).toBe(25 + 13 + 9);
    expect(steps.map(({ rows: found, resealed, unreadable }) => [found, resealed, unreadable])).toEqual([
      [10, 10, 0],
      [10, 10, 0],
      [5, 5, 0],
    ]);
    expect(await counts()).toEqual([{ keyId: 2, values: 25 + 13 + 9 }]);
    expect(await look()).toEqual(before);
    for (const row of rows) {
      const known = await clinic.read((tx) => clinic.repositories.patients.findById(tx, row.id, NOW));
      expect(known).toMatchObject({ notes: row.notes, alerts: row.alerts, identity: row.identity });
    }
    expect(await resealAll()).toEqual([{ rows: 0, resealed: 0, values: 0, unreadable: 0, next: undefined }]);
  });

  it('never writes over what somebody wrote since it looked, and never waits for who is writing', async () => {
    const [first, second] = await addPatients(2);
    if (!first || !second) throw new Error('There are two patients');
    await addKey({ isActive: true });
    let go: (value: unknown) => void = () => undefined;
    const held = new Promise((resolve) => (go = resolve));
    let editing: Promise<unknown> = Promise.resolve();
    const isHolding = new Promise((resolve) => {
      editing = clinic.write(async (tx) => {
        await clinic.repositories.patients.findForUpdate(tx, first.id, NOW);
        resolve(undefined);
        await held;
        await clinic.repositories.patients.update(tx, { ...first, version: 1, notes: 'Edited meanwhile' });
      });
    });
    await isHolding;
    expect(await resealAll()).toMatchObject([{ rows: 2, resealed: 1 }]);
    go(undefined);
    await editing;
    // What the edit did not touch is left for the next time round.
    expect(await resealAll()).toMatchObject([{ rows: 1, resealed: 1 }]);
    expect(await counts()).toMatchObject([{ keyId: 2 }]);
    const known = await clinic.read((tx) => clinic.repositories.patients.findById(tx, first.id, NOW));
    expect(known).toMatchObject({ notes: 'Edited meanwhile', version: 2 });
  });

  it('leaves what does not open as it is, and counts it', async () => {
    const [row] = await addPatients(1);
    await addKey({ isActive: true });
    await test.asOwner(
      `update patients set notes_enc = overlay(notes_enc placing '\\x00' from 20) where id = $1`,
      [row?.id],
    );
    expect(await resealAll()).toMatchObject([{ rows: 1, resealed: 0, unreadable: 1 }]);
    expect(await counts()).toMatchObject([{ keyId: 1 }]);
  });
});

describe('the keys a process knows', () => {
  it('are looked up again after a while, and at once when told to', async () => {
    const rings = { field: ring('k1'), index: ring('k1') };
    const clock = new FakeClock(NOW.toISOString());
    const id = await found(rings);
    const [changing, serving] = [createRepositories(rings), createRepositories(rings, { clock })];
    const seal = () =>
      test.database.inClinic({ clinicId: id }, async (tx) =>
        (await serving.ciphers.of(tx)).field.seal(PLACE, 'A note'),
      );
    expect((await seal()).readUInt32BE(2)).toBe(1);
    await test.database.inClinic({ clinicId: id }, async (tx) => {
      await changing.clinicKeys.insertField(tx, 2, { rings, now: NOW });
      await changing.clinicKeys.activateField(tx, 2, NOW);
    });
    clock.advance(KEYS_FRESH_MS - 1);
    expect((await seal()).readUInt32BE(2)).toBe(1);
    clock.advance(1);
    expect((await seal()).readUInt32BE(2)).toBe(2);
    await test.database.inClinic({ clinicId: id }, (tx) => changing.clinicKeys.activateField(tx, 1, NOW));
    serving.ciphers.refresh(id);
    expect((await seal()).readUInt32BE(2)).toBe(1);
  });

  it('stay open when they are wrapped by a key this process has not, and a new one waits for the rings to be read again', async () => {
    const old = { field: ring('k1'), index: ring('k1') };
    const id = await found(old);
    const both = {
      field: { activeId: 'k2', keys: new Map([...old.field.keys, ['k2', randomBytes(32)]]) },
      index: old.index,
    };
    let file = old;
    const [changing, serving] = [createRepositories(both), createRepositories(old, { reread: () => file })];
    const inClinic = <Result>(work: (tx: Transaction) => Promise<Result>) =>
      test.database.inClinic({ clinicId: id }, work);
    const sealed = await inClinic(async (tx) => (await serving.ciphers.of(tx)).field.seal(PLACE, 'A note'));
    await inClinic(async (tx) => {
      for (const row of await changing.clinicKeys.listForUpdate(tx))
        await changing.clinicKeys.rewrap(tx, row, { rings: both, now: NOW });
    });
    serving.ciphers.refresh(id);
    expect(await inClinic(async (tx) => (await serving.ciphers.of(tx)).field.open(PLACE, sealed))).toBe(
      'A note',
    );
    await inClinic((tx) => changing.clinicKeys.insertField(tx, 2, { rings: both, now: NOW }));
    serving.ciphers.refresh(id);
    await expect(inClinic((tx) => serving.ciphers.of(tx))).rejects.toThrow('Key k2 is not in the key ring');
    file = both;
    expect(await inClinic(async (tx) => (await serving.ciphers.of(tx)).field.open(PLACE, sealed))).toBe(
      'A note',
    );
  });

  it('say so when one is missing, apart from what was tampered with', async () => {
    const cipher = await clinic.write((tx) => clinic.repositories.ciphers.of(tx));
    await addKey({ isActive: true });
    const sealed = await clinic.write(async (tx) =>
      (await clinic.repositories.ciphers.of(tx)).field.seal(PLACE, 'New'),
    );
    expect(() => cipher.field.open(PLACE, sealed)).toThrow(UnknownDataKeyError);
  });

  it('are looked for once when one is missing: what no key fits is unreadable and no reason to look for ever', async () => {
    const { ciphers } = clinic.repositories;
    const sealed = await clinic.write(async (tx) => (await ciphers.of(tx)).field.seal(PLACE, 'A note'));
    sealed.writeUInt32BE(77, 2);
    const open = () => clinic.write(async (tx) => (await ciphers.of(tx)).field.open(PLACE, sealed));
    await expect(open()).rejects.toThrow(UnknownDataKeyError);
    ciphers.refresh(clinic.id, 77);
    await expect(open()).rejects.not.toThrow(UnknownDataKeyError);
    await addKey({ isActive: true });
    await expect(open()).rejects.toThrow(UnknownDataKeyError);
  });
});
