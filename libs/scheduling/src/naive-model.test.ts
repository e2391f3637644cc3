import { expect, it } from 'vitest';
import { addDays, weekdayOf } from './calendar-date.ts';
import { freeSlots, heldSpan } from './free-slots.ts';
import type { Busy, SlotQuestion } from './free-slots.ts';
import { openIntervals } from './open-intervals.ts';
import type { Schedule, ScheduleException, WorkingHours } from './schedule.ts';
import { whyNotOffered } from './why-not-offered.ts';

// The same rules once more, the slow way: every minute of the range is asked on its own, and zones are read from Intl.
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const formatterOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });

const wallClock = (formatter: Intl.DateTimeFormat, instant: number): number => {
  const part = Object.fromEntries(
    formatter.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute']);
};

const naiveInstant = (formatter: Intl.DateTimeFormat, wall: number): number => {
  const offsets = [-DAY, DAY].map((shift) => wallClock(formatter, wall + shift) - (wall + shift));
  const candidates = offsets.map((offset) => wall - offset).sort((one, other) => one - other);
  return candidates.find((instant) => wallClock(formatter, instant) === wall) ?? wall - (offsets[0] ?? 0);
};

type Window = {
  fromDate: string;
  toDate: string;
  weekdays: readonly number[];
  startsAt: string;
  endsAt: string;
};
type Minutes = Set<number>;

const naiveMinutes = (zone: string, window: Window): Minutes => {
  const formatter = formatterOf(zone);
  const minutes: Minutes = new Set();
  for (let date = window.fromDate; date <= window.toDate; date = addDays(date, 1)) {
    if (!window.weekdays.includes(weekdayOf(date))) continue;
    const endDate = window.endsAt <= window.startsAt ? addDays(date, 1) : date;
    const start = naiveInstant(formatter, Date.parse(`${date}T${window.startsAt}Z`));
    const end = naiveInstant(formatter, Date.parse(`${endDate}T${window.endsAt}Z`));
    for (let minute = start; minute < end; minute += MINUTE) minutes.add(minute);
  }
  return minutes;
};

type Random = (below: number) => number;

const randomFrom = (seed: number): Random => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
};

const time = (random: Random): string =>
  `${String(random(24)).padStart(2, '0')}:${String(random(12) * 5).padStart(2, '0')}`;

const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Santiago',
  'America/Havana',
];
// Each range holds a clock change of one of the zones.
const FIRST_DATES = [
  '2026-03-06',
  '2026-03-27',
  '2026-10-02',
  '2026-10-23',
  '2026-10-30',
  '2026-09-04',
  '2026-04-03',
];
const LENGTH = 4;

const aCase = (random: Random) => {
  const zone = ZONES[random(ZONES.length)] ?? 'UTC';
  const firstDate = FIRST_DATES[random(FIRST_DATES.length)] ?? '';
  const owner = (): string => (random(3) === 0 ? 'bo' : 'ada');
  const weekly: WorkingHours[] = Array.from({ length: 1 + random(9) }, () => ({
    practitionerId: owner(),
    weekday: 1 + random(7),
    startsAt: time(random),
    endsAt: time(random),
  }));
  const exceptions: ScheduleException[] = Array.from({ length: random(7) }, () => {
    const fromDate = addDays(firstDate, random(LENGTH) - 1);
    return {
      practitionerId: random(2) === 0 ? null : owner(),
      kind: (['closed', 'open', 'blocked'] as const)[random(3)] ?? 'open',
      fromDate,
      toDate: addDays(fromDate, random(3)),
      startsAt: time(random),
      endsAt: time(random),
      weekdays: random(3) === 0 ? [1, 3, 6, 7] : null,
    };
  });
  const schedule: Schedule = { zone, practitionerIds: ['ada', 'bo'], weekly, exceptions };
  return { schedule, firstDate, question: aQuestion(random, zone, firstDate) };
};

const aQuestion = (random: Random, zone: string, firstDate: string): SlotQuestion => {
  const first = Date.parse(`${firstDate}T00:00Z`);
  const interval = () => {
    const start = first + random(LENGTH * 288) * 5 * MINUTE;
    return { startsAt: new Date(start), endsAt: new Date(start + (5 + random(24) * 5) * MINUTE) };
  };
  const busy: Busy[] = Array.from({ length: random(14) }, () => ({
    ...interval(),
    practitionerId: random(3) === 0 ? 'bo' : 'ada',
    roomId: (['one', 'two', null] as const)[random(3)] ?? null,
    bufferBeforeMinutes: random(2) * 5,
    bufferAfterMinutes: random(3) * 5,
  }));
  return {
    zone,
    busy,
    durationMinutes: 5 + random(12) * 5,
    bufferBeforeMinutes: random(3) * 5,
    bufferAfterMinutes: random(3) * 5,
    stepMinutes: [5, 10, 15, 30][random(4)] ?? 5,
    unavailable: Array.from({ length: random(3) }, interval),
    ...(random(2) === 0 ? { rooms: ['one', 'two'] } : {}),
    ...(random(2) === 0 ? { notBefore: new Date(first + random(LENGTH * 1440) * MINUTE) } : {}),
  };
};

