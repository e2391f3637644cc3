import { invalidInput } from '@clinic/core';

const LONGEST_MS = 31 * 24 * 60 * 60_000;

/** A half-open range of instants. @throws AppError `invalid_input` when it runs backwards or is longer than 31 days. */
export const readRange = (query: { from: string; to: string }): { from: Date; to: Date } => {
  const from = new Date(query.from);
  const to = new Date(query.to);
  const length = to.getTime() - from.getTime();
  // A summer that loses an hour must not make 31 days of a calendar too long.
  if (length > 0 && length <= LONGEST_MS + 2 * 60 * 60_000) return { from, to };
  throw invalidInput([{ path: 'to', code: 'invalid', message: 'must be after `from`, by at most 31 days' }]);
};
