import { invalidInput } from '@clinic/core';

type Range = { from: Date; to: Date };

const LONGEST_MS = 31 * 24 * 60 * 60_000;
const LONGEST_CLOCK_CHANGE_MS = 2 * 60 * 60_000;

const rangeUpTo = (query: { from: string; to: string }, longestMs: number): Range => {
  const from = new Date(query.from);
  const to = new Date(query.to);
  const length = to.getTime() - from.getTime();
  if (length > 0 && length <= longestMs) return { from, to };
  throw invalidInput([{ path: 'to', code: 'invalid', message: 'must be after `from`, by at most 31 days' }]);
};

/** A half-open range of instants. @throws AppError `invalid_input` when it runs backwards or is longer than 31 days. */
export const readRange = (query: { from: string; to: string }): Range => rangeUpTo(query, LONGEST_MS);

/** The same for a month of the calendar: one in which the clocks go back is up to two hours longer than its days. */
export const readMonth = (query: { from: string; to: string }): Range =>
  rangeUpTo(query, LONGEST_MS + LONGEST_CLOCK_CHANGE_MS);
