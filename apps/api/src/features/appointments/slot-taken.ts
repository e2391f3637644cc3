import { AppError, type RequestContext } from '@clinic/core';
import type { Blocking } from '@clinic/repositories';
import { alternativesTo, scheduleOf } from '#api/clinic-calendar.ts';
import type { AppointmentsDeps } from './appointments.service.ts';
import type { Rules, Wanted } from './booking-rules.ts';

type Whose = Pick<Wanted, 'patientId' | 'practitionerId'>;

const whatOf = (row: Blocking, wanted: Whose): 'patient' | 'practitioner' | 'room' => {
  if (row.patientId === wanted.patientId) return 'patient';
  return row.practitionerId === wanted.practitionerId ? 'practitioner' : 'room';
};

const timesOf = (blocking: readonly Blocking[], wanted: Whose) =>
  blocking.map((row) => ({
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    what: whatOf(row, wanted),
  }));

/** The refusal of a time that is taken: when it is taken and by what, never by whom. */
export const slotTaken = (blocking: readonly Blocking[], wanted: Whose): AppError =>
  new AppError('slot_taken', 'This time is already taken', {
    extra: { blocking: timesOf(blocking, wanted) },
  });

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** What else a refused sender needs to know: what stands in the way, and the three free times nearest to the wish. */
export const explainRefusal = async (
  deps: Pick<AppointmentsDeps, 'database' | 'repositories' | 'clock'>,
  asked: { context: RequestContext; rules: Rules; wanted: Wanted | undefined },
  error: AppError,
): Promise<AppError> => {
  const { context, rules, wanted } = asked;
  const isExplained = error.extra?.['alternatives'] !== undefined;
  if (!wanted || isExplained || !['slot_taken', 'not_offered'].includes(error.code)) return error;
  const { appointments } = deps.repositories;
  const now = deps.clock.now();
  const range = {
    from: new Date(wanted.startsAt.getTime() - WEEK_MS),
    to: new Date(Math.max(now.getTime(), wanted.startsAt.getTime()) + WEEK_MS),
  };
  const [blocking, busy] = await deps.database.readInClinic(context, (tx) =>
    Promise.all([appointments.listBlocking(tx, wanted), appointments.listBusy(tx, range)]),
  );
  const schedule = scheduleOf(rules.clinic, rules.reference);
  const others = busy.filter((row) => row.id !== wanted.exceptId);
  const alternatives = alternativesTo({ schedule, reference: rules.reference, busy: others, now }, wanted);
  const extra = {
    ...(error.code === 'slot_taken' ? { blocking: timesOf(blocking, wanted) } : {}),
    ...error.extra,
    alternatives: alternatives.map(({ startsAt, endsAt, practitionerId }) => ({
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      practitionerId,
    })),
  };
  return new AppError(error.code, error.message, { extra, cause: error.cause });
};
