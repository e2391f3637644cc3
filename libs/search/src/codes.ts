import { foldText } from './fold-text.ts';
import { AFTER_COUNTRY, END, START } from './text-column.ts';

// ITU-T E.164 country codes of two digits; 1 and 7 have one digit, all others three.
const TWO_DIGIT_COUNTRIES = new Set(
  (
    '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 ' +
    '60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'
  ).split(' '),
);

type Phone = { country: string; rest: string };

/** Country code and the rest of an international number without its `+`. The code is whole only if a rest follows. */
const splitCountry = (digits: string): Phone => {
  const length = /^[17]/.test(digits) ? 1 : TWO_DIGIT_COUNTRIES.has(digits.slice(0, 2)) ? 2 : 3;
  return { country: digits.slice(0, length), rest: digits.slice(length) };
};

const withoutZeros = (digits: string): string => digits.replace(/^0+/, '');

const digitsOf = (text: string): string => text.replace(/\D/g, '');

const hasPlus = (text: string): boolean => /^[^\d+]*\+/.test(text);

// Whoever dials asks for it afterwards: it is no part of the number.
const EXTENSION = /\s*(?:ext?\.?|x|#)\s*\d{1,6}\s*$/i;

/** A phone as it stands in the index: country code apart, trunk zero dropped where the country is not known. */
export const phoneField = (phone: string): string => {
  const digits = digitsOf(phone.replace(EXTENSION, ''));
  const isInternational = hasPlus(phone) || digits.startsWith('00');
  const bare = isInternational && !hasPlus(phone) ? withoutZeros(digits) : digits;
  const { country, rest } = isInternational
    ? splitCountry(bare)
    : { country: '', rest: withoutZeros(digits) };
  return country === '' && rest === '' ? '' : START + country + AFTER_COUNTRY + rest + END;
};

/** Typed with the country: that country's number, or one stored without a country. */
const internationalNeedles = (digits: string): string[] => {
  const { country, rest } = splitCountry(digits);
  if (rest === '') return [START + country];
  const national = withoutZeros(rest);
  const own = START + country + AFTER_COUNTRY;
  const isWhole = national.length >= 5;
  const unknown = isWhole ? [START + AFTER_COUNTRY + national, START + AFTER_COUNTRY + country + rest] : [];
  // `+49 (0)711` has a zero too many; Italian numbers have one that belongs there.
  return [own + rest, ...(national === rest || national === '' ? [] : [own + national]), ...unknown];
};

// Shorter ones are too many people's to be taken for a whole number without its country.
const SHORTEST_WHOLE = 7;

/** Digits that may begin with a country: that country's number, or in full one stored without a country. */
const uncertainNeedles = (digits: string): string[] => {
  const { country, rest } = splitCountry(digits);
  const national = withoutZeros(rest);
  const own = START + country + AFTER_COUNTRY;
  return [
    own + rest,
    ...(national === rest ? [] : [own + national]),
    ...(national.length < SHORTEST_WHOLE ? [] : [START + AFTER_COUNTRY + national + END]),
  ];
};

const nationalNeedles = (digits: string): string[] => {
  const national = withoutZeros(digits);
  if (digits.length < 3) return [];
  if (national.length < 5) {
    const starts = new Set(national === '' ? [digits] : [digits, national]);
    return [...[...starts].map((start) => AFTER_COUNTRY + start), digits + END];
  }
  const mayHaveCountry = digits === national && digits.length >= 8;
  return [national, ...(mayHaveCountry ? uncertainNeedles(digits) : [])];
};

/**
 * What to look for in the phone field for digits as typed, in any format: from five digits on any part of the number,
 * with three or four its beginning (with or without the trunk zero) or its end. `00` may stand for `+`, which may be missing.
 */
export const phoneNeedles = (typed: string): string[] => {
  const digits = digitsOf(typed);
  if (hasPlus(typed)) return digits === '' ? [] : internationalNeedles(digits);
  const abroad = digits.startsWith('00') ? withoutZeros(digits) : '';
  return [...(abroad === '' ? [] : internationalNeedles(abroad)), ...nationalNeedles(digits)];
};

/** Letters and digits alone, as numbers on paper are grouped in many ways. */
export const compactCode = (text: string): string => foldText(text).replaceAll(' ', '');

/** As `compactCode`, and each group of digits without its leading zeros. */
const fileKey = (text: string): string => {
  if (/^[1-9]\d*$/.test(text)) return text;
  return foldText(text)
    .split(' ')
    .map((group) => group.replace(/(?<!\d)0+(?=\d)/g, ''))
    .join('');
};

/** A file number as it stands in the index. Where letters come first (`P-0017`) the digits alone find it as well. */
export const fileNumberField = (fileNumber: string): string => {
  const key = fileKey(fileNumber);
  if (key === '') return '';
  const digits = /^\D+(\d+)$/.exec(key)?.[1];
  return START + key + END + (digits === undefined ? '' : START + digits + END);
};

/** The whole file number, leading zeros or not. */
export const fileNumberNeedles = (typed: string): string[] => {
  const key = fileKey(typed);
  return key === '' ? [] : [START + key + END];
};

export const identifierField = (identifier: string): string => {
  const code = compactCode(identifier);
  return code === '' ? '' : START + code + END;
};

/** From five characters on any part of an identifier, with four its end, with fewer the whole. */
export const identifierNeedles = (typed: string): string[] => {
  const code = compactCode(typed);
  if (code === '') return [];
  if (code.length >= 5) return [code];
  return [code.length === 4 ? code + END : START + code + END];
};
