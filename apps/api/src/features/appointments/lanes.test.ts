import type { Blocking } from '@clinic/repositories';
import { describe, expect, it } from 'vitest';
import { findLane } from './lanes.ts';

const wanted = {
  practitionerId: 'a practitioner',
  roomId: 'a room',
  patientId: 'a patient',
  overbookReason: null,
};
const withReason = { ...wanted, overbookReason: 'It hurts' };

const inTheWay = (override: Partial<Blocking> = {}): Blocking => ({
  ...{
    id: 'a visit',
    practitionerId: 'a practitioner',
    roomId: null,
    patientId: 'somebody',
    lane: 0,
    typeId: 'a type',
  },
  ...{ startsAt: new Date('2030-01-08T15:00:00Z'), endsAt: new Date('2030-01-08T15:30:00Z') },
  ...override,
});

const place = (blocking: Blocking[], isInHours = true) => ({ blocking, isInHours });

describe('a visit goes', () => {
  it('into the ordinary lane where nothing is in the way, with a reason to overbook or without', () => {
    expect(findLane(wanted, place([]))).toEqual({ lane: 0, overbookReason: null });
    expect(findLane(withReason, place([]))).toEqual({ lane: 0, overbookReason: null });
  });

  it('into the first free lane where something is, with a reason', () => {
    expect(findLane(withReason, place([inTheWay()]))).toEqual({ lane: 1, overbookReason: 'It hurts' });
    const taken = [inTheWay(), inTheWay({ lane: 1 }), inTheWay({ lane: 3 })];
    expect(findLane(withReason, place(taken)).lane).toBe(2);
  });

  it('into a lane beside the ordinary one outside the hours, with a reason', () => {
    expect(findLane(withReason, place([], false))).toEqual({ lane: 1, overbookReason: 'It hurts' });
    expect(findLane(withReason, place([inTheWay({ lane: 1 })], false)).lane).toBe(2);
  });

  it.each([
    ['without a reason', wanted, [inTheWay()]],
    [
      'when its patient is somewhere else, whatever the reason',
      withReason,
      [inTheWay({ patientId: 'a patient', practitionerId: 'another' })],
    ],
    ['when all lanes are full', withReason, Array.from({ length: 10 }, (_, lane) => inTheWay({ lane }))],
  ])('nowhere %s', (_why, asked, blocking) => {
    expect(() => findLane(asked, place(blocking))).toThrow(expect.objectContaining({ code: 'slot_taken' }));
  });
});

describe('a refusal', () => {
  it('says when, and by what: the patient before the practitioner, and otherwise the room; never by whom', () => {
    const blocking = [
      inTheWay({ patientId: 'a patient' }),
      inTheWay(),
      inTheWay({ practitionerId: 'another', roomId: 'a room' }),
    ];
    const times = { startsAt: '2030-01-08T15:00:00.000Z', endsAt: '2030-01-08T15:30:00.000Z' };
    expect(() => findLane(wanted, place(blocking))).toThrow(
      expect.objectContaining({
        extra: {
          blocking: [
            { ...times, what: 'patient' },
            { ...times, what: 'practitioner' },
            { ...times, what: 'room' },
          ],
        },
      }),
    );
  });
});
