import { AppError } from '@clinic/core';
import { describe, expect, it } from 'vitest';
import { isRetryable, isViolationOf, translateError } from './translate-error.ts';

const databaseError = (code: string, constraint?: string) =>
  Object.assign(new Error('duplicate key value: (phone)=(555) of Ada Lovelace'), {
    ...{ code, constraint, detail: 'Key (name)=(Ada Lovelace) exists' },
  });

describe('an error of the database', () => {
  it.each([
    ['23P01', 'appointments_practitioner_free', 'slot_taken'],
    ['23P01', 'appointments_room_free', 'slot_taken'],
    ['23P01', 'appointments_patient_free', 'slot_taken'],
    ['23503', 'appointments_patient_fkey', 'not_found'],
    ['23505', 'patients_pkey', 'duplicate'],
    ['23505', 'anything_else_unique', 'conflict'],
    ['40P01', undefined, 'conflict'],
    ['40001', undefined, 'conflict'],
    ['08006', undefined, 'unavailable'],
    ['57P01', undefined, 'unavailable'],
    ['53300', undefined, 'unavailable'],
    ['57014', undefined, 'unavailable'],
    ['25006', undefined, 'unavailable'],
    ['ECONNREFUSED', undefined, 'unavailable'],
    ['EAI_AGAIN', undefined, 'unavailable'],
    ['EHOSTUNREACH', undefined, 'unavailable'],
    ['ENETUNREACH', undefined, 'unavailable'],
  ])('%s of %s is %s, and says nothing of the row', (code, constraint, expected) => {
    const cause = databaseError(code, constraint);
    const error = translateError(cause);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: expected, cause });
    expect((error as AppError).message).not.toMatch(/Lovelace|555/);
  });

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Query read timeout',
  ])('without a code that says "%s" is a lost connection', (message) =>
    expect(translateError(new Error(message))).toMatchObject({ code: 'unavailable' }),
  );

  it.each([new Error('Something else'), databaseError('42P01'), undefined, 'text', null])(
    'that nobody foresaw stays what it is: %s',
    (error) => expect(translateError(error)).toBe(error),
  );

  it('that is ours already passes', () => {
    const own = new AppError('stale_version', 'Someone else changed this');
    expect(translateError(own)).toBe(own);
  });
});

it('knows which promise was broken, and what a second attempt may mend', () => {
  expect(isViolationOf(databaseError('23505', 'patients_pkey'), 'patients_pkey')).toBe(true);
  expect(isViolationOf(databaseError('23505', 'patients_pkey'), 'users_pkey')).toBe(false);
  expect(isViolationOf(undefined, 'patients_pkey')).toBe(false);
  expect(isRetryable(databaseError('40P01'))).toBe(true);
  expect(isRetryable(databaseError('23505'))).toBe(false);
  expect(isRetryable(new Error('Something else'))).toBe(false);
});
