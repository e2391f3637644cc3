import { randomBytes } from 'node:crypto';
import { totpCode } from '@clinic/auth/testing';
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

const HOUR_MS = 60 * 60_000;
const CHOSEN = 'a brown fox that naps all day';

let api: TestApi;
let replica: TestProcess;
let clinic: TestClinic;
let admin: Desk;
let place = 0;

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
  admin = await api.signIn(clinic.email('admin'));
  place += 1;
});

const outcomeOf = ({ status, body }: supertest.Response): [number, unknown] => [
  status,
  (body as { code?: string }).code,
];

/** Each test stands in a network of its own. */
const accept = (token: string, password = CHOSEN, app = api.app) =>
  supertest(app)
    .post('/api/auth/invitations/accept')
    .set('X-Forwarded-For', `198.51.${place}.7`)
    .send({ token, password });

const signIn = (email: string, password = CHOSEN, otp?: string) =>
  supertest(api.app)
    .post('/api/auth/login')
    .send({ email, password, ...(otp === undefined ? {} : { otp }) });

const tokenIn = (url: string): string => url.split('#')[1] ?? '';

const invite = async () => {
  const email = `${anId()}@clinic.example`;
  const { body } = await admin
    .post('/api/users')
    .send({ email, displayName: 'Grace Hopper', role: 'nurse' })
    .expect(201);
  const { user, inviteUrl } = body as { user: { id: string }; inviteUrl: string };
  return { id: user.id, email, token: tokenIn(inviteUrl) };
};

const resetLink = async (userId: string): Promise<string> => {
  const { body } = await admin.post(`/api/users/${userId}/reset-link`).expect(200);
  return tokenIn((body as { resetUrl: string }).resetUrl);
};

const actionsOn = async (userId: string): Promise<string[]> => {
  const rows = await api.asOwner<{ action: string }>(
    'select action from audit_events where resource_id = $1',
    [userId],
  );
  return rows.map(({ action }) => action);
};

describe('an invitation', () => {
  it('lets somebody choose a password and sign in with it, once', async () => {
    const { id, email, token } = await invite();
    expect(outcomeOf(await signIn(email))).toEqual([401, 'invalid_credentials']);
    const answer = await accept(token).expect(204);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect((await signIn(email)).status).toBe(200);
    expect(outcomeOf(await accept(token, 'another fox that naps all night'))).toEqual([410, 'gone']);
    expect((await signIn(email)).status).toBe(200);
    expect(await actionsOn(id)).toEqual(expect.arrayContaining(['user.create', 'invitation.accept']));
  });

  it('of two who open it at the same moment on two processes lets in one', async () => {
    const { email, token } = await invite();
    const passwords = [CHOSEN, 'another fox that naps all night'];
    const both = await Promise.all([accept(token, passwords[0]), accept(token, passwords[1], replica.app)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 410]);
    const winner = both.findIndex(({ status }) => status === 204);
    expect((await signIn(email, passwords[winner])).status).toBe(200);
    expect(outcomeOf(await signIn(email, passwords[1 - winner]))).toEqual([401, 'invalid_credentials']);
  });

  it('holds for seven days', async () => {
    const { token } = await invite();
    const late = await invite();
    api.clock.advance(7 * 24 * HOUR_MS - 1);
    await accept(token).expect(204);
    api.clock.advance(1);
    expect(outcomeOf(await accept(late.token))).toEqual([410, 'gone']);
  });

  it('lets nobody choose what is easily guessed, and is not used up by trying', async () => {
    const { token, email } = await invite();
    for (const [password, code] of [
      ['x7-Qp!kd92m', 'custom'],
      ['Password1234!', 'too_common'],
      ['grace-hopper-grace', 'too_common'],
      ['GraceHopper12!', 'too_common'],
      ['clinicclinic', 'too_common'],
      ['qwertyuiop1234', 'too_common'],
    ] as const) {
      const answer = await accept(token, password);
      expect([answer.status, answer.body.issues], password).toMatchObject([
        400,
        [{ path: 'password', code }],
      ]);
    }
    await accept(token).expect(204);
    expect((await signIn(email)).status).toBe(200);
  });

  it('is kept as a hash, and stands in no log', async () => {
    const { id, token } = await invite();
    await accept('nonsense').expect(410);
    await accept(token).expect(204);
    const rows = await api.asOwner<{ text: string }>(
      'select l::text as text from user_links l where user_id = $1',
      [id],
    );
    expect(rows).toHaveLength(1);
    const texts = JSON.stringify([rows, api.lines]);
    expect(texts).not.toContain(token);
    expect(texts).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    expect(texts).not.toContain(CHOSEN);
  });
});

