import { isUuid } from '@clinic/core';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { describe, expect, it } from 'vitest';
import { buildDemoClinic } from './build-demo-clinic.ts';
import { addDays, dateIn, DAY_MS, MINUTE_MS } from './clinic-calendar.ts';
import type { DemoAppointment, DemoClinic } from './demo-clinic.ts';
import { openWindows } from './open-windows.ts';

const MONDAY_MORNING = '2026-11-23T15:24:00Z';

const aClinic = (more: { seed?: number; now?: string; ordinal?: number } = {}): DemoClinic =>
  buildDemoClinic({
    seed: more.seed ?? 1,
    now: new Date(more.now ?? MONDAY_MORNING),
    ordinal: more.ordinal ?? 1,
  });

const took = ({ status }: DemoAppointment): boolean => status !== 'cancelled' && status !== 'noshow';

type Held = { key: string; start: number; end: number };

const overlapsOf = (held: Held[]): Held[] => {
  const ordered = held.sort((one, other) =>
    one.key < other.key ? -1 : one.key > other.key ? 1 : one.start - other.start,
  );
  return ordered.filter((one, index) => {
    const before = ordered[index - 1];
    return before !== undefined && before.key === one.key && before.end > one.start;
  });
};

const span = ({ startsAt, endsAt }: DemoAppointment) => ({
  start: startsAt.getTime(),
  end: endsAt.getTime(),
});

type Place = { date: string; minutes: number };

/** Where an instant stands on the wall, from Intl. */
const wallOf = (zone: string): ((instant: Date) => Place) => {
  const formatter = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return (instant) => {
    const [date = '', time = ''] = formatter.format(instant).split(' ');
    return { date, minutes: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) };
  };
};

/** The longest row of touching visits of one length that fits into the free minutes of a day. */
const longestRow = (isFree: readonly boolean[], length: number): number => {
  const rowFrom = (first: number): number => {
    let end = first;
    while (isFree[end]) end += 1;
    return Math.floor((end - first) / length);
  };
  return Math.max(...Array.from({ length: 288 }, (_, step) => rowFrom(step * 5)));
};

/** The minutes of a day in which nobody is booked within half an hour, which stands for every buffer there is. */
const freeMinutes = (clinic: DemoClinic, practitionerId: string, date: string): boolean[] => {
  const wall = wallOf(clinic.clinic.timeZone);
  const isFree = Array.from({ length: 1440 }, () => false);
  for (const { start, end } of openWindows(clinic, practitionerId, date)) isFree.fill(true, start, end);
  for (const visit of clinic.appointments) {
    if (visit.practitionerId !== practitionerId || visit.status === 'cancelled') continue;
    const place = wall(visit.startsAt);
    const length = (visit.endsAt.getTime() - visit.startsAt.getTime()) / MINUTE_MS;
    if (place.date === date) isFree.fill(false, Math.max(0, place.minutes - 30), place.minutes + length + 30);
  }
  return isFree;
};

const onToday = (clinic: DemoClinic, now: string): DemoAppointment[] => {
  const { timeZone } = clinic.clinic;
  return clinic.appointments.filter(
    ({ startsAt }) => dateIn(timeZone, startsAt) === dateIn(timeZone, new Date(now)),
  );
};

it('makes the same clinic from the same seed and moment, and another one from another seed', () => {
  expect(aClinic()).toEqual(aClinic());
  expect(aClinic({ seed: 2 }).patients[0]).not.toEqual(aClinic().patients[0]);
});

it('gives each clinic its own country, language and addresses', () => {
  const [first, second, third] = [1, 2, 3].map((ordinal) => aClinic({ ordinal }));
  expect(first?.clinic).toMatchObject({ locale: 'en-US', country: 'US', timeZone: 'America/New_York' });
  expect(second?.clinic).toMatchObject({ locale: 'de-DE', country: 'DE', timeZone: 'Europe/Berlin' });
  const emails = [first, second, third].flatMap((clinic) => clinic?.staff.map(({ email }) => email) ?? []);
  expect(new Set(emails).size).toBe(18);
  expect(emails.every((email) => /^[a-z-]+\.[a-z]+@[a-z0-9]+\.example$/.test(email))).toBe(true);
});

