import { describe, expect, it } from 'vitest';
import { render } from '@testing-library/react';
import { aPatientFile } from '../../testing/builders.ts';
import { markChange } from './mark-change.tsx';
import { changeOf } from './patient-change.mapper.ts';
import { conflictsOf, draftIn, draftOf, mergedOf, type PatientDraft } from './patient-draft.ts';

const file = aPatientFile({
  phone: '0711 90 12 55',
  notes: 'Comes by taxi.\r\nCall ahead.',
  address: { line: '3 Tanner’s Row', city: 'Quay', state: 'QS', postalCode: 'QS1 2AB', country: 'GB' },
});
const base = draftOf(file);

const typed = (change: Partial<PatientDraft>): PatientDraft => ({ ...base, ...change });

describe('what was changed of a file', () => {
  it('is nothing when nothing was, however a form writes line ends and blanks', () => {
    const form = new FormData();
    for (const [name, text] of Object.entries(base)) form.set(name, ` ${text.replaceAll('\r\n', '\n')}\n`);
    expect(changeOf(file, draftIn(form, base.birthDate))).toEqual({});
  });

  it('is sent alone: other fields are not named, and what was emptied is null', () => {
    expect(changeOf(file, typed({ phone: '0711 90 21 55', givenName: '', sex: '' }))).toEqual({
      phone: '0711 90 21 55',
      givenName: null,
      sex: null,
    });
  });

  it('of an address takes the rest of it along, even what no form shows', () => {
    expect(changeOf(file, typed({ city: 'Harbour' })).address).toEqual({
      line: '3 Tanner’s Row',
      city: 'Harbour',
      state: 'QS',
      postalCode: 'QS1 2AB',
      country: 'GB',
    });
    const empty = typed({ line: '', city: '', state: '', postalCode: '' });
    expect(changeOf(file, empty)).toEqual({ address: null });
  });

  it('of several phones is a list', () => {
    expect(changeOf(file, typed({ otherPhones: '0711 1 , 0711 2;' }))).toEqual({
      otherPhones: ['0711 1', '0711 2'],
    });
  });
});

describe('two who edited at once', () => {
  const mine = typed({ phone: '0711 90 21 55', line: '8 Harbour Steps', givenName: 'Kate', city: 'Harbour' });
  const theirs = typed({ phone: '0711 90 12 58', email: 'jo@mail.example', city: 'Harbour' });
  const conflicts = conflictsOf(base, mine, theirs);

  it('need a choice only where both wrote something else', () => {
    expect(conflicts.map(({ field, by }) => [field, by])).toEqual([
      ['givenName', 'mine'],
      ['phone', 'both'],
      ['email', 'theirs'],
      ['line', 'mine'],
      ['city', 'theirs'],
    ]);
  });

  it('are put together with one’s own on top', () => {
    expect(mergedOf(theirs, conflicts)).toEqual(
      typed({
        givenName: 'Kate',
        phone: '0711 90 21 55',
        email: 'jo@mail.example',
        line: '8 Harbour Steps',
        city: 'Harbour',
      }),
    );
  });
});

const marked = (before: string, after: string): string =>
  render(<p>{markChange(before, after)}</p>).container.innerHTML;

describe('the letters that are new', () => {
  it.each([
    ['0711 90 12 55', '0711 90 21 55', '<p>0711 90 <ins>21</ins> 55</p>'],
    ['8 Harbour Steps', '8 Harbour Steps, flat 2', '<p>8 Harbour Steps<ins>, flat 2</ins></p>'],
    ['aa', 'aaa', '<p>aa<ins>a</ins></p>'],
    ['Steps 2', 'Steps', '<p>Steps</p>'],
    ['same', 'same', '<p>same</p>'],
  ])('from %s to %s are underlined', (before, after, html) => {
    expect(marked(before, after)).toBe(html);
  });
});
