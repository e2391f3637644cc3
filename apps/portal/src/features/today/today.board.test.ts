import { describe, expect, it } from 'vitest';
import { anAppointment, NOW } from '../../testing/builders.ts';
import { beadsOf, boardOf, minutesBehind, type BoardInput } from './today.board.ts';

const now = new Date(NOW);
const limits = { warning: 15, limit: 30 };

const minutesAgo = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();

const board = (input: Partial<BoardInput>) =>
  boardOf({ appointments: [], pending: {}, now, limits, practitionerId: null, ...input });

const utcMinute = (instant: string | Date): number => {
  const date = new Date(instant);
  return date.getUTCHours() * 60 + date.getUTCMinutes();
};

describe('the board of today', () => {
  it('puts whoever waits longest first, whatever time was booked', () => {
    const late = anAppointment({
      status: 'arrived',
      arrivedAt: minutesAgo(3),
      startsAt: '2026-11-23T09:00:00Z',
    });
    const early = anAppointment({
      status: 'arrived',
      arrivedAt: minutesAgo(46),
      startsAt: '2026-11-23T10:30:00Z',
    });
    const { waiting } = board({ appointments: [late, early] });
    expect(waiting.map((row) => [row.appointment.id, row.minutes])).toEqual([
      [early.id, 46],
      [late.id, 3],
    ]);
  });

  it('measures a wait against the limits of the clinic and a stay against the length that was booked', () => {
    const waits = anAppointment({ status: 'arrived', arrivedAt: minutesAgo(5) });
    const stays = anAppointment({
      status: 'checked-in',
      checkedInAt: minutesAgo(5),
      startsAt: '2026-11-23T10:00:00Z',
      endsAt: '2026-11-23T10:20:00Z',
    });
    const sections = board({ appointments: [waits, stays] });
    expect(sections.waiting[0]?.limits).toEqual(limits);
    expect(sections.room[0]?.limits).toEqual({ warning: 20, limit: 30 });
  });

  it('says how late someone is who should be here', () => {
    const due = anAppointment({ startsAt: '2026-11-23T10:15:00Z' });
    expect(board({ appointments: [due] }).due[0]?.lateMinutes).toBe(9);
  });

  it('moves a row at once when it is asked to, and starts its clock', () => {
    const due = anAppointment();
    const sections = board({ appointments: [due], pending: { [due.id]: 'arrived' } });
    expect(sections.due).toEqual([]);
    expect(sections.waiting[0]).toMatchObject({ minutes: 0, isPending: true });
  });

  it('shows one practitioner when one is asked for', () => {
    const [one, other] = [anAppointment(), anAppointment()];
    const { due } = board({ appointments: [one, other], practitionerId: one.practitionerId });
    expect(due.map((row) => row.appointment.id)).toEqual([one.id]);
  });

  it('lays the day on an axis from the first hour to the last and knows where now is', () => {
    const early = anAppointment({ startsAt: '2026-11-23T06:40:00Z' });
    const { slots, nowPercent } = beadsOf(
      board({ appointments: [early] }),
      utcMinute,
      new Date('2026-11-23T12:00:00Z'),
    );
    expect(slots[0]).toMatchObject({ hour: '06' });
    expect(slots).toHaveLength(12 * 4);
    expect(slots[2]?.marks).toEqual(['due']);
    expect(nowPercent).toBe(50);
  });

  it('counts a practitioner behind by whoever should have been called in longest ago', () => {
    const waits = anAppointment({
      status: 'arrived',
      arrivedAt: minutesAgo(50),
      startsAt: '2026-11-23T10:00:00Z',
    });
    const sections = board({ appointments: [waits] });
    expect(minutesBehind(sections, waits.practitionerId, now)).toBe(24);
    expect(minutesBehind(sections, 'someone else', now)).toBe(0);
  });
});
