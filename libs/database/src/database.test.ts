import { randomUUID } from 'node:crypto';
import { AppError } from '@clinic/core';
import { memoryLogger } from '@clinic/core/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Database } from './database.ts';
import { createPool } from './pool.ts';
import { findMigrationNumber, findServingRole } from './serving-role.ts';
import { createStatementNames } from './statement-name.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';
import type { Transaction } from './transaction.ts';

let test: TestDatabase;
const OURS = randomUUID();
const THEIRS = randomUUID();
const OUR_ROOM = randomUUID();
const OUR_OTHER_ROOM = randomUUID();
const THEIR_ROOM = randomUUID();

const addClinic = (id: string) =>
  test.asOwner(
    `insert into clinics (clinic_id, name, time_zone, locale, country, created_at, updated_at)
     values ($1, 'A clinic', 'UTC', 'en-US', 'US', now(), now())`,
    [id],
  );

const INSERT_ROOM = `
  insert into rooms (clinic_id, id, name, created_at, updated_at) values ($1, $2, 'A room', now(), now())`;

const LIST_ROOMS = 'select clinic_id as "clinicId", id from rooms order by id';

beforeAll(async () => {
  test = await createTestDatabase();
  for (const clinicId of [OURS, THEIRS]) await addClinic(clinicId);
  for (const room of [OUR_ROOM, OUR_OTHER_ROOM]) await test.asOwner(INSERT_ROOM, [OURS, room]);
  await test.asOwner(INSERT_ROOM, [THEIRS, THEIR_ROOM]);
});

afterAll(() => test.close());

const inOurs = <Result>(work: (tx: Transaction) => Promise<Result>) =>
  test.database.inClinic({ clinicId: OURS }, work);

const allIdle = () =>
  vi.waitFor(() => {
    const { total, idle, waiting } = test.database.poolState();
    expect([idle, waiting]).toEqual([total, 0]);
  });

describe('the wall', () => {
  it('shows a clinic its own rows alone, whatever the statement forgets', async () => {
    const { rows } = await inOurs((tx) => tx.query<{ clinicId: string }>(LIST_ROOMS));
    expect(rows.map((row) => row.clinicId)).toEqual([OURS, OURS]);
    const read = await test.database.readInClinic({ clinicId: THEIRS }, (tx) => tx.query(LIST_ROOMS));
    expect(read.rows).toEqual([{ clinicId: THEIRS, id: THEIR_ROOM }]);
  });

  it('is closed where no clinic is named', async () => {
    await expect(test.database.asSystem((tx) => tx.query(LIST_ROOMS))).rejects.toThrow();
    // The same connection has served a clinic by now: its variable is empty and not gone.
    await inOurs((tx) => tx.query('select 1'));
    await allIdle();
    await expect(test.database.asSystem((tx) => tx.query(LIST_ROOMS))).rejects.toThrow();
  });

  it('lets nobody write into another clinic', async () => {
    await expect(inOurs((tx) => tx.query(INSERT_ROOM, [THEIRS, randomUUID()]))).rejects.toMatchObject({
      code: '42501',
    });
    const update = "update rooms set name = 'Mine' where id = $1";
    expect((await inOurs((tx) => tx.query(update, [THEIR_ROOM]))).rowCount).toBe(0);
    const remove = 'delete from rooms where id = $1';
    expect((await inOurs((tx) => tx.query(remove, [THEIR_ROOM]))).rowCount).toBe(0);
    const give = 'update rooms set clinic_id = $1 where id = $2';
    await expect(inOurs((tx) => tx.query(give, [THEIRS, OUR_ROOM]))).rejects.toMatchObject({ code: '42501' });
    expect(await test.asOwner('select name from rooms where id = $1', [THEIR_ROOM])).toEqual([
      { name: 'A room' },
    ]);
  });

  it('holds in references: nothing hangs on a row of another clinic', async () => {
    const insert = `insert into practitioners (clinic_id, id, name, user_id, created_at, updated_at) values ($1, $2, 'Dr', $3, now(), now())`;
    await test.asOwner(
      `insert into users (clinic_id, id, email_enc, display_name, role, created_at, updated_at)
       values ($1, $2, '\\x00', 'Somebody', 'nurse', now(), now())`,
      [THEIRS, THEIR_ROOM],
    );
    await expect(inOurs((tx) => tx.query(insert, [OURS, randomUUID(), THEIR_ROOM]))).rejects.toMatchObject({
      code: '23503',
    });
  });

  it('takes an id for a clinic and no SQL', async () => {
    for (const clinicId of ['', 'x', `${OURS}'; reset role; --`, `' or true --`]) {
      await expect(test.database.inClinic({ clinicId }, async () => 'in')).rejects.toThrow('must be a UUID');
      await expect(test.database.readInClinic({ clinicId }, async () => 'in')).rejects.toThrow(
        'must be a UUID',
      );
    }
  });

  it('never shows one clinic to another, through hundreds of transactions at once, failed ones among them', async () => {
    const look = async (clinicId: string, index: number): Promise<string[]> => {
      const work = async (tx: Transaction): Promise<string[]> => {
        const { rows } = await tx.query<{ clinicId: string }>(LIST_ROOMS);
        if (index % 3 === 0) await tx.query('select 1/0');
        if (index % 7 === 0) throw new Error('The program fails');
        return rows.map((row) => row.clinicId);
      };
      const isRead = index % 2 === 0 && index % 3 !== 0;
      try {
        return await (isRead
          ? test.database.readInClinic({ clinicId }, async (tx) =>
              (await tx.query<{ clinicId: string }>(LIST_ROOMS)).rows.map((row) => row.clinicId),
            )
          : test.database.inClinic({ clinicId }, work));
      } catch {
        return [clinicId];
      }
    };
    const answers = await Promise.all(
      Array.from({ length: 400 }, async (_, index) => {
        const clinicId = index % 2 === 0 ? OURS : THEIRS;
        return (await look(clinicId, Math.floor(index / 2))).every((seen) => seen === clinicId);
      }),
    );
    expect(answers).toEqual(Array(400).fill(true));
    await allIdle();
  });
});

