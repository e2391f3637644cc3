import { describe, expect, it } from 'vitest';
import { createDayClock } from './day-clock.ts';

const at = (instant: string): number => Date.parse(instant);

describe('the clock of a day', () => {
  it('counts minutes on the wall of the clinic', () => {
    const day = createDayClock('America/New_York', '2026-11-23');
    expect(day.minuteAt(at('2026-11-23T14:30:00Z'))).toBe(9 * 60 + 30);
    expect(new Date(day.instantAt(570)).toISOString()).toBe('2026-11-23T14:30:00.000Z');
  });

  it('ends with its day', () => {
    const day = createDayClock('Europe/London', '2026-11-23');
    expect(day.minuteAt(at('2026-11-22T23:00:00Z'))).toBe(0);
    expect(day.minuteAt(at('2026-11-24T03:00:00Z'))).toBe(1440);
    expect(day.instantAt(1440)).toBe(at('2026-11-24T00:00:00Z'));
  });

  it('goes by the wall on the days when clocks change', () => {
    const spring = createDayClock('Europe/London', '2026-03-29');
    expect(spring.minuteAt(at('2026-03-29T08:00:00Z'))).toBe(9 * 60);
    expect(spring.instantAt(9 * 60)).toBe(at('2026-03-29T08:00:00Z'));
    const autumn = createDayClock('Europe/London', '2026-10-25');
    expect(autumn.minuteAt(at('2026-10-25T09:00:00Z'))).toBe(9 * 60);
    expect(autumn.to - autumn.from).toBe(25 * 3_600_000);
  });
});
