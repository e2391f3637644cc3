import { appointment as appointmentSchema, bookAppointment, type Appointment } from '@clinic/contracts';
import { aBooking, anId, aPatient } from '@clinic/contracts/testing';
import type supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let desk: Desk;

// Tuesday, 8 January 2030, 10:00 in New York.
const TEN = '2030-01-08T15:00:00.000Z';

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  api.clock.set('2030-01-07T14:00:00Z');
  clinic = await api.newClinic();
  desk = await clinic.as('receptionist');
});

const newPatient = async (from = desk): Promise<string> =>
  (await from.post('/api/patients').send(aPatient()).expect(201)).body.id as string;

const later = (minutes: number, from = TEN): string =>
  new Date(Date.parse(from) + minutes * 60_000).toISOString();

const booking = (patientId: string, override: object = {}) =>
  aBooking({ patientId, practitionerId: clinic.practitionerIds[0], typeId: clinic.typeIds[0] }, override);

const book = (body: object, from = desk) => from.post('/api/appointments').send(body);

const booked = async (override: object = {}): Promise<Appointment> => {
  const answer = await book(booking(await newPatient(), override));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return appointmentSchema.parse(answer.body);
};

const move = (visit: Appointment, change: object, version = visit.version) =>
  desk.patch(`/api/appointments/${visit.id}`).set('If-Match', `"${version}"`).send(change);

type Refusal = {
  code: string;
  blocking: { startsAt: string; endsAt: string; what: string }[];
  alternatives: { startsAt: string; endsAt: string; practitionerId: string }[];
};

const refused = (answer: supertest.Response, code: string): Refusal => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(409);
  expect(answer.body).toMatchObject({ code });
  const described = new Map(Object.entries(bookAppointment.refusals)).get(code);
  expect(described?.safeParse(answer.body).error).toBeUndefined();
  return answer.body as Refusal;
};

