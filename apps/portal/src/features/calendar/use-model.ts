import type { Appointment, Practitioner } from '@clinic/contracts';
import { weekdayOf } from '@clinic/scheduling';
import { useMemo } from 'react';
import { useFetchers } from 'react-router';
import type { CalendarData } from './calendar.data.ts';
import { axisOf, columnsOf, zoomOf, type Axis, type Column } from './calendar.columns.ts';
import { wishOf, type MoveWish, type StatusWish } from './calendar.wish.ts';
import { createDayClock, type DayClock } from './day-clock.ts';
import type { Knowledge } from './placement.ts';

/** What the page draws. */
export type CalendarModel = {
  zone: string;
  days: readonly DayClock[];
  /** Everyone who can be shown, and those who are. */
  everyone: readonly Practitioner[];
  shown: readonly Practitioner[];
  /** Every column, and those there is room for. */
  all: readonly Column[];
  columns: readonly Column[];
  axis: Axis;
  zoom: number;
  knowledge: Knowledge;
};

type Change = MoveWish | StatusWish;

/** The changes that are on their way to the server: they are drawn as if they were granted. */
const usePending = (): readonly Change[] => {
  const fetchers = useFetchers();
  const wishes = fetchers
    .map((fetcher) => (fetcher.state === 'idle' ? undefined : wishOf(fetcher.json)))
    .filter((wish): wish is Change => wish?.act === 'move' || wish?.act === 'status');
  const key = JSON.stringify(wishes);
  // The same wishes are the same list, so that a render meanwhile does not draw every column anew.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the key is the list
  return useMemo(() => wishes, [key]);
};

const applied = (appointment: Appointment, wish: Change): Appointment => {
  if (wish.act === 'status') return { ...appointment, status: wish.to };
  const { practitionerId, startsAt, durationMinutes } = wish.change;
  const start = Date.parse(startsAt ?? appointment.startsAt);
  const minutes = Date.parse(appointment.endsAt) - Date.parse(appointment.startsAt);
  const length = durationMinutes === undefined ? minutes : durationMinutes * 60_000;
  return {
    ...appointment,
    practitionerId: practitionerId ?? appointment.practitionerId,
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + length).toISOString(),
  };
};

const withPending = (
  appointments: readonly Appointment[],
  pending: readonly Change[],
): readonly Appointment[] => {
  if (pending.length === 0) return appointments;
  return appointments.map((appointment) =>
    pending.filter((wish) => wish.id === appointment.id).reduce(applied, appointment),
  );
};

const isWanted = (ids: readonly string[] | null, id: string): boolean => ids === null || ids.includes(id);

// A Sunday on which nobody works and nobody comes takes a seventh of the screen to say so.
const isEmptySunday = (column: Column): boolean =>
  weekdayOf(column.day.date) === 7 && column.open.length === 0 && column.visits.length === 0;

const withoutEmptySundays = (columns: readonly Column[]): readonly Column[] => {
  const sundays = columns.filter((column) => weekdayOf(column.day.date) === 7);
  return sundays.every(isEmptySunday) ? columns.filter((column) => !sundays.includes(column)) : columns;
};

/** Which of the columns there is room for: on a phone one, the practitioner's or the day's that was chosen. */
const fitting = (columns: readonly Column[], data: CalendarData, isPhone: boolean): readonly Column[] => {
  if (!isPhone) return columns;
  const chosen =
    data.view.mode === 'week'
      ? columns.find((column) => column.day.date === data.date)
      : columns.find((column) => column.practitioner.id === data.view.columnId);
  const one = chosen ?? columns[0];
  return one ? [one] : [];
};

/** What the page draws, from what was loaded and what is on its way. */
export const useCalendarModel = (data: CalendarData, now: Date, isPhone: boolean): CalendarModel => {
  const pending = usePending();
  const { reference, view, schedule } = data;
  const zone = reference.settings.timeZone;
  const built = useMemo(() => {
    const appointments = withPending(data.appointments, pending);
    const days = data.dates.map((date) => createDayClock(zone, date));
    const everyone = reference.practitioners.filter((practitioner) => practitioner.isActive);
    const wanted = everyone.filter(({ id }) => isWanted(view.practitionerIds, id));
    const shown = wanted.length > 0 ? wanted : everyone;
    const pendingIds = new Set(pending.map((wish) => wish.id));
    const made = columnsOf(days, shown, { appointments, schedule, reference, pendingIds });
    const all = view.mode === 'week' ? withoutEmptySundays(made) : made;
    const columns = fitting(all, data, isPhone);
    return { zone, days, everyone, shown, all, columns, appointments, axis: axisOf(all), zoom: zoomOf(all) };
  }, [data, pending, zone, reference, view, schedule, isPhone]);
  const knowledge: Knowledge = useMemo(
    () => ({ appointments: built.appointments, schedule, reference, zone, now: now.getTime() }),
    [built.appointments, schedule, reference, zone, now],
  );
  return { ...built, knowledge };
};