describe('a link that is none', () => {
  it('is refused in the same words whatever is wrong with it', async () => {
    const used = (await invite()).token;
    await accept(used).expect(204);
    const random = randomBytes(64).toString('base64url');
    const answers = [await accept(used), await accept('nonsense'), await accept(random)];
    const [first, ...others] = answers.map(({ status, body }) => {
      const { requestId: _id, ...rest } = body as Record<string, unknown>;
      return { status, rest };
    });
    expect(first).toMatchObject({ status: 410, rest: { code: 'gone' } });
    for (const other of others) expect(other).toEqual(first);
  });

  it('makes who tries them wait, and never who has a good one', async () => {
    const { token } = await invite();
    const guess = () => accept(randomBytes(64).toString('base64url'));
    for (let time = 0; time < 5; time += 1) expect((await guess()).status).toBe(410);
    const blocked = await guess();
    expect(outcomeOf(blocked)).toEqual([429, 'rate_limited']);
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0);
    await accept(token, CHOSEN, replica.app).expect(204);
  });
});

describe('a reset', () => {
  it('makes the chosen password the only one, ends every session everywhere, and opens once', async () => {
    const nurse = await api.signIn(clinic.email('nurse'));
    const meAt = ({ app }: TestProcess) => supertest(app).get('/api/auth/me').set('Cookie', nurse.cookie);
    for (const process of [api, replica]) await meAt(process).expect(200);
    const token = await resetLink(nurse.userId);
    // Nothing happens before it is opened.
    for (const process of [api, replica]) await meAt(process).expect(200);
    await accept(token).expect(204);
    for (const process of [api, replica])
      await vi.waitFor(() => meAt(process).expect(401), { timeout: 2_000, interval: 20 });
    expect(outcomeOf(await signIn(clinic.email('nurse'), api.password))).toEqual([
      401,
      'invalid_credentials',
    ]);
    expect((await signIn(clinic.email('nurse'))).status).toBe(200);
    expect(outcomeOf(await accept(token))).toEqual([410, 'gone']);
    expect(await actionsOn(nurse.userId)).toEqual(
      expect.arrayContaining(['user.reset-link', 'password.reset']),
    );
  });

  it('takes the place of every link before it, and holds for a day', async () => {
    const { id, token } = await invite();
    const second = await resetLink(id);
    const third = await resetLink(id);
    for (const old of [token, second]) expect(outcomeOf(await accept(old))).toEqual([410, 'gone']);
    await accept(third).expect(204);
    const fourth = await resetLink(id);
    api.clock.advance(24 * HOUR_MS);
    expect(outcomeOf(await accept(fourth))).toEqual([410, 'gone']);
  });

  it('leaves the second factor on: it is asked for at the next sign-in', async () => {
    const nurse = await api.signIn(clinic.email('nurse'));
    const { body } = await nurse.post('/api/auth/totp').expect(200);
    const { secret } = body as { secret: string };
    await nurse
      .post('/api/auth/totp/confirm')
      .send({ otp: await totpCode(secret, api.clock.now()) })
      .expect(200);
    await accept(await resetLink(nurse.userId)).expect(204);
    expect(outcomeOf(await signIn(clinic.email('nurse')))).toEqual([401, 'otp_required']);
    api.clock.advance(30_000);
    const otp = await totpCode(secret, api.clock.now());
    expect((await signIn(clinic.email('nurse'), CHOSEN, otp)).status).toBe(200);
  });

  it('lets somebody in again who had failed too often to try', async () => {
    const wrong = 'not it, but long enough';
    for (let time = 0; time < 6; time += 1)
      await signIn(clinic.email('nurse'), wrong).set('X-Forwarded-For', `198.51.${place}.7`);
    const { userId } = await clinic.as('nurse');
    await accept(await resetLink(userId)).expect(204);
    const answer = await signIn(clinic.email('nurse')).set('X-Forwarded-For', `198.51.${place}.7`);
    expect(answer.status).toBe(200);
  });

  it('needs an administrator who has just proved who they are', async () => {
    const { userId } = await clinic.as('nurse');
    const nurse = await clinic.as('nurse');
    await nurse.post(`/api/users/${userId}/reset-link`).expect(403);
    api.clock.advance(6 * 60_000);
    const answer = await admin.post(`/api/users/${userId}/reset-link`);
    expect(outcomeOf(answer)).toEqual([403, 'step_up_required']);
  });
});
