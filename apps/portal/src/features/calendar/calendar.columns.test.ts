import type { AppointmentType, ScheduleEntry } from '@clinic/contracts';
import { settingDefaults } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import { describe, expect, it } from 'vitest';
import { anAppointment, aPractitioner, aRoom } from '../../testing/builders.ts';
import { axisOf, columnOf, columnsOf, zoomOf, type ColumnSource } from './calendar.columns.ts';
import { createDayClock } from './day-clock.ts';

const day = createDayClock('Europe/London', '2026-11-23');
const osei = aPractitioner('Dr Osei');
const room = aRoom('Room 2');

const at = (time: string): string => `2026-11-23T${time}:00Z`;

const entry = (kind: ScheduleEntry['kind'], from: string, to: string, more = {}): ScheduleEntry => ({
  practitionerId: osei.id,
  kind,
  startsAt: at(from),
  endsAt: at(to),
  reason: null,
  ...more,
});

const dressing: AppointmentType = {
  id: anId(),
  name: 'Wound dressing',
  durationMinutes: 25,
  bufferBeforeMinutes: 5,
  bufferAfterMinutes: 10,
  version: 1,
  isActive: true,
};

const source = (more: Partial<ColumnSource> = {}): ColumnSource => ({
  appointments: [],
  schedule: [],
  pendingIds: new Set(),
  reference: {
    practitioners: [osei],
    rooms: [room],
    types: [dressing],
    settings: { version: 1, name: 'Quayside', ...settingDefaults },
  },
  ...more,
});

const column = (more: Partial<ColumnSource>) =>
  columnOf({ day, practitioner: osei }, source(more), more.appointments ?? []);

const hours = [entry('open', '09:00', '12:00'), entry('open', '13:00', '17:00')];

describe('a column', () => {
  it('is closed outside of the hours, and between them there is a break', () => {
    const { open, shuts } = column({ schedule: hours });
    expect(open).toEqual([
      { start: 540, end: 720 },
      { start: 780, end: 1020 },
    ]);
    expect(shuts.map(({ kind, start, end }) => [kind, start, end])).toEqual([
      ['closed', 0, 540],
      ['break', 720, 780],
      ['closed', 1020, 1440],
    ]);
  });

  it('says why it is blocked or closed', () => {
    const schedule = [
      entry('open', '09:00', '12:00'),
      entry('blocked', '12:00', '13:00', { reason: 'Staff meeting', practitionerId: null }),
      entry('closed', '13:00', '17:00', { reason: 'Family day' }),
    ];
    const reasons = column({ schedule }).shuts.map(({ kind, reason }) => [kind, reason]);
    expect(reasons).toEqual([
      ['closed', null],
      ['blocked', 'Staff meeting'],
      ['closed', 'Family day'],
    ]);
  });

  it('leaves out a meeting of the clinic on a day its practitioner does not work', () => {
    const schedule = [entry('blocked', '12:00', '13:00', { practitionerId: null })];
    expect(column({ schedule }).shuts.map(({ kind }) => kind)).toEqual(['closed']);
  });

  it('cuts what is blocked out of extra hours', () => {
    const schedule = [entry('open', '09:00', '12:00'), entry('blocked', '10:00', '10:30')];
    expect(column({ schedule }).open).toEqual([
      { start: 540, end: 600 },
      { start: 630, end: 720 },
    ]);
  });

  it('shows every visit but the cancelled ones, with the time kept beside it', () => {
    const kept = anAppointment({ typeId: dressing.id, startsAt: at('09:30'), endsAt: at('09:55') });
    const gone = anAppointment({ status: 'cancelled' });
    const { visits, buffers } = column({ schedule: hours, appointments: [kept, gone] });
    expect(visits.map(({ start, end }) => [start, end])).toEqual([[570, 595]]);
    expect(buffers.map(({ start, end }) => [start, end])).toEqual([
      [565, 570],
      [595, 605],
    ]);
  });

  it('keeps no time beside a visit nobody came to', () => {
    const missed = anAppointment({ typeId: dressing.id, status: 'noshow' });
    expect(column({ appointments: [missed] }).buffers).toEqual([]);
  });

  it('counts how much of the open time is booked, overbookings not twice', () => {
    const appointments = [
      anAppointment({ startsAt: at('09:00'), endsAt: at('10:45') }),
      anAppointment({ startsAt: at('09:00'), endsAt: at('09:30'), lane: 1, overbooked: true }),
    ];
    expect(column({ schedule: hours, appointments }).load).toBe(25);
    expect(column({ appointments }).load).toBeNull();
  });

  it('knows the room most of its visits are in', () => {
    const appointments = [
      anAppointment({ roomId: room.id }),
      anAppointment({ roomId: room.id }),
      anAppointment({ roomId: anId() }),
    ];
    expect(column({ appointments }).roomId).toBe(room.id);
    expect(column({ appointments: [anAppointment({}), anAppointment({})] }).roomId).toBeNull();
  });
});

describe('the grid', () => {
  it('shows the usual working day, and more where somebody works or comes', () => {
    const schedule = [entry('open', '07:30', '18:10')];
    expect(axisOf([column({})])).toEqual({ first: 480, last: 1080 });
    expect(axisOf([column({ schedule })])).toEqual({ first: 420, last: 1140 });
  });

  it('draws a minute longer where a visit would have no room for a name', () => {
    const short = anAppointment({ startsAt: at('09:00'), endsAt: at('09:10') });
    expect(zoomOf([column({ appointments: [short] })])).toBeGreaterThan(1);
    expect(zoomOf([column({ appointments: [anAppointment({})] })])).toBe(1);
  });

  it('has a column for each date and practitioner, each with its own visits', () => {
    const rao = aPractitioner('Dr Rao');
    const tuesday = createDayClock('Europe/London', '2026-11-24');
    const appointments = [anAppointment({ practitionerId: rao.id })];
    const columns = columnsOf([day, tuesday], [osei, rao], source({ appointments }));
    expect(columns.map(({ visits }) => visits.length)).toEqual([0, 1, 0, 0]);
  });
});