describe('a write', () => {
  const rename = (name: string) => (tx: Transaction) =>
    tx.query('update rooms set name = $2 where clinic_id = $3 and id = $1', [OUR_ROOM, name, tx.clinicId]);

  const nameNow = async () => (await test.asOwner('select name from rooms where id = $1', [OUR_ROOM]))[0];

  it('stays when the work is done, and leaves nothing when it fails', async () => {
    await inOurs(rename('Kept'));
    expect(await nameNow()).toEqual({ name: 'Kept' });
    const failing = inOurs(async (tx) => {
      await rename('Lost')(tx);
      throw new Error('The program fails');
    });
    await expect(failing).rejects.toThrow('The program fails');
    expect(await nameNow()).toEqual({ name: 'Kept' });
  });

  it('is not called done when a statement failed that nobody looked at', async () => {
    const careless = inOurs(async (tx) => {
      await rename('Lost')(tx);
      await tx.query('select 1/0').catch(() => undefined);
      return 'done';
    });
    await expect(careless).rejects.toThrow('The transaction was rolled back');
    expect(await nameNow()).toEqual({ name: 'Kept' });
  });

  it('may send its end behind its last statement, and nothing after it', async () => {
    await inOurs((tx) => tx.finish('update rooms set name = $1 where id = $2', ['Finished', OUR_ROOM]));
    expect(await nameNow()).toEqual({ name: 'Finished' });
    const late = inOurs(async (tx) => {
      await tx.finish('select 1');
      return tx.query('select 1');
    });
    await expect(late).rejects.toThrow('has sent its last statement');
    const failing = inOurs((tx) => tx.finish('update rooms set name = null where id = $1', [OUR_ROOM]));
    await expect(failing).rejects.toMatchObject({ code: '23502' });
    expect(await nameNow()).toEqual({ name: 'Finished' });
  });

  it('sends what is asked for together in one go, and answers it in order', async () => {
    const answers = await inOurs((tx) =>
      Promise.all(
        [1, 2, 3].map((value) => tx.query<{ value: number }>('select $1::integer as value', [value])),
      ),
    );
    expect(answers.map(({ rows }) => rows[0]?.value)).toEqual([1, 2, 3]);
  });

  it('is tried once more when it met another one crosswise', async () => {
    const attempts = { ours: 0, theirs: 0 };
    const lock = 'select id from rooms where clinic_id = $1 and id = $2 for update';
    const crosswise = (who: keyof typeof attempts, order: [string, string]) =>
      inOurs(async (tx) => {
        attempts[who] += 1;
        await tx.query(lock, [tx.clinicId, order[0]]);
        if (attempts[who] === 1) await new Promise((resolve) => setTimeout(resolve, 200));
        await tx.query(lock, [tx.clinicId, order[1]]);
        return who;
      });
    const done = await Promise.all([
      crosswise('ours', [OUR_ROOM, OUR_OTHER_ROOM]),
      crosswise('theirs', [OUR_OTHER_ROOM, OUR_ROOM]),
    ]);
    expect(done).toEqual(['ours', 'theirs']);
    expect(attempts.ours + attempts.theirs).toBe(3);
  });

  it('is tried once more and not for ever', async () => {
    let attempts = 0;
    const failing = inOurs(async () => {
      attempts += 1;
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    });
    await expect(failing).rejects.toMatchObject({ code: 'conflict', status: 409 });
    expect(attempts).toBe(2);
  });
});

