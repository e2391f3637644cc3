import { scheduleEntry, slot as slotSchema, type Slot } from '@clinic/contracts';
import { aBooking, anId, aPatient } from '@clinic/contracts/testing';
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
  api.clock.set('2030-01-07T14:00:00Z');
  clinic = await api.newClinic();
  desk = await clinic.as('receptionist');
});

// Tuesday, 8 January 2030, midnight to midnight in New York.
const TUESDAY = 'from=2030-01-08T05:00:00Z&to=2030-01-09T05:00:00Z';

const slotsOf = async (query: string): Promise<Slot[]> => {
  const answer = await desk.get(`/api/slots?${query}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  return slotSchema.array().parse(answer.body.items);
};

const visits = () => `typeId=${clinic.typeIds[0]}&practitionerId=${clinic.practitionerIds[0]}&${TUESDAY}`;

const book = async (override: object) => {
  const { body: patient } = await desk.post('/api/patients').send(aPatient());
  const ids = { patientId: patient.id, practitionerId: clinic.practitionerIds[0], typeId: clinic.typeIds[0] };
  return desk.post('/api/appointments').send(aBooking(ids, override));
};

describe('free times', () => {
  it('stand five minutes apart from opening to closing time', async () => {
    const slots = await slotsOf(visits());
    expect(slots[0]).toEqual({
      startsAt: '2030-01-08T13:00:00.000Z',
      endsAt: '2030-01-08T13:30:00.000Z',
      practitionerId: clinic.practitionerIds[0],
    });
    expect(slots.at(-1)?.endsAt).toBe('2030-01-08T23:00:00.000Z');
    // Ten hours less half an hour, in steps of five minutes, both ends included.
    expect(slots).toHaveLength(115);
  });

  it('can be booked, each of them, and are then gone', async () => {
    const slots = await slotsOf(visits());
    const wanted = slots[37];
    expect((await book({ startsAt: wanted?.startsAt })).status).toBe(201);
    const left = await slotsOf(visits());
    expect(left.map((each) => each.startsAt)).not.toContain(wanted?.startsAt);
    // Eleven starts would overlap half an hour.
    expect(left).toHaveLength(slots.length - 11);
  });

  it('are the same for a part of the day as for the whole of it', async () => {
    await book({ startsAt: '2030-01-08T16:00:00Z' });
    await book({ startsAt: '2030-01-08T14:00:00Z', typeId: clinic.typeIds[1] });
    const who = `typeId=${clinic.typeIds[0]}&practitionerId=${clinic.practitionerIds[0]}`;
    const part = await slotsOf(`${who}&from=2030-01-08T15:00:00Z&to=2030-01-08T16:00:00Z`);
    // The first fifteen minutes are kept behind the long visit, and half an hour must end before the next.
    expect(part.map(({ startsAt }) => startsAt.slice(11, 16))).toEqual(['15:15', '15:20', '15:25', '15:30']);
    const day = await slotsOf(visits());
    expect(day.filter(({ startsAt }) => startsAt >= '2030-01-08T15' && startsAt < '2030-01-08T16')).toEqual(
      part,
    );
  });

  it('come back when the visit is cancelled', async () => {
    const { body: visit } = await book({ startsAt: '2030-01-08T15:00:00Z' });
    await desk
      .post(`/api/appointments/${visit.id}/status`)
      .set('If-Match', '"1"')
      .send({ status: 'cancelled' })
      .expect(200);
    expect(await slotsOf(visits())).toHaveLength(115);
  });

  it('keep the buffers of both types between visits', async () => {
    await book({ startsAt: '2030-01-08T15:00:00Z' });
    const long = `typeId=${clinic.typeIds[1]}&practitionerId=${clinic.practitionerIds[0]}&${TUESDAY}`;
    const starts = (await slotsOf(long)).map((each) => each.startsAt);
    // An hour and a quarter after it before ten; a quarter after half past ten.
    expect(starts).toContain('2030-01-08T13:45:00.000Z');
    expect(starts).not.toContain('2030-01-08T13:50:00.000Z');
    expect(starts).not.toContain('2030-01-08T15:40:00.000Z');
    expect(starts).toContain('2030-01-08T15:45:00.000Z');
  });

  it('are those of everybody when nobody is named', async () => {
    const slots = await slotsOf(`typeId=${clinic.typeIds[0]}&${TUESDAY}`);
    expect(new Set(slots.map((each) => each.practitionerId))).toEqual(new Set(clinic.practitionerIds));
    expect(slots).toHaveLength(230);
  });

  it('lie ahead: what has begun is not offered', async () => {
    api.clock.set('2030-01-07T20:01:00Z');
    desk = await api.signIn(clinic.email('receptionist'));
    const today = visits().replace(TUESDAY, 'from=2030-01-07T05:00:00Z&to=2030-01-08T05:00:00Z');
    expect((await slotsOf(today))[0]?.startsAt).toBe('2030-01-07T20:05:00.000Z');
  });

  it('follow the clock on the wall of the clinic through the change to summer time', async () => {
    const monday = visits().replace(TUESDAY, 'from=2030-03-11T04:00:00Z&to=2030-03-12T04:00:00Z');
    expect((await slotsOf(monday))[0]?.startsAt).toBe('2030-03-11T12:00:00.000Z');
  });

  it('are none for what is no longer in use', async () => {
    const [practitionerId] = clinic.practitionerIds;
    await api.asOwner('update practitioners set is_active = false where id = $1', [practitionerId]);
    await api.asOwner('update appointment_types set is_active = false where id = $1', [clinic.typeIds[1]]);
    expect(await slotsOf(visits())).toEqual([]);
    expect(await slotsOf(`typeId=${clinic.typeIds[1]}&${TUESDAY}`)).toEqual([]);
    expect(await slotsOf(`typeId=${clinic.typeIds[0].toUpperCase()}&${TUESDAY}`)).toHaveLength(115);
  });

  it('are asked for a known type and practitioner in a range of at most 31 days', async () => {
    const ask = async (query: string) => (await desk.get(`/api/slots?${query}`)).status;
    expect(await ask(`typeId=${anId()}&${TUESDAY}`)).toBe(404);
    expect(await ask(`typeId=${clinic.typeIds[0]}&practitionerId=${anId()}&${TUESDAY}`)).toBe(404);
    expect(await ask(TUESDAY)).toBe(400);
    expect(await ask(`typeId=${clinic.typeIds[0]}&from=2030-01-01T00:00:00Z&to=2030-02-03T00:00:00Z`)).toBe(
      400,
    );
  });
});

describe('the schedule', () => {
  it('says when each practitioner works, and every departure from that', async () => {
    await api.asOwner(
      `insert into schedule_exceptions (clinic_id, id, practitioner_id, kind, from_date, to_date, starts_at, ends_at, reason)
       values ($1, $2, $3, 'blocked', '2030-01-08', '2030-01-08', '12:00', '13:00', 'Lunch')`,
      [clinic.id, anId(), clinic.practitionerIds[0]],
    );
    const { body } = await desk.get(`/api/schedule?${TUESDAY}`).expect(200);
    const entries = scheduleEntry.array().parse(body.items);
    const ofFirst = entries.filter((entry) => entry.practitionerId === clinic.practitionerIds[0]);
    expect(ofFirst.map(({ kind, startsAt, endsAt, reason }) => [kind, startsAt, endsAt, reason])).toEqual([
      ['open', '2030-01-08T13:00:00.000Z', '2030-01-08T17:00:00.000Z', null],
      ['open', '2030-01-08T18:00:00.000Z', '2030-01-08T23:00:00.000Z', null],
      ['blocked', '2030-01-08T17:00:00.000Z', '2030-01-08T18:00:00.000Z', 'Lunch'],
    ]);
    const starts = (await slotsOf(visits())).map((each) => each.startsAt);
    expect(starts).not.toContain('2030-01-08T17:00:00.000Z');
    expect(starts).toContain('2030-01-08T18:00:00.000Z');
  });
});

describe('reference data', () => {
  it.each([
    '/api/practitioners',
    '/api/rooms',
    '/api/appointment-types',
    `/api/schedule?${TUESDAY}`,
    '/api/settings',
  ])('of %s is open to every role and sent again only when it changed', async (path) => {
    const auditor = await clinic.as('auditor');
    const first = await auditor.get(path);
    expect(first.status).toBe(200);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const etag = first.headers['etag'] ?? '';
    expect(etag).not.toBe('');
    for (const condition of [etag, `"other", ${etag}`, '*']) {
      const again = await auditor.get(path).set('If-None-Match', condition);
      expect([again.status, again.text]).toEqual([304, '']);
      expect(again.headers['etag']).toBe(etag);
    }
    expect((await auditor.get(path).set('If-None-Match', '"other"')).status).toBe(200);
  });

  it('carries what the interface promises', async () => {
    const { body: types } = await desk.get('/api/appointment-types');
    expect(types.items).toContainEqual({
      ...{ id: clinic.typeIds[1], version: 1, name: 'Long', isActive: true, durationMinutes: 60 },
      ...{ bufferBeforeMinutes: 15, bufferAfterMinutes: 15 },
    });
    const { body: rooms } = await desk.get('/api/rooms');
    expect(rooms.items).toContainEqual({ id: clinic.roomIds[0], version: 1, name: 'Room 0', isActive: true });
    const { body: people } = await desk.get('/api/practitioners');
    expect(people.items).toContainEqual({
      ...{ id: clinic.practitionerIds[0], version: 1, name: 'Dr 0', isActive: true, profession: 'Physician' },
    });
  });
});
