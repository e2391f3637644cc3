import type { ApiClient } from '@clinic/api-client';
import {
  listLoads,
  listSlots,
  readAppointment,
  type Appointment,
  type DayLoad,
  type Slot,
} from '@clinic/contracts';
import { AppError, invalidInput, type Clock, type ErrorCode } from '@clinic/core';
import { clinicDay } from '@clinic/scheduling';
import type { LoaderFunctionArgs } from 'react-router';
import type { Reference } from '#reference';

export type VisitAnswer = { outcome: 'read'; appointment: Appointment } | { outcome: 'failed' };

export type FreeAnswer = { outcome: 'found'; slot: Slot } | { outcome: 'none' } | { outcome: 'failed' };

/** How full a day is, 0 to 100; null when nobody works. */
export type DateLoad = { date: string; load: number | null };

export type LoadsAnswer = { outcome: 'read'; loads: readonly DateLoad[] } | { outcome: 'failed' };

const DAY_MS = 86_400_000;

/** How far each question looks, in days: most free times are near, and a month of them is long to read. */
const windows = [2, 7, 22];

const unrecoverable: readonly ErrorCode[] = ['not_signed_in', 'not_allowed'];

const failed = (error: unknown): { outcome: 'failed' } => {
  if (!(error instanceof AppError) || unrecoverable.includes(error.code)) throw error;
  return { outcome: 'failed' };
};

type Deps = { api: ApiClient; clock: Clock; reference: Reference };

const wantedOf = (search: URLSearchParams): string[] =>
  (search.get('practitioners') ?? '').split(',').filter(Boolean);

/** The loads of the wanted practitioners as one share for each date. */
const sharesOf = (items: readonly DayLoad[], wanted: readonly string[]): DateLoad[] => {
  const days = new Map<string, { open: number; booked: number }>();
  for (const { date, practitionerId, openMinutes, bookedMinutes } of items) {
    const day = days.get(date) ?? { open: 0, booked: 0 };
    const counts = wanted.length === 0 || wanted.includes(practitionerId);
    days.set(date, counts ? { open: day.open + openMinutes, booked: day.booked + bookedMinutes } : day);
  }
  return [...days].map(([date, { open, booked }]) => ({
    date,
    load: open === 0 ? null : Math.min(100, Math.round((booked / open) * 100)),
  }));
};

/** Loads what the calendar asks beside its days: one visit that was opened, and the next free time. */
export const createAsidesData = ({ api, clock, reference }: Deps) => {
  /** Reading a visit is recorded, as reading a patient is: the list alone does not say that somebody looked. */
  const loadVisit = async ({ params, request }: LoaderFunctionArgs): Promise<VisitAnswer> => {
    try {
      const id = params['id'] ?? '';
      const appointment = await api.call(readAppointment, { params: { id }, signal: request.signal });
      return { outcome: 'read', appointment };
    } catch (error) {
      return failed(error);
    }
  };

  const findFree = async (
    typeId: string,
    wanted: readonly string[],
    from: number,
  ): Promise<Slot | undefined> => {
    const [only, ...others] = wanted;
    const practitioner = only !== undefined && others.length === 0 ? { practitionerId: only } : {};
    let start = from;
    for (const days of windows) {
      const end = start + days * DAY_MS;
      const range = { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
      const { items } = await api.call(listSlots, { query: { typeId, ...practitioner, ...range } });
      const slot = items.find((one) => wanted.length === 0 || wanted.includes(one.practitionerId));
      if (slot) return slot;
      start = end;
    }
    return undefined;
  };

  const loadNextFree = async ({ request }: LoaderFunctionArgs): Promise<FreeAnswer> => {
    const search = new URL(request.url).searchParams;
    const typeId = search.get('type');
    if (typeId === null) {
      throw invalidInput([{ path: 'type', code: 'missing', message: 'must be the type of visit' }]);
    }
    const wanted = wantedOf(search);
    const asked = Date.parse(search.get('from') ?? '');
    const now = clock.now().getTime();
    try {
      const slot = await findFree(typeId, wanted, Number.isNaN(asked) ? now : Math.max(asked, now));
      return slot ? { outcome: 'found', slot } : { outcome: 'none' };
    } catch (error) {
      return failed(error);
    }
  };

  const loadLoads = async ({ request }: LoaderFunctionArgs): Promise<LoadsAnswer> => {
    const search = new URL(request.url).searchParams;
    try {
      const { settings } = await reference.load();
      const from = clinicDay(settings.timeZone, search.get('from') ?? '').from.toISOString();
      const to = clinicDay(settings.timeZone, search.get('to') ?? '').to.toISOString();
      const { items } = await api.call(listLoads, { query: { from, to }, signal: request.signal });
      return { outcome: 'read', loads: sharesOf(items, wantedOf(search)) };
    } catch (error) {
      return failed(error);
    }
  };

  return { loadVisit, loadNextFree, loadLoads };
};
