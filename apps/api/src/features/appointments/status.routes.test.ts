import {
  appointment as appointmentSchema,
  appointmentStatuses,
  statusSteps,
  type Appointment,
  type AppointmentStatus,
} from '@clinic/contracts';
import { aBooking, anId, aPatient } from '@clinic/contracts/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let desk: Desk;
let patientId: string;

const NOW = '2030-01-07T14:00:00.000Z';

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  api.clock.set(NOW);
  clinic = await api.newClinic();
  desk = await clinic.as('receptionist');
  patientId = (await desk.post('/api/patients').send(aPatient())).body.id as string;
});

const booked = async (startsAt = '2030-01-07T15:00:00Z'): Promise<Appointment> => {
  const ids = { patientId, practitionerId: clinic.practitionerIds[0], typeId: clinic.typeIds[0] };
  const answer = await desk.post('/api/appointments').send(aBooking(ids, { startsAt }));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return appointmentSchema.parse(answer.body);
};

const step = (visit: Pick<Appointment, 'id' | 'version'>, change: object) =>
  desk.post(`/api/appointments/${visit.id}/status`).set('If-Match', `"${visit.version}"`).send(change);

const stepTo = async (visit: Appointment, status: AppointmentStatus): Promise<Appointment> => {
  const answer = await step(visit, { status });
  expect(answer.status, `${visit.status} to ${status}: ${JSON.stringify(answer.body)}`).toBe(200);
  return appointmentSchema.parse(answer.body);
};

/** The shortest way to each status from a fresh booking. */
const ways: Record<AppointmentStatus, AppointmentStatus[]> = {
  booked: [],
  arrived: ['arrived'],
  'checked-in': ['arrived', 'checked-in'],
  fulfilled: ['arrived', 'checked-in', 'fulfilled'],
  cancelled: ['arrived', 'checked-in', 'cancelled'],
  noshow: ['arrived', 'noshow'],
};

const bringTo = async (status: AppointmentStatus): Promise<Appointment> => {
  let visit = await booked();
  for (const next of ways[status]) visit = await stepTo(visit, next);
  return visit;
};

const stepsOn = appointmentStatuses.flatMap((from) =>
  statusSteps[from].map((to): [AppointmentStatus, AppointmentStatus] => [from, to]),
);

const isStep = (from: AppointmentStatus, to: AppointmentStatus): boolean =>
  statusSteps[from].includes(to) || ways[from].at(-2) === to || (ways[from].length === 1 && to === 'booked');

const noSteps = appointmentStatuses.flatMap((from) =>
  appointmentStatuses
    .filter((to) => to !== from && !isStep(from, to))
    .map((to): [AppointmentStatus, AppointmentStatus] => [from, to]),
);

