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

/** A free time, and the type of visit it is long enough for. */
export type FreeTime = Slot & { typeId: string };

/** The first free time, and the one after it with the same practitioner, where it is not much later. */
type Found = { outcome: 'found'; slot: FreeTime; after: Slot | undefined };

export type FreeAnswer = Found | { outcome: 'none' } | { outcome: 'failed' };

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

const isAfter = (one: Slot, slot: Slot): boolean =>
  one.practitionerId === slot.practitionerId && Date.parse(one.startsAt) >= Date.parse(slot.endsAt);

/** Loads what the calendar asks beside its days: one visit that was opened, the next free time, how full a month is. */
export class CalendarAsides {
  private readonly deps: Deps;

  constructor(deps: Deps) {
    this.deps = deps;
  }

  /** Reading a visit is recorded, as reading a patient is: the list alone does not say that somebody looked. */
  async visit({ params, request }: LoaderFunctionArgs): Promise<VisitAnswer> {
    try {
      const id = params['id'] ?? '';
      const { signal } = request;
      return {
        outcome: 'read',
        appointment: await this.deps.api.call(readAppointment, { params: { id }, signal }),
      };
    } catch (error) {
      return failed(error);
    }
  }

  async nextFree({ request }: LoaderFunctionArgs): Promise<FreeAnswer> {
    const search = new URL(request.url).searchParams;
    const typeId = search.get('type');
    if (typeId === null) {
      throw invalidInput([{ path: 'type', code: 'missing', message: 'must be the type of visit' }]);
    }
    const asked = Date.parse(search.get('from') ?? '');
    const now = this.deps.clock.now().getTime();
    const from = Number.isNaN(asked) ? now : Math.max(asked, now);
    try {
      const [slot, after] = await this.findFree(typeId, wantedOf(search), from);
      return slot ? { outcome: 'found', slot: { ...slot, typeId }, after } : { outcome: 'none' };
    } catch (error) {
      return failed(error);
    }
  }

  async loads({ request }: LoaderFunctionArgs): Promise<LoadsAnswer> {
    const search = new URL(request.url).searchParams;
    try {
      const { timeZone } = (await this.deps.reference.load()).settings;
      const from = clinicDay(timeZone, search.get('from') ?? '').from.toISOString();
      const to = clinicDay(timeZone, search.get('to') ?? '').to.toISOString();
      const { items } = await this.deps.api.call(listLoads, { query: { from, to }, signal: request.signal });
      return { outcome: 'read', loads: sharesOf(items, wantedOf(search)) };
    } catch (error) {
      return failed(error);
    }
  }

  private async findFree(typeId: string, wanted: readonly string[], from: number): Promise<Slot[]> {
    const [only, ...others] = wanted;
    const practitioner = only !== undefined && others.length === 0 ? { practitionerId: only } : {};
    let start = from;
    for (const days of windows) {
      const end = start + days * DAY_MS;
      const range = { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
      const { items } = await this.deps.api.call(listSlots, { query: { typeId, ...practitioner, ...range } });
      const slot = items.find((one) => wanted.length === 0 || wanted.includes(one.practitionerId));
      if (slot) return [slot, ...items.filter((one) => isAfter(one, slot))];
      start = end;
    }
    return [];
  }
}
