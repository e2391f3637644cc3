import type { Appointment, Practitioner, ScheduleEntry } from '@clinic/contracts';
import type { ReferenceData } from '#reference';
import { DAY_MINUTES, type DayClock } from './day-clock.ts';
import { layOut, type Lane } from './lanes.ts';

/** Minutes of a day, half-open. */
export type Stretch = { start: number; end: number };

/** An appointment where it stands in its column. */
export type Visit = Stretch & Lane & { appointment: Appointment; isPending: boolean };

/** Time without visits: closed (nobody works), blocked (there are hours, but something else takes place). */
export type Shut = Stretch & { kind: 'closed' | 'blocked' | 'break'; reason: string | null };

/** Time kept free before or after a visit. */
export type Buffer = Stretch & Lane;

/** One practitioner on one date. */
export type Column = {
  key: string;
  day: DayClock;
  practitioner: Practitioner;
  /** The room most of the visits of the day are in. */
  roomId: string | null;
  open: readonly Stretch[];
  shuts: readonly Shut[];
  visits: readonly Visit[];
  buffers: readonly Buffer[];
  /** Share of the open time that is booked, 0 to 100; none when there is no open time. */
  load: number | null;
};

/** What a column is made from. */
export type ColumnSource = {
  appointments: readonly Appointment[];
  schedule: readonly ScheduleEntry[];
  reference: ReferenceData;
  /** Visits whose new place is on its way to the server. */
  pendingIds: ReadonlySet<string>;
};

export const columnKey = (date: string, practitionerId: string): string => `${date}/${practitionerId}`;

/** The least a block is drawn as: below, no name can be read. */
const LEAST_DRAWN_MINUTES = 10;

const placeIn = (day: DayClock, times: { startsAt: string; endsAt: string }): Stretch => {
  const [from, to] = [Date.parse(times.startsAt), Date.parse(times.endsAt)];
  const start = day.minuteAt(from);
  // The length is real time, so that an hour is drawn as an hour on the day clocks change.
  const end = from <= day.from ? day.minuteAt(to) : Math.min(start + (to - from) / 60_000, DAY_MINUTES);
  return { start, end };
};

const touches = (day: DayClock, times: { startsAt: string; endsAt: string }): boolean =>
  Date.parse(times.startsAt) < day.to && Date.parse(times.endsAt) > day.from;

const byStart = (one: Stretch, other: Stretch): number => one.start - other.start;

/** What is left of a day without the stretches, in order. */
export const gapsOf = (stretches: readonly Stretch[], within: Stretch): Stretch[] => {
  const gaps: Stretch[] = [];
  let from = within.start;
  for (const { start, end } of [...stretches].sort(byStart)) {
    if (start > from) gaps.push({ start: from, end: Math.min(start, within.end) });
    from = Math.max(from, end);
  }
  if (from < within.end) gaps.push({ start: from, end: within.end });
  return gaps.filter((gap) => gap.start < gap.end);
};

const meets = (one: Stretch, other: Stretch): boolean => one.start < other.end && other.start < one.end;

type Entry = Stretch & { entry: ScheduleEntry };

/** The hours of one practitioner on one date, the clinic's own departures among them. */
const entriesOf = (day: DayClock, practitionerId: string, schedule: readonly ScheduleEntry[]): Entry[] =>
  schedule
    .filter((entry) => entry.practitionerId === null || entry.practitionerId === practitionerId)
    .filter((entry) => touches(day, entry))
    .map((entry) => ({ entry, ...placeIn(day, entry) }));

const wholeDay: Stretch = { start: 0, end: DAY_MINUTES };

const blockedOf = (entries: readonly Entry[], isWorking: boolean): Shut[] =>
  entries
    // A meeting of the whole clinic is not drawn for those who are not there that day.
    .filter(({ entry }) => entry.kind === 'blocked' && (isWorking || entry.practitionerId !== null))
    .map(({ start, end, entry }): Shut => ({ start, end, kind: 'blocked', reason: entry.reason }))
    .sort(byStart);

// The schedule names extra hours twice, once as they are worked and once whole: what is blocked is cut out of both.
const openOf = (
  entries: readonly Entry[],
  practitionerId: string,
  blocked: readonly Stretch[],
): Stretch[] => {
  const own = entries.filter(({ entry }) => entry.kind === 'open' && entry.practitionerId === practitionerId);
  return gapsOf([...gapsOf(own, wholeDay), ...blocked], wholeDay);
};

const closedOf = (
  entries: readonly Entry[],
  open: readonly Stretch[],
  blocked: readonly Stretch[],
): Shut[] => {
  const hours = { start: open[0]?.start ?? DAY_MINUTES, end: open.at(-1)?.end ?? 0 };
  const closures = entries.filter(({ entry }) => entry.kind === 'closed');
  return gapsOf([...open, ...blocked], wholeDay).map((gap): Shut => {
    const closure = closures.find((one) => meets(one, gap));
    const isBreak = closure === undefined && gap.start > hours.start && gap.end < hours.end;
    return { ...gap, kind: isBreak ? 'break' : 'closed', reason: closure?.entry.reason ?? null };
  });
};