it('has one person for each role, and the practitioner and nurse see patients themselves', () => {
  const { staff, practitioners } = aClinic();
  expect(staff.map(({ role }) => role)).toEqual([
    'admin',
    'practitioner',
    'nurse',
    'receptionist',
    'billing',
    'auditor',
  ]);
  const linked = staff.filter(({ practitionerId }) => practitioners.some(({ id }) => id === practitionerId));
  expect(linked.map(({ role }) => role)).toEqual(['practitioner', 'nurse']);
});

describe.each([
  ['a Monday morning', MONDAY_MORNING, 1],
  ['a Saturday afternoon', '2026-11-28T19:24:00Z', 1],
  ['three at night', '2026-07-15T07:00:00Z', 1],
  ['a minute past midnight', '2026-11-23T05:01:00Z', 1],
  ['the day clocks go forward', '2027-03-14T16:00:00Z', 1],
  ['the day clocks go back in Berlin', '2026-10-25T13:20:00Z', 2],
  ['the last evening of a year', '2026-12-31T19:10:00Z', 2],
])('a clinic on %s', (_, now, ordinal) => {
  const clinic = aClinic({ now, ordinal });
  const present = new Date(now);
  const { timeZone } = clinic.clinic;
  const seen = clinic.appointments.filter(took);

  it('puts nobody in two places unless it says so', () => {
    const regular = seen.filter(({ lane }) => lane === 0);
    expect(overlapsOf(regular.map((visit) => ({ key: visit.practitionerId, ...span(visit) })))).toEqual([]);
    expect(
      overlapsOf(seen.flatMap((visit) => (visit.roomId ? [{ key: visit.roomId, ...span(visit) }] : []))),
    ).toEqual([]);
    expect(overlapsOf(seen.map((visit) => ({ key: visit.patientId, ...span(visit) })))).toEqual([]);
  });

  it('keeps the buffers of each type free', () => {
    const held = seen.flatMap((visit) => {
      const type = clinic.appointmentTypes.find(({ id }) => id === visit.typeId);
      const start = visit.startsAt.getTime() - (type?.bufferBeforeMinutes ?? 0) * MINUTE_MS;
      const end = visit.endsAt.getTime() + (type?.bufferAfterMinutes ?? 0) * MINUTE_MS;
      return visit.lane === 0 ? [{ key: visit.practitionerId, start, end }] : [];
    });
    expect(overlapsOf(held)).toEqual([]);
  });

  it('keeps to the hours, on multiples of five minutes', () => {
    const wall = wallOf(timeZone);
    const outside = clinic.appointments.filter(({ startsAt, endsAt, practitionerId }) => {
      const { date, minutes } = wall(startsAt);
      const end = minutes + (endsAt.getTime() - startsAt.getTime()) / MINUTE_MS;
      const windows = openWindows(clinic, practitionerId, date);
      return minutes % 5 !== 0 || !windows.some((window) => window.start <= minutes && end <= window.end);
    });
    expect(outside).toEqual([]);
  });

  it('tells a story that could have happened by now', () => {
    for (const visit of clinic.appointments) {
      const { status, statusBefore, statusSince, createdAt, arrivedAt, checkedInAt, fulfilledAt } = visit;
      const steps = [createdAt, arrivedAt, checkedInAt, fulfilledAt].filter((step) => step !== null);
      expect(steps.every((step, index) => step <= (steps[index + 1] ?? present))).toBe(true);
      expect(statusSince >= createdAt && statusSince <= present && createdAt < visit.startsAt).toBe(true);
      const count = { booked: 1, arrived: 2, 'checked-in': 3, fulfilled: 4, cancelled: 1, noshow: 1 }[status];
      expect(steps.length, status).toBe(count);
      const before = {
        booked: null,
        arrived: 'booked',
        'checked-in': 'arrived',
        fulfilled: 'checked-in',
        cancelled: 'booked',
        noshow: 'booked',
      };
      expect(statusBefore).toBe(before[status]);
    }
    const forgotten = clinic.appointments.filter(
      ({ status, endsAt }) =>
        ['booked', 'arrived', 'checked-in'].includes(status) &&
        endsAt.getTime() < present.getTime() - 90 * MINUTE_MS,
    );
    expect(forgotten).toEqual([]);
  });

  it('books a few visits over others, each with a reason', () => {
    const over = clinic.appointments.filter(({ lane }) => lane > 0);
    expect(over.length).toBeGreaterThanOrEqual(2);
    expect(over.every(({ overbookReason }) => overbookReason !== null)).toBe(true);
    expect(
      clinic.appointments.filter(({ lane, overbookReason }) => lane === 0 && overbookReason !== null),
    ).toEqual([]);
    for (const visit of over) {
      const under = seen.filter(
        (one) =>
          one.practitionerId === visit.practitionerId && one.startsAt.getTime() === visit.startsAt.getTime(),
      );
      expect(under.length).toBe(2);
    }
  });

  it('leaves six free times that touch, for one type and practitioner, on a day of the next ten weeks', () => {
    const today = dateIn(timeZone, present);
    const dates = Array.from({ length: 62 }, (__, day) => addDays(today, 7 + day));
    const [practitioner] = clinic.practitioners;
    const [type] = clinic.appointmentTypes;
    expect(practitioner?.typeIds).toContain(type?.id);
    expect(type).toMatchObject({ bufferBeforeMinutes: 0, bufferAfterMinutes: 0 });
    const rows = dates.map((date) =>
      longestRow(freeMinutes(clinic, practitioner?.id ?? '', date), type?.durationMinutes ?? 0),
    );
    const longest = Math.max(...rows);
    expect(longest).toBeGreaterThanOrEqual(6);
  });

  it('gives everything an id of its own', () => {
    const ids = [
      clinic.clinic,
      ...clinic.staff,
      ...clinic.practitioners,
      ...clinic.rooms,
      ...clinic.appointmentTypes,
      ...clinic.workingHours,
      ...clinic.exceptions,
      ...clinic.patients,
      ...clinic.appointments,
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => isUuid(id) && id[14] === '7')).toBe(true);
  });
});

