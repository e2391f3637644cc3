import type { Appointment } from '@clinic/contracts';
import { aBooking, anId, aPatient } from '@clinic/contracts/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

type Booked = { clinic: TestClinic; desk: Desk; patientId: string };

/** A clinic whose week is always open, as far as a reason to overbook opens it. */
const aClinic = async (timeZone: string): Promise<Booked> => {
  api.clock.set('2030-01-07T14:00:00Z');
  const clinic = await api.newClinic();
  const admin = await clinic.as('admin');
  await admin.patch('/api/settings').set('If-Match', '"1"').send({ timeZone }).expect(200);
  const desk = await clinic.as('receptionist');
  const { body } = await desk.post('/api/patients').send(aPatient());
  return { clinic, desk, patientId: body.id as string };
};

const bookAt = async ({ clinic, desk, patientId }: Booked, startsAt: string, override: object = {}) => {
  const ids = { patientId, practitionerId: clinic.practitionerIds[0], typeId: clinic.typeIds[0] };
  const body = aBooking(ids, { startsAt, overbook: { reason: 'At any time' }, ...override });
  const answer = await desk.post('/api/appointments').send(body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as Appointment;
};

const todayAt = async ({ clinic }: Booked, instant: string): Promise<string[]> => {
  // A session ends after twelve hours: who looks signs in then.
  api.clock.set(instant);
  const desk = await api.signIn(clinic.email('nurse'));
  const answer = await desk.get('/api/appointments/today');
  expect(answer.status).toBe(200);
  return (answer.body as { items: Appointment[] }).items.map((item) => item.startsAt);
};

describe('today', () => {
  it("is the clinic's own day, from its midnight to its midnight", async () => {
    const place = await aClinic('America/New_York');
    const first = (await bookAt(place, '2030-01-08T05:00:00Z')).startsAt;
    const last = (await bookAt(place, '2030-01-09T04:30:00Z')).startsAt;
    const after = (await bookAt(place, '2030-01-09T05:00:00Z')).startsAt;
    expect(await todayAt(place, '2030-01-08T04:59:59Z')).toEqual([]);
    expect(await todayAt(place, '2030-01-08T05:00:00Z')).toEqual([first, last]);
    expect(await todayAt(place, '2030-01-09T04:59:59Z')).toEqual([first, last]);
    expect(await todayAt(place, '2030-01-09T05:00:00Z')).toEqual([after]);
  });

  it('has 23 hours when the clocks go forward and 25 when they go back', async () => {
    const place = await aClinic('America/New_York');
    // 10 March 2030: from 05:00Z to 04:00Z the next day. 3 November 2030: from 04:00Z to 05:00Z.
    const lastOfShort = (await bookAt(place, '2030-03-11T03:30:00Z')).startsAt;
    const dayAfterShort = (await bookAt(place, '2030-03-11T04:00:00Z')).startsAt;
    const lastOfLong = (await bookAt(place, '2030-11-04T04:30:00Z')).startsAt;
    expect(await todayAt(place, '2030-03-10T12:00:00Z')).toEqual([lastOfShort]);
    expect(await todayAt(place, '2030-03-11T12:00:00Z')).toEqual([dayAfterShort]);
    expect(await todayAt(place, '2030-11-03T12:00:00Z')).toEqual([lastOfLong]);
  });

  it('follows the zone when the clinic changes it', async () => {
    const place = await aClinic('Pacific/Kiritimati');
    const visit = (await bookAt(place, '2030-01-08T10:30:00Z')).startsAt;
    expect(await todayAt(place, '2030-01-08T09:59:00Z')).toEqual([]);
    expect(await todayAt(place, '2030-01-08T10:00:00Z')).toEqual([visit]);
  });

  it('shows a visit that began before midnight as long as it lasts', async () => {
    const place = await aClinic('UTC');
    const late = await bookAt(place, '2030-01-08T23:30:00Z', { durationMinutes: 60 });
    expect(await todayAt(place, '2030-01-09T08:00:00Z')).toEqual([late.startsAt]);
  });
});

describe('a range', () => {
  it('holds what overlaps it, to the second, by start, for a practitioner or a patient where asked', async () => {
    const place = await aClinic('UTC');
    const one = await bookAt(place, '2030-01-08T10:00:00Z');
    const other = await bookAt(place, '2030-01-08T12:00:00Z', {
      practitionerId: place.clinic.practitionerIds[1],
    });
    const list = async (query: string): Promise<string[]> => {
      const answer = await place.desk.get(`/api/appointments?${query}`);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      return (answer.body as { items: Appointment[] }).items.map((item) => item.id);
    };
    const day = 'from=2030-01-08T00:00:00Z&to=2030-01-09T00:00:00Z';
    expect(await list(day)).toEqual([one.id, other.id]);
    expect(await list('from=2030-01-08T10:30:00Z&to=2030-01-08T12:00:00Z')).toEqual([]);
    expect(await list('from=2030-01-08T10:29:59Z&to=2030-01-08T12:00:01Z')).toEqual([one.id, other.id]);
    expect(await list(`${day}&practitionerId=${place.clinic.practitionerIds[1]}`)).toEqual([other.id]);
    expect(await list(`${day}&patientId=${place.patientId}`)).toEqual([one.id, other.id]);
    expect(
      await list(`${day}&patientId=${place.patientId}&practitionerId=${place.clinic.practitionerIds[0]}`),
    ).toEqual([one.id]);
    expect(await list(`${day}&patientId=${anId()}`)).toEqual([]);
  });

  it.each([
    ['31 days', 'from=2030-01-01T00:00:00Z&to=2030-02-01T00:00:00Z', 200],
    ['a second more than 31 days', 'from=2030-01-01T00:00:00Z&to=2030-02-01T00:00:01Z', 400],
    ['nothing', 'from=2030-01-01T00:00:00Z&to=2030-01-01T00:00:00Z', 400],
    ['backwards', 'from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z', 400],
    ['no end', 'from=2030-01-02T00:00:00Z', 400],
    ['a local time', 'from=2030-01-01T00:00:00&to=2030-01-02T00:00:00', 400],
    ['an offset', 'from=2030-01-01T00:00:00%2B01:00&to=2030-01-02T00:00:00Z', 400],
    ['a day that does not exist', 'from=2030-02-30T00:00:00Z&to=2030-03-02T00:00:00Z', 400],
  ])('of %s is answered with the right status', async (_what, query, status) => {
    const desk = await (await aClinic('UTC')).clinic.as('nurse');
    expect((await desk.get(`/api/appointments?${query}`)).status).toBe(status);
  });

  it('is one line in the audit log with a count, and one appointment a line of its own', async () => {
    const place = await aClinic('UTC');
    const visit = await bookAt(place, '2030-01-08T10:00:00Z');
    await place.desk.get('/api/appointments?from=2030-01-08T00:00:00Z&to=2030-01-09T00:00:00Z');
    await place.desk.get(`/api/appointments/${visit.id}`);
    const { body } = await (
      await place.clinic.as('auditor')
    ).get(`/api/audit-events?actorId=${place.desk.userId}`);
    expect(body.items.slice(0, 2)).toMatchObject([
      { action: 'appointment.read', patientId: place.patientId, resourceId: visit.id },
      { action: 'appointment.list', patientId: null, count: 1 },
    ]);
  });
});
