import { networkOf } from '@clinic/auth';
import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestApi, type TestApi, type TestClinic, type TestProcess } from '#api/testing/test-api.ts';

const HOME = '203.0.113.7';

let api: TestApi;
let replica: TestProcess;
let clinic: TestClinic;

beforeAll(async () => {
  api = await startTestApi();
  replica = await api.another();
});

afterAll(async () => {
  await replica.close();
  await api.close();
});

beforeEach(async () => {
  api.clock.set('2030-01-07T14:00:00Z');
  clinic = await api.newClinic();
});

type Try = { email?: string; password?: string; from?: string; device?: string; at?: TestProcess };

const attempt = ({ email = clinic.email('nurse'), password = 'a wrong guess', ...more }: Try = {}) =>
  supertest((more.at ?? api).app)
    .post('/api/auth/login')
    .set({ 'X-Forwarded-For': more.from ?? HOME, ...(more.device ? { Cookie: more.device } : {}) })
    .send({ email, password });

const statusesOf = async (times: number, make: (time: number) => PromiseLike<{ status: number }>) => {
  const statuses: number[] = [];
  for (let time = 0; time < times; time += 1) statuses.push((await make(time)).status);
  return statuses;
};

const deviceOf = (answer: supertest.Response): string =>
  (answer.get('Set-Cookie') ?? []).find((cookie) => cookie.startsWith('device='))?.split(';')[0] ?? '';

const network = (number: number): string => `198.51.${number}.1`;

describe('guessing at a password', () => {
  it('reaches the hash five times, whichever process is asked, and is then told when to come back', async () => {
    const turns = [api, replica].map(({ deps }) => vi.spyOn(deps.hasher, 'inTurn'));
    const statuses = await statusesOf(40, (time) => attempt({ at: time % 2 === 0 ? api : replica }));
    expect(statuses).toEqual([...Array<number>(5).fill(401), ...Array<number>(35).fill(429)]);
    expect(turns.reduce((sum, spy) => sum + spy.mock.calls.length, 0)).toBe(5);
    const refused = await attempt({ password: api.password });
    expect(refused.body).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(refused.headers['retry-after']).toBe('2');
  });

  it('reaches it five times also when forty guesses come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => attempt()));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...[...Array<number>(5).fill(401), ...Array<number>(35).fill(429)],
    ]);
  });

  it('gains nothing by an address that only the sender says is theirs', async () => {
    const statuses = await statusesOf(6, (time) => attempt({ from: `${network(time)}, ${HOME}` }));
    expect(statuses).toEqual([...Array<number>(5).fill(401), 429]);
  });

  it('is the same for an address that nobody has', async () => {
    const statuses = await statusesOf(6, () => attempt({ email: `nobody@${clinic.id}.example` }));
    expect(statuses).toEqual([...Array<number>(5).fill(401), 429]);
  });

  it('is the same however the address is written', async () => {
    const email = clinic.email('nurse');
    const statuses = await statusesOf(6, (time) =>
      attempt({ email: time % 2 === 0 ? email : email.toUpperCase() }),
    );
    expect(statuses.at(-1)).toBe(429);
  });

  it('costs twice the time with every further one, until it is right', async () => {
    await statusesOf(5, () => attempt());
    for (const seconds of [2, 4, 8, 16]) {
      expect((await attempt()).headers['retry-after']).toBe(String(seconds));
      api.clock.advance(seconds * 1000);
      await attempt().expect(401);
    }
    api.clock.advance(32_000);
    await attempt({ password: api.password }).expect(200);
    expect(await statusesOf(6, () => attempt())).toEqual([...Array<number>(5).fill(401), 429]);
  });
});