const visitsOf = (day: DayClock, source: ColumnSource, own: readonly Appointment[]): Visit[] =>
  layOut(
    own
      .filter((appointment) => appointment.status !== 'cancelled' && touches(day, appointment))
      .map((appointment) => {
        const { start, end } = placeIn(day, appointment);
        const isPending = source.pendingIds.has(appointment.id);
        const drawnEnd = Math.max(end, start + LEAST_DRAWN_MINUTES);
        return { start, end: drawnEnd, rank: appointment.lane, appointment, isPending };
      }),
  );

const holdsTime = ({ appointment }: Visit): boolean => !['cancelled', 'noshow'].includes(appointment.status);

const buffersOf = (visits: readonly Visit[], reference: ReferenceData): Buffer[] => {
  const types = new Map(reference.types.map((type) => [type.id, type]));
  return visits.filter(holdsTime).flatMap(({ appointment, start, end, offset, width }): Buffer[] => {
    const type = types.get(appointment.typeId);
    const before = { start: start - (type?.bufferBeforeMinutes ?? 0), end: start, offset, width };
    const after = { start: end, end: end + (type?.bufferAfterMinutes ?? 0), offset, width };
    return [before, after].filter((buffer) => buffer.start < buffer.end);
  });
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const loadOf = (open: readonly Stretch[], visits: readonly Visit[]): number | null => {
  const openMinutes = sum(open.map(({ start, end }) => end - start));
  if (openMinutes === 0) return null;
  const first = visits.filter((visit) => holdsTime(visit) && visit.appointment.lane === 0);
  const booked = sum(first.map(({ start, end }) => end - start));
  return Math.min(100, Math.round((booked / openMinutes) * 100));
};

/** The room of at least half of the visits. */
const usualRoomOf = (visits: readonly Visit[]): string | null => {
  const counts = new Map<string, number>();
  for (const { appointment } of visits) {
    if (appointment.roomId !== null)
      counts.set(appointment.roomId, (counts.get(appointment.roomId) ?? 0) + 1);
  }
  const [room, count] = [...counts].sort((one, other) => other[1] - one[1])[0] ?? [null, 0];
  return count * 2 >= visits.length ? room : null;
};

/** A practitioner's day as it is drawn. */
export const columnOf = (
  { day, practitioner }: Pick<Column, 'day' | 'practitioner'>,
  source: ColumnSource,
  own: readonly Appointment[],
): Column => {
  const entries = entriesOf(day, practitioner.id, source.schedule);
  const isWorking = entries.some(
    ({ entry }) => entry.kind === 'open' && entry.practitionerId === practitioner.id,
  );
  const blocked = blockedOf(entries, isWorking);
  const open = openOf(entries, practitioner.id, blocked);
  const visits = visitsOf(day, source, own);
  return {
    key: columnKey(day.date, practitioner.id),
    day,
    practitioner,
    roomId: usualRoomOf(visits),
    open,
    shuts: [...blocked, ...closedOf(entries, open, blocked)].sort(byStart),
    visits,
    buffers: buffersOf(visits, source.reference),
    load: loadOf(open, visits),
  };
};

/** The columns of a view: for each date each practitioner. */
export const columnsOf = (
  days: readonly DayClock[],
  practitioners: readonly Practitioner[],
  source: ColumnSource,
): Column[] => {
  const byPractitioner = new Map<string, Appointment[]>();
  for (const appointment of source.appointments) {
    const own = byPractitioner.get(appointment.practitionerId);
    if (own) own.push(appointment);
    else byPractitioner.set(appointment.practitionerId, [appointment]);
  }
  return days.flatMap((day) =>
    practitioners.map((practitioner) =>
      columnOf({ day, practitioner }, source, byPractitioner.get(practitioner.id) ?? []),
    ),
  );
};

/** The hours a grid shows. */
export type Axis = { first: number; last: number };

const usual: Axis = { first: 8 * 60, last: 18 * 60 };

/** From the first hour somebody works or is booked to the last, and the usual working day at least. */
export const axisOf = (columns: readonly Column[]): Axis => {
  const all = columns.flatMap((column) => [...column.open, ...column.visits]);
  const first = Math.min(usual.first, ...all.map(({ start }) => start));
  const last = Math.max(usual.last, ...all.map(({ end }) => end));
  return { first: Math.floor(first / 60) * 60, last: Math.ceil(last / 60) * 60 };
};

/** How much longer than usual a minute must be drawn, so that the shortest visit has room for a name. */
export const zoomOf = (columns: readonly Column[]): number => {
  const shortest = Math.min(...columns.flatMap(({ visits }) => visits.map(({ start, end }) => end - start)));
  return shortest < 15 ? 1.25 : 1;
};
