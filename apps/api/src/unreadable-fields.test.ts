import { aBooking, aPatient, anId } from '@clinic/contracts/testing';
import {
  appointment as appointmentSchema,
  patient as patientSchema,
  type Appointment,
  type Patient,
  type PatientSummary,
} from '@clinic/contracts';
import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let desk: Desk;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  clinic = await api.newClinic();
  desk = await clinic.as('receptionist');
});

const register = async (familyName: string): Promise<Patient> => {
  const person = aPatient({ id: anId(), familyName, confirmNotDuplicate: true, notes: 'Deaf' });
  return (await desk.post('/api/patients').send(person).expect(201)).body as Patient;
};

const book = async (patientId: string): Promise<Appointment> => {
  const [practitionerId] = clinic.practitionerIds;
  const [typeId] = clinic.typeIds;
  const body = aBooking(
    { patientId, practitionerId, typeId },
    { startsAt: '2030-01-07T15:00:00Z', reason: 'A cough' },
  );
  return (await desk.post('/api/appointments').send(body).expect(201)).body as Appointment;
};

/** One bit of what is stored turns, as on a disk that goes bad. */
const damage = (table: string, column: string, id: string) =>
  api.asOwner(
    `update ${table} set ${column} = set_byte(${column}, 40, get_byte(${column}, 40) # 1) where clinic_id = $1 and id = $2`,
    [clinic.id, id],
  );

const eventsOf = (action: string) =>
  api.asOwner(
    'select patient_id, seen_count, outcome from audit_events where clinic_id = $1 and action = $2',
    [...[clinic.id, action]],
  );

const listed = async (body: object) =>
  (await desk.post('/api/patients/search').send(body).expect(200)).body.items as PatientSummary[];

describe('a person whose name cannot be decrypted', () => {
  it('is read with the part marked, counted and on record, and everybody else as ever', async () => {
    const [lost, other] = [await register('Quarrington'), await register('Quimby')];
    await damage('patients', 'identity_enc', lost.id);
    const before = api.deps.audit.unreadableFields();
    const answer = await desk.get(`/api/patients/${lost.id}`);
    expect(answer.status).toBe(200);
    expect(patientSchema.parse(answer.body)).toMatchObject({
      ...{ id: lost.id, unreadable: ['identity'], familyName: '', givenName: null, notes: 'Deaf' },
    });
    expect(await eventsOf('field.unreadable')).toEqual([
      { patient_id: lost.id, seen_count: 1, outcome: 'failed' },
    ]);
    expect(await api.deps.metrics.render()).toContain(`clinic_unreadable_fields_total ${before + 1}`);
    const [item] = await listed({ query: 'Quimby' });
    expect([item?.id, item?.unreadable]).toEqual([other.id, undefined]);
    const recent = await listed({ query: '' });
    expect(recent.map(({ id, unreadable }) => [id, unreadable])).toEqual([
      [other.id, undefined],
      [lost.id, ['identity']],
    ]);
  });

  it('stands on the board and in the calendar', async () => {
    const lost = await register('Quarrington');
    const booked = await book(lost.id);
    await damage('patients', 'identity_enc', lost.id);
    const { body } = await desk.get('/api/appointments/today').expect(200);
    const [visit] = body.items as Appointment[];
    expect(appointmentSchema.parse(visit)).toMatchObject({
      ...{
        id: booked.id,
        unreadable: ['identity'],
        reason: 'A cough',
        patient: { name: { familyName: '' } },
      },
    });
    const arrived = await desk
      .post(`/api/appointments/${booked.id}/status`)
      .set('If-Match', '"1"')
      .send({ status: 'arrived' });
    expect([arrived.status, arrived.body.unreadable]).toEqual([200, ['identity']]);
  });

  it('is not written over, and not taken for the person at the desk', async () => {
    const lost = await register('Quarrington');
    await damage('patients', 'identity_enc', lost.id);
    const change = () =>
      desk.patch(`/api/patients/${lost.id}`).set('If-Match', '"1"').send({ familyName: 'Guessed' });
    const refused = await change();
    expect([refused.status, refused.body.code]).toEqual([409, 'unreadable']);
    const twin = { ...aPatient({ familyName: 'Quarrington' }), phone: lost.phone, birthDate: lost.birthDate };
    await desk.post('/api/patients').send(twin).expect(201);
    await damage('patients', 'identity_enc', lost.id);
    expect((await desk.get(`/api/patients/${lost.id}`)).body.familyName).toBe('Quarrington');
    expect((await change()).status).toBe(200);
  });

  it('neither keeps a starting process from serving nor the clinic from searching', async () => {
    const [lost, other] = [await register('Quarrington'), await register('Quimby')];
    await damage('patients', 'identity_enc', lost.id);
    const fresh = await api.another();
    await supertest(fresh.app).get('/ready').expect(200);
    const search = (query: string) =>
      supertest(fresh.app)
        .post('/api/patients/search')
        .set('Cookie', desk.cookie)
        .send({ query })
        .expect(200);
    expect((await search('Quim')).body.items.map(({ id }: PatientSummary) => id)).toEqual([other.id]);
    expect((await search('Quarrington')).body.items).toEqual([]);
    await fresh.close();
  });
});

