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
import { AppError, type Clock, type Ids } from '@clinic/core';
import { clinicDay, todayIn } from '@clinic/scheduling';
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { Answers } from '#acts';
import { paths } from '#paths';
import { draftFromSearch, type HandOver, type RegistrationDraft } from '#people';
import type { Reference, ReferenceData } from '#reference';
import { datesOf, firstWeekdayOf, viewOf, type CalendarView } from './calendar.view.ts';
import {
  keyOf,
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
  /** Tells whether a wish about a visit was granted as soon as the server has said so. */
  answers: Answers;
  /** Undefined when this time was never loaded. */
  loadedAt: Date | undefined;
  problem: 'offline' | 'failed' | undefined;
};

export type BookOutcome =
  { outcome: 'booked'; appointment: Appointment } | { outcome: 'refused'; refusal: Refusal };

type Deps = {
  api: ApiClient;
  clock: Clock;
  ids: Ids;
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

type Answer = Pick<CalendarData, 'appointments' | 'schedule' | 'loadedAt' | 'problem'>;

type Query = { range: { from: string; to: string }; practitioner: { practitionerId?: string } };

/** What is asked for: the range of the dates, and one practitioner when a week shows only one. */
const queryOf = (view: CalendarView, dates: readonly string[], zone: string): Query => {
  const [first = '', last = first] = [dates[0], dates.at(-1)];
  const range = {
    from: clinicDay(zone, first).from.toISOString(),
    to: clinicDay(zone, last).to.toISOString(),
  };
  const [only, ...others] = view.practitionerIds ?? [];
  const isOfOne = view.mode === 'week' && only !== undefined && others.length === 0;
  return { range, practitioner: isOfOne ? { practitionerId: only } : {} };
};

const applied = (
  api: ApiClient,
  wish: MoveWish | StatusWish,
  version: number | undefined,
): Promise<Appointment> => {
  const target = { params: { id: wish.id }, ...(version === undefined ? {} : { ifMatch: version }) };
  return wish.act === 'move'
    ? api.call(changeAppointment, { ...target, body: wish.change })
    : api.call(changeAppointmentStatus, { ...target, body: { status: wish.to } });
};

/**
 * Loads and changes what the calendar shows. It remembers the last answers, so that a day whose refresh failed goes on
 * showing what was known and says from when; and the newest version of each visit, so that an undo pressed before the
 * first answer is back still names the right one. The memory goes with the page at sign-out.
 */
export class CalendarMemory {
  private readonly deps: Deps;
  private readonly views = new Map<string, Loaded>();
  private readonly refusals = new Map<string, VisitRefusal>();
  private readonly answers = new Answers();
  private readonly known = new Map<string, Appointment>();
  private readonly turns = new Map<string, Promise<unknown>>();
  private held: BookingDraft | undefined;
  /** The booking that was asked for last, and its id: asked for again because no answer came, it is the same one. */
  private asked: { wish: string; id: string } | undefined;

  constructor(deps: Deps) {
    this.deps = deps;
  }

  async load({ request }: LoaderFunctionArgs): Promise<CalendarData> {
    const view = viewOf(new URL(request.url).searchParams);
    // Back from the registration: on with the booking, where it was begun.
    if (view.patientId !== null && view.date === null && this.held) {
      throw redirect(`${this.held.path}&patient=${view.patientId}`);
    }
    const reference = await this.deps.reference.load();
    const { timeZone, locale } = reference.settings;
    const date = view.date ?? todayIn(timeZone, this.deps.clock.now());
    const dates = datesOf(view, date, firstWeekdayOf(locale));
    const [patient, answer] = await Promise.all([
      this.patientOf(view, request.signal),
      this.days(queryOf(view, dates, timeZone), request.signal),
    ]);
    const draft = view.patientId === null ? undefined : this.held;
    const refusals = Object.fromEntries(this.refusals);
    return { view, date, dates, reference, patient, draft, refusals, answers: this.answers, ...answer };
  }

  async act({ request }: ActionFunctionArgs): Promise<BookOutcome | Response | null> {
    const wish = wishOf(await request.json());
    if (!wish) return null;
    switch (wish.act) {
      case 'book':
        return this.book(wish.booking);
      case 'register':
        this.held = wish.draft;
        this.deps.registration.put(draftFromSearch(wish.query));
        return redirect(paths.patients.register);
      case 'forget':
        this.held = undefined;
        return null;
      case 'dismiss':
        this.refusals.delete(wish.id);
        return null;
      case 'move':
      case 'status':
        await this.inTurn(wish.id, () => this.answers.of(keyOf(wish), () => this.change(wish)));
        return null;
    }
  }

  private async days(query: Query, signal: AbortSignal): Promise<Answer> {
    const key = JSON.stringify(query);
    try {
      return { ...this.keep(key, await this.ask(query, signal)), problem: undefined };
    } catch (error) {
      if (mustShow(error)) throw error;
      const old = this.views.get(key) ?? { appointments: [], schedule: [], loadedAt: undefined };
      return { ...old, problem: problemOf(error) };
    }
  }

  private async ask({ range, practitioner }: Query, signal: AbortSignal): Promise<Loaded> {
    const { api, clock } = this.deps;
    const [appointments, schedule] = await Promise.all([
      api.call(listAppointments, { query: { ...range, ...practitioner }, signal }),
      api.call(readSchedule, { query: range, signal }),
    ]);
    return { appointments: appointments.items, schedule: schedule.items, loadedAt: clock.now() };
  }

  private keep(key: string, loaded: Loaded): Loaded {
    this.views.delete(key);
    this.views.set(key, loaded);
    const [oldest] = this.views.keys();
    if (this.views.size > KEPT_VIEWS && oldest !== undefined) this.views.delete(oldest);
    for (const appointment of loaded.appointments) this.known.set(appointment.id, appointment);
    return loaded;
  }

  private async patientOf(view: CalendarView, signal: AbortSignal): Promise<Patient | undefined> {
    if (view.patientId === null) return undefined;
    try {
      return await this.deps.api.call(readPatient, { params: { id: view.patientId }, signal });
    } catch (error) {
      if (mustShow(error)) throw error;
      return undefined;
    }
  }

  private async change(wish: MoveWish | StatusWish): Promise<boolean> {
    this.refusals.delete(wish.id);
    const before = this.known.get(wish.id);
    try {
      this.known.set(wish.id, await applied(this.deps.api, wish, before?.version));
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || isSignedOut(error)) throw error;
      this.refusals.set(wish.id, { wish, refusal: refusalOf(error), before });
      return false;
    }
  }

  private async book(booking: NewAppointment): Promise<BookOutcome> {
    try {
      const id = this.idOf(booking);
      const booked = await this.deps.api.call(bookAppointment, { body: { ...booking, id } });
      this.known.set(booked.id, booked);
      this.held = undefined;
      this.asked = undefined;
      return { outcome: 'booked', appointment: booked };
    } catch (error) {
      if (!(error instanceof AppError) || isSignedOut(error)) throw error;
      return { outcome: 'refused', refusal: refusalOf(error) };
    }
  }

  private idOf(booking: NewAppointment): string {
    const wish = JSON.stringify(booking);
    if (this.asked?.wish !== wish) this.asked = { wish, id: this.deps.ids.next() };
    return this.asked.id;
  }

  // One wish per visit at a time: an undo waits for the act it takes back.
  private inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(id) ?? Promise.resolve()).then(work, work);
    this.turns.set(id, turn);
    return turn;
  }
}
