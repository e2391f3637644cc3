import { describe, expect, it } from 'vitest';
import { createFormats, minutesBetween } from './formats.ts';

const london = createFormats('en-GB', 'Europe/London');

describe('times and dates', () => {
  it("are told by the clinic's clock, not the machine's", () => {
    const kathmandu = createFormats('en-GB', 'Asia/Kathmandu');
    expect(london.time('2026-07-01T09:05:00Z')).toBe('10:05');
    expect(kathmandu.time('2026-07-01T18:15:00Z')).toBe('00:00');
    expect(kathmandu.dateOf('2026-07-01T18:15:00Z')).toBe('2026-07-02');
    expect(kathmandu.minuteOfDay('2026-07-01T18:20:00Z')).toBe(5);
  });

  it('name the year only when it is not this one', () => {
    const now = new Date('2026-11-23T10:00:00Z');
    expect(london.shortDay('2026-10-12T10:00:00Z', now)).toBe('12 Oct');
    expect(london.shortDay('2025-10-12T10:00:00Z', now)).toBe('12 Oct 2025');
  });

  it('never move a date of birth by a zone', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Niue']) {
      expect(createFormats('en-GB', zone).birthDate('1985-06-07')).toBe('7 June 1985');
    }
  });

  it('count whole minutes and never backwards', () => {
    expect(minutesBetween('2026-11-23T10:00:00Z', '2026-11-23T10:01:59Z')).toBe(1);
    expect(minutesBetween('2026-11-23T10:05:00Z', '2026-11-23T10:00:00Z')).toBe(0);
  });
});
