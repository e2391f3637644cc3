import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewAppointmentRow } from './appointment.rows.ts';
import {
  anAppointmentRow,
  aPatientRow,
  later,
  NOW,
  startRepositories,
  type TestClinic,
  type TestRepositories,
} from './testing.ts';

let test: TestRepositories;
let clinic: TestClinic;
let patientId: string;
let otherId: string;

beforeAll(async () => {
  test = await startRepositories();
});

afterAll(() => test.close());

beforeEach(async () => {
  clinic = await test.newClinic();
  const people = [aPatientRow(), aPatientRow()];
  [patientId = '', otherId = ''] = people.map((row) => row.id);
  await clinic.write((tx) => clinic.repositories.patients.insertMany(tx, people));
});

const visit = (override: Partial<NewAppointmentRow> = {}, whose = patientId) =>
  anAppointmentRow(clinic, whose, override);

const insert = (row: NewAppointmentRow) =>
  clinic.write((tx) => clinic.repositories.appointments.insert(tx, row));

const find = (id: string) => clinic.read((tx) => clinic.repositories.appointments.findById(tx, id));

const at = (from: number, to = from + 30) => ({ startsAt: later(from), endsAt: later(to) });

describe('an appointment', () => {
  it('comes back with the person it is for, its reasons opened', async () => {
    const row = visit({ reason: 'Check-up', overbookReason: 'In pain', lane: 2, roomId: clinic.roomId });
    await insert(row);
    const { now: _now, ...columns } = row;
    expect(await find(row.id)).toMatchObject({
      ...{ ...columns, version: 1, patient: { familyName: 'Lovelace' }, alerts: [] },
      ...{ statusBefore: null, arrivedAt: null, checkedInAt: null, fulfilledAt: null, createdAt: NOW },
    });
    const [stored] = await test.asOwner<{ text: string }>(
      'select row_to_json(a)::text as text from appointments a where id = $1',
      [row.id],
    );
    expect(stored?.text).not.toContain('Check-up');
    expect(await find(randomUUID())).toBeUndefined();
  });

  it('knows the request that made it, whatever became of it', async () => {
    const row = visit();
    const { appointments } = clinic.repositories;
    await clinic.write((tx) => appointments.insert(tx, row, 'Ada asked'));
    await clinic.write((tx) => appointments.move(tx, { ...row, ...at(300), version: 1 }));
    const isCreatedBy = (creation: string) =>
      clinic.read((tx) => appointments.isCreatedBy(tx, row.id, creation));
    expect([await isCreatedBy('Ada asked'), await isCreatedBy('Ada asks')]).toEqual([true, false]);
  });

  it('is the same written alone or among many', async () => {
    const [one, other] = [visit(at(60)), visit(at(120))];
    await insert(one);
    await clinic.write((tx) => clinic.repositories.appointments.insertMany(tx, [other]));
    const { id: _one, startsAt: _a, endsAt: _b, ...first } = (await find(one.id)) ?? {};
    const { id: _other, startsAt: _c, endsAt: _d, ...second } = (await find(other.id)) ?? {};
    expect(second).toEqual(first);
  });
});