describe('a step', () => {
  it.each(stepsOn)('leads from %s to %s and can be taken back once', async (from, to) => {
    const before = await bringTo(from);
    api.clock.advance(5 * 60_000);
    const after = await stepTo(before, to);
    expect(after).toMatchObject({
      status: to,
      version: before.version + 1,
      statusSince: api.clock.now().toISOString(),
      previousStatus: from,
    });
    api.clock.advance(60_000);
    const undone = await stepTo(after, from);
    // Everything is as it was; that something happened in between is in the version and in the steps.
    expect(undone).toEqual({ ...before, version: before.version + 2 });
    const steps = await api.asOwner<{ status_from: string; status_to: string }>(
      'select status_from, status_to from appointment_steps where clinic_id = $1 order by id',
      [clinic.id],
    );
    expect(steps.slice(-2)).toEqual([
      { status_from: from, status_to: to },
      { status_from: to, status_to: from },
    ]);
  });

  it.each(noSteps)('does not lead from %s to %s', async (from, to) => {
    const visit = await bringTo(from);
    const answer = await step(visit, { status: to });
    expect([answer.status, answer.body.code]).toEqual([409, 'invalid_transition']);
    expect((await desk.get(`/api/appointments/${visit.id}`)).body).toEqual(visit);
  });

  it('to where a visit already is changes nothing and is no mistake, whichever version was seen', async () => {
    const visit = await bringTo('arrived');
    for (const version of [visit.version, 1]) {
      const answer = await step({ ...visit, version }, { status: 'arrived' });
      expect([answer.status, answer.body]).toEqual([200, visit]);
    }
    const missing = await desk.post(`/api/appointments/${visit.id}/status`).send({ status: 'arrived' });
    expect(missing.status).toBe(428);
  });

  it('from an older version shows the current one', async () => {
    const visit = await booked();
    const arrived = await stepTo(visit, 'arrived');
    const stale = await step(visit, { status: 'cancelled' });
    expect(stale.status).toBe(412);
    expect(stale.body).toMatchObject({ code: 'stale_version', current: arrived });
  });

  it('of two at once is taken once', async () => {
    const visit = await booked();
    const answers = await Promise.all([
      step(visit, { status: 'cancelled' }),
      step(visit, { status: 'noshow' }),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
  });

  it('is on record with who took it, and its being taken back too', async () => {
    const visit = await booked();
    await stepTo(await stepTo(visit, 'arrived'), 'booked');
    const auditor = await clinic.as('auditor');
    const { body } = await auditor.get(`/api/audit-events?patientId=${patientId}&actorId=${desk.userId}`);
    expect(body.items.map((item: { action: string }) => item.action)).toEqual([
      'appointment.undo',
      'appointment.arrived',
      'appointment.create',
      'patient.create',
    ]);
    expect(body.items[0]).toMatchObject({ resourceType: 'appointment', resourceId: visit.id });
  });

  it('is not known for a visit of another clinic', async () => {
    const visit = await booked();
    const stranger = await (await api.newClinic()).as('receptionist');
    const path = `/api/appointments/${visit.id}/status`;
    const answer = await stranger.post(path).set('If-Match', '"1"').send({ status: 'arrived' });
    expect(answer.status).toBe(404);
  });
});

describe('a time that a step frees', () => {
  it.each(['cancelled', 'noshow'] as const)('by %s can be booked by somebody else', async (status) => {
    const visit = await stepTo(await booked(), status);
    const other = await booked();
    const undo = await step(visit, { status: 'booked' });
    expect([undo.status, undo.body.code]).toEqual([409, 'slot_taken']);
    expect(undo.body.blocking).toEqual([{ startsAt: visit.startsAt, endsAt: visit.endsAt, what: 'patient' }]);
    expect(undo.body.alternatives).toHaveLength(3);
    await stepTo(other, 'cancelled');
    expect((await stepTo(visit, 'booked')).status).toBe('booked');
  });

  it.each(['arrived', 'checked-in'] as const)('is not free while somebody is %s', async (status) => {
    await bringTo(status);
    const ids = { patientId, practitionerId: clinic.practitionerIds[0], typeId: clinic.typeIds[0] };
    const taken = await desk
      .post('/api/appointments')
      .send(aBooking(ids, { startsAt: '2030-01-07T15:00:00Z' }));
    expect(taken.body.code).toBe('slot_taken');
  });
});

describe('a step typed in later', () => {
  it('counts from when it took place', async () => {
    const visit = await booked();
    const at = '2030-01-07T13:40:00.000Z';
    const { body } = await step(visit, { status: 'arrived', occurredAt: at });
    expect(body).toMatchObject({ statusSince: at, arrivedAt: at });
  });

  it.each([
    ['exactly 72 hours ago', -72 * 60, 200],
    ['longer than 72 hours ago', -72 * 60 - 1, 400],
    ['in the future', 10, 400],
    ['now', 0, 200],
  ])('is taken %s with %i minutes: %i', async (_when, minutes, status) => {
    const visit = await booked();
    const occurredAt = new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
    const answer = await step(visit, { status: 'arrived', occurredAt });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body).toMatchObject({ issues: [{ path: 'occurredAt' }] });
  });
});

describe('a visit that took place', () => {
  it('moves its patient to the top of those seen, and stands among their visits', async () => {
    api.clock.advance(60_000);
    await desk.post('/api/patients').send(aPatient());
    api.clock.advance(60_000);
    const visit = await bringTo('fulfilled');
    const { body: list } = await desk.get('/api/patients');
    expect(list.items[0]).toMatchObject({ id: patientId, lastVisitAt: visit.checkedInAt });
    const { body: visits } = await desk.get(`/api/patients/${patientId}/visits`);
    expect(visits.items).toMatchObject([{ kind: 'appointment', id: visit.id, status: 'fulfilled' }]);
  });
});

describe('the visits of one person', () => {
  it('come newest first, page by page, without gaps', async () => {
    const starts = ['15:00', '16:00', '17:00', '18:00', '19:00'].map((time) => `2030-01-08T${time}:00Z`);
    const ids: string[] = [];
    for (const startsAt of starts) ids.unshift((await booked(startsAt)).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await desk.get(`/api/patients/${patientId}/visits?limit=2${next}`);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor as string | null;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
    expect((await desk.get(`/api/patients/${anId()}/visits`)).status).toBe(404);
  });
});
