import { settingDefaults, type ScheduleEntry } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import { describe, expect, it } from 'vitest';
import { anAppointment, aPractitioner } from '../../testing/builders.ts';
import { canBeOverbooked, judge, type Knowledge, type Wish } from './placement.ts';

const osei = aPractitioner('Dr Osei');
const rao = aPractitioner('Dr Rao');
const at = (time: string): string => `2026-11-23T${time}:00Z`;
const ms = (time: string): number => Date.parse(at(time));

const entry = (kind: ScheduleEntry['kind'], from: string, to: string, more = {}): ScheduleEntry => ({
  practitionerId: osei.id,
  kind,
  startsAt: at(from),
  endsAt: at(to),
  reason: null,
  ...more,
});

const knowledge = (more: Partial<Knowledge> = {}): Knowledge => ({
  appointments: [],
  schedule: [entry('open', '09:00', '12:00'), entry('open', '12:00', '17:00')],
  reference: {
    practitioners: [osei, rao],
    rooms: [],
    types: [],
    settings: { version: 1, name: 'Quayside', ...settingDefaults },
  },
  zone: 'Europe/London',
  now: ms('08:00'),
  ...more,
});

const wish = (more: Partial<Wish> = {}): Wish => ({
  practitionerId: osei.id,
  typeId: anId(),
  startsAt: ms('10:00'),
  endsAt: ms('10:30'),
  patientId: null,
  roomId: null,
  moved: null,
  ...more,
});

const obstacle = (asked: Partial<Wish>, known: Partial<Knowledge>) => {
  const verdict = judge(wish(asked), knowledge(known));
  return verdict.outcome === 'free' ? undefined : verdict.obstacle;
};

const taken = (more = {}) =>
  anAppointment({ practitionerId: osei.id, startsAt: at('10:15'), endsAt: at('10:45'), ...more });

describe('a time', () => {
  it('is free where there are hours and nobody else, over the seam of two stretches too', () => {
    expect(judge(wish(), knowledge())).toEqual({ outcome: 'free' });
    expect(obstacle({ startsAt: ms('11:45'), endsAt: ms('12:15') }, {})).toBeUndefined();
  });

  it('is refused when it has passed', () => {
    expect(obstacle({}, { now: ms('10:01') })).toEqual({ code: 'past' });
  });

  it('may lie in the past for a visit that only changes its length or its practitioner', () => {
    const moved = anAppointment({ startsAt: at('10:00'), endsAt: at('10:15') });
    expect(obstacle({ moved }, { now: ms('10:10') })).toBeUndefined();
  });

  it('is refused outside of the hours, also when only its end is', () => {
    expect(obstacle({ startsAt: ms('16:45'), endsAt: ms('17:15') }, {})).toEqual({ code: 'outside_hours' });
    expect(obstacle({ practitionerId: rao.id }, {})).toEqual({ code: 'outside_hours' });
  });

  it('is refused where it is blocked or closed, with the reason', () => {
    const meeting = entry('blocked', '10:15', '11:00', { practitionerId: null, reason: 'Staff meeting' });
    const leave = entry('closed', '09:00', '17:00', { reason: 'Family day' });
    const hours = knowledge().schedule;
    expect(obstacle({}, { schedule: [...hours, meeting] })).toEqual({
      code: 'blocked',
      reason: 'Staff meeting',
    });
    expect(obstacle({}, { schedule: [leave] })).toEqual({ code: 'closed', reason: 'Family day' });
  });

  it('is refused where the practitioner, the room or the patient is taken', () => {
    const visit = taken();
    expect(obstacle({}, { appointments: [visit] })).toEqual({ code: 'practitioner', visit });
    const elsewhere = taken({ practitionerId: rao.id, roomId: 'room' });
    expect(obstacle({ roomId: 'room' }, { appointments: [elsewhere] })).toEqual({
      code: 'room',
      visit: elsewhere,
    });
    const patientId = elsewhere.patient.id;
    expect(obstacle({ patientId }, { appointments: [elsewhere] })).toEqual({
      code: 'patient',
      visit: elsewhere,
    });
  });

  it('is not taken by what is over, cancelled or missed, nor by the visit itself', () => {
    const over = (['fulfilled', 'cancelled', 'noshow'] as const).map((status) => taken({ status }));
    expect(obstacle({}, { appointments: over })).toBeUndefined();
    const moved = taken();
    expect(obstacle({ moved }, { appointments: [moved] })).toBeUndefined();
  });

  it('comes with the three nearest free times, none of them blocked or passed', () => {
    const meeting = entry('blocked', '09:15', '10:00');
    const verdict = judge(
      wish(),
      knowledge({
        appointments: [taken()],
        schedule: [...knowledge().schedule, meeting],
        now: ms('09:00'),
      }),
    );
    const times = verdict.outcome === 'refused' ? verdict.alternatives : [];
    expect(times.map((time) => new Date(time).toISOString().slice(11, 16))).toEqual([
      '10:45',
      '11:15',
      '11:45',
    ]);
  });

  it('does not come with the place a visit is moved from', () => {
    const moved = taken({ startsAt: at('10:00'), endsAt: at('10:30') });
    const verdict = judge(
      wish({ moved, startsAt: ms('10:15'), endsAt: ms('10:45') }),
      knowledge({ appointments: [moved, taken({ startsAt: at('10:30'), endsAt: at('11:00') })] }),
    );
    const times = verdict.outcome === 'refused' ? verdict.alternatives : [];
    expect(times).toHaveLength(3);
    expect(times).not.toContain(ms('10:00'));
  });

  it('can be overbooked against hours and other people, never against the patient or the clock', () => {
    expect(canBeOverbooked({ code: 'outside_hours' })).toBe(true);
    expect(canBeOverbooked({ code: 'practitioner', visit: taken() })).toBe(true);
    expect(canBeOverbooked({ code: 'patient', visit: taken() })).toBe(false);
    expect(canBeOverbooked({ code: 'past' })).toBe(false);
  });
});
