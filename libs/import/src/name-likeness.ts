/** Names as they are compared: folded, words divided by one blank. */
export type FoldedNames = { family: string; given: string; preferred: string; maiden: string };

/** How two people's names stand to one another. */
export type NameLikeness = 'same' | 'swapped' | 'typo' | 'part' | 'given_only' | 'different';

/** Shorter names differ in one letter as a rule (Tim and Kim), so one letter tells nothing. */
const SHORTEST_TYPO = 4;

/** Position of the first difference; the length of the shorter text where it begins the longer. */
const firstDifference = (one: string, other: string): number => {
  const end = Math.min(one.length, other.length);
  let index = 0;
  while (index < end && one[index] === other[index]) index += 1;
  return index;
};

const areSwappedAt = (one: string, other: string, index: number): boolean =>
  one.length === other.length &&
  one[index] === other[index + 1] &&
  one[index + 1] === other[index] &&
  one.slice(index + 2) === other.slice(index + 2);

/**
 * Whether one slip of the finger turns one name into the other: two letters changed places, or one letter is wrong,
 * missing or too many. Damerau (1964) found four of five misspellings to be one such slip; the first letter is
 * rarely the wrong one (Pollock and Zamora 1984), and names that differ there alone are other names (Mary, Gary).
 */
export const isTypo = (one: string, other: string): boolean => {
  if (one === other || Math.max(one.length, other.length) < SHORTEST_TYPO) return false;
  const index = firstDifference(one, other);
  if (areSwappedAt(one, other, index)) return true;
  if (index === 0) return false;
  const isReplaced = one.slice(index + 1) === other.slice(index + 1);
  const isLonger = one.slice(index + 1) === other.slice(index);
  return isReplaced || isLonger || one.slice(index) === other.slice(index + 1);
};

const sortedWords = (names: FoldedNames): string =>
  `${names.family} ${names.given}`.trim().split(' ').sort().join(' ');

const isSame = (one: FoldedNames, other: FoldedNames): boolean => {
  if (one.family === other.family && one.given === other.given) return true;
  // A particle or a second family name may stand in the other column: the words are the same, in the same order.
  const whole = (names: FoldedNames): string => `${names.given} ${names.family}`.trim();
  return whole(one) === whole(other) || whole(one).replaceAll(' ', '') === whole(other).replaceAll(' ', '');
};

/** One given name is the beginning of the other: a middle name left out, or written as a letter. */
const isPartOf = (one: string, other: string): boolean => {
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  if (shorter.length === 0) return false;
  const longerWords = longer.split(' ');
  return shorter.split(' ').every((word, index) => {
    const counterpart = longerWords[index] ?? '';
    const isInitial = Math.min(word.length, counterpart.length) === 1 && word[0] === counterpart[0];
    return word === counterpart || isInitial;
  });
};

const givenNames = (names: FoldedNames): string[] =>
  [names.given, names.preferred].filter((name) => name.length > 0);
const familyNames = (names: FoldedNames): string[] =>
  [names.family, names.maiden].filter((name) => name.length > 0);

const someCommon = (
  ones: string[],
  others: string[],
  isLike: (one: string, other: string) => boolean,
): boolean => ones.some((one) => others.some((other) => isLike(one, other)));

const equals = (one: string, other: string): boolean => one === other;

const isPart = (one: FoldedNames, other: FoldedNames): boolean => {
  const isFamilyCommon = someCommon(familyNames(one), familyNames(other), equals);
  return isFamilyCommon && someCommon(givenNames(one), givenNames(other), isPartOf);
};

const isTypoOf = (one: FoldedNames, other: FoldedNames): boolean => {
  if (one.family === other.family && isTypo(one.given, other.given)) return true;
  return one.given === other.given && isTypo(one.family, other.family);
};

/** How the names of two records are alike. */
export const nameLikeness = (one: FoldedNames, other: FoldedNames): NameLikeness => {
  if (isSame(one, other)) return 'same';
  if (sortedWords(one) === sortedWords(other)) return 'swapped';
  if (isTypoOf(one, other)) return 'typo';
  if (isPart(one, other)) return 'part';
  return one.given.length > 0 && one.given === other.given ? 'given_only' : 'different';
};
