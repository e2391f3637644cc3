import { describe, expect, it } from 'vitest';
import { clinicDay } from './clinic-day.ts';
import { exceptionIntervals, openIntervals } from './open-intervals.ts';
import type { Schedule, ScheduleException, WorkingHours } from './schedule.ts';

const hours = (weekday: number, text: string, more: Partial<WorkingHours> = {}): WorkingHours => {
  const [startsAt = '', endsAt = ''] = text.split('-');
  return { practitionerId: 'ada', weekday, startsAt, endsAt, ...more };
};

const exception = (kind: ScheduleException['kind'], more: Partial<ScheduleException>): ScheduleException => ({
  practitionerId: null,
  kind,
  fromDate: '2026-11-25',
  toDate: '2026-11-25',
  ...more,
});

const aSchedule = (more: Partial<Schedule>): Schedule => ({
  zone: 'Europe/Berlin',
  practitionerIds: ['ada'],
  weekly: [],
  exceptions: [],
  ...more,
});

const short = (instant: Date): string => instant.toISOString().slice(5, 16);

const openOn = (schedule: Schedule, date: string): string[] =>
  openIntervals(schedule, clinicDay(schedule.zone, date)).map(
    (interval) => `${interval.practitionerId} ${short(interval.startsAt)} ${short(interval.endsAt)}`,
  );

describe('working hours through the year', () => {
  it.each([
    [
      'a break',
      'Europe/Berlin',
      '2026-11-25',
      '09:00-12:00 13:00-17:00',
      '11-25T08:00 11-25T11:00 11-25T12:00 11-25T16:00',
    ],
    ['touching rows', 'Europe/Berlin', '2026-11-25', '09:00-12:00 12:00-17:00', '11-25T08:00 11-25T16:00'],
    ['a whole day', 'Europe/Berlin', '2026-11-25', '00:00-24:00', '11-24T23:00 11-25T23:00'],
    ['half an hour off', 'Asia/Kolkata', '2026-11-25', '09:00-10:00', '11-25T03:30 11-25T04:30'],
    ['45 minutes off', 'Pacific/Chatham', '2026-11-25', '09:00-10:00', '11-24T19:15 11-24T20:15'],
    ['over a skipped hour', 'America/New_York', '2026-03-08', '01:00-04:00', '03-08T06:00 03-08T08:00'],
    ['within a skipped hour', 'America/New_York', '2026-03-08', '02:00-03:00', ''],
    ['over a repeated hour', 'America/New_York', '2026-11-01', '00:00-03:00', '11-01T04:00 11-01T08:00'],
    ['after a skipped hour', 'America/New_York', '2026-03-08', '09:00-10:00', '03-08T13:00 03-08T14:00'],
    [
      'over a skipped half hour',
      'Australia/Lord_Howe',
      '2026-10-04',
      '01:00-04:00',
      '10-03T14:30 10-03T17:00',
    ],
    ['a day without midnight', 'America/Santiago', '2026-09-06', '00:00-02:00', '09-06T04:00 09-06T05:00'],
    ['a day with midnight twice', 'America/Havana', '2026-11-01', '00:00-02:00', '11-01T04:00 11-01T07:00'],
    [
      'a day that lasts 25 hours',
      'America/Sao_Paulo',
      '2019-02-16',
      '22:00-24:00',
      '02-17T00:00 02-17T03:00',
    ],
    ['a skipped date', 'Pacific/Apia', '2011-12-30', '09:00-17:00', ''],
  ])('%s', (_, zone, date, rows, expected) => {
    const weekday = new Date(`${date}T12:00Z`).getUTCDay() || 7;
    const schedule = aSchedule({ zone, weekly: rows.split(' ').map((row) => hours(weekday, row)) });
    const texts = openIntervals(schedule, clinicDay(zone, date)).flatMap(({ startsAt, endsAt }) => [
      short(startsAt),
      short(endsAt),
    ]);
    expect(texts.join(' ')).toBe(expected);
  });

  it('gives a skipped date no hours on the date after it', () => {
    const schedule = aSchedule({
      zone: 'Pacific/Apia',
      weekly: [hours(5, '09:00-17:00'), hours(6, '10:00-11:00')],
    });
    expect(openOn(schedule, '2011-12-31')).toEqual(['ada 12-30T20:00 12-30T21:00']);
  });

  it('carries a night shift into the next day and shows it on both', () => {
    const schedule = aSchedule({ weekly: [hours(3, '22:00-06:00')] });
    expect(openOn(schedule, '2026-11-25')).toEqual(['ada 11-25T21:00 11-26T05:00']);
    expect(openOn(schedule, '2026-11-26')).toEqual(['ada 11-25T21:00 11-26T05:00']);
    expect(openOn(schedule, '2026-11-27')).toEqual([]);
  });

  it('keeps to the dates hours are valid for', () => {
    const schedule = aSchedule({
      weekly: [
        hours(3, '09:00-12:00', { validTo: '2026-11-25' }),
        hours(3, '14:00-18:00', { validFrom: '2026-12-02' }),
      ],
    });
    expect(['2026-11-25', '2026-12-02'].flatMap((date) => openOn(schedule, date))).toEqual([
      'ada 11-25T08:00 11-25T11:00',
      'ada 12-02T13:00 12-02T17:00',
    ]);
  });

  it('moves the hours with the zone of the clinic', () => {
    const weekly = [hours(3, '09:00-12:00')];
    expect(openOn(aSchedule({ weekly }), '2026-11-25')).toEqual(['ada 11-25T08:00 11-25T11:00']);
    expect(openOn(aSchedule({ weekly, zone: 'Asia/Kolkata' }), '2026-11-25')).toEqual([
      'ada 11-25T03:30 11-25T06:30',
    ]);
  });
});