describe('booking', () => {
  it('keeps what was asked for and fills in the length of the type', async () => {
    const patientId = await newPatient();
    const answer = await book(booking(patientId, { startsAt: TEN, roomId: clinic.roomIds[0] }));
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ etag: '"1"', 'cache-control': 'no-store' });
    expect(appointmentSchema.parse(answer.body)).toMatchObject({
      version: 1,
      patient: { id: patientId },
      practitionerId: clinic.practitionerIds[0],
      roomId: clinic.roomIds[0],
      startsAt: TEN,
      endsAt: later(30),
      status: 'booked',
      previousStatus: null,
      reason: 'Check-up',
      overbooked: false,
      overbookReason: null,
    });
    expect((await desk.get(`/api/appointments/${answer.body.id}`)).body).toEqual(answer.body);
  });

  it('refuses a start in the past, to the second', async () => {
    const patientId = await newPatient();
    const past = await book(booking(patientId, { startsAt: '2030-01-07T13:59:59Z' }));
    expect(past.status).toBe(400);
    expect(past.body).toMatchObject({ code: 'invalid_body', issues: [{ path: 'startsAt' }] });
    await book(booking(patientId, { startsAt: '2030-01-07T14:00:00Z' })).expect(201);
  });

  it.each([
    ['before the hours', '2030-01-08T12:59:00Z'],
    ['past closing time', '2030-01-08T22:31:00Z'],
    ['on a Sunday', '2030-01-13T15:00:00Z'],
  ])('offers no time %s and says three it does', async (_when, startsAt) => {
    const refusal = refused(await book(booking(await newPatient(), { startsAt })), 'not_offered');
    expect(refusal.alternatives).toHaveLength(3);
    await book(booking(await newPatient(), { startsAt: refusal.alternatives[0]?.startsAt })).expect(201);
  });

  it('knows no patient, practitioner, type or room of another clinic', async () => {
    const theirs = await api.newClinic();
    const stranger = await newPatient(await theirs.as('receptionist'));
    const patientId = await newPatient();
    for (const wrong of [
      { patientId: stranger },
      { practitionerId: theirs.practitionerIds[0] },
      { typeId: theirs.typeIds[0] },
      { roomId: theirs.roomIds[0] },
      { patientId: anId() },
    ]) {
      const answer = await book(booking(patientId, wrong));
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    }
  });

  it.each([
    ['a practitioner', 'practitioners', { practitionerId: 'practitionerIds' }],
    ['a type', 'appointment_types', { typeId: 'typeIds' }],
    ['a room', 'rooms', { roomId: 'roomIds' }],
  ] as const)('offers no time of %s that is no longer in use, for no reason', async (_what, table, named) => {
    const [[field, ids] = ['', 'roomIds' as const]] = Object.entries(named);
    const [retired, other] = clinic[ids];
    const kept = await booked({ startsAt: TEN, [field]: retired });
    await api.asOwner(`update ${table} set is_active = false where id = $1`, [retired]);
    api.deps.clinics.forget(clinic.id);
    const wanted = { startsAt: later(240), [field]: retired };
    const refusal = refused(await book(booking(await newPatient(), wanted)), 'not_offered');
    expect(refusal.alternatives).toEqual([]);
    refused(
      await book(booking(await newPatient(), { ...wanted, overbook: { reason: 'Now' } })),
      'not_offered',
    );
    const visit = await booked({ startsAt: later(240), [field]: other });
    refused(await move(visit, { [field]: retired }), 'not_offered');
    expect((await desk.get(`/api/appointments/${visit.id}`)).body.version).toBe(1);
    // What has it already may keep it.
    await move(kept, { startsAt: later(120), [field]: retired }).expect(200);
  });

  it('refuses an archived patient until they are brought back', async () => {
    const patientId = await newPatient();
    await desk.post(`/api/patients/${patientId}/archive`).set('If-Match', '"1"').expect(200);
    refused(await book(booking(patientId)), 'conflict');
    await desk.post(`/api/patients/${patientId}/restore`).set('If-Match', '"2"').expect(200);
    await book(booking(patientId)).expect(201);
  });

  it('shows the next visit with the patient', async () => {
    const visit = await booked();
    const { body } = await desk.get(`/api/patients/${visit.patient.id}`);
    expect(body.nextAppointmentAt).toBe(visit.startsAt);
  });

  it('answers the same id and body with the same visit, and another body with a refusal', async () => {
    const body = booking(await newPatient(), { id: anId() });
    const first = await book(body).expect(201);
    const again = await book(body);
    expect([again.status, again.body]).toEqual([201, first.body]);
    for (const other of [{ reason: 'Other' }, { startsAt: later(60) }, { typeId: clinic.typeIds[1] }]) {
      refused(await book({ ...body, ...other }), 'duplicate');
    }
  });

  it('answers so whatever became of the visit since, and whatever was left out of the body', async () => {
    const body = { ...booking(await newPatient(), { id: anId() }), roomId: null, reason: undefined };
    const { body: visit } = await book(body).expect(201);
    const { body: moved } = await move(visit, { startsAt: later(60), reason: 'Moved' }).expect(200);
    const { roomId: _none, ...shorter } = body;
    for (const same of [body, shorter, Object.fromEntries(Object.entries(body).reverse())]) {
      const again = await book(same);
      expect([again.status, again.body]).toEqual([201, moved]);
      expect(again.headers['etag']).toBe('"2"');
    }
    // What the visit has become is not what made it.
    refused(await book({ ...body, startsAt: later(60), reason: 'Moved' }), 'duplicate');
    api.clock.set('2030-01-09T14:00:00Z');
    desk = await api.signIn(clinic.email('receptionist'));
    await book(body).expect(201);
  });

  it('knows an id in capital letters as the same one', async () => {
    const id = anId();
    const body = booking(await newPatient(), { id: id.toUpperCase() });
    const shouted = {
      ...body,
      patientId: body.patientId.toUpperCase(),
      practitionerId: body.practitionerId.toUpperCase(),
      typeId: body.typeId.toUpperCase(),
      roomId: clinic.roomIds[0].toUpperCase(),
    };
    const answer = await book(shouted);
    expect([answer.status, answer.body.id]).toEqual([201, id]);
    expect((await desk.get(`/api/appointments/${id.toUpperCase()}`)).body).toEqual(answer.body);
  });

  it('answers the same id sent many times at once with one visit', async () => {
    const body = booking(await newPatient(), { id: anId() });
    const answers = await Promise.all(Array.from({ length: 6 }, () => book(body)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(201));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
  });
});

