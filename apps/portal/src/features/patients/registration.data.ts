import type { ApiClient } from '@clinic/api-client';
import { createPatient, findLookAlikes, issuesOf, type LookAlike, type NewPatient } from '@clinic/contracts';
import { AppError, type Clock, type Ids, type Issue } from '@clinic/core';
import { redirect, type ActionFunctionArgs } from 'react-router';
import type { HandOver, RegistrationDraft } from '#people';
import { paths } from '#paths';
import type { Reference } from '#reference';
import { createFormats } from '#time';
import { dateOrderOf, readBirthDate, type BirthDateReading } from './birth-date.ts';
import { candidatesOf } from './look-alikes.mapper.ts';
import { bodyOf, fieldOf, withoutEmpty } from './registration.mapper.ts';

export type RegistrationData = {
  /** Made once for the form: pressed twice it is one registration. */
  id: string;
  draft: RegistrationDraft;
  locale: string;
};

export type RegistrationOutcome = {
  issues: readonly Issue[];
  birthDate: BirthDateReading;
  /** Not empty: the server asks once more whether it is one of these. */
  candidates: readonly LookAlike[];
  failure: 'offline' | 'failed' | 'nothingToKnowBy' | undefined;
  /** What was to happen next: the calendar, or the new file. */
  then: 'book' | 'open';
};

export type LookAlikesOutcome = { items: readonly LookAlike[] };

type Deps = {
  api: ApiClient;
  clock: Clock;
  ids: Ids;
  reference: Reference;
  registration: HandOver<RegistrationDraft>;
};

const isEnough = ({ birthDate, phone }: NewPatient): boolean => Boolean(birthDate) || Boolean(phone);

const nothing: Omit<RegistrationOutcome, 'then'> = {
  issues: [],
  birthDate: { outcome: 'empty' },
  candidates: [],
  failure: undefined,
};

/** Loads an empty or handed-over form, looks for look-alikes while it is filled, and registers. */
export const createRegistrationData = ({ api, clock, ids, reference, registration }: Deps) => {
  const load = async (): Promise<RegistrationData> => {
    const { settings } = await reference.load();
    return { id: ids.next(), draft: registration.take() ?? {}, locale: settings.locale };
  };

  const readBirth = async (form: FormData): Promise<BirthDateReading> => {
    const { settings } = await reference.load();
    const today = createFormats(settings.locale, settings.timeZone).dateOf(clock.now());
    return readBirthDate(fieldOf(form, 'birthDate'), dateOrderOf(settings.locale), today);
  };

  const refused = (error: unknown, birthDate: BirthDateReading): Omit<RegistrationOutcome, 'then'> => {
    if (!(error instanceof AppError) || error.code === 'not_signed_in') throw error;
    if (error.code === 'possible_duplicate')
      return { ...nothing, birthDate, candidates: candidatesOf(error) };
    if (error.issues) return { ...nothing, birthDate, issues: error.issues };
    return { ...nothing, birthDate, failure: error.code === 'unavailable' ? 'offline' : 'failed' };
  };

  const register = async ({ request }: ActionFunctionArgs): Promise<Response | RegistrationOutcome> => {
    const form = await request.formData();
    const then = fieldOf(form, 'then') === 'open' ? 'open' : 'book';
    const birthDate = await readBirth(form);
    const body = bodyOf(form, birthDate);
    const checked = createPatient.body.safeParse(body);
    const issues = checked.success ? [] : issuesOf(checked.error);
    const isBirthDateWrong = !['date', 'empty'].includes(birthDate.outcome);
    if (issues.length > 0 || isBirthDateWrong) return { ...nothing, issues, birthDate, then };
    if (!isEnough(body)) return { ...nothing, birthDate, failure: 'nothingToKnowBy', then };
    try {
      const patient = await api.call(createPatient, { body });
      const isBooking = fieldOf(form, 'then') === 'book';
      return redirect(
        isBooking ? paths.calendar.day({ patient: patient.id }) : paths.patients.page(patient.id),
      );
    } catch (error) {
      return { ...refused(error, birthDate), then };
    }
  };

  const lookAlikes = async ({ request }: ActionFunctionArgs): Promise<LookAlikesOutcome> => {
    const form = await request.formData();
    const { familyName, givenName, phone, email, birthDate } = bodyOf(form, await readBirth(form));
    const person = { familyName, ...withoutEmpty({ givenName, phone, email, birthDate }) };
    // Half-typed fields are not yet worth a question.
    if (!findLookAlikes.body.safeParse(person).success) return { items: [] };
    try {
      return await api.call(findLookAlikes, { body: person, signal: request.signal });
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'not_signed_in') throw error;
      // Registering asks again and does not go on without an answer.
      return { items: [] };
    }
  };

  return { load, register, lookAlikes };
};