describe('today', () => {
  // Clinic time 10:24 and 15:04 of every day of a week.
  const moments = [23, 24, 25, 26, 27, 28, 29].flatMap((day) => [
    `2026-11-${day}T15:24:00Z`,
    `2026-11-${day}T20:04:00Z`,
  ]);

  const days = moments.map((now) => ({ now, visits: onToday(aClinic({ now }), now) }));

  it.each(days)('is under way at $now: people done, in rooms, waiting and still to come', ({ visits }) => {
    const statuses = visits.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([...statuses, 'fulfilled', 'checked-in', 'arrived', 'booked']));
    expect(statuses.length).toBeGreaterThan(30);
  });

  it('has people who wait for more than half an hour', () => {
    const longWaits = days.map(({ now, visits }) => {
      const since = Date.parse(now) - 30 * MINUTE_MS;
      return visits.filter(
        ({ status, arrivedAt }) => status === 'arrived' && arrivedAt && arrivedAt.getTime() < since,
      ).length;
    });
    expect(longWaits.filter((count) => count > 0).length).toBeGreaterThan(10);
  });

  it('puts one person in a room at most', () => {
    for (const { visits } of days) {
      const rooms = visits.filter(({ status }) => status === 'checked-in').map(({ roomId }) => roomId);
      expect(new Set(rooms).size).toBe(rooms.length);
    }
  });

  it('is all to come before the doors open', () => {
    const statuses = onToday(aClinic({ now: '2026-11-24T08:00:00Z' }), '2026-11-24T08:00:00Z').map(
      ({ status }) => status,
    );
    expect(new Set(statuses)).toEqual(new Set(['booked', 'cancelled']));
  });
});

