import { aBooking, aPatient, anId } from '@clinic/contracts/testing';
import {
  createPatient,
  patient as patientSchema,
  type Patient,
  type PatientSummary,
  type Visit,
} from '@clinic/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '#api/testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

const search = async (
  desk: Awaited<ReturnType<Awaited<ReturnType<TestApi['newClinic']>>['as']>>,
  query: string,
) => {
  const answer = await desk.post('/api/patients/search').send({ query });
  expect(answer.status).toBe(200);
  return (answer.body as { items: PatientSummary[] }).items;
};

describe('registering', () => {
  it('keeps a name byte for byte and finds it again', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    for (const familyName of ["O'Brien", '李', 'Nguyễn', 'x'.repeat(200), 'الزهراوي']) {
      const created = await desk.post('/api/patients').send(aPatient({ familyName, givenName: null }));
      expect(created.status, JSON.stringify(created.body)).toBe(201);
      const read = await desk.get(`/api/patients/${(created.body as Patient).id}`);
      expect(read.status).toBe(200);
      expect(patientSchema.parse(read.body).familyName).toBe(familyName);
      expect(read.headers['etag']).toBe('"1"');
      expect(read.headers['cache-control']).toBe('no-store');
      const found = await search(desk, familyName);
      expect(found.map((item) => item.id)).toContain((created.body as Patient).id);
    }
  });

  it('shows who looks alike before saving, and registers once it is confirmed', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const person = {
      familyName: 'Marchetti',
      givenName: 'Teo',
      birthDate: '1984-03-12',
      phone: '(212) 555-0143',
    };
    const first = await desk.post('/api/patients').send(person);
    expect(first.status).toBe(201);
    const refused = await desk.post('/api/patients').send({ ...person, phone: '+1 212 555 0143' });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'possible_duplicate', candidates: [{ id: first.body.id }] });
    expect(createPatient.refusals.possible_duplicate?.safeParse(refused.body).error).toBeUndefined();
    const confirmed = await desk.post('/api/patients').send({ ...person, confirmNotDuplicate: true });
    expect(confirmed.status).toBe(201);
    const listed = await api.asOwner('select patient_id from possible_duplicates where clinic_id = $1', [
      clinic.id,
    ]);
    expect(listed).toEqual([{ patient_id: confirmed.body.id }]);
  });

  it('answers the same id and body with the same person, and another body with a refusal', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const body = aPatient({ id: anId() });
    const first = await desk.post('/api/patients').send(body);
    const again = await desk.post('/api/patients').send(body);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const other = await desk.post('/api/patients').send({ ...body, givenName: 'Grace' });
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ code: 'duplicate' });
  });

  it('answers so whatever became of the person since', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const body = aPatient({ id: anId(), notes: 'Deaf', confirmNotDuplicate: false });
    await desk.post('/api/patients').send(body).expect(201);
    const change = { givenName: 'Augusta', notes: null };
    const changed = await desk.patch(`/api/patients/${body.id}`).set('If-Match', '"1"').send(change);
    for (const same of [body, { ...body, confirmNotDuplicate: true }]) {
      const again = await desk.post('/api/patients').send(same);
      expect([again.status, again.body]).toEqual([201, changed.body]);
    }
    const become = await desk.post('/api/patients').send({ ...body, ...change });
    expect([become.status, become.body.code]).toEqual([409, 'duplicate']);
  });

  it('knows an id in capital letters as the same one', async () => {
    const desk = await (await api.newClinic()).as('receptionist');
    const id = anId();
    const created = await desk.post('/api/patients').send(aPatient({ id: id.toUpperCase() }));
    expect([created.status, created.body.id]).toEqual([201, id]);
    expect((await desk.get(`/api/patients/${id}`)).body).toEqual(created.body);
  });

  it('registers once however often one request arrives', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const key = anId();
    const body = aPatient();
    const send = () => desk.post('/api/patients').set('Idempotency-Key', key).send(body);
    const answers = await Promise.all(Array.from({ length: 8 }, send));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map((answer) => (answer.body as Patient).id)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotent-replayed'] === 'true')).toHaveLength(7);
    const mismatch = await desk.post('/api/patients').set('Idempotency-Key', key).send(aPatient());
    expect(mismatch.status).toBe(422);
  });
});

