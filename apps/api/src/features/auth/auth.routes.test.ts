import { me as meSchema, problem, rolePermissions } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { foundClinic } from '#api/found-clinic.ts';
import { startTestApi, type TestApi, type TestClinic, type TestProcess } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let replica: TestProcess;

beforeAll(async () => {
  api = await startTestApi();
  replica = await api.another({ publicOrigin: 'https://clinic.example' });
  clinic = await api.newClinic();
});

afterAll(async () => {
  await replica.close();
  await api.close();
});

const signIn = (body: object, app = api.app) => supertest(app).post('/api/auth/login').send(body);

const cookieOf = (answer: supertest.Response): string => answer.get('Set-Cookie')?.[0] ?? '';

const goodCredentials = () => ({ email: clinic.email('nurse'), password: api.password });

/** A sign-in of its own, so that ending it disturbs nobody. */
const freshCookie = async (): Promise<string> =>
  cookieOf(await signIn(goodCredentials()).expect(200)).split(';')[0] ?? '';

const meWith = (cookie: string, app = api.app) => supertest(app).get('/api/auth/me').set('Cookie', cookie);

/** A clinic in which this address alone can sign in. */
const foundFor = async (email: string, name: string, password = api.password): Promise<string> => {
  const id = anId();
  const staff = [{ id: anId(), email, displayName: 'A locum', role: 'nurse' as const, password }];
  const empty = { practitioners: [], rooms: [], types: [], hours: [], exceptions: [] };
  const place = { timeZone: 'UTC', locale: 'en-US', country: 'US', isDemo: false, now: api.clock.now() };
  await api.deps.database.inClinic({ clinicId: id }, (tx) =>
    foundClinic(tx, api.deps, { name, staff, ...place, ...empty }),
  );
  return id;
};

describe('signing in', () => {
  it('says who somebody is, where, and what they may do', async () => {
    const answer = await signIn(goodCredentials());
    expect(answer.status).toBe(200);
    const me = meSchema.parse(answer.body);
    expect(me.user).toMatchObject({ email: clinic.email('nurse'), role: 'nurse' });
    expect(me.clinic).toMatchObject({ id: clinic.id, timeZone: 'America/New_York', locale: 'en-US' });
    expect(me.permissions).toEqual(rolePermissions.nurse);
    expect((await meWith(cookieOf(answer))).body).toEqual(answer.body);
  });

  it('finds an address however it is written', async () => {
    const shouted = ` ${clinic.email('nurse').toUpperCase()}`.trim();
    await signIn({ ...goodCredentials(), email: shouted }).expect(200);
  });

  it('keeps the cookie from scripts, other sites and, where the address has TLS, from plain connections', async () => {
    expect(cookieOf(await signIn(goodCredentials()))).toMatch(
      /^session=[\w-]+\.[\w-]+\.[\w-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(cookieOf(await signIn(goodCredentials(), replica.app))).toMatch(
      /^__Host-session=[\w-]+\.[\w-]+\.[\w-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
  });

  it('refuses an unknown address and a wrong password in the same words', async () => {
    const wrong = await signIn({ ...goodCredentials(), password: 'not it, but long enough' });
    const unknown = await signIn({ email: 'nobody@clinic.example', password: api.password });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const { requestId: _one, ...first } = problem.parse(wrong.body);
    const { requestId: _other, ...second } = problem.parse(unknown.body);
    expect(first).toMatchObject({ code: 'invalid_credentials' });
    expect(second).toEqual(first);
    expect(Object.keys(wrong.headers).sort()).toEqual(Object.keys(unknown.headers).sort());
  });

  it('puts each sign-in and each refusal on record under the id of its request', async () => {
    const denied = await signIn({ email: clinic.email('billing'), password: 'not it, but long enough' });
    const admitted = await signIn({ email: clinic.email('billing'), password: api.password });
    const userId = admitted.body.user.id as string;
    const auditor = await clinic.as('auditor');
    // A refusal is put on record after it was answered.
    await vi.waitFor(async () => {
      const { body } = await auditor.get(`/api/audit-events?actorId=${userId}`);
      expect(body.items).toHaveLength(2);
      expect(body.items).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            ...{ action: 'session.create', outcome: 'success' },
            requestId: admitted.headers['x-request-id'],
          }),
          expect.objectContaining({
            ...{ action: 'session.deny', outcome: 'denied' },
            requestId: denied.headers['x-request-id'],
          }),
        ]),
      );
    });
  });

  it('ends the session that this browser had before', async () => {
    const before = await freshCookie();
    const answer = await signIn(goodCredentials()).set('Cookie', before);
    expect(answer.status).toBe(200);
    await meWith(before).expect(401);
    await meWith(cookieOf(answer)).expect(200);
  });

  it('lets nobody in whose account is switched off, not even with a running session', async () => {
    const other = await api.newClinic();
    const { cookie } = await other.as('billing');
    const credentials = { email: other.email('billing'), password: api.password };
    await api.asOwner("update users set is_active = false where clinic_id = $1 and role = 'billing'", [
      other.id,
    ]);
    expect((await signIn(credentials)).body).toMatchObject({ code: 'invalid_credentials' });
    api.deps.sessions.forgetClinic(other.id);
    await meWith(cookie).expect(401);
  });

  it('asks for the clinic when a password fits several, naming those alone', async () => {
    const email = 'locum@clinic.example';
    const north = await foundFor(email, 'North');
    const south = await foundFor(email, 'South');
    const west = await foundFor(email, 'West', 'quite another password');
    const asked = await signIn({ email, password: api.password });
    expect(asked.status).toBe(409);
    expect(asked.body.code).toBe('clinic_required');
    expect(asked.body.clinics).toHaveLength(2);
    expect(asked.body.clinics).toEqual(
      expect.arrayContaining([
        { id: north, name: 'North' },
        { id: south, name: 'South' },
      ]),
    );
    const chosen = await signIn({ email, password: api.password, clinicId: south });
    expect(chosen.body.clinic).toMatchObject({ id: south, name: 'South' });
    await signIn({ email, password: api.password, clinicId: west }).expect(401);
  });
});

