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
import { Answers } from '#acts';
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
  /** Tells whether a wish was granted as soon as the server has said so. */
  answers: Answers;
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

/** By what a change of a row is known to who asked for it. */
export const keyOf = ({ id, to }: { id: string; to: AppointmentStatus }): string => `${id} ${to}`;

const mustShow = (error: unknown): boolean =>
  !(error instanceof AppError) || ['not_signed_in', 'not_allowed'].includes(error.code);

/**
 * Loads and changes today's appointments. It remembers the last answer, so that a board whose refresh failed goes on
 * showing what it knew and says from when, and the newest version of each row, so that an undo pressed before the first
 * answer is back still names the right one. The memory goes with the page at sign-out.
 */
export class TodayBoardData {
  private readonly deps: Deps;
  private last: TodayData | undefined;
  private readonly refusals = new Map<string, Refusal>();
  private readonly answers = new Answers();
  private readonly versions = new Map<string, number>();
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(deps: Deps) {
    this.deps = deps;
  }

  async load({ request }: LoaderFunctionArgs): Promise<TodayData> {
    const { api, clock, reference } = this.deps;
    try {
      const [today, lists] = await Promise.all([
        api.call(listToday, { signal: request.signal }),
        reference.load(),
      ]);
      for (const { id, version } of today.items) this.versions.set(id, version);
      this.last = {
        appointments: today.items,
        reference: lists,
        refusals: Object.fromEntries(this.refusals),
        answers: this.answers,
        loadedAt: clock.now(),
        problem: undefined,
      };
      return this.last;
    } catch (error) {
      if (!this.last || mustShow(error)) throw error;
      const isOffline = error instanceof AppError && error.code === 'unavailable';
      return {
        ...this.last,
        refusals: Object.fromEntries(this.refusals),
        problem: isOffline ? 'offline' : 'failed',
      };
    }
  }

  async act({ request }: ActionFunctionArgs): Promise<null> {
    const wish = wishOf(await request.json());
    if (!wish) return null;
    if (wish.act === 'dismiss') this.refusals.delete(wish.id);
    else await this.inTurn(wish.id, () => this.answers.of(keyOf(wish), () => this.change(wish.id, wish.to)));
    return null;
  }

  /** One wish per row at a time: an undo waits for the act it takes back. */
  private inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(id) ?? Promise.resolve()).then(work, work);
    this.turns.set(id, turn);
    return turn;
  }

  private async change(id: string, to: AppointmentStatus): Promise<boolean> {
    this.refusals.delete(id);
    const version = this.versions.get(id);
    try {
      const changed = await this.deps.api.call(changeAppointmentStatus, {
        params: { id },
        body: { status: to },
        ...(version === undefined ? {} : { ifMatch: version }),
      });
      this.versions.set(id, changed.version);
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || mustShow(error)) throw error;
      this.refusals.set(id, { code: error.code, to, message: error.message });
      return false;
    }
  }
}
