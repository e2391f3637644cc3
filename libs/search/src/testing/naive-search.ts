import { nameWords } from '../encode-document.ts';
import { foldLetters, foldText } from '../fold-text.ts';
import type { SearchDocument } from '../search-document.ts';
import { soundKey } from '../sound-key.ts';

// The rules once more, slow and plain, for tests to compare with: one patient at a time, strings only.

/** Something asked for, as typed, and who has it exactly or nearly. */
export type Ask = { typed: string; has: (person: Person) => boolean; isNear: (person: Person) => boolean };

export type Person = {
  document: SearchDocument;
  words: string[];
  email: string;
  nationals: string[];
  identifiers: string[];
};

const COUNTRY = /^\+(?:1|7|4[49]|39)/;

export const personOf = (document: SearchDocument): Person => ({
  document,
  words: nameWords(document),
  email: foldLetters(document.email ?? ''),
  nationals: document.phones.map((phone) =>
    phone.startsWith('+') ? phone.replace(COUNTRY, '') : phone.replace(/^0+/, ''),
  ),
  identifiers: document.identifiers.map(foldText),
});

/** Optimal string alignment by its textbook table. */
export const naiveDistance = (left: string, right: string): number => {
  const table = Array.from({ length: left.length + 1 }, (_, row) =>
    Array.from({ length: right.length + 1 }, (__, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number): number => table[row]?.[column] ?? 0;
  for (let row = 1; row <= left.length; row += 1) {
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      let best = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
      );
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && isSwap) best = Math.min(best, at(row - 2, column - 2) + 1);
      const cells = table[row];
      if (cells) cells[column] = best;
    }
  }
  return at(left.length, right.length);
};

const isNearWord = (typed: string, word: string): boolean => {
  if (typed.length < 4 || typed.length > 30) return false;
  const key = soundKey(typed);
  const sounds = key !== undefined && key === soundKey(word) && Math.abs(typed.length - word.length) <= 3;
  const edits = typed.length >= 8 ? 2 : 1;
  // The table is slow; a difference in length alone needs as many edits.
  return sounds || (Math.abs(typed.length - word.length) <= edits && naiveDistance(typed, word) <= edits);
};

export const askWord = (typed: string): Ask => {
  const text = foldText(typed);
  const has = ({ words, email }: Person): boolean =>
    [...text].length <= 2
      ? words.some((word) => word.startsWith(text))
      : words.some((word) => word.includes(text)) || email.includes(text);
  return {
    typed,
    has,
    isNear: (person) => has(person) || person.words.some((word) => isNearWord(text, word)),
  };
};

const exactly = (typed: string, has: (person: Person) => boolean): Ask => ({ typed, has, isNear: has });

export const askFourDigits = (typed: string): Ask =>
  exactly(typed, ({ document, words, email, nationals, identifiers }) => {
    const starts = [typed, typed.replace(/^0+/, '')].filter((start) => start.length > 0);
    return (
      nationals.some(
        (national) => national.endsWith(typed) || starts.some((start) => national.startsWith(start)),
      ) ||
      identifiers.some((identifier) => identifier.endsWith(typed)) ||
      Number(document.fileNumber) === Number(typed) ||
      document.birthDate?.slice(0, 4) === typed ||
      email.includes(typed) ||
      words.some((word) => word.includes(typed))
    );
  });

export const askFileNumber = (typed: string): Ask =>
  exactly(typed, ({ document }) => Number(document.fileNumber) === Number(typed.replace('#', '')));

/** Typed day, month and year. */
export const askBirthDate = (isoDate: string): Ask => {
  const [year = '', month = '', day = ''] = isoDate.split('-');
  const typed = `${Number(day)}.${Number(month)}.${year}`;
  return exactly(typed, ({ document }) => document.birthDate === isoDate);
};

const newestFirst = (left: Person, right: Person): number =>
  right.document.seenAtMs - left.document.seenAtMs || (left.document.id < right.document.id ? 1 : -1);

/** Every hit, in order. */
export const naiveSearch = (
  people: Iterable<Person>,
  asks: readonly Ask[],
): { id: string; exact: boolean }[] => {
  const sorted = [...people].sort(newestFirst);
  const exact = sorted.filter((person) => asks.every((ask) => ask.has(person)));
  const known = new Set(exact);
  const near = sorted.filter((person) => !known.has(person) && asks.every((ask) => ask.isNear(person)));
  return [
    ...exact.map(({ document }) => ({ id: document.id, exact: true })),
    ...near.map(({ document }) => ({ id: document.id, exact: false })),
  ];
};
