import { describe, expect, it } from 'vitest';
import { freeSlots } from './free-slots.ts';
import type { Busy, SlotQuestion } from './free-slots.ts';
import { nearestFree } from './nearest-free.ts';
import type { OpenInterval } from './open-intervals.ts';

const at = (time: string): Date => new Date(`2026-11-25T${time}:00Z`);

const open = (practitionerId: string, from: string, to: string): OpenInterval => ({
  practitionerId,
  startsAt: at(from),
  endsAt: at(to),
});

const busy = (from: string, to: string, more: Partial<Busy> = {}): Busy => ({
  practitionerId: 'ada',
  startsAt: at(from),
  endsAt: at(to),
  ...more,
});

const ask = (more: Partial<SlotQuestion>): SlotQuestion => ({
  zone: 'UTC',
  busy: [],
  durationMinutes: 30,
  stepMinutes: 15,
  ...more,
});

const times = (intervals: OpenInterval[], question: SlotQuestion): string[] =>
  freeSlots(intervals, question).map(({ startsAt, roomId }) =>
    [startsAt.toISOString().slice(11, 16), roomId].join(' ').trim(),
  );

describe('free times', () => {
  const morning = [open('ada', '09:00', '11:00')];

  it('begin a step apart and end inside the hours', () => {
    expect(times(morning, ask({}))).toEqual(['09:00', '09:15', '09:30', '09:45', '10:00', '10:15', '10:30']);
  });

  it('are multiples of five minutes unless told', () => {
    expect(times([open('ada', '09:02', '09:45')], ask({ stepMinutes: 5 }))).toEqual([
      '09:05',
      '09:10',
      '09:15',
    ]);
  });

  it('may touch bookings and never overlap them', () => {
    expect(times(morning, ask({ busy: [busy('09:30', '10:00')] }))).toEqual([
      '09:00',
      '10:00',
      '10:15',
      '10:30',
    ]);
  });

  it('keep the buffers of the visit and of the bookings apart', () => {
    const bookings = [busy('09:45', '10:00', { bufferAfterMinutes: 5 })];
    expect(times(morning, ask({ stepMinutes: 5, bufferBeforeMinutes: 5, busy: bookings }))).toEqual([
      '09:00',
      '09:05',
      '09:10',
      '09:15',
      '10:10',
      '10:15',
      '10:20',
      '10:25',
      '10:30',
    ]);
    expect(
      times(morning, ask({ stepMinutes: 5, bufferAfterMinutes: 10, busy: bookings })).slice(0, 3),
    ).toEqual(['09:00', '09:05', '10:05']);
  });

  it('let a buffer reach past the hours', () => {
    expect(
      times([open('ada', '09:00', '09:30')], ask({ bufferBeforeMinutes: 10, bufferAfterMinutes: 10 })),
    ).toEqual(['09:00']);
  });

  it('ignore bookings of somebody else', () => {
    expect(
      times(
        [open('ada', '09:00', '09:30')],
        ask({ busy: [busy('09:00', '09:30', { practitionerId: 'bo' })] }),
      ),
    ).toEqual(['09:00']);
  });

  it('take the first room that is free, and none where every room is taken', () => {
    const bookings = [
      busy('09:00', '10:00', { practitionerId: 'bo', roomId: 'one' }),
      busy('09:30', '10:30', { practitionerId: 'cy', roomId: 'two' }),
    ];
    expect(times(morning, ask({ stepMinutes: 30, rooms: ['one', 'two'], busy: bookings }))).toEqual([
      '09:00 two',
      '10:00 one',
      '10:30 one',
    ]);
    expect(times(morning, ask({ rooms: [] }))).toEqual([]);
  });

  it('leave out times that do not suit the patient', () => {
    const unavailable = [{ startsAt: at('09:15'), endsAt: at('10:30') }];
    expect(times(morning, ask({ unavailable, bufferBeforeMinutes: 15 }))).toEqual(['10:30']);
  });

  it('begin at or after now and before the end that was asked for', () => {
    expect(times(morning, ask({ notBefore: at('09:20'), startsBefore: at('10:00') }))).toEqual([
      '09:30',
      '09:45',
    ]);
  });

  it('are multiples of the step on the wall clock of a zone 45 minutes off', () => {
    expect(times([open('ada', '03:00', '05:00')], ask({ zone: 'Asia/Kathmandu', stepMinutes: 30 }))).toEqual([
      '03:15',
      '03:45',
      '04:15',
    ]);
  });

  it('keep a booking where it was when the zone of the clinic changes', () => {
    const bookings = [busy('09:00', '10:30')];
    expect(times(morning, ask({ zone: 'Europe/Berlin', busy: bookings }))).toEqual(
      times(morning, ask({ zone: 'America/New_York', busy: bookings })),
    );
  });

  it('come in order of time over practitioners', () => {
    const slots = freeSlots(
      [open('bo', '09:30', '10:00'), open('ada', '09:00', '09:30'), open('cy', '09:30', '10:00')],
      ask({}),
    );
    expect(slots.map(({ practitionerId }) => practitionerId)).toEqual(['ada', 'bo', 'cy']);
  });
});

describe('nearest free times', () => {
  const day = [open('ada', '09:00', '12:00')];
  const nearest = (wish: string, question: SlotQuestion): string[] =>
    nearestFree(day, question, { startsAt: at(wish) }).map(({ startsAt }) =>
      startsAt.toISOString().slice(11, 16),
    );

  it('are nearest first and do not overlap one another', () => {
    expect(nearest('10:00', ask({ stepMinutes: 5, busy: [busy('09:45', '10:30')] }))).toEqual([
      '10:30',
      '09:15',
      '11:00',
    ]);
  });

  it('name the earlier of two equally near times first', () => {
    expect(nearest('10:00', ask({ busy: [busy('09:45', '10:15')] })).slice(0, 2)).toEqual(['10:15', '09:15']);
    expect(nearest('10:00', ask({ busy: [busy('10:00', '10:30')] })).slice(0, 2)).toEqual(['09:30', '10:30']);
  });

  it('are as many as there are', () => {
    expect(nearest('10:00', ask({ busy: [busy('09:30', '12:00')] }))).toEqual(['09:00']);
  });
});
