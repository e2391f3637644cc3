import { describe, expect, it } from 'vitest';
import { anAppointment, aPractitioner } from '../../testing/builders.ts';
import type { Column, Visit } from './calendar.columns.ts';
import { createDayClock } from './day-clock.ts';
import { cursorOn, neighbour, stopAt, stopsOf, type Stop } from './stops.ts';

const axis = { first: 540, last: 660 };

const visit = (start: number, end: number, offset = 0): Visit => ({
  start,
  end,
  offset,
  width: offset === 0 ? 1 : 0.46,
  appointment: anAppointment(),
  isPending: false,
});

const column = (visits: Visit[]): Column => ({
  key: 'one',
  day: createDayClock('Europe/London', '2026-11-23'),
  practitioner: aPractitioner(),
  roomId: null,
  open: [{ start: 540, end: 630 }],
  shuts: [{ start: 630, end: 1440, kind: 'closed', reason: null }],
  visits,
  buffers: [],
  load: 0,
});

const stops = (visits: Visit[], isFine = true) => stopsOf(column(visits), 0, { axis, isFine });

const drawn = (list: ReturnType<typeof stops>) => list.map(({ kind, start, end }) => [kind, start, end]);

describe('the stops of the cursor', () => {
  it('are the visits, the free quarters of an hour between them, and closed time as one', () => {
    expect(drawn(stops([visit(555, 600)]))).toEqual([
      ['free', 540, 555],
      ['visit', 555, 600],
      ['free', 600, 615],
      ['free', 615, 630],
      ['shut', 630, 660],
    ]);
  });

  it('take free time as one where the cursor is not', () => {
    expect(drawn(stops([visit(555, 600)], false))).toEqual([
      ['free', 540, 555],
      ['visit', 555, 600],
      ['free', 600, 630],
      ['shut', 630, 660],
    ]);
  });

  it('begin anew at the quarter after a visit that ends between quarters', () => {
    expect(drawn(stops([visit(540, 550)])).slice(1, 3)).toEqual([
      ['free', 550, 555],
      ['free', 555, 570],
    ]);
  });

  it('walk through visits side by side one after the other', () => {
    const [first, second] = [visit(540, 570), visit(540, 570, 0.54)];
    const list = stops([second, first]);
    expect(list.slice(0, 2).map((stop) => stop.kind === 'visit' && stop.visit)).toEqual([first, second]);
    expect(neighbour(list, list[0], 1)).toBe(list[1]);
    expect(neighbour(list, list[0], -1)).toBeUndefined();
  });

  it('are found by their visit first, then by the minute', () => {
    const moved = visit(600, 615);
    const list = stops([moved]);
    const cursor = { column: 0, minute: 545, id: moved.appointment.id };
    expect(stopAt(list, cursor)?.start).toBe(600);
    expect(stopAt(list, { ...cursor, id: 'gone' })?.start).toBe(540);
    expect(stopAt(list, { ...cursor, id: null, minute: 2000 })?.start).toBe(630);
    const own = list.find((stop): stop is Stop => stop.kind === 'visit');
    expect(own && cursorOn(own)).toEqual({
      column: 0,
      minute: 600,
      id: moved.appointment.id,
    });
  });
});
