import { AppError, conflict, unavailable } from '@clinic/core';

const inUse = (cause: unknown) => new AppError('duplicate', 'This id is already in use', { cause });

const taken = (sentence: string) => (cause: unknown) => new AppError('slot_taken', sentence, { cause });

const missing = (what: string) => (cause: unknown) =>
  new AppError('not_found', `${what} was not found`, { cause });

/** The sentence for each promise of the schema that a request can break. */
const sentences: Record<string, (cause: unknown) => AppError> = {
  appointments_practitioner_free: taken('The practitioner already has an appointment at this time'),
  appointments_room_free: taken('The room is already taken at this time'),
  appointments_patient_free: taken('The patient already has an appointment at this time'),
  appointments_patient_fkey: missing('Patient'),
  appointments_practitioner_fkey: missing('Practitioner'),
  appointments_type_fkey: missing('Appointment type'),
  appointments_room_fkey: missing('Room'),
  patients_pkey: inUse,
  appointments_pkey: inUse,
  users_pkey: inUse,
  staff_login_address_once: (cause) =>
    new AppError('duplicate', 'Somebody of this clinic signs in with this address already', { cause }),
};

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  '53300',
  '25006',
  '57014',
  '55P03',
]);

const isUnreachable = (code: string): boolean =>
  UNREACHABLE.has(code) || code.startsWith('08') || code.startsWith('57P') || code.startsWith('53');

/** Of a PostgreSQL error nothing else is read: `detail`, `message` and `where` may carry data of the row. */
const partOf = (error: unknown, part: 'code' | 'constraint'): string => {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, part);
  return typeof value === 'string' ? value : '';
};

const codeOf = (error: unknown): string => partOf(error, 'code');

/** Whether running the same transaction again may succeed: a deadlock or a serialization failure. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/** Whether the statement broke the named constraint. */
export const isViolationOf = (error: unknown, constraint: string): boolean =>
  partOf(error, 'constraint') === constraint;

// pg reports a lost or never made connection without a code; its sentences are fixed and carry no data.
const LOST = /connection|terminated|timeout exceeded|read timeout|not queryable/i;

const isLost = (error: unknown, code: string): boolean =>
  code === '' && error instanceof Error && LOST.test(error.message);

/**
 * What went wrong in the database, as the error its caller can answer with. An AppError passes through; a lost or
 * overloaded database is `unavailable`; a broken promise of the schema has its sentence; anything else stays as it is
 * and becomes a 500 without detail.
 */
export const translateError = (error: unknown): unknown => {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  if (isUnreachable(code) || isLost(error, code)) return unavailable('The database', error);
  const sentence = sentences[partOf(error, 'constraint')];
  if (sentence) return sentence(error);
  if (code === '23505') return conflict('This already exists', { cause: error });
  if (isRetryable(error))
    return conflict('Someone else changed this at the same moment. Try again', { cause: error });
  return error;
};
