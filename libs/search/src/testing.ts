import type { SearchDocument } from './search-document.ts';

/** Whole numbers below a bound, the same for the same seed (mulberry32). */
export const seededRandom = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
};

/** A patient of whom a test says only what it is about. */
export const aSearchDocument = (about: Partial<SearchDocument> = {}): SearchDocument => ({
  id: '00000000-0000-7000-8000-000000000001',
  givenName: 'Ada',
  familyName: 'Lovelace',
  otherNames: [],
  birthDate: null,
  phones: [],
  email: null,
  fileNumber: '1',
  identifiers: [],
  seenAtMs: 0,
  ...about,
});

const GIVEN =
  'Maria Anna Ana Mohammed Wei Fatima José John Jon Smith Zofia Léa Søren Łukasz Ngọc Ahmed Yusuf Katherine Catherine ' +
  'Stephen Steven Jürgen Marta Mark Marko Marion Hanna Noah Emma Olga Ivan Chiara Aoife Siân İrem Þóra Mary-Ann Jo Li ' +
  'Alexander Alexandra Ali Amir Andrea Andreas Antonio August Bella Carlos Carmen Charlotte Daniel Daria Deborah';
const FAMILY =
  "Smith Smyth Schmidt Müller Mueller Meier Mayer García López García-López O'Brien Nguyễn Kowalski Kowalska Jensen " +
  'Johnson Jonson Brown Braun Yılmaz Öztürk Muñoz Martin Martinez Marinescu Bak Nowak Novak Hernández Fernández Silva ' +
  'Santos Rossi Russo Ferrari Dubois Lefèvre Petrov Петров Ivanova İnce Ångström Bjørnson Đorđević Haddad Said';
const UNSPACED: readonly (readonly [string, string])[] = [
  ['李', '小龙'],
  ['王', '芳'],
  ['김', '철수'],
  ['박', '지민'],
  ['佐藤', '花子'],
];
const SYLLABLES = 'ba ke lo mi nu ra se ti vo wa zi cher stein berg mann ova ski sen dal gor hut'.split(' ');

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** A UUID version 7 made of a number and chance. */
export const numberedId = (number: number, random: (below: number) => number): string => {
  const tail = hex(random(2 ** 24), 6) + hex(random(2 ** 24), 6);
  return `${hex(number, 8)}-0000-7${hex(random(4096), 3)}-8${hex(random(4096), 3)}-${tail}`;
};

type Random = (below: number) => number;

const pick = (random: Random, from: readonly string[]): string =>
  from[Math.min(random(from.length), random(from.length))] ?? '';

const madeName = (random: Random): string => {
  const name = Array.from({ length: 2 + random(2) }, () => pick(random, SYLLABLES)).join('');
  return (
    name.charAt(0).toUpperCase() +
    name.slice(1) +
    (random(3) === 0 ? pick(random, ['a', 'e', 'er', 'in']) : '')
  );
};

const namesOf = (random: Random): Pick<SearchDocument, 'givenName' | 'familyName' | 'otherNames'> => {
  if (random(50) === 0) {
    const [familyName, givenName] = UNSPACED[random(UNSPACED.length)] ?? ['李', '娜'];
    return { familyName, givenName, otherNames: [] };
  }
  const familyName = random(3) === 0 ? madeName(random) : pick(random, FAMILY.split(' '));
  const givenName =
    random(40) === 0 ? null : random(6) === 0 ? madeName(random) : pick(random, GIVEN.split(' '));
  return { familyName, givenName, otherNames: random(8) === 0 ? [pick(random, FAMILY.split(' '))] : [] };
};

const two = (value: number): string => String(value).padStart(2, '0');

/** One of many made-up patients: few first and last names are frequent, many are rare, as in life. */
export const randomDocument = (number: number, random: Random): SearchDocument => {
  const names = namesOf(random);
  const country = ['+49711', '+44207', '+1555', '+39065', '0711'][random(5)] ?? '';
  const address = `${names.givenName ?? 'x'}.${names.familyName}${random(100)}@example${random(5)}.org`;
  return {
    ...names,
    id: numberedId(number, random),
    birthDate: random(30) === 0 ? null : `${1930 + random(90)}-${two(1 + random(12))}-${two(1 + random(28))}`,
    phones: random(10) === 0 ? [] : [`${country}${1_000_000 + random(9_000_000)}`],
    email: random(3) === 0 ? null : address.toLowerCase(),
    fileNumber: String(10_000 + number),
    identifiers: random(2) === 0 ? [`AB${100_000 + random(900_000)}C`] : [],
    seenAtMs: 1_700_000_000_000 - number * 60_000,
  };
};
