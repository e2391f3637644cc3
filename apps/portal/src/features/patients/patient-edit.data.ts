import type { ApiClient } from '@clinic/api-client';
import { changePatient, issuesOf, readPatient, type Patient, type PatientChange } from '@clinic/contracts';
import { AppError, notFound, type Clock, type Issue } from '@clinic/core';
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { Answers } from '#acts';
import { paths } from '#paths';
import type { Reference } from '#reference';
import { createFormats } from '#time';
import { dateOrderOf, readBirthDate, writeBirthDate, type BirthDateReading } from './birth-date.ts';
import { changeOf, currentOf } from './patient-change.mapper.ts';
import { draftIn, type PatientDraft } from './patient-draft.ts';
import { fieldOf } from './registration.mapper.ts';

export type PatientEdit = { patient: Patient; locale: string; answers: Answers };

/** Two people changed the file at once: what it was, what was typed here, what the other one saved. */
export type EditConflict = { base: Patient; mine: PatientDraft; theirs: Patient };

export type EditOutcome = {
  issues: readonly Issue[];
  birthDate: BirthDateReading;
  conflict: EditConflict | undefined;
  failure:
    { name: 'offline' | 'failed' | 'nothingToKnowBy' | 'forgotten' } | { sentence: string } | undefined;
};

type Deps = { api: ApiClient; clock: Clock; reference: Reference };

const nothing: EditOutcome = {
  issues: [],
  birthDate: { outcome: 'empty' },
  conflict: undefined,
  failure: undefined,
};

const KEPT = 10;

type Typed = { base: Patient; mine: PatientDraft; birthDate: BirthDateReading };

const dateOf = (birthDate: BirthDateReading): string => (birthDate.outcome === 'date' ? birthDate.date : '');

/** What is wrong before it is sent, or nothing. */
const check = ({ base, mine, birthDate }: Typed): EditOutcome | undefined => {
  const checked = changePatient.body.safeParse(changeOf(base, mine));
  const issues = checked.success ? [] : issuesOf(checked.error);
  const isBirthDateWrong = !['date', 'empty'].includes(birthDate.outcome);
  if (issues.length > 0 || isBirthDateWrong) return { ...nothing, issues, birthDate };
  const wasKnown = base.birthDate !== null || base.phone !== null;
  const isKnown = mine.birthDate !== '' || mine.phone !== '';
  return wasKnown && !isKnown ? { ...nothing, birthDate, failure: { name: 'nothingToKnowBy' } } : undefined;
};

const refused = (error: unknown, { base, mine, birthDate }: Typed): EditOutcome => {
  if (!(error instanceof AppError) || ['not_signed_in', 'not_allowed', 'not_found'].includes(error.code)) {
    throw error;
  }
  const theirs = error.code === 'stale_version' ? currentOf(error) : undefined;
  if (theirs) return { ...nothing, birthDate, conflict: { base, mine, theirs } };
  if (error.issues) return { ...nothing, birthDate, issues: error.issues };
  if (error.code === 'unavailable') return { ...nothing, birthDate, failure: { name: 'offline' } };
  const failure = error.status === 409 ? { sentence: error.message } : { name: 'failed' as const };
  return { ...nothing, birthDate, failure };
};

/**
 * Loads a file to be edited and saves what was changed of it. It remembers the versions that were seen, so that a change
 * is always held against the one it was made of. The memory goes with the page at sign-out.
 */
export class PatientEditData {
  private readonly deps: Deps;
  private readonly answers = new Answers();
  private readonly seen = new Map<string, Patient>();

  constructor(deps: Deps) {
    this.deps = deps;
  }

  async load({ params, request }: LoaderFunctionArgs): Promise<PatientEdit> {
    const { api, reference } = this.deps;
    const id = params['id'];
    if (id === undefined) throw notFound('Patient');
    const [patient, { settings }] = await Promise.all([
      api.call(readPatient, { params: { id }, signal: request.signal }),
      reference.load(),
    ]);
    return { patient: this.keep(patient), locale: settings.locale, answers: this.answers };
  }

  async save({ params, request }: ActionFunctionArgs): Promise<Response | EditOutcome> {
    const id = params['id'] ?? '';
    const form = await request.formData();
    let outcome: EditOutcome | 'saved' | 'unchanged' = 'unchanged';
    await this.answers.of(id, async () => {
      outcome = await this.attempt(id, form);
      return outcome === 'saved';
    });
    return typeof outcome === 'string' ? redirect(paths.patients.page(id)) : outcome;
  }

  private async attempt(id: string, form: FormData): Promise<EditOutcome | 'saved' | 'unchanged'> {
    const base = this.seen.get(`${id} ${fieldOf(form, 'version')}`);
    if (!base) return { ...nothing, failure: { name: 'forgotten' } };
    const birthDate = await this.readBirth(fieldOf(form, 'birthDate'), base);
    const typed = { base, mine: draftIn(form, dateOf(birthDate)), birthDate };
    const problem = check(typed);
    if (problem) return problem;
    const change = changeOf(base, typed.mine);
    return Object.keys(change).length === 0 ? 'unchanged' : this.send(typed, change);
  }

  private async send(typed: Typed, change: PatientChange): Promise<EditOutcome | 'saved'> {
    const { id, version } = typed.base;
    try {
      this.keep(await this.deps.api.call(changePatient, { params: { id }, body: change, ifMatch: version }));
      return 'saved';
    } catch (error) {
      const outcome = refused(error, typed);
      if (outcome.conflict) this.keep(outcome.conflict.theirs);
      return outcome;
    }
  }

  private keep(patient: Patient): Patient {
    this.seen.set(`${patient.id} ${patient.version}`, patient);
    const [oldest] = this.seen.keys();
    if (this.seen.size > KEPT && oldest !== undefined) this.seen.delete(oldest);
    return patient;
  }

  private async readBirth(text: string, base: Patient): Promise<BirthDateReading> {
    const { settings } = await this.deps.reference.load();
    const order = dateOrderOf(settings.locale);
    // What an import brought may be no date that anybody would type: untouched it stays as it is.
    const { birthDate } = base;
    if (birthDate !== null && [birthDate, writeBirthDate(birthDate, order)].includes(text)) {
      return { outcome: 'date', date: birthDate };
    }
    const today = createFormats(settings.locale, settings.timeZone).dateOf(this.deps.clock.now());
    return readBirthDate(text, order, today);
  }
}
