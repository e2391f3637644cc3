import { describe, expect, it } from 'vitest';
import { normalizeEmail, normalizeFileNumber, normalizePhone } from './normalize.ts';

describe('normalize', () => {
  it.each([
    [' Ada.Love+x@Example.ORG ', 'ada.love+x@example.org'],
    ['ａｄａ@example.org', 'ada@example.org'],
  ])('reads the e-mail %s as %s', (typed, expected) => {
    expect(normalizeEmail(typed)).toBe(expected);
  });

  it.each([
    ['+49 (711) 22-33', '+497112233'],
    ['(+49) 711 2233', '+497112233'],
    ['0711 / 22 33', '07112233'],
    ['\u202a+49 711\u202c', '+49711'],
    ['٠٧١١ ٢٢', '071122'],
    ['+', ''],
    ['none', ''],
  ])('reads the phone %s as %s', (typed, expected) => {
    expect(normalizePhone(typed)).toBe(expected);
  });

  it.each([
    ['#0010233', '10233'],
    [' 10233 ', '10233'],
    ['p-0017', 'P-0017'],
    ['000', '0'],
  ])('reads the file number %s as %s', (typed, expected) => {
    expect(normalizeFileNumber(typed)).toBe(expected);
  });
});
