import { describe, expect, it } from 'vitest';
import { addDays, datesBetween, weekdayOf, weekOf } from './calendar-date.ts';

describe('calendar dates', () => {
  it('begins a week on the day the clinic does', () => {
    expect(weekOf('2026-11-25', 1)).toEqual(datesBetween('2026-11-23', '2026-11-29'));
    expect(weekOf('2026-11-25', 7)).toEqual(datesBetween('2026-11-22', '2026-11-28'));
    expect(weekOf('2026-11-22', 1).at(-1)).toBe('2026-11-22');
    expect(weekOf('2026-11-22', 7)[0]).toBe('2026-11-22');
    expect(weekOf('2027-01-01', 6)).toEqual(datesBetween('2026-12-26', '2027-01-01'));
  });

  it('counts over the ends of months and leap days', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(datesBetween('2026-12-31', '2026-12-30')).toEqual([]);
  });

  it('numbers weekdays from Monday', () => {
    expect(['2026-11-23', '2026-11-28', '2026-11-29'].map(weekdayOf)).toEqual([1, 6, 7]);
  });
});
