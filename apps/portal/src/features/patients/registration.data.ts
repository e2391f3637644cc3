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

const refused = (error: unknown, birthDate: BirthDateReading): Omit<RegistrationOutcome, 'then'> => {
  if (!(error instanceof AppError) || error.code === 'not_signed_in') throw error;
  if (error.code === 'possible_duplicate') return { ...nothing, birthDate, candidates: candidatesOf(error) };
  if (error.issues) return { ...nothing, birthDate, issues: error.issues };
  return { ...nothing, birthDate, failure: error.code === 'unavailable' ? 'offline' : 'failed' };
};

/** What is wrong with the form before it is sent, or nothing. */
const check = (
  body: NewPatient,
  birthDate: BirthDateReading,
): Omit<RegistrationOutcome, 'then'> | undefined => {
  const checked = createPatient.body.safeParse(body);
  const issues = checked.success ? [] : issuesOf(checked.error);
  const isBirthDateWrong = !['date', 'empty'].includes(birthDate.outcome);
  if (issues.length > 0 || isBirthDateWrong) return { ...nothing, issues, birthDate };
  return isEnough(body) ? undefined : { ...nothing, birthDate, failure: 'nothingToKnowBy' };
};

/** Loads an empty or handed-over form, looks for look-alikes while it is filled, and registers. */
export class RegistrationFormData {
  private readonly deps: Deps;

  constructor(deps: Deps) {
    this.deps = deps;
  }

  async load(): Promise<RegistrationData> {
    const { reference, ids, registration } = this.deps;
    const { settings } = await reference.load();
    return { id: ids.next(), draft: registration.take() ?? {}, locale: settings.locale };
  }

  async register({ request }: ActionFunctionArgs): Promise<Response | RegistrationOutcome> {
    const form = await request.formData();
    const then = fieldOf(form, 'then') === 'open' ? 'open' : 'book';
    const birthDate = await this.readBirth(form);
    const body = bodyOf(form, birthDate);
    const problem = check(body, birthDate);
    if (problem) return { ...problem, then };
    try {
      const { id } = await this.deps.api.call(createPatient, { body });
      return redirect(then === 'book' ? paths.calendar.day({ patient: id }) : paths.patients.page(id));
    } catch (error) {
      return { ...refused(error, birthDate), then };
    }
  }

  async lookAlikes({ request }: ActionFunctionArgs): Promise<LookAlikesOutcome> {
    const form = await request.formData();
    const { familyName, givenName, phone, email, birthDate } = bodyOf(form, await this.readBirth(form));
    const person = { familyName, ...withoutEmpty({ givenName, phone, email, birthDate }) };
    // Half-typed fields are not yet worth a question.
    if (!findLookAlikes.body.safeParse(person).success) return { items: [] };
    try {
      return await this.deps.api.call(findLookAlikes, { body: person, signal: request.signal });
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'not_signed_in') throw error;
      // Registering asks again and does not go on without an answer.
      return { items: [] };
    }
  }

  private async readBirth(form: FormData): Promise<BirthDateReading> {
    const { settings } = await this.deps.reference.load();
    const today = createFormats(settings.locale, settings.timeZone).dateOf(this.deps.clock.now());
    return readBirthDate(fieldOf(form, 'birthDate'), dateOrderOf(settings.locale), today);
  }
}
