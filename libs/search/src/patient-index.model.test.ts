import { describe, expect, it } from 'vitest';
import {
  askBirthDate,
  askFileNumber,
  askFourDigits,
  askWord,
  naiveSearch,
  personOf,
} from './testing/naive-search.ts';
import type { Ask, Person } from './testing/naive-search.ts';
import { PatientIndex } from './patient-index.ts';
import type { SearchHit } from './patient-index.ts';
import type { SearchDocument } from './search-document.ts';
import { randomDocument, seededRandom } from './testing.ts';

type Random = (below: number) => number;

const MONTH = /^(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)/;

/** Times from a small set, so that many patients stand at the same one. */
const documentOf = (number: number, random: Random): SearchDocument => ({
  ...randomDocument(number, random),
  seenAtMs: 1_700_000_000_000 + random(500) * 1000,
});

const misspell = (word: string, random: Random): string => {
  const at = random(word.length);
  const letter = String.fromCharCode(97 + random(26));
  const ways = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + letter + word.slice(at + 1),
    word.slice(0, at) + word.slice(at + 1, at + 2) + word.slice(at, at + 1) + word.slice(at + 2),
  ];
  return ways[random(ways.length)] ?? word;
};

const wordAsk = (person: Person, random: Random): Ask => {
  const word = person.words[random(person.words.length)] ?? 'nobody';
  const start = random(word.length);
  const ways = [
    word,
    word.slice(0, 1 + random(2)),
    word.slice(start, start + 3 + random(3)),
    misspell(word, random),
  ];
  const typed = ways[random(ways.length)] ?? word;
  return askWord(/^[\p{L}]+$/u.test(typed) ? typed : word);
};

const numberAsk = (person: Person, random: Random): Ask => {
  const { birthDate, fileNumber, phones } = person.document;
  const ways = [
    () => askFileNumber(`#00${fileNumber}`),
    () => askFourDigits(phones[0]?.slice(-4) ?? '1984'),
    () => askFourDigits(birthDate?.slice(0, 4) ?? '1984'),
    () => askBirthDate(birthDate ?? '1984-03-12'),
  ];
  return (ways[random(ways.length)] ?? ways[0] ?? (() => askWord('nobody')))();
};

/** One to three things asked for, mostly about one patient so that combined queries find somebody. */
const askSomething = (people: readonly Person[], random: Random): Ask[] => {
  const person = people[random(people.length)];
  if (!person || random(15) === 0) return [];
  const asks = Array.from({ length: 1 + random(2) }, () => wordAsk(person, random));
  const hasMonth = asks.some(({ typed }) => MONTH.test(typed));
  if (!hasMonth && random(3) === 0) asks.push(numberAsk(person, random));
  return random(4) === 0 && !hasMonth ? [numberAsk(person, random)] : asks;
};

const allPages = (index: PatientIndex, query: string, limit: number): SearchHit[] => {
  const hits: SearchHit[] = [];
  let after: string | undefined;
  do {
    const page = index.search(query, { limit, dateOrder: 'dmy', ...(after === undefined ? {} : { after }) });
    expect(page.complete).toBe(true);
    expect(page.hits.length === limit || page.next === null).toBe(true);
    hits.push(...page.hits);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return hits;
};

const placesOf = (hits: readonly { id: string; exact: boolean }[]): string[] =>
  hits.map(({ id, exact }) => `${id} ${exact ? 'exact' : 'near'}`);

const inOrder = (documents: readonly SearchDocument[]): SearchDocument[] =>
  [...documents].sort((left, right) => right.seenAtMs - left.seenAtMs || (left.id < right.id ? 1 : -1));

const loadedIndex = (documents: readonly SearchDocument[], pageSize: number): PatientIndex => {
  const index = new PatientIndex();
  const sorted = inOrder(documents);
  for (let at = 0; at < sorted.length; at += pageSize) index.append(sorted.slice(at, at + pageSize));
  index.finishLoading();
  return index;
};

describe('the index against a plain reading of the rules', () => {
  it.each([11, 12])(
    'finds the same patients in the same order over all pages, through random changes (%i)',
    (seed) => {
      const random = seededRandom(seed);
      const documents = Array.from({ length: 900 }, (_, number) => documentOf(number, random));
      const index = loadedIndex(documents, 400);
      const people = new Map(documents.map((document) => [document.id, personOf(document)]));
      let found = 0;
      for (let step = 0; step < 80; step += 1) {
        for (let change = random(20); change > 0; change -= 1) {
          const ids = [...people.keys()];
          const known = people.get(ids[random(ids.length)] ?? '')?.document;
          const fresh = documentOf(5000 + step * 100 + change, random);
          if (known && random(4) === 0) {
            index.remove(known.id);
            people.delete(known.id);
          } else {
            const next = known && random(3) > 0 ? { ...fresh, id: known.id } : fresh;
            index.upsert(next);
            people.set(next.id, personOf(next));
          }
        }
        expect(index.size).toBe(people.size);
        const all = [...people.values()];
        const asks = askSomething(all, random);
        const query = asks.map(({ typed }) => typed).join(' ');
        const expected = naiveSearch(all, asks);
        expect({ query, hits: placesOf(allPages(index, query, 1 + random(40))) }).toEqual({
          query,
          hits: placesOf(expected),
        });
        found += expected.length;
      }
      expect(found).toBeGreaterThan(1000);
    },
  );

  it('answers while loading only what no later page can change', () => {
    const random = seededRandom(21);
    const documents = inOrder(Array.from({ length: 2000 }, (_, number) => documentOf(number, random)));
    const people = new Map(documents.map((document) => [document.id, personOf(document)]));
    const index = new PatientIndex();
    let answered = 0;
    let waited = 0;
    for (let at = 0; at < documents.length; at += 100) {
      const changed = documents[random(documents.length)];
      const removed = documents[random(documents.length)];
      if (changed && people.has(changed.id)) {
        const next = { ...documentOf(9000 + at, random), id: changed.id };
        index.upsert(next);
        people.set(next.id, personOf(next));
      }
      if (removed) {
        index.remove(removed.id);
        people.delete(removed.id);
      }
      index.append(documents.slice(at, at + 100));
      for (let round = 0; round < 5; round += 1) {
        const all = [...people.values()];
        const asks = askSomething(all, random);
        const limit = 1 + random(15);
        const page = index.search(asks.map(({ typed }) => typed).join(' '), { limit, dateOrder: 'dmy' });
        if (page.complete) {
          expect(placesOf(page.hits)).toEqual(placesOf(naiveSearch(all, asks).slice(0, limit)));
          answered += 1;
        } else {
          expect(page.hits.length).toBeLessThan(limit);
          waited += 1;
        }
      }
    }
    expect(answered).toBeGreaterThan(10);
    expect(waited).toBeGreaterThan(10);
    index.finishLoading();
    expect(index.size).toBe(people.size);
    const asks = [askWord('an')];
    expect(placesOf(allPages(index, 'an', 50))).toEqual(placesOf(naiveSearch(people.values(), asks)));
  });
});
