import { firstAbove, IntColumn } from './columns.ts';
import { EditDistance, LONGEST_PATTERN } from './edit-distance.ts';
import { soundKey } from './sound-key.ts';

/** The shortest word for which a near one is looked for: below that, half of all names are near. */
export const SHORTEST_TOLERANT = 4;
const LONG_WORD = 8;
const SOUND_LENGTH_DIFFERENCE = 3;
// A Map entry with its string, and the reference in `words`: estimated, because the engine does not tell.
const BYTES_PER_WORD = 120;

/** How many edits a word of that length may be away: 1, from eight letters on 2. */
export const allowedEdits = (length: number): number => (length >= LONG_WORD ? 2 : 1);

/** The distinct folded name words of a clinic, by number: fragments, typos and sounds are looked up here, once per word. */
export class WordDictionary {
  private readonly words: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly starts = new IntColumn();
  private readonly uses = new IntColumn();
  private readonly letters = new IntColumn();
  private readonly sounds = new IntColumn();
  // All words behind one another, a blank before each: one search in it finds a fragment in every word.
  private text = '';
  private readonly byInitial = new Map<number, number[]>();

  get size(): number {
    return this.words.length;
  }

  get byteSize(): number {
    return this.text.length * 2 + this.words.length * BYTES_PER_WORD + this.starts.data.byteLength * 4;
  }

  /** The word's number, given now if it is new. Counts one more use. */
  intern(word: string): number {
    const known = this.numbers.get(word);
    if (known !== undefined) {
      this.uses.data[known] = this.uses.at(known) + 1;
      return known;
    }
    const number = this.words.length;
    this.words.push(word);
    this.numbers.set(word, number);
    this.starts.push(this.text.length);
    this.text += ` ${word}`;
    this.addInitial(word.charCodeAt(0), number);
    this.uses.push(1);
    this.letters.push(letterSet(word));
    this.sounds.push(hashOf(soundKey(word)));
    return number;
  }

  wordOf(number: number): string {
    return this.words[number] ?? '';
  }

  /** How often the word was written into a record: an upper bound of the patients that have it. */
  usesOf(number: number): number {
    return this.uses.at(number);
  }

  /** Numbers of the words that begin with the text. */
  beginning(text: string): number[] {
    const sameInitial = this.byInitial.get(text.charCodeAt(0)) ?? [];
    return sameInitial.filter((number) => this.wordOf(number).startsWith(text));
  }

  /** Numbers of the words that contain the fragment. */
  containing(fragment: string): number[] {
    const found: number[] = [];
    let position = this.text.indexOf(fragment);
    while (position >= 0) {
      const number = firstAbove(this.starts, position) - 1;
      found.push(number);
      if (number + 1 >= this.starts.length) break;
      position = this.text.indexOf(fragment, this.starts.at(number + 1));
    }
    return found;
  }

  /** Numbers of the words that a typo or a like sound may have turned into this one. */
  near(word: string): number[] {
    if (word.length < SHORTEST_TOLERANT || word.length > LONGEST_PATTERN) return [];
    return [...this.misspelt(word), ...this.alike(word)];
  }

  private misspelt(word: string): number[] {
    const edits = allowedEdits(word.length);
    const distance = new EditDistance(word);
    const letters = letterSet(word);
    const found: number[] = [];
    for (let number = 0; number < this.words.length; number += 1) {
      // Each edit changes at most two letters of the set, so this leaves few words to compare.
      if (countBits(this.letters.at(number) ^ letters) > 2 * edits) continue;
      if (distance.to(this.wordOf(number)) <= edits) found.push(number);
    }
    return found;
  }

  private alike(word: string): number[] {
    const key = soundKey(word);
    const sound = hashOf(key);
    const found: number[] = [];
    for (let number = 0; sound !== 0 && number < this.words.length; number += 1) {
      if (this.sounds.at(number) !== sound) continue;
      const other = this.wordOf(number);
      const isAsLong = Math.abs(other.length - word.length) <= SOUND_LENGTH_DIFFERENCE;
      if (isAsLong && soundKey(other) === key) found.push(number);
    }
    return found;
  }

  private addInitial(initial: number, number: number): void {
    const numbers = this.byInitial.get(initial);
    if (numbers) numbers.push(number);
    else this.byInitial.set(initial, [number]);
  }
}

/** One bit per letter a to z, six more that all other characters share. */
const letterSet = (word: string): number => {
  let set = 0;
  for (let index = 0; index < word.length; index += 1) {
    const code = word.charCodeAt(index);
    set |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 6));
  }
  return set;
};

const countBits = (value: number): number => {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};

/** FNV-1a over 32 bits, 0 where there is no key: a quick no, the keys themselves are compared after it. */
const hashOf = (key: string | undefined): number => {
  if (key === undefined) return 0;
  let hash = 0x811c9dc5 | 0;
  for (let index = 0; index < key.length; index += 1)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return hash === 0 ? 1 : hash;
};
