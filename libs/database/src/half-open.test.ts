import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { memoryLogger } from '@clinic/core/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Database } from './database.ts';
import { Doorbell } from './doorbell.ts';
import { createPool } from './pool.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let test: TestDatabase;
let server: Server;
let url: string;
const lines: { near: Socket; far: Socket }[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
});

afterAll(() => test.close());

/** A way to the database of which the far end can vanish without a word, as behind a router that forgot the connection. */
beforeEach(async () => {
  const { hostname, port } = new URL(test.appUrl);
  server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on('error', () => undefined).pipe(far);
    far.on('error', () => undefined).pipe(near);
    lines.push({ near, far });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const through = new URL(test.appUrl);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  url = through.href;
});

afterEach(() => {
  for (const { near, far } of lines.splice(0)) for (const end of [near, far]) end.destroy();
  server.close();
});

const hush = (): void => {
  for (const { near, far } of lines.splice(0)) {
    near.unpipe(far);
    far.unpipe(near);
    near.resume();
    far.destroy();
  }
};

const PID = 'select pg_backend_pid() as pid, clock_timestamp() as at';

const openDatabase = (answerWithinMs: number): Database => {
  const options = { connectionString: url, size: 1, applicationName: 'clinic-test', plansOnce: true };
  const pool = createPool({ ...options, logger: memoryLogger(), answerWithinMs });
  return new Database({ pool, usesPreparedStatements: true });
};

const ask = async (database: Database): Promise<{ pid: number; at: Date }> => {
  const { rows } = await database.readInClinic({ clinicId: randomUUID() }, (tx) =>
    tx.query<{ pid: number; at: Date }>(PID),
  );
  const [row] = rows;
  if (!row) throw new Error('The server said nothing');
  return row;
};

describe('a connection whose far end has vanished', () => {
  it('is given up when an answer stays out, and the next request has another', async () => {
    const database = openDatabase(300);
    const before = await ask(database);
    hush();
    await expect(ask(database)).rejects.toMatchObject({ code: 'unavailable' });
    const after = await ask(database);
    expect(after.pid).not.toBe(before.pid);
    await database.close();
  });

  it('is none where every answer came in time, however long ago', async () => {
    const database = openDatabase(100);
    const first = await ask(database);
    let last = first;
    while (last.at.getTime() - first.at.getTime() < 400) last = await ask(database);
    expect(last.pid).toBe(first.pid);
    await database.close();
  });

  it('is noticed by who only listens, who then listens anew', async () => {
    const logger = memoryLogger();
    const bell = new Doorbell({ connectionString: url, logger, heartbeatMs: 100 });
    let deafened = 0;
    bell.onDeaf(() => (deafened += 1));
    await bell.open();
    expect(bell.isHealthy()).toBe(true);
    hush();
    await vi.waitFor(() => expect(logger.lines).toMatchObject([{ event: 'doorbell_lost' }]), 5_000);
    await vi.waitFor(() => expect([deafened, bell.isHealthy()]).toEqual([2, true]), 5_000);
    await bell.close();
  });
});
