import { totpCode } from '@clinic/auth/testing';
import { session as sessionSchema, type Session } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  startTestApi,
  type Desk,
  type TestApi,
  type TestClinic,
  type TestProcess,
} from '#api/testing/test-api.ts';

const NEXT = 'a brown fox that naps all day';
const MINUTE_MS = 60_000;

let api: TestApi;
let replica: TestProcess;
let clinic: TestClinic;
let nurse: Desk;

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
  nurse = await api.signIn(clinic.email('nurse'));
});

const signIn = (password: string) =>
  supertest(api.app)
    .post('/api/auth/login')
    .send({ email: clinic.email('nurse'), password });

const meAt = (app: TestProcess['app'], { cookie }: Desk) =>
  supertest(app).get('/api/auth/me').set('Cookie', cookie);

/** Within the two seconds in which an end must be known everywhere. */
const endedEverywhere = async (desk: Desk): Promise<void> => {
  for (const { app } of [api, replica])
    await vi.waitFor(() => meAt(app, desk).expect(401), { timeout: 2_000, interval: 20 });
};

const actionsOf = async (userId: string): Promise<string[]> => {
  const auditor = await api.signIn(clinic.email('auditor'));
  const { body } = await auditor.get(`/api/audit-events?actorId=${userId}`);
  return (body.items as { action: string }[]).map((item) => item.action);
};