const naiveOpen = (schedule: Schedule, practitionerId: string, firstDate: string): Minutes => {
  const always = [1, 2, 3, 4, 5, 6, 7];
  const range = { fromDate: addDays(firstDate, -2), toDate: addDays(firstDate, LENGTH + 2) };
  const open: Minutes = new Set();
  const put = (minutes: Minutes): void => minutes.forEach((minute) => open.add(minute));
  const take = (minutes: Minutes): void => minutes.forEach((minute) => open.delete(minute));
  for (const row of schedule.weekly.filter((one) => one.practitionerId === practitionerId)) {
    put(
      naiveMinutes(schedule.zone, {
        ...range,
        weekdays: [row.weekday],
        startsAt: row.startsAt,
        endsAt: row.endsAt,
      }),
    );
  }
  const steps = [
    [null, 'closed', take],
    [null, 'open', put],
    [practitionerId, 'closed', take],
    [practitionerId, 'open', put],
    [null, 'blocked', take],
    [practitionerId, 'blocked', take],
  ] as const;
  for (const [owner, kind, change] of steps) {
    for (const one of schedule.exceptions.filter(
      (other) => other.practitionerId === owner && other.kind === kind,
    )) {
      change(
        naiveMinutes(schedule.zone, {
          ...one,
          weekdays: one.weekdays ?? always,
          startsAt: one.startsAt ?? '',
          endsAt: one.endsAt ?? '',
        }),
      );
    }
  }
  return open;
};

const minutesOf = (start: number, end: number): number[] => {
  const minutes: number[] = [];
  for (let minute = start; minute < end; minute += MINUTE) minutes.push(minute);
  return minutes;
};

const heldMinutes = (busy: readonly Busy[]): Minutes =>
  new Set(busy.flatMap((booking) => minutesOf(...heldSpan(booking))));

const naiveSlots = (open: Minutes, question: SlotQuestion, practitionerId: string): string[] => {
  const { durationMinutes, bufferBeforeMinutes = 0, bufferAfterMinutes = 0, stepMinutes = 5 } = question;
  const formatter = formatterOf(question.zone);
  const own = heldMinutes(question.busy.filter((booking) => booking.practitionerId === practitionerId));
  const rooms = question.rooms?.map((roomId) => ({
    roomId,
    held: heldMinutes(question.busy.filter((booking) => booking.roomId === roomId)),
  }));
  const away = new Set(
    (question.unavailable ?? []).flatMap(({ startsAt, endsAt }) =>
      minutesOf(startsAt.getTime(), endsAt.getTime()),
    ),
  );
  return [...open]
    .filter((minute) => minute % (5 * MINUTE) === 0)
    .sort((one, other) => one - other)
    .filter((start) => start >= (question.notBefore?.getTime() ?? 0))
    .filter((start) => (wallClock(formatter, start) / MINUTE) % stepMinutes === 0)
    .flatMap((start) => {
      const end = start + durationMinutes * MINUTE;
      const visit = minutesOf(start, end);
      const whole = minutesOf(start - bufferBeforeMinutes * MINUTE, end + bufferAfterMinutes * MINUTE);
      const room = rooms?.find(({ held }) => !whole.some((minute) => held.has(minute)));
      const isFree =
        visit.every((minute) => open.has(minute) && !away.has(minute)) &&
        !whole.some((minute) => own.has(minute));
      return isFree && (!rooms || room) ? [`${new Date(start).toISOString()} ${room?.roomId ?? ''}`] : [];
    });
};

it('agrees with a model that asks every minute on its own, in weeks of clock changes', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const { schedule, firstDate, question } = aCase(randomFrom(seed * 7919));
    const range = {
      from: new Date(`${firstDate}T00:00Z`),
      to: new Date(`${addDays(firstDate, LENGTH)}T00:00Z`),
    };
    const bounded = { ...question, notBefore: question.notBefore ?? range.from, startsBefore: range.to };
    for (const practitionerId of schedule.practitionerIds) {
      const open = openIntervals({ ...schedule, practitionerIds: [practitionerId] }, range);
      const offered = freeSlots(open, bounded).map(
        ({ startsAt, roomId }) => `${startsAt.toISOString()} ${roomId ?? ''}`,
      );
      const expected = naiveSlots(naiveOpen(schedule, practitionerId, firstDate), bounded, practitionerId);
      expect(offered, `case ${seed}`).toEqual(
        expected.filter((text) => Date.parse(text.slice(0, 24)) < range.to.getTime()),
      );
    }
  }
});

it('gives a reason exactly for the times it does not offer', () => {
  for (let seed = 1; seed <= 8; seed += 1) {
    const { schedule, firstDate, question } = aCase(randomFrom(seed * 104_729));
    const range = { from: new Date(`${firstDate}T00:00Z`), to: new Date(`${addDays(firstDate, 2)}T00:00Z`) };
    const open = openIntervals({ ...schedule, practitionerIds: ['ada'] }, range);
    const offered = new Set(freeSlots(open, question).map(({ startsAt }) => startsAt.getTime()));
    for (const start of minutesOf(range.from.getTime(), range.to.getTime()).filter(
      (_, index) => index % 5 === 0,
    )) {
      const why = whyNotOffered(schedule, question, { practitionerId: 'ada', startsAt: new Date(start) });
      expect(why === undefined, `case ${seed}, ${new Date(start).toISOString()}: ${why?.code}`).toBe(
        offered.has(start),
      );
    }
  }
});
