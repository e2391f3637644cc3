import { AppError } from '@clinic/core';
import { describe, expect, it } from 'vitest';
import { PatientIndex } from './patient-index.ts';
import type { SearchPage } from './patient-index.ts';
import { aSearchDocument, numberedId, randomDocument, seededRandom } from './testing.ts';

const idOf = (number: number): string => numberedId(number, () => 0);

const ask = (index: PatientIndex, query: string, page: { limit?: number; after?: string } = {}): SearchPage =>
  index.search(query, { limit: 20, dateOrder: 'dmy', ...page });

const numbersOf = (page: SearchPage): number[] => page.hits.map((hit) => Number.parseInt(hit.id, 16));

const person = (number: number, familyName: string, seenAtMs: number) =>
  aSearchDocument({ id: idOf(number), familyName, seenAtMs });

const indexOfFive = (): PatientIndex => {
  const index = new PatientIndex();
  index.append([5, 4, 3, 2, 1].map((number) => person(number, 'Berg', number * 10)));
  index.finishLoading();
  return index;
};

describe('changes', () => {
  it('show in the next search, at the place of the time seen', () => {
    const index = indexOfFive();
    index.upsert(person(2, 'Berg', 45));
    index.upsert(person(6, 'Berg', 25));
    index.upsert(person(4, 'Other', 40));
    expect(numbersOf(ask(index, 'berg'))).toEqual([5, 2, 3, 6, 1]);
    expect(numbersOf(ask(index, 'other'))).toEqual([4]);
    index.remove(idOf(2));
    index.remove(idOf(5));
    index.remove(idOf(99));
    expect(numbersOf(ask(index, ''))).toEqual([4, 3, 6, 1]);
    expect(index.size).toBe(4);
  });

  it('bring back a removed patient as the new one', () => {
    const index = indexOfFive();
    index.remove(idOf(3));
    index.upsert(person(3, 'Back', 1));
    expect(numbersOf(ask(index, 'back'))).toEqual([3]);
    expect(numbersOf(ask(index, ''))).toEqual([5, 4, 2, 1, 3]);
  });

  it('take a patient by id in any case of letters', () => {
    const index = new PatientIndex();
    index.finishLoading();
    index.upsert(aSearchDocument({ id: 'ABCDEF00-0000-7000-8000-000000000001' }));
    index.upsert(aSearchDocument({ id: 'abcdef00-0000-7000-8000-000000000001' }));
    expect(ask(index, '').hits.map((hit) => hit.id)).toEqual(['abcdef00-0000-7000-8000-000000000001']);
    expect(() => index.upsert(aSearchDocument({ id: '42' }))).toThrow(TypeError);
  });

  it('leave no old bytes behind: a thousand of one patient take no more room than a few', () => {
    const index = indexOfFive();
    for (let round = 0; round < 1000; round += 1) index.upsert(person(1, 'Berg', round));
    const before = index.byteSize;
    for (let round = 0; round < 5000; round += 1) index.upsert(person(1, 'Berg', round));
    expect(index.byteSize).toBeLessThan(before * 2);
    expect(numbersOf(ask(index, 'berg'))).toEqual([1, 5, 4, 3, 2]);
  });

  it('remember the counter they are current to', () => {
    const index = indexOfFive();
    expect(index.seq).toBe(0);
    index.seq = 17;
    expect(index.seq).toBe(17);
  });
});