describe('a clinic behind one address', () => {
  it('gets in, typing errors and all, while somebody in its midst guesses', async () => {
    await statusesOf(10, () => attempt({ email: clinic.email('admin') }));
    for (const role of ['nurse', 'receptionist', 'billing', 'auditor', 'practitioner'] as const) {
      const email = clinic.email(role);
      await statusesOf(4, () => attempt({ email }));
      expect((await attempt({ email, password: api.password })).status, role).toBe(200);
    }
  });

  it('may sign in as often as it likes, also all at once', async () => {
    const password = api.password;
    const once = await Promise.all(Array.from({ length: 30 }, () => attempt({ password })));
    expect(new Set(once.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(await statusesOf(10, () => attempt({ password })))).toEqual(new Set([200]));
  });

  it('is made slow and let in when many accounts are guessed at from there', async () => {
    const bucket = api.deps.keyedHash('network', [networkOf('192.0.2.1')]);
    const failed = async (failures: number, accounts: number) => {
      await api.asOwner('delete from ops.throttle_buckets where bucket = $1', [bucket]);
      await api.asOwner(
        `insert into ops.throttle_buckets (bucket, failures, accounts, forgotten_at)
         values ($1, $2, $3, $4::timestamptz + interval '15 minutes')`,
        [bucket, failures, accounts, api.clock.now()],
      );
    };
    const signIn = async () => attempt({ from: '192.0.2.77', password: api.password }).expect(200);
    api.pauses.length = 0;
    for (const [failures, accounts] of [
      [299, 100],
      [1_000, 29],
    ] as const) {
      await failed(failures, accounts);
      await signIn();
    }
    expect(api.pauses).toEqual([]);
    await failed(300, 30);
    await signIn();
    expect(api.pauses).toEqual([1_000]);
  });

  it('has its failures counted by how many and for whom', async () => {
    const bucket = api.deps.keyedHash('network', [networkOf('192.0.2.129')]);
    await api.asOwner('delete from ops.throttle_buckets where bucket = $1', [bucket]);
    await statusesOf(3, () => attempt({ from: '192.0.2.129' }));
    await attempt({ from: '192.0.2.130', email: clinic.email('admin') });
    await vi.waitFor(async () => {
      const rows = await api.asOwner(
        'select failures, accounts from ops.throttle_buckets where bucket = $1',
        [bucket],
      );
      expect(rows).toEqual([{ failures: 4, accounts: 2 }]);
    });
  });
});

describe('somebody whose address is known to a stranger', () => {
  it('gets in where they signed in before, and not elsewhere, while it is guessed at from everywhere', async () => {
    const device = deviceOf(await attempt({ password: api.password }));
    expect(device).toMatch(/^device=[\w-]{35}$/);
    await statusesOf(20, (time) => attempt({ from: network(time) }));
    const elsewhere = await attempt({ password: api.password, from: network(99) });
    expect([elsewhere.status, elsewhere.headers['retry-after']]).toEqual([429, '3600']);
    await attempt({ password: api.password, device }).expect(200);
    await attempt({ password: api.password, device, from: network(98) }).expect(200);
    api.clock.advance(60 * 60_000);
    await attempt({ password: api.password, from: network(99) }).expect(200);
  });

  it('gets in at the clinic where they signed in before, although a colleague guesses there', async () => {
    const device = deviceOf(await attempt({ password: api.password }));
    await statusesOf(6, () => attempt());
    await attempt({ password: api.password }).expect(429);
    await attempt({ password: api.password, device }).expect(200);
  });

  it('has a count of their own on their device', async () => {
    const device = deviceOf(await attempt({ password: api.password }));
    expect(await statusesOf(6, () => attempt({ device }))).toEqual([...Array<number>(5).fill(401), 429]);
    await attempt({ password: api.password }).expect(200);
  });

  it('is not helped or hurt by the device of another account', async () => {
    const device = deviceOf(await attempt({ email: clinic.email('admin'), password: api.password }));
    await statusesOf(20, (time) => attempt({ from: network(time) }));
    await attempt({ password: api.password, device }).expect(429);
  });
});

describe('the counts', () => {
  it('hold neither an e-mail address nor where somebody was', async () => {
    await statusesOf(2, () => attempt());
    const rows = await api.asOwner<{ text: string }>(
      'select row_to_json(b)::text as text from ops.throttle_buckets b',
    );
    const text = rows.map((row) => row.text).join('\n');
    expect(rows.length).toBeGreaterThan(1);
    for (const secret of [HOME, '203.0.113', 'clinic.example', clinic.email('nurse').split('@')[0] ?? '']) {
      for (const form of [secret, Buffer.from(secret).toString('hex')]) expect(text).not.toContain(form);
    }
  });
});

describe('more sign-ins than can be looked at', () => {
  it('are told when to come back, while everything else is answered', async () => {
    const ends: (() => void)[] = [];
    const held = Array.from({ length: 102 }, () =>
      api.deps.hasher.inTurn(() => new Promise<void>((resolve) => ends.push(resolve))),
    );
    const refused = await attempt({ password: api.password });
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await supertest(api.app).get('/health').expect(200);
    while (ends.length > 0) {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(held);
    await attempt({ password: api.password }).expect(200);
  });
});
