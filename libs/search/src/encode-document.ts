import { fileNumberField, identifierField, phoneField } from './codes.ts';
import { digitPairs } from './field-needle.ts';
import { foldLetters, foldText } from './fold-text.ts';
import type { EncodedRecord } from './record-table.ts';
import type { SearchDocument } from './search-document.ts';
import { END } from './text-column.ts';
import type { WordDictionary } from './word-dictionary.ts';

const MOST_WORDS = 40;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UNSPACED_SCRIPT = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]+$/u;
const NAME_START = /(?<![^ ])(o|d|l|mc|mac) (?=[a-z])/g;
const ASCII = /^[\x20-\x7e]*$/;

/** The 16 bytes of a UUID. */
export const idBytes = (id: string): Buffer => {
  if (!UUID.test(id)) throw new TypeError('A document needs a UUID');
  return Buffer.from(id.replaceAll('-', ''), 'hex');
};

/** The UUID of 16 bytes. */
export const idText = (bytes: Buffer): string => {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/**
 * The folded words of a person's names. Added to them: family and given name in one where the script writes no blank
 * between them, and `obrien` for `o brien`.
 */
export const nameWords = (
  document: Pick<SearchDocument, 'givenName' | 'familyName' | 'otherNames'>,
): string[] => {
  const family = foldText(document.familyName);
  const given = foldText(document.givenName ?? '');
  const all = [family, given, ...document.otherNames.map(foldText)].join(' ');
  const closed = all.replace(NAME_START, '$1');
  const names = closed === all ? all : `${all} ${closed}`;
  const unspaced = family + given;
  const isUnspaced = !ASCII.test(unspaced) && given !== '' && UNSPACED_SCRIPT.test(unspaced);
  const words = new Set((isUnspaced ? `${names} ${unspaced}` : names).split(' '));
  words.delete('');
  return [...words].slice(0, MOST_WORDS);
};

/** `YYYYMMDD` as a number, with 00 for a month or day that is not known; 0 without a year. */
export const birthNumber = (birthDate: string | null): number => {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(birthDate ?? '');
  return match ? Number(`${match[1]}${match[2] ?? '00'}${match[3] ?? '00'}`) : 0;
};

/** Folds a document into what the columns hold. New words go into the dictionary. */
export const encodeDocument = (document: SearchDocument, dictionary: WordDictionary): EncodedRecord => ({
  id: idBytes(document.id),
  seenAtMs: Number.isFinite(document.seenAtMs) ? document.seenAtMs : 0,
  birth: birthNumber(document.birthDate),
  words: nameWords(document).map((word) => dictionary.intern(word)),
  fields: {
    email: document.email === null ? '' : foldLetters(document.email) + END,
    phone: document.phones.map((phone) => digitPairs(phoneField(phone))).join(''),
    fileNumber: fileNumberField(document.fileNumber),
    identifier: document.identifiers.map(identifierField).join(''),
  },
});
