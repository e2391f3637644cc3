import type { Axis, Column, Shut, Stretch, Visit } from './calendar.columns.ts';

/** A place the cursor can stand on: a visit, a free stretch, or a stretch in which nobody can be booked. */
export type Stop = Stretch & { column: number } & (
    { kind: 'visit'; visit: Visit } | { kind: 'free' } | { kind: 'shut'; shut: Shut }
  );

/** Where the cursor is. `minute` is where it aims, so that it keeps its height while it walks across columns. */
export type Cursor = { column: number; minute: number; id: string | null };

const STEP_MINUTES = 15;

/** What is left of a stretch outside of the visits, in order. */
const without = (stretch: Stretch, visits: readonly Visit[]): Stretch[] => {
  const left: Stretch[] = [];
  let from = stretch.start;
  for (const { start, end } of visits) {
    if (end <= from || start >= stretch.end) continue;
    if (start > from) left.push({ start: from, end: start });
    from = Math.max(from, end);
  }
  if (from < stretch.end) left.push({ start: from, end: stretch.end });
  return left;
};

/** Cuts at the quarters of the hour. */
const quarters = ({ start, end }: Stretch): Stretch[] => {
  const cuts: Stretch[] = [];
  for (let from = start; from < end;) {
    const next = Math.min((Math.floor(from / STEP_MINUTES) + 1) * STEP_MINUTES, end);
    cuts.push({ start: from, end: next });
    from = next;
  }
  return cuts;
};

const within = (axis: Axis, stretch: Stretch): Stretch[] => {
  const [start, end] = [Math.max(stretch.start, axis.first), Math.min(stretch.end, axis.last)];
  return start < end ? [{ start, end }] : [];
};

const offsetOf = (stop: Stop): number => (stop.kind === 'visit' ? stop.visit.offset : 0);

/**
 * The stops of a column in order of time. Free time is one stop as a whole, and a stop for each quarter of an hour in
 * the column the cursor is in: a screen reader meets few cells, and the arrows still reach every time.
 */
export const stopsOf = (
  column: Column,
  index: number,
  { axis, isFine }: { axis: Axis; isFine: boolean },
): Stop[] => {
  const sorted = [...column.visits].sort((one, other) => one.start - other.start);
  const free = column.open
    .flatMap((stretch) => within(axis, stretch))
    .flatMap((stretch) => without(stretch, sorted))
    .flatMap((stretch) => (isFine ? quarters(stretch) : [stretch]))
    .map((stretch): Stop => ({ kind: 'free', column: index, ...stretch }));
  const shut = column.shuts.flatMap((one) =>
    within(axis, one)
      .flatMap((stretch) => without(stretch, sorted))
      .map((stretch): Stop => ({ kind: 'shut', column: index, shut: one, ...stretch })),
  );
  const visits = sorted.map((visit): Stop => {
    const { start, end } = visit;
    return { kind: 'visit', column: index, visit, start, end };
  });
  return [...visits, ...free, ...shut].sort(
    (one, other) => one.start - other.start || offsetOf(one) - offsetOf(other),
  );
};

const isOf = (stop: Stop, id: string): boolean => stop.kind === 'visit' && stop.visit.appointment.id === id;

/** The stop the cursor stands on: its visit while that is there, else what covers its minute. */
export const stopAt = (stops: readonly Stop[], cursor: Cursor): Stop | undefined => {
  const { id, minute } = cursor;
  const own = id === null ? undefined : stops.find((stop) => isOf(stop, id));
  return (
    own ??
    stops.find((stop) => stop.start <= minute && minute < stop.end) ??
    stops.findLast((stop) => stop.start <= minute) ??
    stops[0]
  );
};

/** The cursor on a stop; it aims at the stop's beginning unless it says where. */
export const cursorOn = (stop: Stop, minute = stop.start): Cursor => ({
  column: stop.column,
  minute,
  id: stop.kind === 'visit' ? stop.visit.appointment.id : null,
});

/** The stop before or after the one the cursor is on. */
export const neighbour = (stops: readonly Stop[], current: Stop | undefined, by: 1 | -1): Stop | undefined =>
  current && stops[stops.indexOf(current) + by];
