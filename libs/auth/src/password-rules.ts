import { commonWords } from './common-words.ts';

/** What a password may not be made of besides what everybody's may not: names of the clinic, the person, the product. */
export type PasswordContext = readonly string[];

// With less left besides what is guessed first, a password is as good as those.
const LEAST_LEFT = 6;
const SHORTEST_NAME = 3;
const SHORTEST_RUN = 3;

const ROWS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm'];
const WALKS = ROWS.flatMap((row) => [row, [...row].reverse().join('')]);

// What stands for a letter to who thinks that is clever, each with the letters it may be.
const DISGUISES: [RegExp, string][] = [
  [/[0]/g, 'o'],
  [/[1!|]/g, 'i'],
  [/[3€]/g, 'e'],
  [/[4@]/g, 'a'],
  [/[5$]/g, 's'],
  [/[7+]/g, 't'],
];

const GONE = ' ';

const without = (text: string, words: readonly string[]): string =>
  words.reduce((left, word) => left.replaceAll(word, GONE), text);

const isWalk = (text: string): boolean => WALKS.some((walk) => walk.includes(text));

/** The text without pieces of three and more letters or digits that follow one another, forwards or backwards. */
const withoutWalks = (text: string): string => {
  let left = '';
  for (let at = 0; at < text.length;) {
    let end = at + 1;
    while (end < text.length && isWalk(text.slice(at, end + 1))) end += 1;
    left += end - at >= SHORTEST_RUN ? GONE : text.slice(at, end);
    at = end;
  }
  return left;
};

/** The text without what is said again at once: `aaa`, `abab`, `helphelp`. */
const withoutEchoes = (text: string): string =>
  text.replace(/(.)\1{2,}/gu, GONE).replace(/([^ ]{2,}?)\1+/gu, '$1');

const withoutYears = (text: string): string => text.replace(/(?:19|20)\d\d/g, GONE);

const undisguised = (text: string): string =>
  DISGUISES.reduce((plain, [disguise, letter]) => plain.replace(disguise, letter), text);

const namesIn = (context: PasswordContext): string[] =>
  context
    .flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)])
    .map((name) => name.normalize('NFC').toLowerCase().trim())
    .filter((name) => [...name].length >= SHORTEST_NAME)
    .sort((one, other) => other.length - one.length);

/**
 * Whether a password is among those that are guessed first: what is left of it without common words, names of this clinic,
 * walks over the keyboard, years and repetitions is too little to be one. No letters, digits or signs are asked for
 * (NIST SP 800-63B): those rules make passwords longer to type and no harder to guess.
 */
export const isEasyToGuess = (password: string, context: PasswordContext): boolean => {
  const words = [...namesIn(context), ...commonWords];
  const text = password.normalize('NFC').toLowerCase();
  const plain = without(withoutWalks(withoutYears(without(text, words))), words);
  const bare = without(undisguised(plain), words);
  const left = withoutEchoes(bare).replace(/\s+/gu, '');
  return new Set(left).size < LEAST_LEFT;
};
