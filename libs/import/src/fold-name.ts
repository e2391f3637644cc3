const APOSTROPHES = /['’‘ʼ`´ʻ′]/g;
const LETTERS: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ı: 'i',
  ß: 'ss',
};
const SPECIAL = /[łøđðæœþıß]/g;
const PLAIN = /^[a-z ]*$/;

/**
 * A name as it is compared: without case, accents, apostrophes and punctuation. The rules are those of the search,
 * so that who is found by a name is also recognised by it.
 */
export const foldName = (name: string): string => {
  const lower = name.trim().toLowerCase();
  if (PLAIN.test(lower) && !lower.includes('  ')) return lower;
  return lower
    .replace(APOSTROPHES, '')
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC')
    .replace(SPECIAL, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
};
