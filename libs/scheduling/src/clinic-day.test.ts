import { describe, expect, it } from 'vitest';
import { clinicDay, exactInstant, instantAt, todayIn, wallTimeAt } from './clinic-day.ts';

describe('the day of a clinic', () => {
  it.each([
    ['a plain day', 'Europe/Berlin', '2026-11-23', '2026-11-22T23:00Z', 24],
    ['a spring day of 23 hours', 'America/New_York', '2026-03-08', '2026-03-08T05:00Z', 23],
    ['an autumn day of 25 hours', 'America/New_York', '2026-11-01', '2026-11-01T04:00Z', 25],
    ['a 45-minute zone', 'Asia/Kathmandu', '2026-11-23', '2026-11-22T18:15Z', 24],
    ['a half-hour zone', 'Asia/Kolkata', '2026-11-23', '2026-11-22T18:30Z', 24],
    ['a change of half an hour forward', 'Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30Z', 23.5],
    ['a change of half an hour back', 'Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00Z', 24.5],
    ['a change of two hours', 'Antarctica/Troll', '2026-03-29', '2026-03-29T00:00Z', 22],
    ['a day that begins at 01:00', 'America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00Z', 23],
    ['a day with 23:00 twice', 'America/Sao_Paulo', '2019-02-16', '2019-02-16T02:00Z', 25],
    ['a day that begins at 01:00 in Lebanon', 'Asia/Beirut', '2024-03-31', '2024-03-30T22:00Z', 23],
    ['a day that begins at 01:00 in Egypt', 'Africa/Cairo', '2024-04-26', '2024-04-25T22:00Z', 23],
    ['a day with midnight twice', 'America/Havana', '2026-11-01', '2026-11-01T04:00Z', 25],
    ['a day without midnight', 'America/Santiago', '2026-09-06', '2026-09-06T04:00Z', 23],
    [
      'summer time as the standard, ending for winter',
      'Europe/Dublin',
      '2026-10-25',
      '2026-10-24T23:00Z',
      25,
    ],
    ['a date the zone skipped', 'Pacific/Apia', '2011-12-30', '2011-12-30T10:00Z', 0],
    ['the date after it', 'Pacific/Apia', '2011-12-31', '2011-12-30T10:00Z', 24],
  ])('%s', (_, zone, date, from, hours) => {
    const day = clinicDay(zone, date);
    expect(day.from).toEqual(new Date(from));
    expect((day.to.getTime() - day.from.getTime()) / 3_600_000).toBe(hours);
  });

  it('refuses dates and zones that do not exist', () => {
    expect(() => clinicDay('Europe/Berlin', '2026-02-29')).toThrow(RangeError);
    expect(() => clinicDay('Europe/Atlantis', '2026-02-28')).toThrow(RangeError);
  });

  it('knows which date the wall calendar shows', () => {
    const instant = new Date('2026-11-23T03:30:00Z');
    expect(todayIn('America/New_York', instant)).toBe('2026-11-22');
    expect(todayIn('Europe/Berlin', instant)).toBe('2026-11-23');
    expect(todayIn('Pacific/Kiritimati', new Date('2026-11-23T10:00:00Z'))).toBe('2026-11-24');
    expect(wallTimeAt('Asia/Kathmandu', instant)).toEqual({ date: '2026-11-23', time: '09:15' });
  });
});

describe('a time on the wall', () => {
  it.each([
    ['a plain time', 'Europe/Berlin', '2026-11-23', '09:00', '2026-11-23T08:00Z'],
    [
      'a skipped time moves forward by the gap',
      'America/New_York',
      '2026-03-08',
      '02:30',
      '2026-03-08T07:30Z',
    ],
    ['a repeated time is the earlier one', 'America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30Z'],
    ['a skipped half hour', 'Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45Z'],
    ['a skipped midnight', 'America/Santiago', '2026-09-06', '00:00', '2026-09-06T04:00Z'],
    ['a repeated midnight', 'America/Havana', '2026-11-01', '00:00', '2026-11-01T04:00Z'],
    ['a 45-minute zone', 'Australia/Eucla', '2026-11-23', '09:00', '2026-11-23T00:15Z'],
    ['rules changed recently', 'America/Mexico_City', '2026-07-01', '09:00', '2026-07-01T15:00Z'],
  ])('generates %s', (_, zone, date, time, expected) => {
    expect(instantAt(zone, { date, time })).toEqual(new Date(expected));
  });

  it('asks the person when a typed time does not exist or comes twice', () => {
    expect(exactInstant('Europe/Berlin', { date: '2026-11-23', time: '09:00' })).toEqual({
      outcome: 'exact',
      instant: new Date('2026-11-23T08:00Z'),
    });
    expect(exactInstant('America/New_York', { date: '2026-03-08', time: '02:30' })).toEqual({
      outcome: 'skipped',
      choices: [new Date('2026-03-08T06:30Z'), new Date('2026-03-08T07:30Z')],
    });
    expect(exactInstant('America/New_York', { date: '2026-11-01', time: '01:30' })).toEqual({
      outcome: 'repeated',
      choices: [new Date('2026-11-01T05:30Z'), new Date('2026-11-01T06:30Z')],
    });
    expect(() => exactInstant('Europe/Berlin', { date: '2026-11-23', time: '25:00' })).toThrow(RangeError);
  });
});
