import { randomUUID } from 'node:crypto';
import { memoryLogger } from '@clinic/core/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Doorbell, type RingKind } from './doorbell.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let test: TestDatabase;
const open: Doorbell[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
});

afterAll(() => test.close());

afterEach(async () => {
  await Promise.all(open.splice(0).map((bell) => bell.close()));
});

type Heard = { bell: Doorbell; rings: string[]; lines: ReturnType<typeof memoryLogger>['lines'] };

const aBell = async (connectionString = test.appUrl): Promise<Heard> => {
  const logger = memoryLogger();
  const bell = new Doorbell({ connectionString, logger });
  const rings: string[] = [];
  bell.onRing((clinicId: string, kind: RingKind) => rings.push(`${clinicId}/${kind}`));
  open.push(bell);
  await bell.open();
  return { bell, rings, lines: logger.lines };
};

const within = (check: () => void) => vi.waitFor(check, { timeout: 2_000, interval: 10 });

const connections = async (): Promise<number[]> => {
  const rows = await test.asOwner<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'clinic-doorbell' and datname = current_database()`,
  );
  return rows.map((row) => row.pid);
};

const cut = (pids: number[]) =>
  test.asOwner('select pg_terminate_backend(pid) from unnest($1::integer[]) as pid', [pids]);

const cutAll = async () => cut(await connections());

describe('a ring', () => {
  it('is heard at once by who rang and by every other process', async () => {
    const [here, there] = [await aBell(), await aBell()];
    const clinicId = randomUUID();
    here.bell.ring(clinicId, 'session');
    expect(here.rings).toEqual([`${clinicId}/session`]);
    await within(() => expect(there.rings).toEqual([`${clinicId}/session`]));
  });

  it('tells kinds and clinics apart, and says the same thing once', async () => {
    const [here, there] = [await aBell(), await aBell()];
    const [one, other] = [randomUUID(), randomUUID()];
    for (let time = 0; time < 5; time += 1) here.bell.ring(one, 'data');
    here.bell.ring(one, 'reference');
    here.bell.ring(other, 'data');
    await within(() => expect(there.rings).toHaveLength(3));
    expect(there.rings.sort()).toEqual([`${one}/data`, `${one}/reference`, `${other}/data`].sort());
  });

  it('for more clinics than one message holds arrives whole', async () => {
    const [here, there] = [await aBell(), await aBell()];
    const clinics = Array.from({ length: 400 }, () => randomUUID());
    for (const clinicId of clinics) here.bell.ring(clinicId, 'reference');
    await within(() => expect(new Set(there.rings).size).toBe(400));
  });

  it('leaves before the bell is taken down', async () => {
    const [here, there] = [await aBell(), await aBell()];
    const clinicId = randomUUID();
    here.bell.ring(clinicId, 'data');
    await here.bell.close();
    await within(() => expect(there.rings).toEqual([`${clinicId}/data`]));
  });

  it('is not heard by who stopped listening', async () => {
    const { bell } = await aBell();
    const rings: string[] = [];
    const stop = bell.onRing((clinicId) => rings.push(clinicId));
    stop();
    bell.ring(randomUUID(), 'data');
    expect(rings).toEqual([]);
  });

  it('that says nothing sensible is not heard', async () => {
    const { bell, rings } = await aBell();
    await test.asOwner("select pg_notify('clinic_doorbell', 'nonsense,/data,x/y')");
    const clinicId = randomUUID();
    await test.asOwner("select pg_notify('clinic_doorbell', $1)", [`${clinicId}/data,${clinicId}/unknown`]);
    await within(() => expect(rings).toEqual([`${clinicId}/data`]));
    expect(bell.isHealthy()).toBe(true);
  });
});

describe('a bell that lost its connection', () => {
  it('says so, comes back by itself, and is heard again', async () => {
    const [here, there] = [await aBell(), await aBell()];
    await cutAll();
    await within(() => expect([here.bell.isHealthy(), there.bell.isHealthy()]).toEqual([false, false]));
    expect(there.lines.map((line) => line.event)).toEqual(['doorbell_lost']);
    await within(() => expect([here.bell.isHealthy(), there.bell.isHealthy()]).toEqual([true, true]));
    const clinicId = randomUUID();
    here.bell.ring(clinicId, 'data');
    await within(() => expect(there.rings).toEqual([`${clinicId}/data`]));
  });

  it('tells who remembers things that rings may have been missed', async () => {
    const { bell } = await aBell();
    const deaf = vi.fn();
    const stop = bell.onDeaf(deaf);
    await cutAll();
    await within(() => expect(deaf).toHaveBeenCalledTimes(1));
    expect(bell.isHealthy()).toBe(true);
    stop();
  });

  it('keeps what was rung meanwhile and says it when it is back', async () => {
    const here = await aBell();
    const ours = await connections();
    const there = await aBell();
    await cut(ours);
    await within(() => expect(here.bell.isHealthy()).toBe(false));
    const clinicId = randomUUID();
    here.bell.ring(clinicId, 'session');
    expect(here.rings).toEqual([`${clinicId}/session`]);
    await within(() => expect(there.rings).toEqual([`${clinicId}/session`]));
  });

  it('or never had one goes on trying, and can be taken down', async () => {
    const { bell, rings } = await aBell('postgres://clinic_app@127.0.0.1:1/none');
    expect(bell.isHealthy()).toBe(false);
    bell.ring(randomUUID(), 'data');
    expect(rings).toHaveLength(1);
    await bell.close();
    await bell.open();
    expect(bell.isHealthy()).toBe(false);
  });
});