describe('a time that is taken', () => {
  it('is refused with the times in the way and three free ones, the nearest first, and nobody named', async () => {
    const first = await booked({ startsAt: TEN });
    const answer = await book(booking(await newPatient(), { startsAt: later(15) }));
    const refusal = refused(answer, 'slot_taken');
    expect(refusal.blocking).toEqual([{ startsAt: TEN, endsAt: later(30), what: 'practitioner' }]);
    expect(refusal.alternatives.map(({ startsAt }) => startsAt)).toEqual([later(30), later(-30), later(60)]);
    expect(JSON.stringify(answer.body)).not.toContain(first.patient.id);
    for (const { startsAt } of refusal.alternatives) {
      await book(booking(await newPatient(), { startsAt })).expect(201);
    }
  });

  it('is free again from the instant the visit before ends', async () => {
    await booked({ startsAt: TEN });
    await booked({ startsAt: later(30) });
    await booked({ startsAt: later(-30) });
  });

  it('can be given with a reason by who may overbook, in a lane of its own', async () => {
    await booked({ startsAt: TEN });
    const second = await booked({ startsAt: TEN, overbook: { reason: 'An emergency' } });
    const third = await booked({ startsAt: TEN, overbook: { reason: 'Another' } });
    expect([second.lane, third.lane]).toEqual([1, 2]);
    expect(second).toMatchObject({ overbooked: true, overbookReason: 'An emergency' });
    const nurse = await clinic.as('nurse');
    const forbidden = await book(booking(await newPatient(), { overbook: { reason: 'No right' } }), nurse);
    expect([forbidden.status, forbidden.body.code]).toEqual([403, 'not_allowed']);
  });

  it('counts a visit outside the hours as an overbooking, with its reason', async () => {
    const early = await booked({ startsAt: '2030-01-08T12:00:00Z', overbook: { reason: 'Before work' } });
    expect(early).toMatchObject({ overbooked: true, overbookReason: 'Before work' });
  });

  it('does not count as overbooked what fits', async () => {
    const fits = await booked({ startsAt: TEN, overbook: { reason: 'To be sure' } });
    expect(fits).toMatchObject({ overbooked: false, overbookReason: null, lane: 0 });
  });

  it('cannot be overbooked with the patient somewhere else, and only times that suit the patient are offered', async () => {
    const patientId = await newPatient();
    await book(booking(patientId, { startsAt: TEN })).expect(201);
    const elsewhere = { practitionerId: clinic.practitionerIds[1], startsAt: TEN };
    const refusal = refused(
      await book(booking(patientId, { ...elsewhere, overbook: { reason: 'Please' } })),
      'slot_taken',
    );
    expect(refusal.blocking).toEqual([{ startsAt: TEN, endsAt: later(30), what: 'patient' }]);
    expect(refusal.alternatives).toHaveLength(3);
    const [nearest] = refusal.alternatives;
    await book(booking(patientId, { ...elsewhere, startsAt: nearest?.startsAt })).expect(201);
  });

  it('is taken by the room too, and only times of that room are offered', async () => {
    const [roomId] = clinic.roomIds;
    await booked({ startsAt: TEN, roomId });
    const elsewhere = { practitionerId: clinic.practitionerIds[1], roomId };
    const refusal = refused(
      await book(booking(await newPatient(), { ...elsewhere, startsAt: TEN })),
      'slot_taken',
    );
    expect(refusal.blocking).toMatchObject([{ what: 'room' }]);
    for (const { startsAt } of refusal.alternatives) {
      await book(booking(await newPatient(), { ...elsewhere, startsAt })).expect(201);
    }
    await booked({ startsAt: TEN, practitionerId: clinic.practitionerIds[1], roomId: clinic.roomIds[1] });
  });
});