describe('what a refusal tells', () => {
  const email = 'twice@clinic.example';
  const guess = 'not it, but long enough';

  beforeAll(async () => {
    await foundFor(email, 'First');
    await foundFor(email, 'Second', 'quite another password');
    await api.asOwner("update users set is_active = false where clinic_id = $1 and role = 'auditor'", [
      clinic.id,
    ]);
  });

  it.each([
    ['nobody has', () => ({ email: 'nobody.at.all@clinic.example', password: guess })],
    ['somebody has', () => ({ email: clinic.email('practitioner'), password: guess })],
    ['somebody has in two clinics', () => ({ email, password: guess })],
    [
      'somebody has whose account is switched off',
      () => ({ email: clinic.email('auditor'), password: api.password }),
    ],
  ])('is the same for an address that %s, and takes one proof', async (_who, credentials) => {
    const turns = vi.spyOn(api.deps.hasher, 'inTurn');
    const answer = await signIn(credentials());
    const { requestId: _id, ...told } = problem.parse(answer.body);
    expect(told).toEqual({
      ...{ type: 'about:blank', title: 'E-mail address or password do not fit' },
      ...{ status: 401, code: 'invalid_credentials' },
    });
    expect(turns).toHaveBeenCalledTimes(1);
  });

  it('is answered before it is put on record', async () => {
    const record = vi.spyOn(api.deps.audit, 'record').mockReturnValue(new Promise(() => undefined));
    await signIn({ email: clinic.email('practitioner'), password: guess }).expect(401);
    await vi.waitFor(() => expect(record).toHaveBeenCalledTimes(1));
  });
});

