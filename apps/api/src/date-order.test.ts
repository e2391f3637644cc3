import { expect, it } from 'vitest';
import { dateOrderOf } from './date-order.ts';

it.each([
  ['en-US', 'mdy'],
  ['en-GB', 'dmy'],
  ['de-DE', 'dmy'],
  ['sv-SE', 'ymd'],
  ['ja-JP', 'ymd'],
])('a date in %s is written %s', (locale, order) => {
  expect(dateOrderOf(locale)).toBe(order);
});