describe('changing', () => {
  it('refuses a stale version and shows the current person', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const { body: created } = await desk.post('/api/patients').send(aPatient());
    const change = (version: number, body: object) =>
      desk.patch(`/api/patients/${created.id}`).set('If-Match', `"${version}"`).send(body);
    const first = await change(1, { phone: '212 555 0199' });
    expect(first.status).toBe(200);
    expect(first.headers['etag']).toBe('"2"');
    const stale = await change(1, { phone: '212 555 0100' });
    expect(stale.status).toBe(412);
    expect(stale.body).toMatchObject({
      code: 'stale_version',
      current: { version: 2, phone: '212 555 0199' },
    });
    const missing = await desk.patch(`/api/patients/${created.id}`).send({ phone: null });
    expect(missing.status).toBe(428);
  });

  it('puts a person away and brings them back', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const { body: created } = await desk.post('/api/patients').send(aPatient());
    const archived = await desk.post(`/api/patients/${created.id}/archive`).set('If-Match', '"1"');
    expect(archived.status).toBe(200);
    expect(await search(desk, created.familyName)).toEqual([]);
    await desk.post(`/api/patients/${created.id}/restore`).set('If-Match', '"2"').expect(200);
    expect(await search(desk, created.familyName)).toHaveLength(1);
  });
});

describe('a change that changes nothing', () => {
  it('is answered with the person as they are, of the same version, and is not in the feed', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const asked = aPatient({
      ...{ phone: '(212) 555-0144', notes: 'Deaf', identifiers: [{ system: 'passport', value: 'X1' }] },
      address: { city: 'Albany' },
    });
    const { body: created } = await desk.post('/api/patients').send(asked);
    api.clock.advance(60_000);
    const patch = (body: object, version = 1) =>
      desk.patch(`/api/patients/${created.id}`).set('If-Match', `"${version}"`).send(body);
    const { confirmNotDuplicate: _sure, ...everything } = asked;
    for (const body of [{}, everything, { email: null }, { address: { city: 'Albany', line: null } }]) {
      const answer = await patch(body);
      expect([answer.status, answer.body, answer.headers['etag']]).toEqual([200, created, '"1"']);
    }
    const feed = await api.asOwner('select seq from change_feed where clinic_id = $1', [clinic.id]);
    expect(feed).toHaveLength(1);
    expect((await patch({ notes: 'Blind' })).body.version).toBe(2);
    expect((await patch({}, 1)).status).toBe(412);
  });

  it('is a second putting away, and a second bringing back', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const { body: created } = await desk.post('/api/patients').send(aPatient());
    const send = (what: string, version: number) =>
      desk.post(`/api/patients/${created.id}/${what}`).set('If-Match', `"${version}"`);
    expect((await send('restore', 1)).body).toEqual(created);
    const first = await send('archive', 1);
    api.clock.advance(60_000);
    const second = await send('archive', 2);
    expect([second.status, second.body, second.headers['etag']]).toEqual([200, first.body, '"2"']);
    expect((await send('archive', 1)).status).toBe(412);
    const { body } = await (await clinic.as('auditor')).get(`/api/audit-events?patientId=${created.id}`);
    expect(body.items.map((item: { action: string }) => item.action)).toEqual([
      ...['patient.read', 'patient.read', 'patient.archive', 'patient.read', 'patient.create'],
    ]);
  });
});

