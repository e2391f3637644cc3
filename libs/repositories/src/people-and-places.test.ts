import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { later, NOW, startRepositories, type TestClinic, type TestRepositories } from './testing.ts';

const NIL = '00000000-0000-0000-0000-000000000000';

let test: TestRepositories;
let clinic: TestClinic;

beforeAll(async () => {
  test = await startRepositories();
});

afterAll(() => test.close());

beforeEach(async () => {
  clinic = await test.newClinic();
});

describe('staff', () => {
  it('are found by the index of their address alone, in every clinic they work in', async () => {
    const { users } = clinic.repositories;
    const other = await test.newClinic();
    const index = randomBytes(16);
    const join = (place: TestClinic) => {
      const user = {
        id: randomUUID(),
        email: 'locum@clinic.example',
        displayName: 'A locum',
        role: 'nurse' as const,
      };
      const more = { passwordHash: null, isActive: true, loginIndex: index, now: NOW };
      return place.write(async (tx) => {
        await place.repositories.users.insert(tx, { ...user, ...more });
        return { clinicId: place.id, userId: user.id };
      });
    };
    const places = [await join(clinic), await join(other)];
    const found = await test.database.asSystem((tx) => users.listLogins(tx, index), index.toString('hex'));
    expect(found).toEqual(places.toSorted((one, two) => (one.clinicId < two.clinicId ? -1 : 1)));
    const unknown = randomBytes(16);
    expect(
      await test.database.asSystem((tx) => users.listLogins(tx, unknown), unknown.toString('hex')),
    ).toEqual([]);
    // Asked for another address than the door was opened for.
    expect(
      await test.database.asSystem((tx) => users.listLogins(tx, index), unknown.toString('hex')),
    ).toEqual([]);
  });

  it('come back with their address opened, and take a new password', async () => {
    const { users } = clinic.repositories;
    await clinic.write((tx) => users.setPassword(tx, clinic.userId, { hash: 'k1:new', now: NOW }));
    const user = await clinic.read((tx) => users.findById(tx, clinic.userId));
    expect(user).toMatchObject({
      email: `nurse@${clinic.id}.example`,
      passwordHash: 'k1:new',
      version: 2,
      role: 'nurse',
    });
    expect(await clinic.read((tx) => users.list(tx, { after: NIL, limit: 5 }))).toEqual([user]);
    const [row] = await test.asOwner<{ text: string }>(
      'select row_to_json(u)::text as text from users u where id = $1',
      [clinic.userId],
    );
    expect(row?.text).not.toContain('nurse@');
  });
});

describe('a session', () => {
  it('knows whose it is and what they may do now', async () => {
    const { sessions } = clinic.repositories;
    const id = randomUUID();
    await clinic.write((tx) =>
      sessions.insert(tx, { id, userId: clinic.userId, device: null, now: NOW, expiresAt: later(720) }),
    );
    const find = () => clinic.read((tx) => sessions.findById(tx, id));
    expect(await find()).toEqual({
      ...{ id, userId: clinic.userId, role: 'nurse', isUserActive: true },
      ...{ lastSeenAt: NOW, expiresAt: later(720), revokedAt: null, steppedUpAt: NOW, idleMinutes: null },
    });
    await clinic.write((tx) => sessions.stepUp(tx, id, later(10)));
    await test.asOwner('update clinics set settings = \'{"sessionIdleMinutes": 5}\' where clinic_id = $1', [
      clinic.id,
    ]);
    expect(await find()).toMatchObject({ steppedUpAt: later(10), idleMinutes: 5 });
    await test.asOwner("update users set role = 'billing', is_active = false where id = $1", [clinic.userId]);
    expect(await find()).toMatchObject({ role: 'billing', isUserActive: false });
    const stranger = await test.newClinic();
    expect(await stranger.read((tx) => sessions.findById(tx, id))).toBeUndefined();
  });

  it('is seen later and never earlier, ends once, and is forgotten when it is old', async () => {
    const { sessions } = clinic.repositories;
    const id = randomUUID();
    await clinic.write((tx) =>
      sessions.insert(tx, { id, userId: clinic.userId, device: null, now: NOW, expiresAt: later(720) }),
    );
    await clinic.write((tx) => sessions.touch(tx, id, later(5)));
    await clinic.write((tx) => sessions.touch(tx, id, later(1)));
    expect((await clinic.read((tx) => sessions.findById(tx, id)))?.lastSeenAt).toEqual(later(5));
    const revoke = () => clinic.write((tx) => sessions.revoke(tx, id, later(6)));
    expect([await revoke(), await revoke()]).toEqual([clinic.userId, undefined]);
    expect((await clinic.read((tx) => sessions.findById(tx, id)))?.revokedAt).toEqual(later(6));
    const forget = (before: Date) => clinic.write((tx) => sessions.deleteExpiredBefore(tx, before));
    expect([await forget(later(720)), await forget(later(721))]).toEqual([0, 1]);
  });
});

