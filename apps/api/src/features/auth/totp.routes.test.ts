import { totpCode } from '@clinic/auth/testing';
import { totpEnrolment } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  startTestApi,
  type Desk,
  type TestApi,
  type TestClinic,
  type TestProcess,
} from '#api/testing/test-api.ts';

const MINUTE_MS = 60_000;
const STEP_MS = 30_000;

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

const signIn = (otp?: string, app = api.app) =>
  supertest(app)
    .post('/api/auth/login')
    .send({ email: clinic.email('nurse'), password: api.password, ...(otp === undefined ? {} : { otp }) });

const outcomeOf = ({ status, body }: supertest.Response): [number, unknown] => [
  status,
  (body as { code?: string }).code,
];

const begin = async (desk = nurse) => {
  const answer = await desk.post('/api/auth/totp').expect(200);
  return totpEnrolment.parse(answer.body);
};

const codeOf = (secret: string, laterMs = 0): Promise<string> =>
  totpCode(secret, new Date(api.clock.now().getTime() + laterMs));

/** Sets up an app; the step of the clock it was done in is used, so that time moves on by one. */
const enrol = async (desk = nurse): Promise<{ secret: string; recoveryCodes: string[] }> => {
  const { secret } = await begin(desk);
  const { body } = await desk
    .post('/api/auth/totp/confirm')
    .send({ otp: await codeOf(secret) })
    .expect(200);
  api.clock.advance(STEP_MS);
  return { secret, recoveryCodes: (body as { recoveryCodes: string[] }).recoveryCodes };
};

const actionsOf = async (userId: string): Promise<string[]> => {
  const auditor = await api.signIn(clinic.email('auditor'));
  const { body } = await auditor.get(`/api/audit-events?actorId=${userId}&limit=100`);
  return (body.items as { action: string }[]).map((item) => item.action);
};

