const COMPARABLE = /^[a-z]{3,30}$/;

// In order. Spellings of one sound in the languages a clinic meets most: English, German, Romance, Slavic, Arabic names.
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^x/, 's'],
  [/^gh/, 'g'],
  [/^[jy](?=[aeiou])/, 'J'],
  [/^h/, 'H'],
  [/tsch|sch|sh|cz|zh/g, 's'],
  [/[ck]h|ck|qu|q/g, 'k'],
  [/ph/g, 'f'],
  [/th|dt/g, 't'],
  [/gh/g, ''],
  [/c(?=[eiy])|tz|ts|z/g, 's'],
  [/c/g, 'k'],
  [/x/g, 'ks'],
  [/w$/, ''],
  [/[vw]/g, 'f'],
  [/d$/, 't'],
  [/b$/, 'p'],
  [/g$/, 'k'],
  [/h/g, ''],
  [/[jy]/g, 'i'],
  [/([a-z])\1+/g, '$1'],
];

const vowelClass = (vowels: string): string => {
  if (/^[ae]i/.test(vowels)) return 'D';
  if (/^[ou]/.test(vowels)) return 'O';
  return vowels.startsWith('a') ? 'A' : 'E';
};

/**
 * How a name sounds, roughly: its consonants after spelling differences are removed, and the kind of its first vowel
 * (`smith` and `smyth`, `meier` and `mayer`, `stephen` and `steven` are equal). Own rule, in the family of Soundex and
 * Cologne phonetics but over several languages. Undefined where there is too little to compare or the script is not Latin.
 */
export const soundKey = (word: string): string | undefined => {
  if (!COMPARABLE.test(word)) return undefined;
  const spoken = SPELLINGS.reduce((text, [spelling, sound]) => text.replace(spelling, sound), word);
  const consonants = spoken.replace(/[aeiou]+/g, '');
  if (consonants.length < 2) return undefined;
  const [vowels = ''] = /[aeiou]+/.exec(spoken) ?? [];
  const start = /^[aeiou]/.test(spoken) ? '*' : '';
  return `${start}${consonants}:${vowelClass(vowels)}`;
};
