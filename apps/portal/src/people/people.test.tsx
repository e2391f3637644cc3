import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ageOn } from './age.ts';
import { markTerms } from './matches.tsx';
import { createHandOver, draftFromSearch } from './registration-draft.ts';
import { shortName } from './short-name.ts';

describe('an age', () => {
  it.each([
    ['2026-11-20', { unit: 'days', count: 3 }],
    ['2026-10-27', { unit: 'days', count: 27 }],
    ['2026-10-26', { unit: 'months', count: 0 }],
    ['2024-11-24', { unit: 'months', count: 23 }],
    ['2024-11-23', { unit: 'years', count: 2 }],
    ['1985-11-24', { unit: 'years', count: 40 }],
    ['2004-02-29', { unit: 'years', count: 22 }],
    ['2026-11-24', { unit: 'days', count: 0 }],
  ])('of someone born %s is %j', (birthDate, age) => {
    expect(ageOn(birthDate, '2026-11-23')).toEqual(age);
  });
});

const marked = (...input: Parameters<typeof markTerms>): string =>
  render(<p>{markTerms(...input)}</p>).container.innerHTML;

describe('the letters a search found', () => {
  it.each([
    ['Mårtensson', 'mar', '<p><mark>Mår</mark>tensson</p>'],
    ['O’Brennan', 'obren', '<p><mark>O’Bren</mark>nan</p>'],
    ['Groß', 'gross', '<p><mark>Groß</mark></p>'],
    ['Al-Khatib', 'khatib', '<p>Al-<mark>Khatib</mark></p>'],
    ['Верескова', 'верес', '<p><mark>Верес</mark>кова</p>'],
    ['Li', 'mar', '<p>Li</p>'],
    ['<b>', 'b', '<p>&lt;<mark>b</mark>&gt;</p>'],
  ])('in %s for "%s"', (text, term, html) => {
    expect(marked(text, [term])).toBe(html);
  });

  it('are found in a number whatever stands between its digits', () => {
    expect(marked('0711 90 84 12', ['8412'], 'number')).toBe('<p>0711 90 <mark>84 12</mark></p>');
    expect(marked('+1 (555) 123-4567', ['5551'], 'number')).toBe('<p>+1 (<mark>555) 1</mark>23-4567</p>');
  });
});

describe('a search that found nobody', () => {
  it.each([
    ['keelin obrennan', { givenName: 'Keelin', familyName: 'Obrennan' }],
    ['O’Brennan, keelin', { familyName: 'O’Brennan', givenName: 'Keelin' }],
    ['wirawan', { familyName: 'Wirawan' }],
    ['maria 1984', { familyName: 'Maria' }],
    ['li 2004-02-19', { familyName: 'Li', birthDate: '2004-02-19' }],
    ['jo li 0711204419', { givenName: 'Jo', familyName: 'Li', phone: '0711204419' }],
    ['+4930123456', { phone: '+4930123456' }],
    ['', {}],
  ])('"%s" begins a registration as %j', (query, draft) => {
    expect(draftFromSearch(query)).toEqual(draft);
  });

  it('is handed over once', () => {
    const handOver = createHandOver<string>();
    handOver.put('typed');
    expect([handOver.take(), handOver.take()]).toEqual(['typed', undefined]);
  });
});

describe('a short name', () => {
  it.each([
    ['Dr Mei-Ling Hwang', 'Dr Hwang'],
    ['Petra Vlahović', 'P. Vlahović'],
    ['T. Marchetti', 'T. Marchetti'],
    ['Dr Osei', 'Dr Osei'],
    ['Wirawan', 'Wirawan'],
  ])('of %s is %s', (name, short) => {
    expect(shortName(name)).toBe(short);
  });
});
