import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW, startRepositories, type TestRepositories } from './testing.ts';
import { ThrottleRepository, type ThrottledAttempt, type ThrottleRules } from './throttle.repository.ts';

const throttle = new ThrottleRepository();
const rules: ThrottleRules = {
  own: { free: 5, longestSeconds: 900, keptSeconds: 86_400 },
  account: { most: 20, keptSeconds: 3_600 },
};

let test: TestRepositories;

beforeAll(async () => {
  test = await startRepositories();
});

afterAll(() => test.close());

const after = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

const anAttempt = (override: Partial<ThrottledAttempt> = {}): ThrottledAttempt => ({
  own: randomBytes(16),
  account: randomBytes(16),
  ...override,
});

const admit = (attempt: ThrottledAttempt, now = NOW) =>
  test.database.asSystem((tx) => throttle.admit(tx, attempt, { rules, now }));

const admitTimes = async (times: number, attempt: ThrottledAttempt, now = NOW): Promise<void> => {
  for (let time = 0; time < times; time += 1) await admit(attempt, now);
};

const bucket = async (of: Buffer | null, now = NOW) => {
  const rows = await test.database.asSystem((tx) => throttle.list(tx, of ? [of] : [], now));
  return rows[0];
};

describe('failures near by', () => {
  it('are free five times, and then cost twice the time before, up to a quarter of an hour', async () => {
    const attempt = anAttempt({ account: null });
    for (const count of [1, 2, 3, 4, 5]) expect(await admit(attempt)).toBe(count);
    expect((await bucket(attempt.own))?.blockedUntil).toEqual(after(2));
    let seconds = 0;
    for (const wait of [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      expect(await admit(attempt, after(seconds + wait - 1)), `${wait}`).toBeUndefined();
      seconds += wait;
      expect(await admit(attempt, after(seconds)), `${wait}`).toBeDefined();
    }
  });

  it('are not counted while nobody is let near', async () => {
    const attempt = anAttempt({ account: null });
    await admitTimes(40, attempt);
    expect(await bucket(attempt.own)).toMatchObject({ failures: 5, blockedUntil: after(2) });
  });

  it('are forgotten after a day', async () => {
    const attempt = anAttempt({ account: null });
    await admitTimes(5, attempt);
    expect(await admit(attempt, after(86_399))).toBe(6);
    expect(await admit(attempt, after(86_399 + 86_400))).toBe(1);
  });

  it('let through five of forty that come at the same moment', async () => {
    const attempt = anAttempt();
    const admitted = await Promise.all(Array.from({ length: 40 }, () => admit(attempt)));
    expect(admitted.filter((count) => count !== undefined).sort()).toEqual([1, 2, 3, 4, 5]);
    expect((await bucket(attempt.account))?.failures).toBe(5);
  });
});

describe('failures of one account in all places', () => {
  it('are twenty in an hour, counted from the first', async () => {
    const account = randomBytes(16);
    for (let place = 0; place < 20; place += 1)
      expect(await admit(anAttempt({ account }), after(place))).toBe(1);
    expect(await admit(anAttempt({ account }), after(60))).toBeUndefined();
    expect((await bucket(account))?.blockedUntil).toEqual(after(3_600));
    expect(await admit(anAttempt({ account }), after(3_600))).toBe(1);
    expect(await bucket(account, after(3_600))).toMatchObject({ failures: 1, blockedUntil: null });
  });

  it('say nothing of where it is known', async () => {
    const account = randomBytes(16);
    for (let place = 0; place < 21; place += 1) await admit(anAttempt({ account }));
    expect(await admit(anAttempt({ account: null }))).toBe(1);
  });
});

describe('an attempt', () => {
  const undo = (how: 'forgive' | 'forget', attempt: ThrottledAttempt) =>
    test.database.asSystem((tx) => throttle[how](tx, attempt, rules));

  it('that was no guess is taken back, and with it the wait it began', async () => {
    const attempt = anAttempt();
    await admitTimes(5, attempt);
    await undo('forgive', attempt);
    expect(await bucket(attempt.own)).toMatchObject({ failures: 4, blockedUntil: null });
    expect(await bucket(attempt.account)).toMatchObject({ failures: 4 });
  });

  it('that was right makes those near by forgotten, and those elsewhere not', async () => {
    const attempt = anAttempt();
    await admitTimes(3, { ...attempt, own: randomBytes(16) });
    await admitTimes(3, attempt);
    await undo('forget', attempt);
    expect(await bucket(attempt.own)).toBeUndefined();
    expect(await bucket(attempt.account)).toMatchObject({ failures: 5 });
  });

  it('that was right and the twentieth keeps nobody else out', async () => {
    const account = randomBytes(16);
    for (let place = 0; place < 19; place += 1) await admit(anAttempt({ account }));
    const last = anAttempt({ account });
    await admit(last);
    await undo('forget', last);
    expect(await bucket(account)).toMatchObject({ failures: 19, blockedUntil: null });
  });
});

describe('failures of a network', () => {
  it('are counted with how many accounts they were for, for a while', async () => {
    const network = randomBytes(16);
    const count = (isFirst: boolean, now = NOW) =>
      test.database.asSystem((tx) => throttle.countNetwork(tx, network, { isFirst, keptSeconds: 900, now }));
    await count(true);
    await count(false);
    await count(true, after(899));
    expect(await bucket(network)).toMatchObject({ failures: 3, accounts: 2, blockedUntil: null });
    await count(true, after(900));
    expect(await bucket(network, after(900))).toMatchObject({ failures: 1, accounts: 1 });
  });
});

it('what has nothing to say any more is not shown, and goes', async () => {
  const attempt = anAttempt({ account: null });
  await admit(attempt);
  expect(await bucket(attempt.own, after(86_400))).toBeUndefined();
  const remove = (now: Date) => test.database.asSystem((tx) => throttle.deleteForgotten(tx, now));
  await remove(after(86_399));
  expect(await bucket(attempt.own)).toBeDefined();
  expect(await remove(after(86_400))).toBeGreaterThan(0);
  expect(await bucket(attempt.own)).toBeUndefined();
});