describe('changing a password', () => {
  const change = (body: object, desk = nurse) => desk.post('/api/auth/password').send(body);
  const good = () => ({ currentPassword: api.password, newPassword: NEXT });

  it('makes the new one the only one', async () => {
    await change(good()).expect(204);
    await signIn(NEXT).expect(200);
    await signIn(api.password).expect(401);
    expect(await actionsOf(nurse.userId)).toContain('password.change');
  });

  it('ends every other session of that person, on every replica, and no other', async () => {
    const [second, third] = [
      await api.signIn(clinic.email('nurse')),
      await api.signIn(clinic.email('nurse')),
    ];
    const admin = await api.signIn(clinic.email('admin'));
    for (const desk of [nurse, second, third, admin])
      for (const { app } of [api, replica]) await meAt(app, desk).expect(200);
    await change(good()).expect(204);
    await endedEverywhere(second);
    await endedEverywhere(third);
    for (const desk of [nurse, admin])
      for (const { app } of [api, replica]) await meAt(app, desk).expect(200);
  });

  it('needs the current one, and lets nobody guess at it', async () => {
    const wrong = { ...good(), currentPassword: 'not this one, sorry' };
    for (let time = 0; time < 5; time += 1) {
      const answer = await change(wrong);
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_credentials']);
    }
    const answer = await change(good());
    expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([
      ...[429, 'rate_limited', '2'],
    ]);
    // Signing in is counted elsewhere: whoever guesses at an open session keeps nobody out.
    await signIn(api.password).expect(200);
    expect((await actionsOf(nurse.userId)).filter((action) => action === 'session.deny')).toHaveLength(5);
  });

  it('is done once, however often the same request comes', async () => {
    const key = anId();
    const first = await change(good()).set('Idempotency-Key', key);
    const again = await change(good()).set('Idempotency-Key', key);
    expect([first.status, again.status]).toEqual([204, 204]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.text).toBe('');
    const other = await change({ ...good(), newPassword: `${NEXT}!` }).set('Idempotency-Key', key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
  });

  it('leaves no trace of either that a thief of the files could try passwords on', async () => {
    const key = anId();
    const body = good();
    await change(body).set('Idempotency-Key', key).expect(204);
    const [row] = await api.asOwner<{ hash: Buffer }>(
      'select request_hash as hash from idempotency_keys where key = $1',
      [key],
    );
    const asked = ['POST', '/api/auth/password', JSON.stringify(body)].join('\n');
    const plain = await crypto.subtle.digest('SHA-256', Buffer.from(asked));
    expect(row?.hash.length).toBeGreaterThan(0);
    expect(Buffer.from(plain).toString('hex')).not.toContain(row?.hash.toString('hex'));
    expect(JSON.stringify(api.lines)).not.toContain(NEXT);
  });

  it('of two at once leaves one', async () => {
    const both = await Promise.all([change(good()), change({ ...good(), newPassword: `${NEXT} again` })]);
    // The other one comes too late, or its current password is the current one no longer.
    expect([
      [204, 409],
      [204, 401],
    ]).toContainEqual(both.map(({ status }) => status).sort((one, other) => one - other));
  });

  it.each([
    ['too short', 'x7-Qp!kd92m', 'custom'],
    ['a common word and a few numbers', 'Password1234!', 'too_common'],
    ['a row of keys', 'qwertyuiop1234', 'too_common'],
    ['the product', 'clinicclinic', 'too_common'],
    ['long enough only beside a second factor', 'vrtz-94-klomb!', 'too_short'],
  ])('refuses a new one that is %s', async (_what, newPassword, code) => {
    const answer = await change({ ...good(), newPassword });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_body']);
    expect(answer.body.issues).toMatchObject([{ path: 'newPassword', code }]);
    await signIn(api.password).expect(200);
  });

  it('may be shorter for who is asked for a one-time code besides', async () => {
    const { body } = await nurse.post('/api/auth/totp').expect(200);
    const otp = await totpCode((body as { secret: string }).secret, api.clock.now());
    await nurse.post('/api/auth/totp/confirm').send({ otp }).expect(200);
    await change({ ...good(), newPassword: 'vrtz-94-klomb!' }).expect(204);
  });

  it('refuses the name of the clinic, of the person and of their address', async () => {
    const admin = await api.signIn(clinic.email('admin'));
    await admin.patch('/api/settings').set('If-Match', '"1"').send({ name: 'Marigold Lantern' }).expect(200);
    const local = clinic.email('nurse').split('@')[0] ?? '';
    for (const newPassword of [
      'marigold-lantern',
      'MarigoldLantern1!',
      `${local}!1`,
      'the nurse the nurse',
    ]) {
      expect((await change({ ...good(), newPassword })).body.issues, newPassword).toMatchObject([
        { path: 'newPassword', code: 'too_common' },
      ]);
    }
  });
});

describe('the sessions of somebody', () => {
  const list = async (desk: Desk): Promise<Session[]> =>
    sessionSchema.array().parse((await desk.get('/api/auth/sessions').expect(200)).body.items);

  it('are shown to them, newest first, with where they are and which is this one', async () => {
    api.clock.advance(MINUTE_MS);
    const answer = await signIn(api.password).set(
      'User-Agent',
      'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    );
    expect(answer.status).toBe(200);
    await api.signIn(clinic.email('admin'));
    const [newer, older, ...more] = await list(nurse);
    expect(more).toEqual([]);
    expect(newer).toMatchObject({
      ...{ createdAt: '2030-01-07T14:01:00.000Z', lastSeenAt: '2030-01-07T14:01:00.000Z' },
      ...{ expiresAt: '2030-01-08T02:01:00.000Z', device: 'Firefox, Linux', isCurrent: false },
    });
    expect(older).toMatchObject({ createdAt: '2030-01-07T14:00:00.000Z', device: null, isCurrent: true });
  });

  it('can be ended one by one, on every replica', async () => {
    const other = await api.signIn(clinic.email('nurse'));
    await meAt(replica.app, other).expect(200);
    const id = (await list(other)).find((session) => session.isCurrent)?.id ?? '';
    await nurse.delete(`/api/auth/sessions/${id}`).expect(204);
    await endedEverywhere(other);
    expect((await list(nurse)).map((session) => session.id)).not.toContain(id);
    await nurse.delete(`/api/auth/sessions/${id}`).expect(204);
    const ends = (await actionsOf(nurse.userId)).filter((action) => action === 'session.end');
    expect(ends).toHaveLength(1);
  });

  it('are nobody else’s to end', async () => {
    const admin = await api.signIn(clinic.email('admin'));
    const [theirs] = await list(admin);
    const answer = await nurse.delete(`/api/auth/sessions/${theirs?.id ?? ''}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    await meAt(api.app, admin).expect(200);
  });
});

describe('a session that is left alone', () => {
  const pass = (minutes: number, seconds = 0): void =>
    api.clock.advance(minutes * MINUTE_MS + seconds * 1_000);
  const isOpen = async (desk = nurse, app = api.app): Promise<boolean> =>
    (await meAt(app, desk)).status === 200;

  it('ends after a quarter of an hour', async () => {
    pass(15);
    expect(await isOpen()).toBe(true);
    // What was seen is written down by the way.
    await vi.waitFor(async () => {
      const rows = await api.asOwner('select 1 from sessions where user_id = $1 and last_seen_at = $2', [
        ...[nurse.userId, api.clock.now()],
      ]);
      expect(rows).toHaveLength(1);
    });
    pass(15);
    expect(await isOpen(nurse, replica.app)).toBe(true);
    pass(15, 31);
    expect([await isOpen(), await isOpen(nurse, replica.app)]).toEqual([false, false]);
    const again = await api.signIn(clinic.email('nurse'));
    expect((await again.get('/api/auth/sessions')).body.items).toHaveLength(1);
  });

  it('ends when the clinic says so, from five minutes to thirty', async () => {
    const admin = await api.signIn(clinic.email('admin'));
    const set = (minutes: number, version: number) =>
      admin.patch('/api/settings').set('If-Match', `"${version}"`).send({ sessionIdleMinutes: minutes });
    await set(4, 1).expect(400);
    await set(31, 1).expect(400);
    await set(5, 1).expect(200);
    pass(5, 31);
    expect(await isOpen()).toBe(false);
    const later = await api.signIn(clinic.email('nurse'));
    const boss = await api.signIn(clinic.email('admin'));
    await boss.patch('/api/settings').set('If-Match', '"2"').send({ sessionIdleMinutes: 30 }).expect(200);
    pass(30);
    expect(await isOpen(later)).toBe(true);
  });

  it('is not kept awake by a screen that brings itself up to date', async () => {
    const refresh = () => nurse.get('/api/appointments/today').set('Clinic-Background', 'true');
    for (let minute = 0; minute < 15; minute += 1) {
      pass(1);
      await refresh().expect(200);
    }
    pass(0, 31);
    await refresh().expect(401);
  });

  it('is kept awake by a person, also between two of those', async () => {
    for (let minute = 0; minute < 20; minute += 1) {
      pass(0, 55);
      await nurse.get('/api/appointments/today').set('Clinic-Background', 'true').expect(200);
      pass(0, 5);
      await nurse.get('/api/rooms').expect(200);
    }
  });
});

describe('proving again who somebody is', () => {
  const stepUp = (body: object) => nurse.post('/api/auth/step-up').send(body);
  const isSteppedUp = () =>
    api.deps.sessions.isSteppedUp({
      ...{ clinicId: clinic.id, actorId: nurse.userId, actorRole: 'nurse' },
      ...{ sessionId, requestId: 'r', origin: 'api' as const },
    });
  let sessionId = '';

  beforeEach(async () => {
    const { body } = await nurse.get('/api/auth/sessions');
    sessionId = (body.items as Session[])[0]?.id ?? '';
  });

  it('holds for five minutes, and so does signing in', async () => {
    api.clock.advance(5 * MINUTE_MS - 1);
    expect(await isSteppedUp()).toBe(true);
    api.clock.advance(1);
    expect(await isSteppedUp()).toBe(false);
    await stepUp({ password: api.password }).expect(204);
    api.clock.advance(5 * MINUTE_MS - 1);
    expect(await isSteppedUp()).toBe(true);
    api.clock.advance(1);
    expect(await isSteppedUp()).toBe(false);
    expect(await actionsOf(nurse.userId)).toContain('session.step-up');
  });

  it('needs the right password, five times at most', async () => {
    api.clock.advance(10 * MINUTE_MS);
    for (let time = 0; time < 5; time += 1)
      expect((await stepUp({ password: 'not this one, sorry' })).body.code).toBe('invalid_credentials');
    expect((await stepUp({ password: api.password })).body.code).toBe('rate_limited');
    expect(await isSteppedUp()).toBe(false);
  });

  it('needs a one-time code that there is', async () => {
    expect((await stepUp({ otp: '123456' })).body.code).toBe('otp_invalid');
  });
});
