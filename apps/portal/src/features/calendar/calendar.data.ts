import type { ApiClient } from '@clinic/api-client';
import {
  bookAppointment,
  changeAppointment,
  changeAppointmentStatus,
  listAppointments,
  readPatient,
  readSchedule,
  type Appointment,
  type NewAppointment,
  type Patient,
  type ScheduleEntry,
} from '@clinic/contracts';
import { AppError, type Clock } from '@clinic/core';
import { clinicDay, todayIn } from '@clinic/scheduling';
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { paths } from '#paths';
import { draftFromSearch, type HandOver, type RegistrationDraft } from '#people';
import type { Reference, ReferenceData } from '#reference';
import { datesOf, firstWeekdayOf, viewOf, type CalendarView } from './calendar.view.ts';
import {
  refusalOf,
  wishOf,
  type BookingDraft,
  type MoveWish,
  type Refusal,
  type StatusWish,
} from './calendar.wish.ts';

/** A move or a step that was not granted. It stands at its visit until it is dismissed or the visit changes. */
export type VisitRefusal = { wish: MoveWish | StatusWish; refusal: Refusal; before: Appointment | undefined };

export type CalendarData = {
  view: CalendarView;
  /** The first date of the view; of a week it may be another than the address names. */
  date: string;
  dates: readonly string[];
  appointments: readonly Appointment[];
  schedule: readonly ScheduleEntry[];
  reference: ReferenceData;
  /** Who is being booked, when the address says so. */
  patient: Patient | undefined;
  /** A booking that was begun before its patient was registered. */
  draft: BookingDraft | undefined;
  refusals: Readonly<Record<string, VisitRefusal>>;
  /** Undefined when this time was never loaded. */
  loadedAt: Date | undefined;
  problem: 'offline' | 'failed' | undefined;
};

export type BookOutcome =
  { outcome: 'booked'; appointment: Appointment } | { outcome: 'refused'; refusal: Refusal };

type Deps = {
  api: ApiClient;
  clock: Clock;
  reference: Reference;
  registration: HandOver<RegistrationDraft>;
};

type Loaded = { appointments: readonly Appointment[]; schedule: readonly ScheduleEntry[]; loadedAt: Date };

/** How many days and weeks are kept for when there is no line. */
const KEPT_VIEWS = 40;

const mustShow = (error: unknown): boolean =>
  !(error instanceof AppError) || ['not_signed_in', 'not_allowed'].includes(error.code);

const isSignedOut = (error: unknown): boolean =>
  !(error instanceof AppError) || error.code === 'not_signed_in';

const problemOf = (error: unknown): 'offline' | 'failed' =>
  error instanceof AppError && error.code === 'unavailable' ? 'offline' : 'failed';

/** What is asked for: the range of the dates, and one practitioner when a week shows only one. */
const queryOf = (view: CalendarView, dates: readonly string[], zone: string) => {
  const [first = '', last = first] = [dates[0], dates.at(-1)];
  const range = {
    from: clinicDay(zone, first).from.toISOString(),
    to: clinicDay(zone, last).to.toISOString(),
  };
  const [only, ...others] = view.practitionerIds ?? [];
  const isOfOne = view.mode === 'week' && only !== undefined && others.length === 0;
  return { range, practitioner: isOfOne ? { practitionerId: only } : {} };
};

/**
 * Loads and changes what the calendar shows. It remembers the last answers, so that a day whose refresh failed goes on
 * showing what was known and says from when; and the newest version of each visit, so that an undo pressed before the
 * first answer is back still names the right one. The memory goes with the page at sign-out.
 */
