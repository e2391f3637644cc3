import { settings as settingsSchema, type Settings } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let admin: Desk;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  clinic = await api.newClinic();
  admin = await clinic.as('admin');
});

const read = async (desk = admin): Promise<Settings> =>
  settingsSchema.parse((await desk.get('/api/settings').expect(200)).body);

const change = (body: object, version = 1) =>
  admin.patch('/api/settings').set('If-Match', `"${version}"`).send(body);

describe('changing settings', () => {
  it('keeps what is not sent and brings the default back for null', async () => {
    const before = await read();
    const changed = await change({ waitLimitMinutes: 45, locale: 'de-CH' });
    expect(changed.status).toBe(200);
    expect(changed.headers['etag']).toBe('"2"');
    expect(changed.body).toEqual({ ...before, version: 2, waitLimitMinutes: 45, locale: 'de-CH' });
    expect(await read()).toEqual(changed.body);
    const restored = await change({ waitLimitMinutes: null, timeZone: null }, 2);
    expect(restored.body).toMatchObject({
      version: 3,
      waitLimitMinutes: 30,
      timeZone: 'UTC',
      locale: 'de-CH',
    });
  });

  it('shows the current ones to who saw older ones, also of two who save at once', async () => {
    const answers = await Promise.all([change({ name: 'North' }), change({ name: 'South' })]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    const won = answers.find((answer) => answer.status === 200);
    const lost = answers.find((answer) => answer.status === 412);
    expect(lost?.body).toMatchObject({ code: 'stale_version', current: won?.body });
    expect((await admin.patch('/api/settings').send({ name: 'West' })).status).toBe(428);
  });

  it('takes a warning at the limit, and checks what a default would make of the two', async () => {
    await change({ waitWarningMinutes: 60, waitLimitMinutes: 60 }).expect(200);
    expect((await change({ waitLimitMinutes: null }, 2)).body).toMatchObject({
      code: 'invalid_body',
      issues: [{ path: 'waitLimitMinutes', code: 'out_of_range' }],
    });
    await change({ waitLimitMinutes: null, waitWarningMinutes: null }, 2).expect(200);
  });

  it('makes no version where nothing is different', async () => {
    const before = await read();
    for (const same of [{}, { name: before.name, waitLimitMinutes: null, country: 'US' }]) {
      const answer = await change(same);
      expect([answer.status, answer.body, answer.headers['etag']]).toEqual([200, before, '"1"']);
    }
    const { body } = await admin.get('/api/audit-events?action=settings.update');
    expect(body.items).toEqual([]);
  });

  it.each([
    ['a zone that does not exist', { timeZone: 'Europe/Atlantis' }],
    ['a locale that is none', { locale: 'not a locale' }],
    ['a zone by its offset', { timeZone: 'EST' }],
    ['a zone in small letters', { timeZone: 'utc' }],
    ['a locale in small letters', { locale: 'en-us' }],
    ['a country in small letters', { country: 'us' }],
    ['a country that does not exist', { country: 'ZZ' }],
    ['a warning after the limit', { waitWarningMinutes: 31 }],
    ['a limit before the warning', { waitLimitMinutes: 14 }],
    ['both the wrong way round', { waitWarningMinutes: 20, waitLimitMinutes: 10 }],
    ['an empty name', { name: ' ' }],
    ['no name at all', { name: null }],
    ['a wait of no minutes', { waitLimitMinutes: 0 }],
    ['half a minute', { waitLimitMinutes: 1.5 }],
    ['what is no setting', { colour: 'red' }],
  ])('refuses %s and changes nothing', async (_what, body) => {
    const before = await read();
    const answer = await change(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_body']);
    expect(await read()).toEqual(before);
  });

  it('is for administrators, and on record', async () => {
    const nurse = await clinic.as('nurse');
    const answer = await nurse.patch('/api/settings').set('If-Match', '"1"').send({ name: 'Mine' });
    expect(answer.status).toBe(403);
    await change({ name: 'Ours' }).expect(200);
    const { body } = await admin.get('/api/audit-events?action=settings.update');
    expect(body.items).toMatchObject([{ actorId: admin.userId, resourceType: 'settings' }]);
  });

  it('is seen by the next reader, on another replica within two seconds', async () => {
    const replica = await api.another();
    const other = { app: replica.app, cookie: (await clinic.as('nurse')).cookie };
    const { default: supertest } = await import('supertest');
    const readThere = async () =>
      (await supertest(other.app).get('/api/settings').set('Cookie', other.cookie)).body as Settings;
    expect((await readThere()).version).toBe(1);
    await change({ name: 'Renamed' }).expect(200);
    expect((await read()).name).toBe('Renamed');
    await vi.waitFor(async () => expect((await readThere()).name).toBe('Renamed'), {
      timeout: 2_000,
      interval: 20,
    });
    await replica.close();
  });

  it('is answered alike to the same request sent again', async () => {
    const key = anId();
    const first = await change({ name: 'Once' }).set('Idempotency-Key', key);
    const again = await change({ name: 'Once' }).set('Idempotency-Key', key);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await read()).version).toBe(2);
  });

  it('is never answered as unchanged', async () => {
    const answer = await change({ name: 'New' }).set('If-None-Match', '"2"');
    expect(answer.status).toBe(200);
  });
});