describe('work that failed for want of what came up since', () => {
  it('is tried once more when that was put right, reading or writing, in that clinic alone, and not for ever', async () => {
    const put: string[] = [];
    class Missing extends Error {}
    const pool = createPool({
      ...{ connectionString: test.appUrl, size: 2, applicationName: 'recovering', plansOnce: true },
      logger: memoryLogger(),
    });
    const database = new Database({
      pool,
      usesPreparedStatements: true,
      recover: (error, clinicId) => error instanceof Missing && put.push(clinicId) > 0,
    });
    const context = { clinicId: OURS };
    const failing = (times: number, error: Error) => {
      let attempts = 0;
      return () => ((attempts += 1) <= times ? Promise.reject(error) : Promise.resolve(attempts));
    };
    expect(await database.inClinic(context, failing(1, new Missing('once')))).toBe(2);
    expect(await database.readInClinic(context, failing(1, new Missing('once')))).toBe(2);
    expect(put).toEqual([OURS, OURS]);
    await expect(database.inClinic(context, failing(2, new Missing('twice')))).rejects.toThrow('twice');
    await expect(database.readInClinic(context, failing(2, new Missing('twice')))).rejects.toThrow('twice');
    await expect(database.readInClinic(context, failing(1, new Error('other')))).rejects.toThrow('other');
    await database.close();
  });
});

describe('a read', () => {
  it('changes nothing', async () => {
    const writing = test.database.readInClinic({ clinicId: OURS }, (tx) =>
      tx.query('update rooms set name = $1 where id = $2', ['Lost', OUR_ROOM]),
    );
    await expect(writing).rejects.toThrow();
  });

  it('asks for everything before it waits for anything', async () => {
    const late = test.database.readInClinic({ clinicId: OURS }, async (tx) => {
      await tx.query('select 1');
      return tx.query('select 2');
    });
    await expect(late).rejects.toThrow('has sent its last statement');
    await allIdle();
  });

  it('gives its connection back when the program fails', async () => {
    const failing = test.database.readInClinic({ clinicId: OURS }, async () => {
      throw new Error('The program fails');
    });
    await expect(failing).rejects.toThrow('The program fails');
    await allIdle();
  });
});