describe('setting up an authenticator app', () => {
  it('shows a seed as text, address and picture, and counts from its first code on', async () => {
    const { secret, otpauthUri, qrSvg } = await begin();
    const uri = new URL(otpauthUri);
    expect([uri.searchParams.get('secret'), decodeURIComponent(uri.pathname)]).toEqual([
      secret,
      expect.stringContaining(clinic.email('nurse')),
    ]);
    expect(qrSvg).not.toMatch(/style|script|href/);
    await signIn().expect(200);
    const confirmed = await nurse.post('/api/auth/totp/confirm').send({ otp: await codeOf(secret) });
    expect(confirmed.status).toBe(200);
    expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
    expect(outcomeOf(await signIn())).toEqual([401, 'otp_required']);
    expect((await nurse.get('/api/auth/totp')).body).toEqual({
      ...{ confirmedAt: '2030-01-07T14:00:00.000Z', recoveryCodesLeft: 10 },
    });
    expect(await actionsOf(nurse.userId)).toEqual(expect.arrayContaining(['totp.begin', 'totp.confirm']));
  });

  it('does not count while it was only begun, and may be begun anew', async () => {
    const first = await begin();
    const second = await begin();
    expect(second.secret).not.toBe(first.secret);
    const answer = await nurse.post('/api/auth/totp/confirm').send({ otp: await codeOf(first.secret) });
    expect(outcomeOf(answer)).toEqual([401, 'otp_invalid']);
    await nurse
      .post('/api/auth/totp/confirm')
      .send({ otp: await codeOf(second.secret) })
      .expect(200);
  });

  it('is done once: what counts is taken off before another takes its place', async () => {
    const { secret } = await enrol();
    expect(outcomeOf(await nurse.post('/api/auth/totp'))).toEqual([409, 'conflict']);
    const again = await nurse.post('/api/auth/totp/confirm').send({ otp: await codeOf(secret) });
    expect(outcomeOf(again)).toEqual([409, 'conflict']);
    await nurse.delete('/api/auth/totp').expect(204);
    await nurse.delete('/api/auth/totp').expect(204);
    await signIn().expect(200);
    await begin();
    expect((await nurse.get('/api/auth/totp')).body).toEqual({ confirmedAt: null, recoveryCodesLeft: 0 });
    expect((await actionsOf(nurse.userId)).filter((action) => action === 'totp.remove')).toHaveLength(1);
  });

  it('needs somebody who has just proved who they are, and so does taking it off', async () => {
    const { secret } = await enrol();
    api.clock.advance(6 * MINUTE_MS);
    expect(outcomeOf(await nurse.delete('/api/auth/totp'))).toEqual([403, 'step_up_required']);
    expect(outcomeOf(await nurse.post('/api/auth/totp'))).toEqual([403, 'step_up_required']);
    await nurse
      .post('/api/auth/step-up')
      .send({ otp: await codeOf(secret) })
      .expect(204);
    await nurse.delete('/api/auth/totp').expect(204);
  });

  it('answers a repeated request as it answered the first', async () => {
    const { secret } = await begin();
    const key = anId();
    const otp = await codeOf(secret);
    const send = () => nurse.post('/api/auth/totp/confirm').set('Idempotency-Key', key).send({ otp });
    const [first, again] = [await send().expect(200), await send().expect(200)];
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('is a change of the person, in the feed and in their version', async () => {
    const admin = await api.signIn(clinic.email('admin'));
    const find = async () => {
      const { body } = await admin.get('/api/users');
      return (body.items as { id: string }[]).find(({ id }) => id === nurse.userId);
    };
    expect(await find()).toMatchObject({ version: 1, hasMfa: false });
    await enrol();
    expect(await find()).toMatchObject({ version: 2, hasMfa: true });
    const rows = await api.asOwner(
      "select version from change_feed where clinic_id = $1 and entity = 'user' and entity_id = $2",
      [clinic.id, nurse.userId],
    );
    expect(rows).toEqual([{ version: 2 }]);
  });

  it('keeps seed and codes where nobody with the files can read them', async () => {
    const { secret, recoveryCodes } = await enrol();
    const rows = await api.asOwner<{ text: string }>(
      `select t::text as text from totp_seeds t where user_id = $1
       union all select r::text from recovery_codes r where user_id = $1
       union all select encode(i.answer_enc, 'escape') from idempotency_keys i where user_id = $1`,
      [nurse.userId],
    );
    const texts = [JSON.stringify(rows), JSON.stringify(api.lines)].join();
    for (const value of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))])
      expect(texts).not.toContain(value);
    // A seed opens in its own place alone.
    const admin = await api.signIn(clinic.email('admin'));
    await enrol(admin);
    await api.asOwner(
      `update totp_seeds set seed_enc = (select seed_enc from totp_seeds where user_id = $1) where user_id = $2`,
      [nurse.userId, admin.userId],
    );
    const moved = await supertest(api.app)
      .post('/api/auth/login')
      .send({ email: clinic.email('admin'), password: api.password, otp: await codeOf(secret) });
    expect(moved.status).toBeGreaterThanOrEqual(400);
  });
});

