import { describe, expect, it } from 'vitest';
import { datesOf, firstWeekdayOf, shifted, viewOf, viewPath, weekNumberOf } from './calendar.view.ts';
import { weeksOf } from './month-panel.tsx';

const read = (address: string) => viewOf(new URL(address, 'http://portal').searchParams);

describe('the view of the calendar', () => {
  it('is read from the address and written back the same', () => {
    const address = '/calendar?view=week&date=2026-11-23&practitioners=a%2Cb&patient=p&on=b';
    expect(viewPath(read(address))).toBe(address);
  });

  it('is today, the day, everyone, unless the address says otherwise', () => {
    expect(read('/calendar')).toEqual({
      mode: 'day',
      date: null,
      practitionerIds: null,
      patientId: null,
      columnId: null,
    });
  });

  it('leaves out a date that does not exist', () => {
    expect(read('/calendar?date=2026-02-30&view=month')).toMatchObject({ date: null, mode: 'day' });
  });

  it('steps by a day or by a week', () => {
    expect(shifted(read('/calendar'), '2026-12-31', 1).date).toBe('2027-01-01');
    expect(shifted(read('/calendar?view=week'), '2026-01-01', -1).date).toBe('2025-12-25');
  });

  it('begins its week as the country does', () => {
    const week = read('/calendar?view=week');
    expect(datesOf(week, '2026-11-25', firstWeekdayOf('en-GB'))[0]).toBe('2026-11-23');
    expect(datesOf(week, '2026-11-25', firstWeekdayOf('en-US'))[0]).toBe('2026-11-22');
  });

  it.each([
    ['2026-11-23', 48],
    ['2027-01-03', 53],
    ['2027-01-04', 1],
    ['2024-12-30', 1],
  ])('numbers the week of %s as ISO 8601 does', (date, week) => {
    expect(weekNumberOf(date)).toBe(week);
  });

  it('shows each date of a month once, under its weekday', () => {
    const weeks = weeksOf('2026-11-01', 1);
    expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
    expect(weeks.flat().filter(Boolean)).toHaveLength(30);
    expect(weeksOf('2026-11-01', 7)[0]?.[0]).toBe('2026-11-01');
  });
});
