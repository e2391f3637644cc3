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

type Stops = readonly (readonly Stop[])[];

/** Every column's stops; those of the column the cursor is in, finely. */
const useStops = (columns: readonly Column[], axis: Axis, column: number): Stops => {
  const coarse = useMemo(
    () => columns.map((one, index) => stopsOf(one, index, { axis, isFine: false })),
    [columns, axis],
  );
  return useMemo(() => {
    const current = columns[column];
    return current ? coarse.with(column, stopsOf(current, column, { axis, isFine: true })) : coarse;
  }, [coarse, columns, column, axis]);
};

/** Focuses the element of a stop when it is asked to, after it was drawn. */
const useFocusOn = (stop: Stop | undefined): (() => void) => {
  const [count, setCount] = useState(0);
  const elementId = stop && stopElementId(stop);
  const wanted = useRef(elementId);
  useEffect(() => {
    wanted.current = elementId;
  });
  useEffect(() => {
    if (count > 0 && wanted.current !== undefined) document.getElementById(wanted.current)?.focus();
  }, [count]);
  return () => setCount((before) => before + 1);
};

const isSame = (one: Cursor, other: Cursor): boolean =>
  one.column === other.column && one.minute === other.minute && one.id === other.id;

/** The cursor of the grid: one place at a time can be reached by Tab, the arrows walk to the others. */
export const useCursor = (columns: readonly Column[], axis: Axis, first: Cursor): CalendarCursor => {
  const [cursor, setCursor] = useState(first);
  const last = columns.length - 1;
  const column = clamp(cursor.column, last);
  const stops = useStops(columns, axis, column);
  const own = stops[column] ?? [];
  const stop = stopAt(own, cursor);
  const focus = useFocusOn(stop);

  const go = (next: Cursor): void => {
    setCursor({ ...next, column: clamp(next.column, last) });
    focus();
  };
  // The id stays behind: across the columns it is the time that counts.
  const at = (index: number, minute: number): void => go({ column: index, minute, id: null });
  const { minute } = cursor;
  return {
    stops,
    stop,
    minute,
    go,
    focus,
    note: (next) => {
      if (!isSame(next, { ...cursor, column })) setCursor(next);
    },
    along: (by) => {
      const next = neighbour(own, stop, by);
      if (next) go(cursorOn(next));
    },
    across: (by) => at(column + by, minute),
    leap: (minutes) => at(column, clamp((stop?.start ?? 0) + minutes, axis.last - 1)),
    edge: (end) => at(end === 'first' ? 0 : last, minute),
  };
};