describe('a clinic whose keys cannot be opened', () => {
  it('does not keep a process from serving the others', async () => {
    const other = await api.newClinic();
    await api.asOwner(
      'update clinic_keys set wrapped = set_byte(wrapped, 5, get_byte(wrapped, 5) # 1) where clinic_id = $1',
      [clinic.id],
    );
    const fresh = await api.another();
    await supertest(fresh.app).get('/ready').expect(200);
    const { cookie } = await other.as('nurse');
    await supertest(fresh.app).get('/api/patients').set('Cookie', cookie).expect(200);
    expect(fresh.lines.filter(({ event }) => event === 'search_not_warmed')).toHaveLength(1);
    await fresh.close();
  });
});

describe('other parts that cannot be decrypted', () => {
  it('never look like nothing to warn of', async () => {
    const lost = await register('Quarrington');
    await api.asOwner(`update patients set alerts_enc = '\\x00' where id = $1`, [lost.id]);
    const { body } = await desk.get(`/api/patients/${lost.id}`).expect(200);
    expect(body).toMatchObject({ unreadable: ['alerts'], familyName: 'Quarrington' });
    expect(body.alerts).toMatchObject([{ kind: 'alert', severity: 'high' }]);
    await desk.patch(`/api/patients/${lost.id}`).set('If-Match', '"1"').send({ notes: null }).expect(200);
  });

  it('are not written over by a change of something else', async () => {
    const lost = await register('Quarrington');
    await damage('patients', 'notes_enc', lost.id);
    const { body } = await desk.get(`/api/patients/${lost.id}`).expect(200);
    expect(body).toMatchObject({ unreadable: ['notes'], notes: null });
    const refused = await desk.patch(`/api/patients/${lost.id}`).set('If-Match', '"1"').send({ phone: null });
    expect([refused.status, refused.body.code]).toEqual([409, 'unreadable']);
  });

  it('leave a visit where it is', async () => {
    const { id: patientId } = await register('Quarrington');
    const booked = await book(patientId);
    await damage('appointments', 'reason_enc', booked.id);
    const { body } = await desk.get(`/api/appointments/${booked.id}`).expect(200);
    expect(body).toMatchObject({ unreadable: ['reason'], reason: null });
    const refused = await desk
      .patch(`/api/appointments/${booked.id}`)
      .set('If-Match', '"1"')
      .send({ startsAt: '2030-01-07T16:00:00Z' });
    expect([refused.status, refused.body.code]).toEqual([409, 'unreadable']);
    const visits = await desk.get(`/api/patients/${patientId}/visits`).expect(200);
    expect(visits.body.items).toMatchObject([{ id: booked.id, reason: null, unreadable: ['reason'] }]);
  });
});
