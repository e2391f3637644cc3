/** Longest word a pattern can be: one bit of a 32-bit number per letter. */
export const LONGEST_PATTERN = 30;

/**
 * Counts the edits between one word and many: insertions, deletions, replacements and swaps of neighbours, one each
 * (optimal string alignment). Bit-parallel after H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and
 * Damerau Edit Distances", Nordic Journal of Computing 10 (2003): a few operations per letter of the other word.
 */
export class EditDistance {
  private readonly places = new Map<number, number>();
  private readonly asciiPlaces = new Int32Array(128);
  private readonly length: number;

  constructor(pattern: string) {
    if (pattern.length === 0 || pattern.length > LONGEST_PATTERN) throw new RangeError('No word to compare');
    this.length = pattern.length;
    for (let index = 0; index < pattern.length; index += 1) {
      const code = pattern.charCodeAt(index);
      const places = this.placesOf(code) | (1 << index);
      this.places.set(code, places);
      if (code < 128) this.asciiPlaces[code] = places;
    }
  }

  to(word: string): number {
    const top = 1 << (this.length - 1);
    let rises = -1;
    let falls = 0;
    let diagonal = 0;
    let earlier = 0;
    let distance = this.length;
    for (let index = 0; index < word.length; index += 1) {
      const equal = this.placesOf(word.charCodeAt(index));
      const swapped = ((~diagonal & equal) << 1) & earlier;
      diagonal = swapped | (((equal & rises) + rises) ^ rises) | equal | falls;
      let up = falls | ~(diagonal | rises);
      let down = diagonal & rises;
      distance += ((up & top) === 0 ? 0 : 1) - ((down & top) === 0 ? 0 : 1);
      up = (up << 1) | 1;
      down <<= 1;
      rises = down | ~(diagonal | up);
      falls = up & diagonal;
      earlier = equal;
    }
    return distance;
  }

  private placesOf(code: number): number {
    return (code < 128 ? this.asciiPlaces[code] : this.places.get(code)) ?? 0;
  }
}