describe('the promises of the table', () => {
  it.each([
    ['the practitioner', {}, {}],
    ['the practitioner, by a minute', {}, { ...at(89, 119) }],
    ['the room', { roomId: 'room' }, { roomId: 'room', practitionerId: 'other' }],
    ['an overbooked lane', { lane: 1, overbookReason: 'a' }, { lane: 1, overbookReason: 'b' }],
  ])('keep %s from being promised twice', async (_what, first, second) => {
    const practitionerId = randomUUID();
    const practitioner = {
      id: practitionerId,
      name: 'Dr Other',
      profession: null,
      isActive: true,
      userId: null,
    };
    await clinic.write((tx) => clinic.repositories.reference.insertPractitioners(tx, [practitioner], NOW));
    const known = (override: object): Partial<NewAppointmentRow> => ({
      ...override,
      ...('roomId' in override ? { roomId: clinic.roomId } : {}),
      ...('practitionerId' in override ? { practitionerId } : {}),
    });
    await insert(visit(known(first)));
    await expect(insert(visit(known(second), otherId))).rejects.toMatchObject({ code: 'slot_taken' });
  });

  it('keep a patient from being in two places, in whichever lane', async () => {
    await insert(visit());
    await expect(insert(visit({ lane: 3, overbookReason: 'Twins' }))).rejects.toMatchObject({
      code: 'slot_taken',
    });
  });

  it.each(['fulfilled', 'cancelled', 'noshow'] as const)(
    'leave the time of a visit that is %s free',
    async (status) => {
      await insert(visit({ status }));
      await insert(visit({}, otherId));
    },
  );

  it('let visits touch', async () => {
    await insert(visit(at(60, 90)));
    await insert(visit(at(90, 120)));
    await insert(visit(at(30, 60)));
  });

  it.each([
    ['ends before it begins', at(60, 60)],
    ['is overbooked without a reason', { lane: 1 }],
    ['has a reason to be overbooked and is not', { overbookReason: 'None' }],
    ['lies in a lane that does not exist', { lane: 10, overbookReason: 'Many' }],
  ])('refuse a visit that %s', async (_what, override) => {
    await expect(insert(visit(override))).rejects.toMatchObject({ code: '23514' });
  });

  it('know nobody who is not there', async () => {
    for (const wrong of [
      { patientId: randomUUID() },
      { practitionerId: randomUUID() },
      { typeId: randomUUID() },
      { roomId: randomUUID() },
    ]) {
      await expect(insert(visit(wrong))).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});

describe('a list of a range', () => {
  it('has what overlaps it and nothing that only touches it, by start', async () => {
    const rows = [
      visit(at(0, 60)),
      visit(at(60, 90)),
      visit({ ...at(90, 150), status: 'cancelled' }),
      visit(at(150, 180)),
    ];
    await clinic.write((tx) => clinic.repositories.appointments.insertMany(tx, rows));
    const list = async (from: number, to: number) => {
      const found = await clinic.read((tx) =>
        clinic.repositories.appointments.list(tx, { from: later(from), to: later(to) }),
      );
      return found.map((row) => rows.findIndex((known) => known.id === row.id));
    };
    expect(await list(60, 90)).toEqual([1]);
    expect(await list(59, 91)).toEqual([0, 1, 2]);
    expect(await list(0, 180)).toEqual([0, 1, 2, 3]);
    expect(await list(180, 240)).toEqual([]);
  });

  it('has what lasts for days, in the middle of it too, once', async () => {
    const days = visit({ startsAt: later(0), endsAt: later(5 * 24 * 60) });
    await insert(days);
    const { appointments } = clinic.repositories;
    for (const from of [0, 24 * 60, 3 * 24 * 60]) {
      for (const filter of [{}, { patientId }, { practitionerId: clinic.practitionerId }]) {
        const range = { from: later(from), to: later(from + 60), ...filter };
        const found = await clinic.read((tx) => appointments.list(tx, range));
        expect(found.map((row) => row.id)).toEqual([days.id]);
      }
    }
    const after = { from: later(5 * 24 * 60), to: later(6 * 24 * 60) };
    expect(await clinic.read((tx) => appointments.list(tx, after))).toEqual([]);
  });
});

describe('what stands in the way', () => {
  it('is of the practitioner, the room or the patient, and not the visit that is moved', async () => {
    const row = visit({ ...at(60), roomId: clinic.roomId });
    await insert(row);
    const { appointments } = clinic.repositories;
    const blocking = async (wanted: object) => {
      const none = { practitionerId: randomUUID(), roomId: null, patientId: null, exceptId: null };
      const found = await clinic.read((tx) =>
        appointments.listBlocking(tx, { ...at(60), ...none, ...wanted }),
      );
      return found.map((each) => each.id);
    };
    expect(await blocking({ practitionerId: clinic.practitionerId })).toEqual([row.id]);
    expect(await blocking({ roomId: clinic.roomId })).toEqual([row.id]);
    expect(await blocking({ patientId })).toEqual([row.id]);
    expect(
      await blocking({ patientId, roomId: clinic.roomId, practitionerId: clinic.practitionerId }),
    ).toEqual([row.id]);
    expect(await blocking({ patientId, exceptId: row.id })).toEqual([]);
    expect(await blocking({ patientId, ...at(90) })).toEqual([]);
    expect(await blocking({})).toEqual([]);
  });

  it('may have begun days ago', async () => {
    const days = visit({ startsAt: later(0), endsAt: later(5 * 24 * 60), roomId: clinic.roomId });
    await insert(days);
    const { appointments } = clinic.repositories;
    const none = { practitionerId: randomUUID(), roomId: null, patientId: null, exceptId: null };
    const whose = [{ practitionerId: clinic.practitionerId }, { roomId: clinic.roomId }, { patientId }];
    const found = async (from: number): Promise<string[][]> => {
      const range = { startsAt: later(from), endsAt: later(from + 60) };
      const busy = await clinic.read((tx) =>
        appointments.listBusy(tx, { from: range.startsAt, to: range.endsAt }),
      );
      const blocking = [];
      for (const wanted of whose) {
        blocking.push(
          await clinic.read((tx) => appointments.listBlocking(tx, { ...range, ...none, ...wanted })),
        );
      }
      return [busy, ...blocking].map((rows) => rows.map((row) => row.id));
    };
    for (const from of [0, 24 * 60, 3 * 24 * 60, 5 * 24 * 60 - 1]) {
      expect(await found(from), String(from)).toEqual(Array(4).fill([days.id]));
    }
    expect(await found(5 * 24 * 60)).toEqual(Array(4).fill([]));
  });

  it('is what holds its time, whatever its lane', async () => {
    const rows = [
      visit({ ...at(60), status: 'booked' }),
      visit({ ...at(60), status: 'checked-in', lane: 1, overbookReason: 'a' }, otherId),
      visit({ ...at(60), status: 'cancelled' }),
    ];
    await clinic.write((tx) => clinic.repositories.appointments.insertMany(tx, rows));
    const busy = await clinic.read((tx) =>
      clinic.repositories.appointments.listBusy(tx, { from: NOW, to: later(600) }),
    );
    expect(busy.map((row) => row.lane).sort()).toEqual([0, 1]);
  });
});

describe('a change', () => {
  it('is made from the version that was seen, once', async () => {
    const row = visit();
    await insert(row);
    const { appointments } = clinic.repositories;
    const move = (version: number) =>
      clinic.write((tx) =>
        appointments.move(tx, { ...row, ...at(300), version, reason: 'Moved', now: later(1) }),
      );
    expect(await move(1)).toBe(2);
    expect(await move(1)).toBeUndefined();
    const step = (version: number) =>
      clinic.write((tx) =>
        appointments.changeStatus(tx, {
          ...{ id: row.id, version, status: 'arrived', statusSince: later(1), statusBefore: null },
          ...{ arrivedAt: later(1), checkedInAt: null, fulfilledAt: null, now: later(1) },
        }),
      );
    expect(await step(2)).toBe(3);
    expect(await step(2)).toBeUndefined();
    expect(await find(row.id)).toMatchObject({
      ...at(300),
      version: 3,
      reason: 'Moved',
      status: 'arrived',
      arrivedAt: later(1),
    });
  });

  it('keeps each step with a sealed reason, and goes with its visit', async () => {
    const row = visit();
    await insert(row);
    const { appointments } = clinic.repositories;
    const step = {
      ...({
        id: randomUUID(),
        appointmentId: row.id,
        from: 'booked',
        to: 'cancelled',
        reason: 'Called',
      } as const),
      ...{ occurredAt: later(-1), recordedAt: NOW, actorId: clinic.userId },
    };
    await clinic.write((tx) => appointments.insertStep(tx, step));
    const steps = () =>
      test.asOwner<{ reason_enc: Buffer }>('select reason_enc from appointment_steps where clinic_id = $1', [
        clinic.id,
      ]);
    expect((await steps())[0]?.reason_enc.toString('latin1')).not.toContain('Called');
    await clinic.write((tx) => appointments.delete(tx, [row.id]));
    expect(await steps()).toEqual([]);
    expect(await find(row.id)).toBeUndefined();
  });
});

describe('the visits of one person', () => {
  it('are appointments and encounters that had none, newest first, with their reasons', async () => {
    const first = visit({ ...at(60), reason: 'Cough' });
    const { appointments, encounters } = clinic.repositories;
    await insert(first);
    const happened = (from: number, appointmentId: string | null) => ({
      ...{ id: randomUUID(), patientId, practitionerId: clinic.practitionerId, appointmentId },
      ...{ status: 'finished', class: 'AMB', ...at(from), reason: 'Walked in' },
    });
    const [walkIn, ofFirst] = [happened(-600, null), happened(61, first.id)];
    await clinic.write((tx) => encounters.insertMany(tx, [walkIn, ofFirst], NOW));
    const list = (after?: { startsAt: Date; id: string }) =>
      clinic.read((tx) => appointments.listVisits(tx, { patientId, limit: 1, after }));
    const [newest] = await list();
    expect(newest).toMatchObject({ kind: 'appointment', id: first.id, reason: 'Cough' });
    const [next] = await list(newest && { startsAt: newest.startsAt, id: newest.id });
    expect(next).toMatchObject({ kind: 'encounter', id: walkIn.id, reason: 'Walked in', typeId: null });
    expect(await list(next && { startsAt: next.startsAt, id: next.id })).toEqual([]);
  });
});
