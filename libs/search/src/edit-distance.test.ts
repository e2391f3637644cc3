import { describe, expect, it } from 'vitest';
import { EditDistance, LONGEST_PATTERN } from './edit-distance.ts';
import { naiveDistance } from './testing/naive-search.ts';
import { seededRandom } from './testing.ts';

describe('edit distance', () => {
  it.each([
    ['smith', 'smith', 0],
    ['smith', 'smyth', 1],
    ['smith', 'smiht', 1],
    ['smith', 'smih', 1],
    ['ca', 'abc', 3],
    ['иванов', 'иваноф', 1],
    ['a', '', 1],
  ])('from %s to %s is %i', (left, right, edits) => {
    expect(new EditDistance(left).to(right)).toBe(edits);
  });

  it('is what the textbook table gives, up to the longest pattern', () => {
    const random = seededRandom(3);
    const word = (length: number): string =>
      Array.from({ length }, () => 'abcdñж'.charAt(random(6))).join('');
    for (let round = 0; round < 3000; round += 1) {
      const pattern = word(1 + random(LONGEST_PATTERN));
      const other = random(2) === 0 ? word(random(40)) : pattern.slice(random(3)) + word(random(3));
      expect([pattern, other, new EditDistance(pattern).to(other)]).toEqual([
        pattern,
        other,
        naiveDistance(pattern, other),
      ]);
    }
  });

  it('refuses a pattern that does not fit', () => {
    expect(() => new EditDistance('')).toThrow(RangeError);
    expect(() => new EditDistance('x'.repeat(LONGEST_PATTERN + 1))).toThrow(RangeError);
  });
});
