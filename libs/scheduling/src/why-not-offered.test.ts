import { describe, expect, it } from 'vitest';
import type { SlotQuestion } from './free-slots.ts';
import type { Schedule } from './schedule.ts';
import { whyNotOffered } from './why-not-offered.ts';

const at = (time: string): Date => new Date(`2026-11-25T${time}:00Z`);
const between = (from: string, to: string) => ({ startsAt: at(from), endsAt: at(to) });

const schedule: Schedule = {
  zone: 'UTC',
  practitionerIds: ['ada'],
  weekly: [
    { practitionerId: 'ada', weekday: 3, startsAt: '09:00', endsAt: '12:00' },
    { practitionerId: 'ada', weekday: 3, startsAt: '13:00', endsAt: '17:00' },
  ],
  exceptions: [
    {
      practitionerId: null,
      kind: 'closed',
      fromDate: '2026-11-25',
      toDate: '2026-11-25',
      startsAt: '16:00',
      reason: 'Half day',
    },
    {
      practitionerId: 'ada',
      kind: 'blocked',
      fromDate: '2026-11-25',
      toDate: '2026-11-25',
      startsAt: '11:00',
      endsAt: '11:15',
      reason: 'Phone calls',
    },
    { practitionerId: 'bo', kind: 'closed', fromDate: '2026-11-25', toDate: '2026-11-25', reason: 'Leave' },
  ],
};

const question: SlotQuestion = {
  zone: 'UTC',
  durationMinutes: 30,
  bufferAfterMinutes: 10,
  busy: [
    { practitionerId: 'ada', roomId: 'one', ...between('09:30', '10:00') },
    { practitionerId: 'bo', roomId: 'two', ...between('13:00', '13:30') },
    { practitionerId: 'cy', roomId: 'one', ...between('13:00', '13:30') },
  ],
  unavailable: [between('14:00', '14:30')],
  rooms: ['one', 'two'],
  notBefore: at('09:00'),
};

describe('why a time is not offered', () => {
  it.each([
    ['it has passed', '08:55', { code: 'past' }],
    ['it is not a multiple of the step', '10:02', { code: 'off_step' }],
    ['nobody works then', '12:15', { code: 'outside_hours' }],
    ['it would end after the hours', '11:45', { code: 'too_long', blocking: between('11:15', '12:00') }],
    [
      'the clinic is closed',
      '15:45',
      {
        code: 'closed',
        blocking: { startsAt: at('16:00'), endsAt: new Date('2026-11-26T00:00Z') },
        reason: 'Half day',
      },
    ],
    [
      'something else takes place',
      '10:35',
      { code: 'blocked', blocking: between('11:00', '11:15'), reason: 'Phone calls' },
    ],
    ['it is booked', '09:45', { code: 'busy', blocking: between('09:30', '10:00') }],
    ['there is no time left to clean up', '09:00', { code: 'buffer', blocking: between('09:30', '10:00') }],
    ['the patient is elsewhere', '13:45', { code: 'unavailable', blocking: between('14:00', '14:30') }],
    ['every room is taken', '13:00', { code: 'no_room' }],
  ])('%s', (_, time, expected) => {
    expect(whyNotOffered(schedule, question, { practitionerId: 'ada', startsAt: at(time) })).toEqual(
      expected,
    );
  });

  it('is nothing for a time that is free', () => {
    expect(
      whyNotOffered(schedule, question, { practitionerId: 'ada', startsAt: at('10:00') }),
    ).toBeUndefined();
  });
});