describe('loading', () => {
  it('answers from what is loaded when that fills the page, and says so when it does not', () => {
    const index = new PatientIndex();
    expect(ask(index, '')).toEqual({ hits: [], next: null, complete: false });
    index.append([person(9, 'Berg', 90), person(8, 'Berg', 80)]);
    const filled = ask(index, 'berg', { limit: 2 });
    expect([numbersOf(filled), filled.complete, filled.next !== null]).toEqual([[9, 8], true, true]);
    expect(ask(index, 'berg', { limit: 3 }).complete).toBe(false);
    expect(index.isComplete).toBe(false);
    index.append([person(7, 'Berg', 70)]);
    index.finishLoading();
    expect(index.isComplete).toBe(true);
    expect(ask(index, 'berg', { limit: 3 })).toMatchObject({ next: null, complete: true });
  });

  it('shows no near hit before all exact ones are known', () => {
    const index = new PatientIndex();
    index.append([person(9, 'Smith', 90), person(8, 'Smith', 80)]);
    expect(ask(index, 'smyth', { limit: 1 })).toEqual({ hits: [], next: null, complete: false });
  });

  it('keeps a change that came before its page, and does not bring back who was removed', () => {
    const index = new PatientIndex();
    index.append([person(9, 'Berg', 90)]);
    index.upsert(person(7, 'Changed', 95));
    index.remove(idOf(6));
    index.append([person(8, 'Berg', 80), person(7, 'Berg', 70), person(6, 'Berg', 60)]);
    index.finishLoading();
    expect(numbersOf(ask(index, ''))).toEqual([7, 9, 8]);
    expect(numbersOf(ask(index, 'changed'))).toEqual([7]);
  });

  it('finds patients that came out of order or twice, each once and in place', () => {
    const index = new PatientIndex();
    index.append([person(5, 'Berg', 50), person(9, 'Berg', 90)]);
    index.append([person(7, 'Berg', 70), person(5, 'Newer', 51), person(4, 'Berg', 40)]);
    index.finishLoading();
    expect(numbersOf(ask(index, ''))).toEqual([9, 7, 5, 4]);
    expect(numbersOf(ask(index, 'newer'))).toEqual([5]);
    expect(() => index.append([])).toThrow('loaded');
  });
});

describe('pages', () => {
  const random = seededRandom(2);
  const people = Array.from({ length: 600 }, (_, number) => randomDocument(number, random));
  const loaded = (): PatientIndex => {
    const index = new PatientIndex();
    index.append(people);
    index.finishLoading();
    return index;
  };

  it('go on behind the last hit after new patients came to the top', () => {
    const index = loaded();
    const first = ask(index, 'a', { limit: 10 });
    const second = ask(index, 'a', { limit: 10, after: first.next ?? '' });
    index.upsert({ ...aSearchDocument({ id: idOf(7000) }), seenAtMs: 2_000_000_000_000 });
    expect(ask(index, 'a', { limit: 10, after: first.next ?? '' })).toEqual(second);
  });

  it('go on behind the last hit after that patient was removed', () => {
    const index = loaded();
    const first = ask(index, 'a', { limit: 10 });
    const second = ask(index, 'a', { limit: 10, after: first.next ?? '' });
    index.remove(first.hits.at(-1)?.id ?? '');
    expect(ask(index, 'a', { limit: 10, after: first.next ?? '' })).toEqual(second);
  });

  it('end without a next page when exactly full', () => {
    const index = indexOfFive();
    expect(ask(index, 'berg', { limit: 5 }).next).toBeNull();
    expect(ask(index, 'berg', { limit: 4 }).next).not.toBeNull();
  });

  it('carry a mark that shows neither what was typed nor whom it found', () => {
    const index = indexOfFive();
    const text = Buffer.from(ask(index, 'berg', { limit: 1 }).next ?? '', 'base64url');
    expect(text.length).toBe(25);
    expect(text.toString('latin1').toLowerCase()).not.toContain('berg');
  });

  it.each(['', 'x', 'AAAA', 'A'.repeat(34), `${'A'.repeat(33)}=`, '7'.repeat(34), 'A'.repeat(3400)])(
    'refuse the mark %j unless it is one of ours',
    (after) => {
      const index = indexOfFive();
      const isOurs = after === 'A'.repeat(34);
      const act = (): SearchPage => ask(index, 'berg', { after });
      if (isOurs) expect(act().hits).toEqual([]);
      else expect(act).toThrow(AppError);
    },
  );
});