describe('the sessions of somebody', () => {
  const open = async (override: Partial<{ userId: string; now: Date; expiresAt: Date }> = {}) => {
    const id = randomUUID();
    const usual = { userId: clinic.userId, device: 'Firefox, Linux', now: NOW, expiresAt: later(720) };
    await clinic.write((tx) => clinic.repositories.sessions.insert(tx, { ...usual, ...override, id }));
    return id;
  };

  const listed = async (now = later(1)) => {
    const { sessions } = clinic.repositories;
    const rows = await clinic.read((tx) =>
      sessions.listOpen(tx, clinic.userId, { now, seenSince: new Date(now.getTime() - 15 * 60_000) }),
    );
    return rows.map((row) => row.id);
  };

  it('are those that are open: not ended, not over, and not left alone', async () => {
    const { sessions } = clinic.repositories;
    const [first, second, ended] = [await open(), await open({ now: later(1) }), await open()];
    await open({ expiresAt: later(1) });
    await clinic.write((tx) => sessions.revoke(tx, ended, NOW));
    expect(await listed()).toEqual([second, first]);
    expect(await listed(later(15))).toEqual([second]);
    const rows = await clinic.read((tx) =>
      sessions.listOpen(tx, clinic.userId, { now: later(15), seenSince: NOW }),
    );
    expect(rows).toEqual([
      {
        ...{ id: second, createdAt: later(1), lastSeenAt: later(1), expiresAt: later(720) },
        device: 'Firefox, Linux',
      },
    ]);
  });

  it('end all but one, and all', async () => {
    const { sessions } = clinic.repositories;
    const [second, third] = [await open(), await open()];
    await open({ expiresAt: later(1) });
    const endOthers = () =>
      clinic.write((tx) => sessions.revokeAll(tx, clinic.userId, { exceptId: second, now: later(1) }));
    expect(await endOthers()).toEqual([third]);
    expect(await endOthers()).toEqual([]);
    expect(await listed()).toEqual([second]);
    const endAll = () =>
      clinic.write((tx) => sessions.revokeAll(tx, clinic.userId, { exceptId: null, now: later(1) }));
    expect(await endAll()).toEqual([second]);
  });
});

describe('a clinic', () => {
  it('is changed from the version that was seen, once', async () => {
    const { clinics } = clinic.repositories;
    const update = (version: number) =>
      clinic.write((tx) =>
        clinics.update(tx, {
          ...{ version, name: 'Renamed', timeZone: 'Asia/Tokyo', locale: 'ja-JP', country: 'JP' },
          ...{ settings: { waitLimitMinutes: 20 }, now: NOW },
        }),
      );
    expect([await update(1), await update(1)]).toEqual([2, undefined]);
    expect(await clinic.read((tx) => clinics.find(tx))).toEqual({
      ...{
        clinicId: clinic.id,
        version: 2,
        name: 'Renamed',
        timeZone: 'Asia/Tokyo',
        locale: 'ja-JP',
        country: 'JP',
      },
      ...{ settings: { waitLimitMinutes: 20 }, isDemo: false },
    });
  });

  it('is among those jobs work off, and found by its name', async () => {
    const { clinics } = clinic.repositories;
    expect(await test.database.asSystem((tx) => clinics.listIds(tx))).toContain(clinic.id);
    const byName = (name: string | null) => test.database.asSystem((tx) => clinics.findIdByName(tx, name));
    expect(await byName(`Clinic ${clinic.id}`)).toBe(clinic.id);
    expect(await byName('No such clinic')).toBeUndefined();
    expect(await byName(null)).toBeDefined();
  });
});

