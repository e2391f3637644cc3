import type { ApiClient } from '@clinic/api-client';
import {
  appointmentStatuses,
  archivePatient,
  changeAppointmentStatus,
  listAppointments,
  listVisits,
  readPatient,
  restorePatient,
  type Appointment,
  type AppointmentStatus,
  type Patient,
  type Visit,
} from '@clinic/contracts';
import { AppError, type Clock, type ErrorCode, notFound } from '@clinic/core';
import type { ActionFunctionArgs, LoaderFunctionArgs } from 'react-router';
import { Answers } from '#acts';
import type { Reference, ReferenceData } from '#reference';

export type VisitPage = { items: readonly Visit[]; nextCursor: string | null };

/** What stands on a patient's page. */
export type PatientFile = {
  patient: Patient;
  visits: VisitPage;
  /** Today's appointments and those of the day before and after: what the banner may act on. */
  appointments: readonly Appointment[];
  reference: ReferenceData;
  /** Tells whether a step was granted as soon as the server has said so. */
  answers: Answers;
};

/** `undefined` when the step was taken. */
export type StepOutcome = { refused: ErrorCode; to: AppointmentStatus } | { refused: undefined };

/** Why a file was neither put away nor brought back; `undefined` when it was. */
export type PutAwayOutcome = { problem: 'stale' | 'offline' | 'failed' | undefined };

type Deps = { api: ApiClient; clock: Clock; reference: Reference };

const DAY_MS = 86_400_000;
const VISITS = 25;

const isStatus = (value: unknown): value is AppointmentStatus =>
  appointmentStatuses.some((status) => status === value);

const idOf = ({ params }: { params: Record<string, string | undefined> }): string => {
  const id = params['id'];
  if (id === undefined) throw notFound('Patient');
  return id;
};

type Step = { id: string; to: AppointmentStatus };

const stepOf = (value: unknown): Step | undefined => {
  const wish = new Map<string, unknown>(Object.entries(value ?? {}));
  const [id, to] = [wish.get('id'), wish.get('to')];
  return typeof id === 'string' && isStatus(to) ? { id, to } : undefined;
};

/** By what a step of a visit is known to who asked for it. */
export const keyOf = ({ id, to }: Step): string => `${id} ${to}`;

/** The same for putting a file away and bringing it back. */
export const putAwayKey = (id: string, isAway: boolean): string => `${id} ${isAway ? 'away' : 'back'}`;

const putAwayOf = (value: unknown): boolean | undefined => {
  const isAway = new Map<string, unknown>(Object.entries(value ?? {})).get('isAway');
  return typeof isAway === 'boolean' ? isAway : undefined;
};

const problemOf = ({ code }: AppError): PutAwayOutcome['problem'] => {
  if (code === 'stale_version') return 'stale';
  return code === 'unavailable' ? 'offline' : 'failed';
};

/**
 * Loads a patient's page and moves today's visit of that patient. It remembers the newest version of each visit, so that
 * an undo pressed before the page has loaded anew still names the right one.
 */
export class PatientPageData {
  private readonly deps: Deps;
  private readonly answers = new Answers();
  private readonly versions = new Map<string, number>();

  constructor(deps: Deps) {
    this.deps = deps;
  }

  async load({ params, request }: LoaderFunctionArgs): Promise<PatientFile> {
    const id = idOf({ params });
    const { api, clock, reference } = this.deps;
    const { signal } = request;
    const now = clock.now().getTime();
    const from = new Date(now - DAY_MS).toISOString();
    const to = new Date(now + DAY_MS).toISOString();
    const [patient, visits, appointments, lists] = await Promise.all([
      api.call(readPatient, { params: { id }, signal }),
      api.call(listVisits, { params: { id }, query: { limit: VISITS }, signal }),
      api.call(listAppointments, { query: { from, to, patientId: id }, signal }),
      reference.load(),
    ]);
    for (const { id: visit, version } of [patient, ...appointments.items]) this.versions.set(visit, version);
    const { answers } = this;
    return { patient, visits, appointments: appointments.items, reference: lists, answers };
  }

  async loadVisits({ params, request }: LoaderFunctionArgs): Promise<VisitPage> {
    const cursor = new URL(request.url).searchParams.get('cursor');
    return this.deps.api.call(listVisits, {
      params: { id: idOf({ params }) },
      query: { limit: VISITS, ...(cursor === null ? {} : { cursor }) },
      signal: request.signal,
    });
  }

  async act({ params, request }: ActionFunctionArgs): Promise<StepOutcome | PutAwayOutcome> {
    const wish: unknown = await request.json();
    const isAway = putAwayOf(wish);
    if (isAway !== undefined) return this.putAway(idOf({ params }), isAway);
    const step = stepOf(wish);
    return step ? this.step(step) : { refused: undefined };
  }

  private async step(step: Step): Promise<StepOutcome> {
    let outcome: StepOutcome = { refused: undefined };
    await this.answers.of(keyOf(step), async () => {
      outcome = await this.take(step);
      return outcome.refused === undefined;
    });
    return outcome;
  }

  private async take({ id, to }: Step): Promise<StepOutcome> {
    const version = this.versions.get(id);
    try {
      const changed = await this.deps.api.call(changeAppointmentStatus, {
        params: { id },
        body: { status: to },
        ...(version === undefined ? {} : { ifMatch: version }),
      });
      this.versions.set(id, changed.version);
      return { refused: undefined };
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'not_signed_in') throw error;
      return { refused: error.code, to };
    }
  }

  private async putAway(id: string, isAway: boolean): Promise<PutAwayOutcome> {
    let problem: PutAwayOutcome['problem'];
    await this.answers.of(putAwayKey(id, isAway), async () => {
      problem = await this.file(id, isAway);
      return problem === undefined;
    });
    return { problem };
  }

  private async file(id: string, isAway: boolean): Promise<PutAwayOutcome['problem']> {
    const version = this.versions.get(id);
    try {
      const changed = await this.deps.api.call(isAway ? archivePatient : restorePatient, {
        params: { id },
        body: {},
        ...(version === undefined ? {} : { ifMatch: version }),
      });
      this.versions.set(id, changed.version);
      return undefined;
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'not_signed_in') throw error;
      return problemOf(error);
    }
  }
}
