import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './system.ts';

/** Somebody nobody has ever heard of: every word of theirs is unlike any other, in the demo and in the logs. */
export type Person = {
  familyName: string;
  givenName: string;
  birthDate: string;
  phone: string;
  email: string;
};

const pick = <T>(choices: readonly T[]): T => choices[Math.floor(Math.random() * choices.length)] as T;
const between = (low: number, high: number): number => low + Math.floor(Math.random() * (high - low + 1));

const syllables = [
  ...[
    'bran',
    'dul',
    'fen',
    'gor',
    'hasp',
    'jor',
    'kel',
    'lum',
    'morv',
    'nalk',
    'pem',
    'quil',
    'rost',
    'sarv',
  ],
  ...['tob', 'urm', 'vell', 'wyx', 'yorl', 'zand', 'drix', 'glum', 'krev', 'plov', 'skarn', 'thrum'],
];

const madeUpName = (length: number): string => {
  const name = Array.from({ length }, () => pick(syllables)).join('');
  return name.charAt(0).toUpperCase() + name.slice(1);
};

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** A new person. Phones come from the range set aside for drama (Ofcom), e-mail from a name nobody can own. */
export const newPerson = (more: Partial<Person> = {}): Person => {
  const familyName = more.familyName ?? madeUpName(3);
  return {
    familyName,
    givenName: madeUpName(2),
    birthDate: `${between(1931, 1999)}-${twoDigits(between(1, 12))}-${twoDigits(between(1, 28))}`,
    phone: `+44 7700 900${String(between(0, 999)).padStart(3, '0')}`,
    email: `${familyName.replaceAll(/[^A-Za-z]/g, '').toLowerCase() || 'someone'}@patients.example`,
    ...more,
  };
};

const FILE = 'journey-words.jsonl';

/** Keeps a word that a journey used about a patient, so that the end of the run can look for it where it must not be. */
export const remember = (place: Place, words: readonly string[]): void =>
  appendFileSync(join(place.dataDir, FILE), words.map((word) => `${JSON.stringify(word)}\n`).join(''));

/** Every word that was remembered. */
export const rememberedWords = (place: Place): string[] => [
  ...new Set(
    readFileSync(join(place.dataDir, FILE), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as string),
  ),
];

export const wordsOf = ({ familyName, givenName, birthDate, phone, email }: Person): string[] => [
  familyName,
  givenName,
  birthDate,
  phone,
  phone.replaceAll(/\D/g, ''),
  email,
];
