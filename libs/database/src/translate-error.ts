import { AppError, conflict, unavailable } from '@clinic/core';

/** The parts of a PostgreSQL error that carry no data of the row: `detail`, `message` and `where` may, and are never read. */
type DatabaseError = { code?: unknown; constraint?: unknown };

/** The sentence for each promise of the schema that a request can break. */
const sentences: Record<string, () => AppError> = {
  appointments_practitioner_free: () =>
    new AppError('slot_taken', 'The practitioner already has an appointment at this time'),
  appointments_room_free: () => new AppError('slot_taken', 'The room is already taken at this time'),
  appointments_patient_free: () =>
    new AppError('slot_taken', 'The patient already has an appointment at this time'),
  appointments_patient_fkey: () => new AppError('not_found', 'Patient was not found'),
  appointments_practitioner_fkey: () => new AppError('not_found', 'Practitioner was not found'),
  appointments_type_fkey: () => new AppError('not_found', 'Appointment type was not found'),
  appointments_room_fkey: () => new AppError('not_found', 'Room was not found'),
  patients_pkey: () => new AppError('duplicate', 'This id is already in use'),
  appointments_pkey: () => new AppError('duplicate', 'This id is already in use'),
};

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
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

const codeOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null ? (error as DatabaseError).code : undefined;
  return typeof code === 'string' ? code : '';
};

const constraintOf = (error: unknown): string => {
  const constraint =
    typeof error === 'object' && error !== null ? (error as DatabaseError).constraint : undefined;
  return typeof constraint === 'string' ? constraint : '';
};

/** Whether running the same transaction again may succeed: a deadlock or a serialization failure. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/** Whether the statement broke the named constraint. */
export const isViolationOf = (error: unknown, constraint: string): boolean =>
  constraintOf(error) === constraint;

// pg reports a lost or never made connection without a code; its sentences are fixed and carry no data.
const LOST = /connection|terminated|timeout exceeded|not queryable/i;

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
  const sentence = sentences[constraintOf(error)];
  if (sentence) return sentence();
  if (code === '23505') return conflict('This already exists', { cause: error });
  if (isRetryable(error))
    return conflict('Someone else changed this at the same moment. Try again', { cause: error });
  return error;
};