describe('departures from the hours', () => {
  const weekly = [hours(3, '09:00-17:00'), hours(3, '10:00-12:00', { practitionerId: 'bo' })];
  const both = (exceptions: ScheduleException[]): string[] =>
    openOn(aSchedule({ practitionerIds: ['ada', 'bo'], weekly, exceptions }), '2026-11-25');

  it('closes the whole clinic for a day', () => {
    expect(both([exception('closed', { reason: 'Holiday' })])).toEqual([]);
  });

  it('closes one person for a part of a day', () => {
    expect(both([exception('closed', { practitionerId: 'ada', endsAt: '11:00' })])).toEqual([
      'ada 11-25T10:00 11-25T16:00',
      'bo 11-25T09:00 11-25T11:00',
    ]);
  });

  it('lets a person work while the clinic is closed', () => {
    const own = exception('open', { practitionerId: 'bo', startsAt: '08:00', endsAt: '09:00' });
    expect(both([own, exception('closed', {})])).toEqual(['bo 11-25T07:00 11-25T08:00']);
  });

  it('keeps a person on leave away when the clinic opens specially', () => {
    const special = exception('open', { startsAt: '18:00', endsAt: '20:00' });
    expect(both([special, exception('closed', { practitionerId: 'ada' })])).toEqual([
      'bo 11-25T09:00 11-25T11:00',
      'bo 11-25T17:00 11-25T19:00',
    ]);
  });

  it('replaces the hours of one day by closing it and opening others', () => {
    const day = [
      exception('closed', { practitionerId: 'ada' }),
      exception('open', { practitionerId: 'ada', startsAt: '07:00', endsAt: '08:00' }),
    ];
    expect(both(day)[0]).toBe('ada 11-25T06:00 11-25T07:00');
  });

  it('blocks time even where it was opened specially', () => {
    const meeting = exception('blocked', {
      fromDate: '2026-01-01',
      toDate: '2026-12-31',
      weekdays: [3],
      startsAt: '11:00',
      endsAt: '11:30',
    });
    const special = exception('open', { practitionerId: 'bo', startsAt: '10:00', endsAt: '13:00' });
    expect(both([meeting, special])).toEqual([
      'ada 11-25T08:00 11-25T10:00',
      'ada 11-25T10:30 11-25T16:00',
      'bo 11-25T09:00 11-25T10:00',
      'bo 11-25T10:30 11-25T12:00',
    ]);
  });

  it('lists exceptions day by day with their reasons, limited to their weekdays', () => {
    const exceptions = [
      exception('blocked', {
        fromDate: '2026-11-23',
        toDate: '2026-12-04',
        weekdays: [3],
        startsAt: '12:00',
        endsAt: '13:00',
        reason: 'Lunch',
      }),
    ];
    const range = { from: new Date('2026-11-20T00:00Z'), to: new Date('2026-12-20T00:00Z') };
    const listed = exceptionIntervals(aSchedule({ exceptions }), range);
    expect(listed.map(({ startsAt, endsAt, reason }) => [short(startsAt), short(endsAt), reason])).toEqual([
      ['11-25T11:00', '11-25T12:00', 'Lunch'],
      ['12-02T11:00', '12-02T12:00', 'Lunch'],
    ]);
  });
});
