import { auditEvent, type AuditEvent } from '@clinic/contracts';
import { anId, aPatient } from '@clinic/contracts/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let auditor: Desk;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  api.clock.set('2030-01-07T14:00:00Z');
  clinic = await api.newClinic();
  auditor = await clinic.as('auditor');
});

type Page = { items: AuditEvent[]; nextCursor: string | null };

const page = async (query: string): Promise<Page> => {
  const answer = await auditor.get(`/api/audit-events?${query}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  return { items: auditEvent.array().parse(answer.body.items), nextCursor: answer.body.nextCursor };
};

const register = async (desk: Desk): Promise<string> =>
  (await desk.post('/api/patients').send(aPatient()).expect(201)).body.id as string;

describe('the audit log', () => {
  it('says who did what to whom, when, in which request', async () => {
    const nurse = await clinic.as('nurse');
    const patientId = await register(nurse);
    const answer = await nurse.get(`/api/patients/${patientId}`);
    const { items } = await page(`patientId=${patientId}`);
    expect(items[0]).toEqual({
      ...{ id: items[0]?.id, sequence: null, occurredAt: '2030-01-07T14:00:00.000Z' },
      ...{ actorId: nurse.userId, actorRole: 'nurse', action: 'patient.read', patientId },
      ...{ resourceType: 'patient', resourceId: patientId, count: null, outcome: 'success', origin: 'api' },
      requestId: answer.headers['x-request-id'],
    });
  });

  it('is found by person, by who acted, by what was done and by when', async () => {
    const nurse = await clinic.as('nurse');
    const one = await register(nurse);
    api.clock.advance(60_000);
    const other = await register(await clinic.as('receptionist'));
    const actions = async (query: string) => (await page(query)).items.map((item) => item.patientId);
    expect(await actions('action=patient.create')).toEqual([other, one]);
    expect(await actions(`action=patient.create&actorId=${nurse.userId}`)).toEqual([one]);
    expect(await actions(`action=patient.create&patientId=${other}`)).toEqual([other]);
    expect(await actions('action=patient.create&from=2030-01-07T14:00:01Z')).toEqual([other]);
    expect(await actions('action=patient.create&to=2030-01-07T14:01:00Z')).toEqual([one]);
    expect(
      await actions('action=patient.create&from=2030-01-07T14:00:00Z&to=2030-01-07T14:01:00.001Z'),
    ).toEqual([other, one]);
    expect(await actions('action=patient.burn')).toEqual([]);
  });

  it('has one line for a page of people, with how many were shown', async () => {
    const nurse = await clinic.as('nurse');
    await register(nurse);
    await register(nurse);
    await nurse.get('/api/patients?limit=1');
    await nurse.post('/api/patients/search').send({ query: 'nobody by this name' });
    const { items } = await page(`actorId=${nurse.userId}&action=patient.search`);
    expect(items.map((item) => [item.count, item.patientId])).toEqual([
      [0, null],
      [1, null],
    ]);
  });

  it('records its own being read', async () => {
    await page('limit=5');
    const { items } = await page(`actorId=${auditor.userId}&action=audit.read`);
    expect(items).toHaveLength(1);
  });

  it('comes page by page without gaps, although lines are added meanwhile and many share an instant', async () => {
    const nurse = await clinic.as('nurse');
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(Array.from({ length: 4 }, () => register(nurse)));
      api.clock.advance(1);
    }
    const all = (await page('action=patient.create&limit=100')).items.map((item) => item.id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? '' : `&cursor=${cursor}`;
      const next: Page = await page(`action=patient.create&limit=5${after}`);
      seen.push(...next.items.map((item) => item.id));
      cursor = next.nextCursor;
      await register(nurse);
    } while (cursor !== null);
    expect(seen).toEqual(all);
  });

  it.each([
    ['made up', 'abc'],
    ['half', Buffer.from('2030-01-07T14:00:00.000Z').toString('base64url')],
    ['of a day that does not exist', Buffer.from(`2030-02-30T14:00:00.000Z/${anId()}`).toString('base64url')],
    [
      'of a time no database knows',
      Buffer.from(`-200000-01-01T00:00:00.000Z/${anId()}`).toString('base64url'),
    ],
    ['of the year nought', Buffer.from(`0000-01-01T00:00:00.000Z/${anId()}`).toString('base64url')],
    [
      'with something after it',
      `${Buffer.from(`2030-01-07T14:00:00.000Z/${anId()}`).toString('base64url')}.x`,
    ],
    ['empty', ''],
  ])('refuses a cursor that is %s', async (_what, cursor) => {
    const answer = await auditor.get('/api/audit-events').query({ cursor });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
  });

  it('is open to administrators and auditors alone', async () => {
    expect((await (await clinic.as('admin')).get('/api/audit-events')).status).toBe(200);
    for (const role of ['practitioner', 'nurse', 'receptionist', 'billing'] as const) {
      expect((await (await clinic.as(role)).get('/api/audit-events')).status).toBe(403);
    }
  });

  it('knows nothing of another clinic', async () => {
    const theirs = await api.newClinic();
    const patientId = await register(await theirs.as('nurse'));
    expect((await page(`patientId=${patientId}`)).items).toEqual([]);
  });
});

describe('a reading that cannot be recorded', () => {
  it('is not shown', async () => {
    const nurse = await clinic.as('nurse');
    const patientId = await register(nurse);
    await api.asOwner('revoke insert on audit_events from clinic_app');
    const answer = await nurse.get(`/api/patients/${patientId}`);
    await api.asOwner('grant insert on audit_events to clinic_app');
    expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).not.toHaveProperty('familyName');
  });
});
