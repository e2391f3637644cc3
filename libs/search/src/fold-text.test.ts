import { describe, expect, it } from 'vitest';
import { foldText } from './fold-text.ts';
import { seededRandom } from './testing.ts';

describe('folded text', () => {
  it.each([
    ["O'Brien-Łęcki", 'obrien lecki'],
    ['  Straße  12/a ', 'strasse 12 a'],
    ['100% _x* \\', '100% _x* \\'],
    ['Đặng Thị Ánh', 'dang thi anh'],
    ['김철수', '김철수'],
    ['ΣΟΦΟΣ', 'σοφοσ'],
    ['a\u00adb\u200dc\u202ed', 'abcd'],
    ['a\0b', 'a b'],
    ['ﬁ ½', 'fi 1 2'],
    ['🙂', ''],
  ])('of %j is %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('is itself when folded again, whatever characters it had', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 3000; round += 1) {
      const text = Array.from({ length: 8 }, () => String.fromCodePoint(random(0xd800))).join('');
      const folded = foldText(text);
      expect(foldText(folded)).toBe(folded);
    }
  });

  it('is the same for composed and decomposed text', () => {
    const text = 'Ngọc Åström Çelik がぎ 한국';
    expect(foldText(text.normalize('NFD'))).toBe(foldText(text.normalize('NFC')));
  });
});
