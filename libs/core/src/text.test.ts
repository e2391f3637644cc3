import { expect, it } from 'vitest';
import { isBlank, isManyLines, isOneLine, isStorableText } from './text.ts';

it.each(["O'Brien", '李', 'Nguyễn', '👩🏽‍⚕️', ''])('takes %j', (text) => expect(isStorableText(text)).toBe(true));

it.each(['a\0b', '\uD83D', 'x\uDC00', '\uDC69\uD83D'])('refuses half a character or a NUL in %j', (text) => {
  expect(isStorableText(text)).toBe(false);
});

// Letters that are written from the right, joined, or marked with the direction of one place.
const SPELLINGS = [
  'الزهراوي',
  'דָּוִד',
  'می\u200cخواهم',
  'क्\u200dष',
  '👩🏽‍⚕️',
  'a\u200eb',
  'a\u200fb',
  'a\u00a0b',
  '',
];

it.each([...SPELLINGS, "O'Brien  "])('takes %j as one line', (text) => {
  expect([isOneLine(text), isManyLines(text)]).toEqual([true, true]);
});

it.each([
  ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'],
  ...[
    '\u0001',
    '\u0008',
    '\u001b[31m',
    '\u001f',
    '\u007f',
    '\u0080',
    '\u0085',
    '\u009f',
    '\r',
    '\u000b',
    '\f',
  ],
])('takes %j for no text at all', (text) => {
  expect([isOneLine(`a${text}b`), isManyLines(`a${text}b`)]).toEqual([false, false]);
});

it.each(['\n', '\t', '\r\n', '\u2028', '\u2029'])(
  'takes %j only where there may be several lines',
  (text) => {
    expect([isOneLine(`a${text}b`), isManyLines(`a${text}b`)]).toEqual([false, true]);
  },
);

it.each([
  ['', true],
  [' \t\n\u00a0', true],
  ['\u200b\u200e\u2060\ufeff\u00ad\u3164', true],
  ['\u200e.', false],
  ['李', false],
])('knows of %j whether there is nothing to see: %s', (text, expected) => {
  expect(isBlank(text)).toBe(expected);
});
