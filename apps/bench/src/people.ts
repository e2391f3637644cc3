/** A small generator of numbers in [0, 1) that repeats itself for the same seed (mulberry32). */
export const createDice = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const GIVEN = (
  'Maria Anna Juan Hannah Daniel Andrea Martin Ana Marco Susan Diana Ivan Jana Brandon Amanda Stefan Lena Paul Omar ' +
  'Mei Yuki Aisha Noor Priya Ravi Olga Petr Zofia Sven Ingrid Chloé Léa Hugo Tomás Lucía Fatima Ibrahim Kofi Ama Thandi'
).split(' ');

const FAMILY = (
  'Smith García Hernández Johnson Müller Rossi Novák Kowalski Nguyễn Kim Lee Wang Tanaka Silva Santos Ivanov Petrov ' +
  'Haddad Cohen Okafor Mensah Dubois Martin Bernard Schmidt Fischer Weber Meyer Jensen Hansen Lindqvist Muñoz López ' +
  'Fernández Bianchi Romano Papadopoulos Yılmaz Demir Singh'
).split(' ');

const SYLLABLES = 'ba de ka lo mi na ro sa te vi wo xu ya zo chi gra ple stra the bru'.split(' ');

export type Person = {
  givenName: string;
  familyName: string;
  birthDate: string;
  phone: string;
  email: string;
};

// Rank r comes about 1/r as often as the first: how names are spread in a population (Zipf).
const zipf = (list: readonly string[], roll: number): string =>
  list[Math.min(list.length - 1, Math.floor(list.length ** roll) - 1)] ?? '';

const madeUp = (dice: () => number): string => {
  const count = 2 + Math.floor(dice() * 3);
  const text = Array.from({ length: count }, () => SYLLABLES[Math.floor(dice() * SYLLABLES.length)]).join('');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const two = (value: number): string => String(value).padStart(2, '0');

/** One made-up person. Phones are of the range kept for fiction. */
export const makePerson = (dice: () => number, index: number): Person => {
  const givenName = zipf(GIVEN, dice());
  const familyName = dice() < 0.6 ? zipf(FAMILY, dice()) : madeUp(dice);
  const year = 1925 + Math.floor(dice() * 100);
  return {
    givenName,
    familyName: index % 99_991 === 5 ? 'Bak' : familyName,
    birthDate: `${year}-${two(1 + Math.floor(dice() * 12))}-${two(1 + Math.floor(dice() * 28))}`,
    phone: `+1${200 + (index % 700)}555${String(index % 10_000).padStart(4, '0')}`,
    email: `person${index}@example.org`,
  };
};