describe('a session', () => {
  it.each([
    ['no cookie', ''],
    ['nonsense', 'session=nonsense'],
    [
      'a token whose body is no JSON',
      `session=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0.bm9uc2Vuc2U.AAAA`,
    ],
    ['a token of another installation', 'session=eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIn0.eyJzaWQiOiJ4In0.AAAA'],
  ])('is not had with %s', async (_what, cookie) => {
    const answer = await meWith(cookie);
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(problem.parse(answer.body)).toMatchObject({
      code: 'not_signed_in',
      requestId: answer.headers['x-request-id'],
    });
  });

  it('ends on every replica at once when it is ended on one', async () => {
    const cookie = await freshCookie();
    const secure = cookie.replace('session=', '__Host-session=');
    await meWith(cookie).expect(200);
    await meWith(secure, replica.app).expect(200);
    const answer = await supertest(api.app).post('/api/auth/logout').set('Cookie', cookie);
    expect(answer.status).toBe(204);
    expect(cookieOf(answer)).toBe('session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict');
    expect(answer.headers['clear-site-data']).toBe('"cache"');
    await meWith(cookie).expect(401);
    await vi.waitFor(() => meWith(secure, replica.app).expect(401), { timeout: 2_000, interval: 20 });
  });

  it('clears what the browser keeps when nothing waits to be sent', async () => {
    const logout = supertest(api.app)
      .post('/api/auth/logout')
      .set('Cookie', await freshCookie());
    const answer = await logout.send({ clearStorage: true });
    expect(answer.headers['clear-site-data']).toBe('"cache", "storage"');
  });

  it('may be ended twice, and by nobody', async () => {
    const cookie = await freshCookie();
    await supertest(api.app).post('/api/auth/logout').set('Cookie', cookie).expect(204);
    await supertest(api.app).post('/api/auth/logout').set('Cookie', cookie).expect(204);
    await supertest(api.app).post('/api/auth/logout').expect(204);
  });

  // That somebody was there is written down behind the answer.
  const seen = (clinicId: string) =>
    vi.waitFor(async () => {
      const [row] = await api.asOwner<{ seenAt: Date }>(
        'select max(last_seen_at) as "seenAt" from sessions where clinic_id = $1',
        [clinicId],
      );
      expect(row?.seenAt).toEqual(api.clock.now());
    });

  it('lasts twelve hours whatever happens in it', async () => {
    const other = await api.newClinic();
    const { cookie } = await other.as('nurse');
    const before = api.clock.now().toISOString();
    for (let minutes = 10; minutes < 12 * 60; minutes += 10) {
      api.clock.advance(10 * 60_000);
      await meWith(cookie).expect(200);
      await seen(other.id);
    }
    api.clock.advance(10 * 60_000 - 1_000);
    await meWith(cookie).expect(200);
    api.clock.advance(1_000);
    await meWith(cookie).expect(401);
    api.clock.set(before);
  });
});

describe('requests of other sites', () => {
  const write = (headers: Record<string, string>, app = api.app) =>
    supertest(app).post('/api/auth/logout').set(headers);

  it.each([
    ['the browser says cross-site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['the browser says same-site', { 'Sec-Fetch-Site': 'same-site' }],
    ['the origin is foreign', { Origin: 'https://evil.example' }],
    ['the origin is opaque', { Origin: 'null' }],
    ['the origin has another port', { Origin: 'http://localhost:4201' }],
    ['the origin has another scheme', { Origin: 'https://localhost:4200' }],
    ['the origin only begins like ours', { Origin: 'http://localhost:4200.evil.example' }],
    [
      'the fetch is own and the origin is not',
      { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' },
    ],
  ])('are refused when %s', async (_why, headers) => {
    const answer = await write(headers);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'cross_site' });
  });

  it.each([
    ['localhost', { Origin: 'http://localhost:4200' }],
    ['127.0.0.1', { Origin: 'http://127.0.0.1:4200' }],
    ['[::1]', { Origin: 'http://[::1]:4200' }],
    ['the portal itself', { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost:4200' }],
    ['a person typing', { 'Sec-Fetch-Site': 'none' }],
    ['a script', {}],
  ])('are not those from %s', async (_who, headers) => {
    await write(headers).expect(204);
  });

  it('are not taken for own by a loopback name where the product has a public address', async () => {
    await write({ Origin: 'https://clinic.example' }, replica.app).expect(204);
    await write({ Origin: 'https://localhost' }, replica.app).expect(403);
    await write({ Origin: 'http://clinic.example' }, replica.app).expect(403);
  });

  it('may read, because browsers keep the answer from them', async () => {
    await supertest(api.app).get('/api/openapi.json').set('Sec-Fetch-Site', 'cross-site').expect(200);
  });
});

describe('work prepared by somebody', () => {
  it('is taken from them alone', async () => {
    const nurse = await clinic.as('nurse');
    await nurse.get('/api/settings').set('Clinic-Actor', nurse.userId.toUpperCase()).expect(200);
    const other = await nurse.get('/api/settings').set('Clinic-Actor', anId());
    expect(other.status).toBe(403);
    expect(other.body).toMatchObject({ code: 'actor_mismatch' });
    await nurse.get('/api/settings').set('Clinic-Actor', 'me').expect(400);
  });
});