describe('signing in with a one-time code', () => {
  it('takes one half a minute early or late, each once', async () => {
    const { secret } = await enrol();
    expect(outcomeOf(await signIn(await codeOf(secret, 2 * STEP_MS)))).toEqual([401, 'otp_invalid']);
    await signIn(await codeOf(secret)).expect(200);
    await signIn(await codeOf(secret, STEP_MS)).expect(200);
    // What lies before a step that was used is used up with it.
    expect(outcomeOf(await signIn(await codeOf(secret)))).toEqual([401, 'otp_invalid']);
  });

  it('takes each once over all processes, also of many at the same moment', async () => {
    const { secret } = await enrol();
    const otp = await codeOf(secret);
    const answers = await Promise.all([
      ...[signIn(otp), signIn(otp, replica.app), signIn(otp), signIn(otp, replica.app)],
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect(outcomeOf(await signIn(otp, replica.app))).toEqual([401, 'otp_invalid']);
  });

  it('does not take the code the app was set up with', async () => {
    const { secret } = await begin();
    const otp = await codeOf(secret);
    await nurse.post('/api/auth/totp/confirm').send({ otp }).expect(200);
    expect(outcomeOf(await signIn(otp))).toEqual([401, 'otp_invalid']);
  });

  it('asks for it only of who knows the password', async () => {
    await enrol();
    const wrong = await supertest(api.app)
      .post('/api/auth/login')
      .send({ email: clinic.email('nurse'), password: 'not it, but long enough', otp: '123456' });
    expect(outcomeOf(wrong)).toEqual([401, 'invalid_credentials']);
  });

  it('counts wrong codes, whoever asks in between, and asking is free', async () => {
    const { secret } = await enrol();
    for (let time = 0; time < 8; time += 1) expect(outcomeOf(await signIn())).toEqual([401, 'otp_required']);
    const wrong = (await codeOf(secret)) === '000000' ? '000001' : '000000';
    for (let time = 0; time < 5; time += 1) {
      expect(outcomeOf(await signIn(wrong))).toEqual([401, 'otp_invalid']);
      if (time < 4) expect(outcomeOf(await signIn())).toEqual([401, 'otp_required']);
    }
    const blocked = await signIn(await codeOf(secret), replica.app);
    expect(outcomeOf(blocked)).toEqual([429, 'rate_limited']);
  });

  it('takes a recovery code in its place, once over all processes', async () => {
    const { recoveryCodes } = await enrol();
    const [first = '', second = ''] = recoveryCodes;
    const both = await Promise.all([signIn(first), signIn(first, replica.app)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    await signIn(second.toLowerCase().replaceAll('-', ' ')).expect(200);
    expect(outcomeOf(await signIn(second))).toEqual([401, 'otp_invalid']);
    expect((await nurse.get('/api/auth/totp')).body).toMatchObject({ recoveryCodesLeft: 8 });
    expect((await actionsOf(nurse.userId)).filter((action) => action === 'recovery-code.use')).toHaveLength(
      2,
    );
  });

  it('takes the newest recovery codes alone', async () => {
    expect(outcomeOf(await nurse.post('/api/auth/totp/recovery-codes'))).toEqual([409, 'conflict']);
    const { recoveryCodes: before } = await enrol();
    const { body } = await nurse.post('/api/auth/totp/recovery-codes').expect(200);
    const { recoveryCodes: after } = body as { recoveryCodes: string[] };
    expect(new Set([...before, ...after]).size).toBe(20);
    expect(outcomeOf(await signIn(before[0]))).toEqual([401, 'otp_invalid']);
    await signIn(after[0]).expect(200);
    expect((await nurse.get('/api/auth/totp')).body).toMatchObject({ recoveryCodesLeft: 9 });
    expect(await actionsOf(nurse.userId)).toContain('recovery-code.renew');
    api.clock.advance(6 * MINUTE_MS);
    const late = await nurse.post('/api/auth/totp/recovery-codes');
    expect(outcomeOf(late)).toEqual([403, 'step_up_required']);
  });

  it('takes nobody else’s', async () => {
    const mine = await enrol();
    const admin = await api.signIn(clinic.email('admin'));
    const theirs = await enrol(admin);
    expect(outcomeOf(await signIn(theirs.recoveryCodes[0]))).toEqual([401, 'otp_invalid']);
    expect(outcomeOf(await signIn(await codeOf(theirs.secret)))).toEqual([401, 'otp_invalid']);
    await signIn(mine.recoveryCodes[0]).expect(200);
  });
});

describe('proving again who somebody is, by a one-time code', () => {
  const stepUp = (otp: string, desk = nurse) => desk.post('/api/auth/step-up').send({ otp });

  it('takes a code once, an app’s or a recovery code', async () => {
    const { secret, recoveryCodes } = await enrol();
    const otp = await codeOf(secret);
    await stepUp(otp).expect(204);
    expect(outcomeOf(await stepUp(otp))).toEqual([401, 'otp_invalid']);
    expect(outcomeOf(await signIn(otp))).toEqual([401, 'otp_invalid']);
    await stepUp(recoveryCodes[0] ?? '').expect(204);
    expect(outcomeOf(await stepUp(recoveryCodes[0] ?? ''))).toEqual([401, 'otp_invalid']);
  });

  it('lets nobody guess, neither here nor while an app is set up', async () => {
    const { secret } = await begin();
    const right = await codeOf(secret);
    const wrong = right === '000000' ? '000001' : '000000';
    const confirm = (otp: string) => nurse.post('/api/auth/totp/confirm').send({ otp });
    for (let time = 0; time < 3; time += 1)
      expect(outcomeOf(await confirm(wrong))).toEqual([401, 'otp_invalid']);
    for (let time = 0; time < 2; time += 1)
      expect(outcomeOf(await stepUp(wrong))).toEqual([401, 'otp_invalid']);
    expect(outcomeOf(await confirm(right))).toEqual([429, 'rate_limited']);
  });
});