export const createCalendarData = ({ api, clock, reference, registration }: Deps) => {
  const views = new Map<string, Loaded>();
  const refusals = new Map<string, VisitRefusal>();
  const known = new Map<string, Appointment>();
  const turns = new Map<string, Promise<unknown>>();
  let held: BookingDraft | undefined;

  const keep = (key: string, loaded: Loaded): Loaded => {
    views.delete(key);
    views.set(key, loaded);
    const [oldest] = views.keys();
    if (views.size > KEPT_VIEWS && oldest !== undefined) views.delete(oldest);
    for (const appointment of loaded.appointments) known.set(appointment.id, appointment);
    return loaded;
  };

  const ask = async (query: ReturnType<typeof queryOf>, signal: AbortSignal): Promise<Loaded> => {
    const [appointments, schedule] = await Promise.all([
      api.call(listAppointments, { query: { ...query.range, ...query.practitioner }, signal }),
      api.call(readSchedule, { query: query.range, signal }),
    ]);
    return { appointments: appointments.items, schedule: schedule.items, loadedAt: clock.now() };
  };

  const patientOf = async (view: CalendarView, signal: AbortSignal): Promise<Patient | undefined> =>
    view.patientId === null
      ? undefined
      : api.call(readPatient, { params: { id: view.patientId }, signal }).catch((error: unknown) => {
          if (mustShow(error)) throw error;
          return undefined;
        });

  const load = async ({ request }: LoaderFunctionArgs): Promise<CalendarData> => {
    const view = viewOf(new URL(request.url).searchParams);
    if (view.patientId !== null && view.date === null && held) {
      throw redirect(`${held.path}&patient=${view.patientId}`);
    }
    const lists = await reference.load();
    const { timeZone, locale } = lists.settings;
    const date = view.date ?? todayIn(timeZone, clock.now());
    const dates = datesOf(view, date, firstWeekdayOf(locale));
    const query = queryOf(view, dates, timeZone);
    const key = JSON.stringify(query);
    const [patient, answer] = await Promise.all([
      patientOf(view, request.signal),
      ask(query, request.signal).then(
        (loaded) => ({ ...keep(key, loaded), problem: undefined }),
        (error: unknown) => {
          if (mustShow(error)) throw error;
          const old = views.get(key) ?? { appointments: [], schedule: [], loadedAt: undefined };
          return { ...old, problem: problemOf(error) };
        },
      ),
    ]);
    const draft = view.patientId === null ? undefined : held;
    const shown = { view, date, dates, reference: lists, patient, draft };
    return { ...shown, ...answer, refusals: Object.fromEntries(refusals) };
  };

  const change = async (wish: MoveWish | StatusWish): Promise<void> => {
    refusals.delete(wish.id);
    const before = known.get(wish.id);
    const target = { params: { id: wish.id }, ...(before === undefined ? {} : { ifMatch: before.version }) };
    try {
      const changed =
        wish.act === 'move'
          ? await api.call(changeAppointment, { ...target, body: wish.change })
          : await api.call(changeAppointmentStatus, { ...target, body: { status: wish.to } });
      known.set(wish.id, changed);
    } catch (error) {
      if (!(error instanceof AppError) || isSignedOut(error)) throw error;
      refusals.set(wish.id, { wish, refusal: refusalOf(error), before });
    }
  };

  const book = async (booking: NewAppointment): Promise<BookOutcome> => {
    try {
      const booked = await api.call(bookAppointment, { body: booking });
      known.set(booked.id, booked);
      held = undefined;
      return { outcome: 'booked', appointment: booked };
    } catch (error) {
      if (!(error instanceof AppError) || isSignedOut(error)) throw error;
      return { outcome: 'refused', refusal: refusalOf(error) };
    }
  };

  // One wish per visit at a time: an undo waits for the act it takes back.
  const inTurn = (id: string, work: () => Promise<void>): Promise<void> => {
    const turn = (turns.get(id) ?? Promise.resolve()).then(work, work);
    turns.set(id, turn);
    return turn;
  };

  const act = async ({ request }: ActionFunctionArgs): Promise<BookOutcome | Response | null> => {
    const wish = wishOf(await request.json());
    if (!wish) return null;
    switch (wish.act) {
      case 'book':
        return book(wish.booking);
      case 'register':
        held = wish.draft;
        registration.put(draftFromSearch(wish.query));
        return redirect(paths.patients.register);
      case 'forget':
        held = undefined;
        return null;
      case 'dismiss':
        refusals.delete(wish.id);
        return null;
      case 'move':
      case 'status':
        await inTurn(wish.id, () => change(wish));
        return null;
    }
  };

  return { load, act };
};