describe('reference data', () => {
  it('comes back as it went in: hours as the wall shows them, days as the calendar has them', async () => {
    const { reference } = clinic.repositories;
    const { practitionerId } = clinic;
    const hours = [
      {
        ...{ id: randomUUID(), practitionerId, weekday: 1, startsAt: '08:00', endsAt: '12:30' },
        ...{ validFrom: '2030-01-01', validTo: null },
      },
      {
        ...{ id: randomUUID(), practitionerId, weekday: 7, startsAt: '22:00', endsAt: '06:00' },
        ...{ validFrom: null, validTo: '2030-12-31' },
      },
    ];
    const exceptions = [
      {
        ...{
          id: randomUUID(),
          practitionerId: null,
          kind: 'closed' as const,
          fromDate: '2030-01-01',
          toDate: '2030-01-01',
        },
        ...{ startsAt: null, endsAt: null, weekdays: null, reason: 'New Year' },
      },
      {
        ...{
          id: randomUUID(),
          practitionerId,
          kind: 'blocked' as const,
          fromDate: '2030-02-28',
          toDate: '2030-12-31',
        },
        ...{ startsAt: '09:00', endsAt: '09:30', weekdays: [1, 3, 5], reason: null },
      },
    ];
    await clinic.write(async (tx) => {
      await reference.insertWorkingHours(tx, hours);
      await reference.insertExceptions(tx, exceptions);
    });
    expect(await clinic.read((tx) => reference.listWorkingHours(tx))).toEqual(hours);
    expect(await clinic.read((tx) => reference.listExceptions(tx))).toEqual(exceptions);
    expect(await clinic.read((tx) => reference.listRooms(tx))).toEqual([
      { id: clinic.roomId, version: 1, name: 'Room 1', isActive: true },
    ]);
    const [type] = await clinic.read((tx) => reference.listAppointmentTypes(tx));
    expect(type).toMatchObject({ id: clinic.typeId, durationMinutes: 30, bufferBeforeMinutes: 0 });
  });

  it.each([
    ['a weekday that is none', { weekday: 8 }],
    ['hours of no length', { startsAt: '08:00', endsAt: '08:00' }],
  ])('refuses %s', async (_what, override) => {
    const { practitionerId } = clinic;
    const row = { id: randomUUID(), practitionerId, weekday: 1, startsAt: '08:00', endsAt: '12:00' };
    const hours = { ...row, validFrom: null, validTo: null, ...override };
    await expect(
      clinic.write((tx) => clinic.repositories.reference.insertWorkingHours(tx, [hours])),
    ).rejects.toMatchObject({ code: '23514' });
  });

  it('goes when it is taken away, unless something hangs on it', async () => {
    const { reference } = clinic.repositories;
    await clinic.write(async (tx) => {
      await reference.deleteRooms(tx, [clinic.roomId]);
      await reference.deleteAppointmentTypes(tx, [clinic.typeId]);
      await reference.deletePractitioners(tx, [clinic.practitionerId]);
    });
    for (const list of [
      await clinic.read((tx) => reference.listRooms(tx)),
      await clinic.read((tx) => reference.listAppointmentTypes(tx)),
      await clinic.read((tx) => reference.listPractitioners(tx)),
    ]) {
      expect(list).toEqual([]);
    }
  });
});
