import { expect, it } from 'vitest';
import { isStorableText } from './text.ts';

it.each(["O'Brien", '李', 'Nguyễn', '👩🏽‍⚕️', ''])('takes %j', (text) => expect(isStorableText(text)).toBe(true));

it.each(['a\0b', '\uD83D', 'x\uDC00', '\uDC69\uD83D'])('refuses half a character or a NUL in %j', (text) => {
  expect(isStorableText(text)).toBe(false);
});
