import { describe, expect, it } from 'vitest';
import { dateOrderOf, readBirthDate, writeBirthDate } from './birth-date.ts';

const today = '2026-11-23';
const british = dateOrderOf('en-GB');

describe('a typed birth date', () => {
  it.each([
    ['en-GB', '19/2/2004'],
    ['en-US', '2/19/2004'],
    ['de-DE', '19.02.2004'],
    ['en-GB', '19 2 04'],
    ['en-US', '2004-02-19'],
    ['ja-JP', '2004/2/19'],
  ])('is read in %s as %s', (locale, text) => {
    expect(readBirthDate(text, dateOrderOf(locale), today)).toEqual({ outcome: 'date', date: '2004-02-19' });
  });

  it('takes two digits of a year for the past', () => {
    expect(readBirthDate('1/1/84', british, today)).toEqual({ outcome: 'date', date: '1984-01-01' });
    expect(readBirthDate('1/1/26', british, today)).toEqual({ outcome: 'date', date: '2026-01-01' });
  });

  it('names the day that does not exist', () => {
    expect(readBirthDate('31/02/2004', british, today)).toEqual({
      outcome: 'noSuchDay',
      year: 2004,
      month: 2,
      days: 29,
    });
  });

  it.each(['13/13/2004', '1/2', 'soon', '0/1/2000', '1/1/1700', '1/2/3/4', '1.2.3', '1/2/198'])(
    'cannot be read from "%s"',
    (text) => {
      expect(readBirthDate(text, british, today)).toEqual({ outcome: 'unreadable' });
    },
  );

  it('is not in the future', () => {
    expect(readBirthDate('24/11/2026', british, today)).toEqual({ outcome: 'future' });
    expect(readBirthDate('23/11/2026', british, today)).toEqual({ outcome: 'date', date: today });
  });

  it('may be left out', () => {
    expect(readBirthDate('  ', british, today)).toEqual({ outcome: 'empty' });
  });

  it('is written the way it is read', () => {
    expect(
      readBirthDate(writeBirthDate('2004-02-19', dateOrderOf('en-US')), dateOrderOf('en-US'), today),
    ).toEqual({
      outcome: 'date',
      date: '2004-02-19',
    });
  });
});
