import type { ApiClient } from '@clinic/api-client';
import {
  appointmentStatuses,
  changeAppointmentStatus,
  listAppointments,
  listVisits,
  readPatient,
  type Appointment,
  type AppointmentStatus,
  type Patient,
  type Visit,
} from '@clinic/contracts';
import { AppError, type Clock, type ErrorCode, notFound } from '@clinic/core';
import type { ActionFunctionArgs, LoaderFunctionArgs } from 'react-router';
import type { Reference, ReferenceData } from '#reference';

export type VisitPage = { items: readonly Visit[]; nextCursor: string | null };

export type PatientPageData = {
  patient: Patient;
  visits: VisitPage;
  /** Today's appointments and those of the day before and after: what the banner may act on. */
  appointments: readonly Appointment[];
  reference: ReferenceData;
};

/** `undefined` when the step was taken. */
export type StepOutcome = { refused: ErrorCode; to: AppointmentStatus } | { refused: undefined };

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

/** Loads a patient's page and moves today's visit of that patient. */
export const createPatientPageData = ({ api, clock, reference }: Deps) => {
  const load = async ({ params, request }: LoaderFunctionArgs): Promise<PatientPageData> => {
    const id = idOf({ params });
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
    return { patient, visits, appointments: appointments.items, reference: lists };
  };

  const loadVisits = async ({ params, request }: LoaderFunctionArgs): Promise<VisitPage> => {
    const cursor = new URL(request.url).searchParams.get('cursor');
    return api.call(listVisits, {
      params: { id: idOf({ params }) },
      query: { limit: VISITS, ...(cursor === null ? {} : { cursor }) },
      signal: request.signal,
    });
  };

  const act = async ({ request }: ActionFunctionArgs): Promise<StepOutcome> => {
    const sent: unknown = await request.json();
    const wish = new Map<string, unknown>(Object.entries(sent ?? {}));
    const [id, to, version] = [wish.get('id'), wish.get('to'), wish.get('version')];
    if (typeof id !== 'string' || !isStatus(to) || typeof version !== 'number') return { refused: undefined };
    try {
      await api.call(changeAppointmentStatus, { params: { id }, body: { status: to }, ifMatch: version });
      return { refused: undefined };
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'not_signed_in') throw error;
      return { refused: error.code, to };
    }
  };

  return { load, loadVisits, act };
};
