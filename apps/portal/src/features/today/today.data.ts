import type { ApiClient } from '@clinic/api-client';
import {
  appointmentStatuses,
  changeAppointmentStatus,
  listToday,
  type Appointment,
  type AppointmentStatus,
} from '@clinic/contracts';
import { AppError, type Clock, type ErrorCode } from '@clinic/core';
import type { ActionFunctionArgs, LoaderFunctionArgs } from 'react-router';
import type { Reference, ReferenceData } from '#reference';

/** What a row is asked to become. Sent as JSON to the action of the board. */
export type StatusWish =
  { act: 'change'; id: string; to: AppointmentStatus } | { act: 'dismiss'; id: string };

/** Why a wish was not granted. It stands at its row until it is dismissed or the row changes. */
export type Refusal = { code: ErrorCode; to: AppointmentStatus; message: string };

export type TodayData = {
  appointments: readonly Appointment[];
  reference: ReferenceData;
  refusals: Readonly<Record<string, Refusal>>;
  loadedAt: Date;
  /** The newest try failed; what is shown is from `loadedAt`. */
  problem: 'offline' | 'failed' | undefined;
};

type Deps = { api: ApiClient; clock: Clock; reference: Reference };

const isStatus = (value: unknown): value is AppointmentStatus =>
  appointmentStatuses.some((status) => status === value);

const wishOf = (value: unknown): StatusWish | undefined => {
  const found = new Map<string, unknown>(Object.entries(value ?? {}));
  const [act, id, to] = [found.get('act'), found.get('id'), found.get('to')];
  if (typeof id !== 'string') return undefined;
  if (act === 'dismiss') return { act, id };
  return act === 'change' && isStatus(to) ? { act, id, to } : undefined;
};

const mustShow = (error: unknown): boolean =>
  !(error instanceof AppError) || ['not_signed_in', 'not_allowed'].includes(error.code);

/**
 * Loads and changes today's appointments. It remembers the last answer, so that a board whose refresh failed goes on
 * showing what it knew and says from when, and the newest version of each row, so that an undo pressed before the first
 * answer is back still names the right one. The memory goes with the page at sign-out.
 */
export const createTodayData = ({ api, clock, reference }: Deps) => {
  let last: TodayData | undefined;
  const refusals = new Map<string, Refusal>();
  const versions = new Map<string, number>();
  const turns = new Map<string, Promise<unknown>>();

  const load = async ({ request }: LoaderFunctionArgs): Promise<TodayData> => {
    try {
      const [today, lists] = await Promise.all([
        api.call(listToday, { signal: request.signal }),
        reference.load(),
      ]);
      for (const { id, version } of today.items) versions.set(id, version);
      last = {
        appointments: today.items,
        reference: lists,
        refusals: Object.fromEntries(refusals),
        loadedAt: clock.now(),
        problem: undefined,
      };
      return last;
    } catch (error) {
      if (!last || mustShow(error)) throw error;
      const isOffline = error instanceof AppError && error.code === 'unavailable';
      return { ...last, refusals: Object.fromEntries(refusals), problem: isOffline ? 'offline' : 'failed' };
    }
  };

  const change = async (id: string, to: AppointmentStatus): Promise<void> => {
    refusals.delete(id);
    try {
      const version = versions.get(id);
      const changed = await api.call(changeAppointmentStatus, {
        params: { id },
        body: { status: to },
        ...(version === undefined ? {} : { ifMatch: version }),
      });
      versions.set(id, changed.version);
    } catch (error) {
      if (!(error instanceof AppError) || mustShow(error)) throw error;
      refusals.set(id, { code: error.code, to, message: error.message });
    }
  };

  // One wish per row at a time: an undo waits for the act it takes back.
  const inTurn = (id: string, work: () => Promise<void>): Promise<void> => {
    const turn = (turns.get(id) ?? Promise.resolve()).then(work, work);
    turns.set(id, turn);
    return turn;
  };

  const act = async ({ request }: ActionFunctionArgs): Promise<null> => {
    const wish = wishOf(await request.json());
    if (!wish) return null;
    if (wish.act === 'dismiss') refusals.delete(wish.id);
    else await inTurn(wish.id, () => change(wish.id, wish.to));
    return null;
  };

  return { load, act };
};