describe('many who want one time at once', () => {
  it('get it once; all others are told what is in the way and what is free', async () => {
    const patients = await Promise.all(Array.from({ length: 50 }, () => newPatient()));
    const answers = await Promise.all(
      patients.map((patientId) => book(booking(patientId, { startsAt: TEN }))),
    );
    const won = answers.filter((answer) => answer.status === 201);
    const lost = answers.filter((answer) => answer.status !== 201);
    expect(won).toHaveLength(1);
    for (const answer of lost) {
      const refusal = refused(answer, 'slot_taken');
      expect(refusal.blocking).toEqual([{ startsAt: TEN, endsAt: later(30), what: 'practitioner' }]);
      expect(refusal.alternatives).toHaveLength(3);
    }
    const rows = await api.asOwner('select id from appointments where clinic_id = $1', [clinic.id]);
    expect(rows).toEqual([{ id: won[0]?.body.id }]);
  });

  it('each get a lane of their own where each has a reason to overbook', async () => {
    await booked({ startsAt: TEN });
    const patients = await Promise.all(Array.from({ length: 6 }, () => newPatient()));
    const overbook = { reason: 'In pain' };
    const answers = await Promise.all(
      patients.map((patientId) => book(booking(patientId, { startsAt: TEN, overbook }))),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(201));
    expect(answers.map((answer) => answer.body.lane as number).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const others = await Promise.all(
      [later(60), later(90), later(120)].map((startsAt) => booked({ startsAt })),
    );
    const moved = await Promise.all(others.map((visit) => move(visit, { startsAt: TEN, overbook })));
    expect(moved.map((answer) => answer.body.lane as number).sort()).toEqual([7, 8, 9]);
    refused(await book(booking(await newPatient(), { startsAt: TEN, overbook })), 'slot_taken');
  });

  it('lose none of the change feed on the way', async () => {
    const patientIds = await Promise.all(Array.from({ length: 8 }, () => newPatient()));
    await Promise.all(
      patientIds.map((patientId, index) =>
        book(booking(patientId, { startsAt: later(30 * index, '2030-01-09T14:00:00Z') })),
      ),
    );
    const feed = await api.asOwner<{ seq: string }>(
      'select seq from change_feed where clinic_id = $1 order by seq',
      [clinic.id],
    );
    expect(feed.map((row) => Number(row.seq))).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });
});

describe('changing an appointment', () => {
  it('moves, resizes and reassigns it, one version at a time', async () => {
    const visit = await booked({ startsAt: TEN });
    const moved = await move(visit, { startsAt: later(60) });
    expect(moved.status).toBe(200);
    expect(moved.headers['etag']).toBe('"2"');
    expect(moved.body).toMatchObject({ version: 2, startsAt: later(60), endsAt: later(90) });
    const longer = await move(moved.body, { durationMinutes: 45 });
    expect(longer.body).toMatchObject({ version: 3, startsAt: later(60), endsAt: later(105) });
    const handed = await move(longer.body, {
      practitionerId: clinic.practitionerIds[1],
      roomId: clinic.roomIds[1],
    });
    expect(handed.body).toMatchObject({ version: 4, practitionerId: clinic.practitionerIds[1] });
    const retyped = await move(handed.body, { typeId: clinic.typeIds[1], roomId: null, reason: null });
    expect(retyped.body).toMatchObject({ version: 5, endsAt: later(120), roomId: null, reason: null });
    expect(retyped.body).toEqual((await desk.get(`/api/appointments/${visit.id}`)).body);
  });

  it('changes nothing where nothing is different', async () => {
    const visit = await booked({ startsAt: TEN, roomId: clinic.roomIds[0] });
    const { practitionerId, startsAt, roomId, reason } = visit;
    for (const same of [{}, { practitionerId, startsAt, roomId, reason, durationMinutes: 30 }]) {
      const answer = await move(visit, same);
      expect([answer.status, answer.body, answer.headers['etag']]).toEqual([200, visit, '"1"']);
    }
    expect((await move(visit, { reason: 'Other' })).body.version).toBe(2);
    expect((await move(visit, {})).status).toBe(412);
    const overbooked = await booked({ startsAt: TEN, overbook: { reason: 'It hurts' } });
    expect((await move(overbooked, { startsAt: TEN })).body).toEqual(overbooked);
  });

  it('may overlap where it was itself', async () => {
    const visit = await booked({ startsAt: TEN });
    await move(visit, { startsAt: later(15) }).expect(200);
  });

  it('meets the same refusals as a booking', async () => {
    await booked({ startsAt: TEN });
    const visit = await booked({ startsAt: later(60) });
    const taken = refused(await move(visit, { startsAt: TEN }), 'slot_taken');
    expect(taken.blocking).toEqual([{ startsAt: TEN, endsAt: later(30), what: 'practitioner' }]);
    expect(taken.alternatives).toHaveLength(3);
    refused(await move(visit, { startsAt: '2030-01-08T03:00:00Z' }), 'not_offered');
    expect((await move(visit, { startsAt: '2030-01-07T13:00:00Z' })).status).toBe(400);
    for (const wrong of [{ practitionerId: anId() }, { roomId: anId() }, { typeId: anId() }]) {
      expect((await move(visit, wrong)).status).toBe(404);
    }
    const overbooked = await move(visit, { startsAt: TEN, overbook: { reason: 'It hurts' } });
    expect(overbooked.body).toMatchObject({ overbooked: true, overbookReason: 'It hurts', lane: 1 });
    const back = await move(overbooked.body, { startsAt: later(60) });
    expect(back.body).toMatchObject({ overbooked: false, overbookReason: null, lane: 0 });
  });

  it('shows the current one to who saw an older version, and to two at once lets one through', async () => {
    const visit = await booked({ startsAt: TEN });
    const answers = await Promise.all([
      move(visit, { startsAt: later(60) }),
      move(visit, { startsAt: later(120) }),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    const stale = answers.find((answer) => answer.status === 412);
    const won = answers.find((answer) => answer.status === 200);
    expect(stale?.body).toMatchObject({ code: 'stale_version', current: won?.body });
    const missing = await desk.patch(`/api/appointments/${visit.id}`).send({ reason: null });
    expect([missing.status, missing.body.code]).toEqual([428, 'version_required']);
    const unreadable = await desk
      .patch(`/api/appointments/${visit.id}`)
      .set('If-Match', '*')
      .send({ reason: null });
    expect(unreadable.status).toBe(400);
    expect((await move({ ...visit, id: anId() }, { reason: null })).status).toBe(404);
  });

  it('leaves a visit that is over where it was, but for its reason', async () => {
    const visit = await booked({ startsAt: TEN });
    const path = `/api/appointments/${visit.id}/status`;
    const { body: cancelled } = await desk.post(path).set('If-Match', '"1"').send({ status: 'cancelled' });
    refused(await move(cancelled, { startsAt: later(60) }), 'invalid_transition');
    await move(cancelled, { reason: 'Had another reason' }).expect(200);
  });
});

describe('a request that comes again', () => {
  const keyed = (body: object, key: string) => book(body).set('Idempotency-Key', key);

  it('is answered as before, however often and however many at once', async () => {
    const body = booking(await newPatient());
    const key = anId();
    const answers = await Promise.all(Array.from({ length: 8 }, () => keyed(body, key)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotent-replayed'] === 'true')).toHaveLength(7);
  });

  it('is refused in the same words, although the time is free by now', async () => {
    const first = await booked({ startsAt: TEN });
    const body = booking(await newPatient(), { startsAt: TEN });
    const key = anId();
    const refusal = await keyed(body, key);
    refused(refusal, 'slot_taken');
    expect(refusal.headers['idempotent-replayed']).toBeUndefined();
    await move(first, { startsAt: later(120) }).expect(200);
    const again = await keyed(body, key);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const { requestId: _one, ...asBefore } = refusal.body;
    const { requestId: _other, ...now } = again.body;
    expect([again.status, now]).toEqual([409, asBefore]);
    await keyed(body, anId()).expect(201);
  });

  it('is answered before its version, its rights and its wishes are looked at', async () => {
    const visit = await booked({ startsAt: TEN });
    const key = anId();
    const send = (ifMatch?: string) => {
      const request = desk.patch(`/api/appointments/${visit.id}`).set('Idempotency-Key', key);
      return (ifMatch === undefined ? request : request.set('If-Match', ifMatch)).send({
        startsAt: later(60),
      });
    };
    const first = await send('"1"').expect(200);
    for (const ifMatch of ['"1"', '"7"', undefined]) {
      const again = await send(ifMatch);
      expect([again.status, again.body]).toEqual([200, first.body]);
      expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true', etag: '"2"' });
    }
    const stale = await desk
      .patch(`/api/appointments/${visit.id}`)
      .set('If-Match', '"1"')
      .set('Idempotency-Key', anId())
      .send({ reason: 'x' });
    expect(stale.status).toBe(412);
  });

  it('is answered although its time has passed since', async () => {
    const body = booking(await newPatient(), { startsAt: '2030-01-07T15:00:00Z' });
    const key = anId();
    await keyed(body, key).expect(201);
    api.clock.set('2030-01-07T20:00:00Z');
    // Meanwhile the session was left alone too long.
    desk = await api.signIn(clinic.email('receptionist'));
    await keyed(body, key).expect(201);
    await keyed(body, anId()).expect(400);
  });

  it('hears again that it was stale', async () => {
    const visit = await booked({ startsAt: TEN });
    await move(visit, { reason: 'New' }).expect(200);
    const key = anId();
    const send = () => move(visit, { reason: 'Newer' }).set('Idempotency-Key', key);
    const first = await send();
    const again = await send();
    expect([first.status, again.status]).toEqual([412, 412]);
    expect(again.body.current).toEqual(first.body.current);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('may not say something else under the same key', async () => {
    const body = booking(await newPatient());
    const key = anId();
    await keyed(body, key).expect(201);
    const other = await keyed({ ...body, reason: 'Something else' }, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
    const unreadable = await desk
      .post('/api/appointments')
      .set('Idempotency-Key', key)
      .send({ patientId: 5 });
    expect([unreadable.status, unreadable.body.code]).toEqual([422, 'idempotency_mismatch']);
    await keyed(body, key).expect(201);
  });

  it('has its key to itself: another user and another clinic mean something else by it', async () => {
    const key = anId();
    await keyed(booking(await newPatient()), key).expect(201);
    const nurse = await clinic.as('nurse');
    const mine = await book(booking(await newPatient(), { startsAt: later(300) }), nurse).set(
      'Idempotency-Key',
      key,
    );
    expect([mine.status, mine.headers['idempotent-replayed']]).toEqual([201, undefined]);
  });

  it('is tried anew after a refusal that may have gone since', async () => {
    const nurse = await clinic.as('nurse');
    const key = anId();
    const body = booking(await newPatient(), { overbook: { reason: 'May I?' } });
    await book(body, nurse).set('Idempotency-Key', key).expect(403);
    const [row] = await api.asOwner<{ count: string }>(
      'select count(*) from idempotency_keys where clinic_id = $1',
      [clinic.id],
    );
    expect(row?.count).toBe('0');
  });
});
