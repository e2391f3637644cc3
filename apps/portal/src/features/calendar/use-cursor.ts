import { useEffect, useMemo, useRef, useState } from 'react';
import type { Axis, Column } from './calendar.columns.ts';
import { cursorOn, neighbour, stopAt, stopsOf, type Cursor, type Stop } from './stops.ts';

export type CalendarCursor = {
  /** The stops of every column, in their order. */
  stops: readonly (readonly Stop[])[];
  /** The stop the cursor is on. */
  stop: Stop | undefined;
  minute: number;
  /** Puts the cursor somewhere, and the focus with it. */
  go: (cursor: Cursor) => void;
  /** Learns where the focus went. */
  note: (cursor: Cursor) => void;
  along: (by: 1 | -1) => void;
  across: (by: 1 | -1) => void;
  /** By minutes, within the column. */
  leap: (minutes: number) => void;
  /** To the first or the last column. */
  edge: (end: 'first' | 'last') => void;
  /** Gives the focus back to where the cursor is. */
  focus: () => void;
};

/** The element of a stop: how the focus finds it. */
export const stopElementId = (stop: Stop): string =>
  stop.kind === 'visit' ? `visit-${stop.visit.appointment.id}` : `time-${stop.column}-${stop.start}`;

const clamp = (value: number, last: number): number => Math.max(0, Math.min(value, last));

/** The cursor of the grid: one place at a time can be reached by Tab, the arrows walk to the others. */
export const useCursor = (columns: readonly Column[], axis: Axis, first: Cursor): CalendarCursor => {
  const [cursor, setCursor] = useState(first);
  const [focusCount, setFocusCount] = useState(0);
  const last = columns.length - 1;
  const column = clamp(cursor.column, last);

  const coarse = useMemo(
    () => columns.map((one, index) => stopsOf(one, index, { axis, isFine: false })),
    [columns, axis],
  );
  const stops = useMemo(() => {
    const current = columns[column];
    return current ? coarse.with(column, stopsOf(current, column, { axis, isFine: true })) : coarse;
  }, [coarse, columns, column, axis]);
  const stop = stopAt(stops[column] ?? [], cursor);

  const elementId = stop && stopElementId(stop);
  const wanted = useRef(elementId);
  useEffect(() => {
    wanted.current = elementId;
  });
  useEffect(() => {
    if (focusCount > 0 && wanted.current !== undefined) document.getElementById(wanted.current)?.focus();
  }, [focusCount]);

  const focus = (): void => setFocusCount((count) => count + 1);
  const go = (next: Cursor): void => {
    setCursor({ ...next, column: clamp(next.column, last) });
    focus();
  };
  const reach = (next: Stop | undefined): void => {
    if (next) go(cursorOn(next));
  };
  const aim = stop && cursor.id === null ? clamp(cursor.minute, axis.last) : (stop?.start ?? axis.first);
  return {
    stops,
    stop,
    minute: aim,
    go,
    focus,
    note: (next) => {
      if (next.column !== column || next.id !== cursor.id || next.minute !== cursor.minute) setCursor(next);
    },
    along: (by) => reach(neighbour(stops[column] ?? [], stop, by)),
    // The id stays behind: across the columns it is the time that counts.
    across: (by) => go({ column: column + by, minute: cursor.minute, id: null }),
    leap: (minutes) => go({ column, minute: clamp((stop?.start ?? 0) + minutes, axis.last - 1), id: null }),
    edge: (end) => go({ column: end === 'first' ? 0 : last, minute: cursor.minute, id: null }),
  };
};
