import { anId, aBooking, aPatient } from '@clinic/contracts/testing';
import type { Patient } from '@clinic/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let desk: Desk;

beforeAll(async () => {
  api = await startTestApi();
  clinic = await api.newClinic();
  desk = await clinic.as('receptionist');
});

afterAll(() => api.close());

type Line = { action: string; patientId: string | null; count: number | null };

/** Lines of the audit log that were written for one answer. */
const linesOf = async (answer: { headers: Record<string, string> }): Promise<Line[]> =>
  api.asOwner<Line>(
    'select action, patient_id as "patientId", seen_count as "count" from audit_events where request_id = $1',
    [answer.headers['x-request-id']],
  );

const register = async (body = aPatient()): Promise<Patient> => {
  const answer = await desk.post('/api/patients').send(body).expect(201);
  return answer.body as Patient;
};

it('has a line for the person a stale version shows, whatever was to be changed', async () => {
  const { id } = await register();
  const calls = [
    desk.patch(`/api/patients/${id}`).set('If-Match', '"99"').send({}),
    desk.post(`/api/patients/${id}/archive`).set('If-Match', '"99"'),
    desk.post(`/api/patients/${id}/restore`).set('If-Match', '"99"'),
  ];
  for (const call of calls) {
    const answer = await call.expect(412);
    expect(await linesOf(answer)).toEqual([{ action: 'patient.read', patientId: id, count: null }]);
  }
});

it('has a line for the people a possible duplicate shows', async () => {
  const person = {
    familyName: 'Vlahović',
    givenName: 'Petra',
    birthDate: '1979-05-02',
    phone: '212 555 0177',
  };
  await register(person);
  const answer = await desk.post('/api/patients').send(person).expect(409);
  expect(await linesOf(answer)).toEqual([{ action: 'patient.search', patientId: null, count: 1 }]);
});

it('has a line for every repetition of an answer', async () => {
  const key = anId();
  const body = aPatient();
  const send = () => desk.post('/api/patients').set('Idempotency-Key', key).send(body).expect(201);
  const first = await send();
  const again = await send();
  const { id } = first.body as Patient;
  expect((await linesOf(first)).map((line) => line.action)).toEqual(['patient.create']);
  expect(await linesOf(again)).toEqual([{ action: 'patient.read', patientId: id, count: null }]);
});

it('has a line where nothing was to be done, and for a visit that moved on', async () => {
  const { id: patientId } = await register();
  const [practitionerId] = clinic.practitionerIds;
  const [typeId] = clinic.typeIds;
  const booked = await desk
    .post('/api/appointments')
    .send(aBooking({ patientId, practitionerId, typeId }))
    .expect(201);
  const path = `/api/appointments/${(booked.body as { id: string }).id}`;
  const calls = [
    desk.post(`${path}/status`).set('If-Match', '"77"').send({ status: 'booked' }).expect(200),
    desk.post(`${path}/status`).set('If-Match', '"77"').send({ status: 'arrived' }).expect(412),
    desk.patch(path).set('If-Match', '"77"').send({ reason: 'Other' }).expect(412),
  ];
  for (const call of calls) {
    expect(await linesOf(await call)).toEqual([{ action: 'appointment.read', patientId, count: null }]);
  }
});
