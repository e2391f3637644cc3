import { expect, it } from 'vitest';
import { isCalendarDate } from './dates.ts';

it.each(['2004-02-29', '2000-02-29', '1900-02-28', '2025-12-31', '0001-01-01'])(
  'knows the day %s',
  (text) => {
    expect(isCalendarDate(text)).toBe(true);
  },
);

it.each(['2005-02-29', '1900-02-29', '2025-04-31', '2025-13-01', '2025-00-10', '2025-01-00', '0000-01-01'])(
  'refuses %s, which no calendar has',
  (text) => expect(isCalendarDate(text)).toBe(false),
);

it.each(['2025-1-1', '20250101', '2025-01-01T00:00', '01.02.2025', ''])('refuses the form %j', (text) => {
  expect(isCalendarDate(text)).toBe(false);
});
