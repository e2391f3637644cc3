import { describe, expect, it } from 'vitest';
import { inferDateOrder, readBirthDate, type BirthDateRules } from './birth-date.ts';

const monthFirst = { dateOrder: 'mdy', importDate: '2026-11-23' } as const;
const dayFirst = { dateOrder: 'dmy', importDate: '2026-11-23' } as const;

const yearFirst = { dateOrder: 'ymd', importDate: '2026-11-23' } as const;

const dateOf = (cell: string, rules: BirthDateRules = monthFirst) => {
  const birth = readBirthDate(cell, rules);
  return birth.kind === 'date' ? birth.date : birth.kind;
};
const warningsOf = (cell: string, rules: BirthDateRules = monthFirst) => {
  const birth = readBirthDate(cell, rules);
  return birth.kind === 'date' ? birth.warnings : birth.kind;
};

describe('birth dates as people and programs write them', () => {
  it.each([
    '1984-03-12',
    '1984/3/12',
    '1984.03.12',
    '19840312',
    '1984. 3. 12.',
    '1984 03 12',
    '1984年3月12日',
    '1984년 3월 12일',
    '03/12/1984',
    '3-12-1984',
    '12.03.1984',
    '12. 3. 1984',
    '12-Mar-1984',
    '12 March 1984',
    'March 12, 1984',
    'Mar. 12th 1984',
    '12. März 1984',
    '12 mars 1984',
    '12 de marzo de 1984',
    '1984-Mar-12',
    '30753',
    '30753.0',
    '1984-03-12T00:00:00',
    '03/12/1984 12:00:00 AM',
    '1984-03-12 00:00:00.000',
    "'1984-03-12",
  ])('reads %s', (cell) => {
    expect(dateOf(cell)).toBe('1984-03-12');
  });

  it('takes the order of the column where both parts could be a month, and says so', () => {
    expect(dateOf('3/4/1984')).toBe('1984-03-04');
    expect(dateOf('3/4/1984', dayFirst)).toBe('1984-04-03');
    expect(warningsOf('3/4/1984')).toEqual(['date_order_inferred_from_column']);
    expect(warningsOf('4/4/1984')).toEqual([]);
    expect(warningsOf('3/14/1984')).toEqual([]);
  });

  it('reads a date that only the other order makes possible, with a warning', () => {
    expect(dateOf('25/12/1984')).toBe('1984-12-25');
    expect(warningsOf('25/12/1984')).toEqual(['date_order_differs_from_column']);
  });

  it.each([
    '1984-03-12',
    '1984/03/12',
    '1984.03.12',
    '19840312',
    '84/03/12',
    '84-3-12',
    '84.03.12',
    '84. 3. 12',
  ])('reads %s where the year stands first, whatever the clinic', (cell) => {
    for (const rules of [yearFirst, monthFirst, dayFirst]) expect(dateOf(cell, rules)).toBe('1984-03-12');
  });

  it('takes the first of three short parts for the year where the column does, and says so', () => {
    expect(dateOf('04/05/06', yearFirst)).toBe('2004-05-06');
    expect(dateOf('04.05.06', yearFirst)).toBe('2004-05-06');
    expect(warningsOf('04/05/06', yearFirst)).toEqual(['date_order_inferred_from_column', 'two_digit_year']);
    expect(warningsOf('84/05/06', yearFirst)).toEqual(['two_digit_year']);
    expect(warningsOf('84/05/06')).toEqual(['date_order_differs_from_column', 'two_digit_year']);
    expect(dateOf('04.05.06', dayFirst)).toBe('2006-05-04');
    expect(dateOf('12/31/84', yearFirst)).toBe('1984-12-31');
    expect(dateOf('3/4/1984', yearFirst)).toBe('1984-03-04');
    expect(dateOf('84/13/01', yearFirst)).toBe('impossible');
  });

  it('reads no year of one digit or of three', () => {
    for (const rules of [yearFirst, monthFirst, dayFirst])
      for (const cell of ['1.2.3', '1/2/3', '1-2-3', '3/4/198', '198/3/4', '1 Mar 3'])
        expect(dateOf(cell, rules), cell).toBe('impossible');
    expect(dateOf('5/01/02', yearFirst)).toBe('impossible');
    expect(dateOf('1/31/84', yearFirst)).toBe('1984-01-31');
  });

  it('takes two digits for the latest year that is not in the future', () => {
    expect(dateOf('10/18/91')).toBe('1991-10-18');
    expect(dateOf('11/23/26')).toBe('2026-11-23');
    expect(dateOf('11/24/26')).toBe('1926-11-24');
    expect(warningsOf('10/18/91')).toEqual(['two_digit_year']);
  });

  it.each([
    '',
    'unknown',
    'N/A',
    '?',
    '--',
    '0000-00-00',
    '00/00/0000',
    '1900-01-00',
    '0001-01-01',
    '01/01/1900',
    '9999-12-31',
  ])('takes %j for no date', (cell) => {
    expect(dateOf(cell)).toBe('missing');
  });

  it.each(['02/30/1980', '1980-13-01', '31/04/1975', '2051-01-01', '02/29/2005', 'soon', '45', '12/ab/1980'])(
    'finds %j impossible',
    (cell) => {
      expect(dateOf(cell)).toBe('impossible');
    },
  );

  it('keeps a year or a month as far as it is known', () => {
    expect(readBirthDate('1984', monthFirst)).toEqual({ kind: 'partial', text: '1984' });
    expect(readBirthDate('1984-03', monthFirst)).toEqual({ kind: 'partial', text: '1984-03' });
  });

  it('never moves a day into another zone', () => {
    expect(dateOf('1984-03-12T23:30:00-05:00')).toBe('1984-03-12');
    expect(warningsOf('1984-03-12T23:30:00-05:00')).toEqual(['birth_date_had_time']);
  });

  it('warns of an age nobody reaches', () => {
    expect(warningsOf('1890-05-05')).toEqual(['birth_date_implausible']);
  });

  it('counts Excel serials as Excel does, past the leap day that never was', () => {
    expect(dateOf('61')).toBe('impossible');
    expect(dateOf('367')).toBe('1901-01-01');
    expect(dateOf('44927')).toBe('2023-01-01');
  });
});

describe('the order of a column', () => {
  it('follows the dates that can be read one way only', () => {
    expect(inferDateOrder(['1/2/1980', '13/2/1980', '1980-01-01'])).toBe('dmy');
    expect(inferDateOrder(['1/2/1980', '2/13/1980', '14/2/1980', '3/15/1980'])).toBe('mdy');
    expect(inferDateOrder(['1/2/1980', '13.02.1980'])).toBeNull();
    expect(inferDateOrder(['04/05/06', '84/05/06', '84.05.06', '13/2/1980'])).toBe('ymd');
    expect(inferDateOrder(['84/05/06', '13/2/1980'])).toBeNull();
  });
});