describe('a database that is lost', () => {
  const terminate = () =>
    test.asOwner(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where usename = 'clinic_app' and datname = current_database() and pid <> pg_backend_pid()`,
    );

  it('in the middle of a transaction is unavailable, and the next one finds it again', async () => {
    const waiting = inOurs((tx) => tx.query('select pg_sleep(10)'));
    waiting.catch(() => undefined);
    await vi.waitFor(async () => {
      const rows = await test.asOwner("select 1 from pg_stat_activity where query = 'select pg_sleep(10)'");
      expect(rows).toHaveLength(1);
    });
    await terminate();
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable', status: 503, retryAfterSeconds: 1 });
    await vi.waitFor(async () => expect((await inOurs((tx) => tx.query('select 1'))).rowCount).toBe(1));
  });

  it('while nobody uses it is not noticed by the next one', async () => {
    await inOurs((tx) => tx.query('select 1'));
    await allIdle();
    await terminate();
    // The server says goodbye on each connection; the pool lets them go as it hears it.
    await vi.waitFor(() => expect(test.database.poolState().total).toBe(0));
    expect((await inOurs((tx) => tx.query('select 1'))).rowCount).toBe(1);
  });

  it('or was never there is unavailable', async () => {
    const logger = memoryLogger();
    const nowhere = new Database({
      pool: createPool({
        ...{
          connectionString: 'postgres://clinic_app@127.0.0.1:1/none',
          size: 1,
          applicationName: 'test',
          logger,
        },
      }),
      usesPreparedStatements: true,
    });
    for (const attempt of [
      nowhere.inClinic({ clinicId: OURS }, async () => 'in'),
      nowhere.readInClinic({ clinicId: OURS }, async () => 'in'),
      nowhere.asSystem(async () => 'in'),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'unavailable' });
    }
    await nowhere.close();
  });
});

describe('the second door', () => {
  it('answers one address of the sign-in directory and cannot list it', async () => {
    const index = 'ab'.repeat(16);
    const other = 'cd'.repeat(16);
    for (const [login, user] of [
      [index, randomUUID()],
      [other, randomUUID()],
    ] as const) {
      await test.asOwner(
        'insert into staff_login (email_bidx, clinic_id, user_id) values (decode($1, $4), $2, $3)',
        [...[login, OURS, user, 'hex']],
      );
    }
    const list = "select encode(email_bidx, 'hex') as login from staff_login";
    expect((await test.database.asSystem((tx) => tx.query(list), index)).rows).toEqual([{ login: index }]);
    expect((await test.database.asSystem((tx) => tx.query(list))).rows).toEqual([]);
    const theirs = await test.database.inClinic({ clinicId: THEIRS }, (tx) => tx.query(list));
    expect(theirs.rows).toEqual([]);
    for (const wrong of ['', 'AB'.repeat(16), `${index}'; --`]) {
      expect(() => test.database.asSystem((tx) => tx.query(list), wrong)).toThrow('must be hex');
    }
  });

  it('knows under which role it serves and how far the schema is', async () => {
    const role = await test.database.asSystem((tx) => findServingRole(tx));
    expect(role).toMatchObject({ name: 'clinic_app', isTooPowerful: false });
    expect(role.serverVersion).toMatch(/^\d+/);
    expect(await test.database.asSystem((tx) => findMigrationNumber(tx))).toBeGreaterThan(0);
  });

  it('sees when it would serve as somebody whom no wall binds', async () => {
    for (const connectionString of [test.adminUrl, test.ownerUrl]) {
      const logger = memoryLogger();
      const pool = createPool({ connectionString, size: 1, applicationName: 'test', logger });
      const powerful = new Database({ pool, usesPreparedStatements: false });
      const role = await powerful.asSystem((tx) => findServingRole(tx));
      expect(role.isTooPowerful).toBe(true);
      await powerful.close();
    }
  });
});

describe('numbers', () => {
  it('of eight bytes arrive as numbers', async () => {
    const { rows } = await inOurs((tx) =>
      tx.query('select 12345678901::bigint as big, count(*) as many from rooms'),
    );
    expect(rows).toEqual([{ big: 12_345_678_901, many: 2 }]);
  });
});

describe('a statement', () => {
  it('has one short name for as long as the process lives', () => {
    const nameOf = createStatementNames();
    expect(nameOf('select 1')).toBe(nameOf('select 1'));
    expect(nameOf('select 1')).not.toBe(nameOf('select 2'));
    // PostgreSQL cuts names at 63 bytes.
    expect(nameOf('select '.repeat(100)).length).toBeLessThan(64);
  });

  it('runs without one where a pooler forgets them', async () => {
    const pool = createPool({
      connectionString: test.appUrl,
      size: 1,
      applicationName: 'test',
      logger: memoryLogger(),
    });
    const plain = new Database({ pool, usesPreparedStatements: false });
    const list = () =>
      plain.inClinic({ clinicId: OURS }, (tx) =>
        tx.query<{ name: string }>('select name from pg_prepared_statements'),
      );
    await list();
    expect((await list()).rows).toEqual([]);
    await plain.close();
  });
});

it('says what went wrong with an error of its own, and passes others on', async () => {
  const own = new AppError('not_found', 'Room was not found');
  await expect(
    inOurs(async () => {
      throw own;
    }),
  ).rejects.toBe(own);
});
