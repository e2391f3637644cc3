import { randomUUID } from 'node:crypto';
import { memoryLogger } from '@clinic/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from './database.ts';
import { createPool } from './pool.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';
import type { SqlValue, Transaction } from './transaction.ts';

let test: TestDatabase;
const CLINIC = randomUUID();
const OTHER = randomUUID();

const open = (options: { usesPreparedStatements: boolean; isSharded: boolean }): Database =>
  new Database({
    pool: createPool({
      connectionString: test.appUrl,
      size: 1,
      applicationName: 'test',
      logger: memoryLogger(),
    }),
    ...options,
  });

const INSERT_ROOM = `
  insert into rooms (clinic_id, id, name, created_at, updated_at) values ($1, $2, $3, now(), now())`;

const COUNT_ROOMS = 'select count(*) as count from rooms where clinic_id = $1';

const add = (tx: Transaction, name: string | null) =>
  tx.query(INSERT_ROOM, [tx.clinicId, randomUUID(), name]);

beforeAll(async () => {
  test = await createTestDatabase();
  for (const id of [CLINIC, OTHER]) {
    await test.asOwner(
      `insert into clinics (clinic_id, name, time_zone, locale, country, created_at, updated_at)
       values ($1, 'A clinic', 'UTC', 'en-US', 'US', now(), now())`,
      [id],
    );
  }
});

afterAll(() => test.close());

describe.each([
  ['prepared, one server', { usesPreparedStatements: true, isSharded: false }],
  ['unprepared, one server', { usesPreparedStatements: false, isSharded: false }],
  ['prepared, sharded', { usesPreparedStatements: true, isSharded: true }],
  ['unprepared, sharded', { usesPreparedStatements: false, isSharded: true }],
])('statements that travel together: %s', (_name, options) => {
  let database: Database;

  beforeAll(() => {
    database = open(options);
  });
  afterAll(() => database.close());

  const inClinic = <Result>(work: (tx: Transaction) => Promise<Result>) =>
    database.inClinic({ clinicId: CLINIC }, work);

  const roomsNow = async (): Promise<number> => {
    const { rows } = await database.readInClinic({ clinicId: CLINIC }, (tx) =>
      tx.query<{ count: number }>(COUNT_ROOMS, [tx.clinicId]),
    );
    return rows[0]?.count ?? -1;
  };

  it('stand together: in one flight, and over several', async () => {
    const before = await roomsNow();
    await inClinic((tx) => Promise.all([add(tx, 'A'), add(tx, 'B')]));
    await inClinic(async (tx) => {
      await add(tx, 'C');
      await add(tx, 'D');
    });
    await inClinic((tx) => tx.finish(INSERT_ROOM, [tx.clinicId, randomUUID(), 'E']));
    expect(await roomsNow()).toBe(before + 5);
  });

  it('fall together, what came before the failed one too', async () => {
    const before = await roomsNow();
    const together = inClinic((tx) => Promise.all([add(tx, 'A'), add(tx, null), add(tx, 'B')]));
    await expect(together).rejects.toMatchObject({ code: '23502' });
    const apart = inClinic(async (tx) => {
      await add(tx, 'A');
      await add(tx, null);
    });
    await expect(apart).rejects.toMatchObject({ code: '23502' });
    const finishing = inClinic((tx) => tx.finish(INSERT_ROOM, [tx.clinicId, randomUUID(), null]));
    await expect(finishing).rejects.toMatchObject({ code: '23502' });
    expect(await roomsNow()).toBe(before);
  });

  it('may fail as they are prepared, and be asked again', async () => {
    const later = 'select clinic_id from not_yet_there';
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(inClinic((tx) => tx.query(later))).rejects.toMatchObject({ code: '42P01' });
    }
    await test.asOwner('create table not_yet_there (clinic_id uuid)');
    await test.asOwner('grant select on not_yet_there to clinic_app');
    expect(await inClinic((tx) => tx.query(later))).toEqual({ rows: [], rowCount: 0 });
    await test.asOwner('drop table not_yet_there');
    // The plan is of no use any more, and neither is what is known of it.
    await expect(inClinic((tx) => tx.query(later))).rejects.toMatchObject({ code: '42P01' });
    await test.asOwner('create table not_yet_there (clinic_id uuid)');
    await test.asOwner('grant select on not_yet_there to clinic_app');
    expect(await inClinic((tx) => tx.query(later))).toEqual({ rows: [], rowCount: 0 });
    await test.asOwner('drop table not_yet_there');
  });

  it('leave nothing of a clinic on the connection', async () => {
    for (const clinicId of [CLINIC, OTHER]) {
      const look = (tx: Transaction) =>
        tx.query<{ clinic: string; mode: string }>(
          `select current_setting('app.clinic_id') as clinic, current_setting('transaction_read_only') as mode`,
        );
      const read = await database.readInClinic({ clinicId }, look);
      expect(read.rows).toEqual([{ clinic: clinicId, mode: 'on' }]);
      const written = await database.inClinic({ clinicId }, look);
      expect(written.rows).toEqual([{ clinic: clinicId, mode: 'off' }]);
      await expect(database.readInClinic({ clinicId }, (tx) => tx.query('select 1/0'))).rejects.toThrow();
      const outside = await database.asSystem((tx) =>
        tx.query<{ clinic: string }>(`select current_setting('app.clinic_id', true) as clinic`),
      );
      expect(outside.rows).toEqual([{ clinic: '' }]);
    }
  });

  it('send nothing at all where nothing is asked, and nothing of a work that gave up first', async () => {
    expect(await inClinic(async () => 'nothing')).toBe('nothing');
    const before = await roomsNow();
    const failing = inClinic(async (tx) => {
      void add(tx, 'Lost');
      throw new Error('The program fails');
    });
    await expect(failing).rejects.toThrow('The program fails');
    expect(await roomsNow()).toBe(before);
  });

  it('carry every kind of value there and back', async () => {
    const at = new Date('2026-02-28T23:59:59.123Z');
    const texts = ['', 'plain', 'a "quoted" \\ one', '{,}', 'NULL', '李 Nguyễn\n\t', "O'Brien"];
    const values: SqlValue[] = [
      ...[texts, [1, 2], [true, false], [at], [Buffer.from([0, 255])], [null, 'x']],
      ...[at, Buffer.from([0, 1, 92, 255]), true, 1.5, null],
    ];
    const { rows } = await inClinic((tx) =>
      tx.query(
        `select $1::text[] as texts, $2::integer[] as numbers, $3::boolean[] as flags, $4::timestamptz[] as times,
           $5::bytea[] as bytes, $6::text[] as gaps, $7::timestamptz as at, $8::bytea as raw, $9::boolean as flag,
           $10::double precision as number, $11::text as nothing`,
        values,
      ),
    );
    expect(rows).toEqual([
      {
        ...{ texts, numbers: [1, 2], flags: [true, false], times: [at], bytes: [Buffer.from([0, 255])] },
        ...{
          gaps: [null, 'x'],
          at,
          raw: Buffer.from([0, 1, 92, 255]),
          flag: true,
          number: 1.5,
          nothing: null,
        },
      },
    ]);
  });
});
