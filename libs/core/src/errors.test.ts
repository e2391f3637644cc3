import { expect, it } from 'vitest';
import { AppError, httpStatus, invalidBody, staleVersion, unavailable } from './errors.ts';

it('answers every code with a status of an error', () => {
  for (const status of Object.values(httpStatus)) expect(status >= 400 && status < 600).toBe(true);
});

it('carries its status, its issues and what the reader needs to go on', () => {
  const issues = [{ path: 'address.city', code: 'too_long', message: 'At most 200 characters' }];
  expect(invalidBody(issues)).toMatchObject({ status: 400, code: 'invalid_body', issues });
  expect(staleVersion({ version: 3 })).toMatchObject({ status: 412, extra: { current: { version: 3 } } });
});

it('keeps its cause, and has none where none was given', () => {
  const cause = new Error('connection refused');
  expect(unavailable('The database', cause).cause).toBe(cause);
  expect('cause' in new AppError('internal', 'It did not work')).toBe(false);
});