describe('what a visit was for', () => {
  it('is shown of an encounter to clinical staff alone, and of an appointment to every desk', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const { body: patient } = await desk.post('/api/patients').send(aPatient());
    const [practitionerId] = clinic.practitionerIds;
    const ids = { patientId: patient.id as string, practitionerId, typeId: clinic.typeIds[0] };
    await desk
      .post('/api/appointments')
      .send(aBooking(ids, { reason: 'Follow-up' }))
      .expect(201);
    const encounter = {
      ...{ id: anId(), patientId: ids.patientId, practitionerId, appointmentId: null, status: 'finished' },
      ...{
        class: 'AMB',
        startsAt: new Date('2029-12-01T10:00:00Z'),
        endsAt: new Date('2029-12-01T10:30:00Z'),
      },
      reason: 'Lump in the breast',
    };
    await api.deps.database.inClinic({ clinicId: clinic.id }, (tx) =>
      api.deps.repositories.encounters.insertMany(tx, [encounter], api.clock.now()),
    );
    const reasons: Record<string, (string | null)[]> = {};
    for (const role of ['admin', 'practitioner', 'nurse', 'receptionist', 'billing'] as const) {
      const { body } = await (await clinic.as(role)).get(`/api/patients/${ids.patientId}/visits`);
      reasons[role] = body.items.map((visit: Visit) => visit.reason);
    }
    const whole = ['Follow-up', encounter.reason];
    const atTheDesk = ['Follow-up', null];
    expect(reasons).toEqual({
      ...{ admin: atTheDesk, receptionist: atTheDesk, billing: atTheDesk },
      ...{ practitioner: whole, nurse: whole },
    });
  });
});

describe('the walls', () => {
  it('knows nothing of another clinic', async () => {
    const ours = await api.newClinic();
    const theirs = await api.newClinic();
    const desk = await ours.as('receptionist');
    const { body: stranger } = await (await theirs.as('receptionist')).post('/api/patients').send(aPatient());
    expect((await desk.get(`/api/patients/${stranger.id}`)).status).toBe(404);
    expect(
      (await desk.patch(`/api/patients/${stranger.id}`).set('If-Match', '"1"').send({ phone: null })).status,
    ).toBe(404);
    expect(await search(desk, stranger.familyName)).toEqual([]);
  });

  it('lets a role do what its table says and records who was refused', async () => {
    const clinic = await api.newClinic();
    const billing = await clinic.as('billing');
    expect((await billing.post('/api/patients').send(aPatient())).status).toBe(403);
    const auditor = await clinic.as('auditor');
    expect((await auditor.get('/api/patients')).status).toBe(403);
    const { body } = await auditor.get('/api/audit-events?action=access.deny');
    expect(body.items).toHaveLength(2);
    const denied = await api.asOwner(
      'select resource_type from audit_events where clinic_id = $1 and action = $2 order by occurred_at',
      [clinic.id, 'access.deny'],
    );
    expect(denied).toEqual([{ resource_type: 'patient:create' }, { resource_type: 'patient:read' }]);
  });

  it('asks before a second file is made for somebody whose first is put away', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const { id: _id, confirmNotDuplicate: _sure, ...body } = aPatient();
    const { body: first } = await desk.post('/api/patients').send(body);
    await desk.post(`/api/patients/${first.id}/archive`).set('If-Match', '"1"').expect(200);
    const again = await desk.post('/api/patients').send(body);
    expect([again.status, again.body.code]).toEqual([409, 'possible_duplicate']);
    expect(again.body.candidates).toMatchObject([{ id: first.id, isArchived: true }]);
  });

  it('records a reading before it answers', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    const { body: created } = await desk.post('/api/patients').send(aPatient());
    await desk.get(`/api/patients/${created.id}`);
    const { body } = await (await clinic.as('auditor')).get(`/api/audit-events?patientId=${created.id}`);
    expect(body.items.map((item: { action: string }) => item.action)).toEqual([
      'patient.read',
      'patient.create',
    ]);
    expect(body.items[0]).toMatchObject({
      actorId: desk.userId,
      actorRole: 'receptionist',
      outcome: 'success',
    });
  });
});
