// U+00B4 would fall apart into a blank and an accent, so apostrophes go first; some forms only show after NFKD, so again later.
const APOSTROPHES = /['`\u00b4\u02b9\u02bb-\u02bf\u02c8\u05f3\u2018\u2019\u201b\u2032\uff07]/g;
// Format characters (zero-width, direction marks, soft hyphen) and the Arabic tatweel are invisible or mere stretch.
const INVISIBLE = /[\p{Cf}\u0640]/gu;
const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const NOT_WORD = /[^\p{L}\p{N}\p{M}%_\\*]+/gu;
const NOT_WORD_ASCII = /[^a-z0-9%_\\*]+/g;

// What Unicode decomposition leaves alone, as PostgreSQL's `unaccent` folds it; then sigma, and Arabic letters people mix.
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
  ς: 'σ',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];
const OTHER_DIGIT = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g;

const plainDigit = (digit: string): string => {
  const code = digit.charCodeAt(0);
  return String(code - (ZEROS.find((zero) => code >= zero && code <= zero + 9) ?? code));
};

const foldUnicode = (text: string): string =>
  text
    .replace(APOSTROPHES, '')
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mn}/gu, '')
    .replace(APOSTROPHES, '')
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .replace(OTHER_DIGIT, plainDigit)
    .replace(/\p{Cc}/gu, ' ')
    // Without composing again a Korean syllable would match by its single letters.
    .normalize('NFC');

/** Case, accents and apostrophes removed; punctuation kept, as in an e-mail address. */
export const foldLetters = (text: string): string =>
  PLAIN_ASCII.test(text) ? text.toLowerCase().replace(/['`]/g, '') : foldUnicode(text);

/**
 * Text as it is compared: case, accents and apostrophes removed, other punctuation and blanks as one blank.
 * `% _ \ *` stay, because people type them as wildcards and they are none.
 */
export const foldText = (text: string): string => {
  const folded = foldLetters(text);
  return folded.replace(PLAIN_ASCII.test(folded) ? NOT_WORD_ASCII : NOT_WORD, ' ').trim();
};