describe.each([1, 2])('the patients of clinic %i', (ordinal) => {
  const { patients, clinic } = aClinic({ ordinal });

  it('come from everywhere', () => {
    const text = patients.map(({ givenName, familyName }) => `${givenName ?? ''} ${familyName}`).join('\n');
    const scripts = [
      'Arabic',
      'Hebrew',
      'Han',
      'Hiragana',
      'Hangul',
      'Cyrillic',
      'Greek',
      'Devanagari',
      'Thai',
      'Ethiopic',
      'Latin',
    ];
    expect(scripts.filter((script) => !new RegExp(`\\p{Script=${script}}`, 'u').test(text))).toEqual([]);
    expect(text).toContain("O'Brien");
    expect(text).toContain('Nguyễn');
    expect(patients.filter(({ givenName }) => givenName === null).length).toBeGreaterThan(3);
    expect(Math.max(...patients.map(({ familyName }) => familyName.length))).toBeGreaterThan(90);
  });

  it('have numbers and addresses that can belong to nobody', () => {
    const phones = patients.flatMap(({ phone, otherPhones }) => [...(phone ? [phone] : []), ...otherPhones]);
    const fictional = ordinal === 1 ? /^\+1\d{3}55501\d\d$/ : /^\+49(3023125|4066969)\d{3}$/;
    const country = ordinal === 1 ? 'US' : 'DE';
    const parsed = phones.map((phone) => parsePhoneNumberFromString(phone, country));
    expect(parsed.filter((phone) => !phone?.isValid() || !fictional.test(phone.number))).toEqual([]);
    expect(
      patients.filter(({ email }) => email && !/^[a-z0-9.]+@example\.(org|com|net)$/.test(email)),
    ).toEqual([]);
  });

  it('are of every age, most of them grown up, and some did not say', () => {
    const ages = patients.flatMap(({ birthDate }) =>
      birthDate ? [(Date.parse(MONDAY_MORNING) - Date.parse(birthDate)) / DAY_MS / 365.25] : [],
    );
    expect(Math.min(...ages)).toBeLessThan(1);
    expect(Math.max(...ages)).toBeGreaterThan(90);
    expect(ages.filter((age) => age >= 18).length / ages.length).toBeGreaterThan(0.65);
    expect(patients.length - ages.length).toBeGreaterThan(5);
    expect(patients.filter(({ phone }) => phone === null).length).toBeGreaterThan(20);
  });

  it('have something to know in a third of cases, and not everyone was asked', () => {
    const share = patients.filter(({ alerts }) => alerts.length > 0).length / patients.length;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.4);
    expect(patients.some(({ areAllergiesKnown }) => !areAllergiesKnown)).toBe(true);
    expect(
      patients.filter(
        ({ alerts, areAllergiesKnown }) =>
          !areAllergiesKnown && alerts.some(({ kind }) => kind === 'allergy'),
      ),
    ).toEqual([]);
  });

  it('are numbered in the order they registered', () => {
    expect(patients.map(({ fileNumber }) => fileNumber)).toEqual(
      patients.map((_, index) => String(10_001 + index)),
    );
    expect(
      patients.every(
        ({ createdAt }, index) => createdAt <= (patients[index + 1]?.createdAt ?? new Date(MONDAY_MORNING)),
      ),
    ).toBe(true);
    expect(patients.every(({ createdAt }) => createdAt > clinic.createdAt)).toBe(true);
    expect(
      patients.filter(({ birthDate, createdAt }) => birthDate && Date.parse(birthDate) > createdAt.getTime()),
    ).toEqual([]);
  });

  it('include people who are easily taken for one another', () => {
    const twins = patients.filter(({ familyName }) => familyName === 'Fournier-Haddad');
    expect(twins.length).toBe(2);
    expect(new Set(twins.map(({ givenName }) => givenName)).size).toBe(2);
    expect(new Set(twins.map(({ phone }) => phone)).size).toBe(1);
    expect(new Set(twins.map(({ birthDate }) => birthDate)).size).toBe(1);
  });
});
