import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { isPlaceholder } from './clean-text.ts';
import { Findings } from './import-codes.ts';

export type PhoneNumber = { number: string; extension: string | null };

/** Excel shows a long number as 5.56E+09; the digits behind are gone. */
const SCIENTIFIC = /^\d([.,]\d+)?E\+?\d+$/i;

const countDigits = (text: string): number => text.replace(/\D/g, '').length;

const isKept = (text: string): boolean =>
  text.length <= 40 && countDigits(text) >= 3 && countDigits(text) <= 20;

const inCountry = (country: string): { defaultCountry?: CountryCode; extract: boolean } =>
  isSupportedCountry(country) ? { defaultCountry: country, extract: false } : { extract: false };

/** Several numbers in one cell: divided by a semicolon, a slash with blanks, `or` - never by what numbers contain. */
export const splitPhoneCell = (cell: string): string[] =>
  cell
    .split(/;|\n|\s\/\s|\s(?:or|oder)\s|,\s*(?=\+|\()/)
    .map((part) => part.trim())
    .filter((part) => part.length > 0);

const isNone = (text: string): boolean => isPlaceholder(text) || countDigits(text) === 0;

const asTyped = (text: string, findings: Findings): PhoneNumber | null => {
  findings.warn(isKept(text) ? 'phone_not_understood' : 'phone_unrecoverable');
  return isKept(text) ? { number: text, extension: null } : null;
};

/**
 * Ten digits as most of North America writes them. The library tries each of the two dozen countries that share +1, which
 * takes longer than all else there is to a row; where only the length decides, they are one.
 */
const NORTH_AMERICAN = /^\(?([2-9]\d{2})\)?[-. ]?([2-9]\d{2})[-. ]?(\d{4})$/;

const readNorthAmerican = (text: string, country: string): PhoneNumber | null => {
  const match = country === 'US' || country === 'CA' ? NORTH_AMERICAN.exec(text) : null;
  return match ? { number: `+1${match.slice(1).join('')}`, extension: null } : null;
};

const parsePhone = (text: string, country: string, findings: Findings): PhoneNumber | null => {
  const short = readNorthAmerican(text, country);
  if (short) return short;
  const parsed = parsePhoneNumberFromString(text, inCountry(country));
  if (!parsed?.isPossible()) return asTyped(text, findings);
  return { number: parsed.number, extension: parsed.ext ?? null };
};

/**
 * A phone number in E.164 by the clinic's country. The length decides, not whether the number is in use: numbers of
 * ranges opened since, and those reserved for fiction, are still what the clinic wrote down. A number that is not
 * possible is kept as typed, with a warning.
 */
export const readPhone = (typed: string, country: string, findings: Findings): PhoneNumber | null => {
  const text = typed
    .replace(/^(?:'|tel:)\s*/i, '')
    .replace(/^(\d{5,})\.0+$/, '$1')
    .trim();
  if (text.length > 0 && !isNone(text) && !SCIENTIFIC.test(text)) return parsePhone(text, country, findings);
  if (text.length > 0) findings.warn(isNone(text) ? 'phone_missing' : 'phone_unrecoverable');
  return null;
};

/** The numbers of a person without repetition, the first one's extension beside them. */
export const readPhones = (
  cells: readonly string[],
  country: string,
  findings: Findings,
): { phones: string[]; phoneExtension: string | null } => {
  const read = cells
    .flatMap(splitPhoneCell)
    .map((cell) => readPhone(cell, country, findings))
    .filter((phone) => phone !== null);
  return {
    phones: [...new Set(read.map((phone) => phone.number))].slice(0, 11),
    phoneExtension: read[0]?.extension ?? null,
  };
};

/** One number as people type it, in E.164 where it is possible in that country and as typed where it is not; null for none. */
export const internationalPhone = (typed: string, country: string): string | null =>
  readPhone(typed, country, new Findings())?.number ?? null;
