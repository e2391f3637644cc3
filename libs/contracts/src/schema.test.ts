import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  calendarDate,
  countryCode,
  email,
  fewLines,
  id,
  instant,
  languageTag,
  longText,
  newId,
  personName,
  phone,
  searchText,
  secret,
  shortText,
} from './schema.ts';

const takes = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

const V7 = '01920000-00ab-7000-8000-0000000000cd';
const V4 = '8c2f4a51-6c0e-4d6b-9d0a-1f7c2d3e4f50';

/** For each kind of value: what it takes, and what it does not. */
const table: [string, z.ZodType, unknown[], unknown[]][] = [
  ['an id that is made here', newId, [V7], [V4, '', `${V7} `, V7.slice(1), V7.replaceAll('-', ''), 7, null]],
  [
    'an id that is looked up',
    id,
    [V7, V4, '00000000-0000-0000-0000-000000000000'],
    ['', 'x', `{${V4}}`, V4.slice(1), 7],
  ],
  [
    'an instant',
    instant,
    [
      '2026-11-23T09:00:00Z',
      '2026-11-23T09:00:00.123Z',
      '1800-01-01T00:00:00Z',
      '2999-12-31T23:59:59Z',
      '2024-02-29T00:00:00Z',
    ],
    [
      ...[
        '2026-11-23T09:00:00',
        '2026-11-23T09:00:00+01:00',
        '2026-11-23',
        '2026-02-30T09:00:00Z',
        '2025-02-29T00:00:00Z',
      ],
      ...[
        '2026-11-23T24:00:00Z',
        '2026-11-23T09:60:00Z',
        '1799-12-31T23:59:59Z',
        '3000-01-01T00:00:00Z',
        '+012026-01-01T00:00:00Z',
      ],
      ...['', 'now', 1_700_000_000_000, null],
    ],
  ],
  [
    'a date',
    calendarDate,
    ['1985-12-10', '2024-02-29'],
    ['1985-02-30', '1985-12-10T00:00:00Z', '10.12.1985', '1985-1-1', '', 19_851_210],
  ],
  [
    'a name',
    personName,
    [
      ...["O'Brien", '李', 'Nguyễn', 'الزهراوي', 'x', ' x ', 'x'.repeat(200), 'de la Cruz y Vega', '👩🏽‍⚕️'],
      ...['می\u200cخواهم', 'Ada\u200e', 'Ada\u200f'],
    ],
    [
      ...['', '   ', '\t\n', '\u200b', 'x'.repeat(201), 'a\0b', '\uD83D', 7, null, ['x']],
      ...['Ada\u202egnik', 'Ada\u2066', 'Ada\nKing', 'Ada\tKing', 'Ada\u0007', 'Ada\u009b', 'Ada\u2028'],
    ],
  ],
  ['one line', shortText, ['x', 'x'.repeat(500)], ['', ' ', 'x'.repeat(501), '\0', 'x\ny', 'x\u202ey']],
  ['a few lines', fewLines, ['x\ny', 'x'.repeat(500)], ['', '\n', 'x'.repeat(501), 'x\u202ey', 'x\u001b']],
  [
    'many lines',
    longText,
    ['x\ny', 'x\r\n\ty', 'x'.repeat(10_000)],
    ['', '\n\u200b', 'x'.repeat(10_001), '\uDC00', 'x\ry', 'x\u202ey', 'x\u0000'],
  ],
  ['a search', searchText, ['', ' ', 'ada 1985', 'x'.repeat(200)], ['x'.repeat(201), '\0', null]],
  ['a secret', secret(128), ['x', ' ', 'x'.repeat(128)], ['', 'x'.repeat(129), 'a\0b', '\uD83D']],
  [
    'a phone',
    phone,
    ['(212) 555-0147', '+41 44 668 18 00', '110', '+1.212.555.0147 x12'],
    ['', '12', 'none', '1'.repeat(21), '5'.repeat(41), '\u0000123', '\u202a+41446681800', '110\n112'],
  ],
  [
    'an e-mail address',
    email,
    ['ada@example.org', 'a+b@x.y', 'ü@ü.example', "o'brien@example.org"],
    ['ada\u202e@x.y', 'ada\u0007@x.y', '', 'ada', '@x', 'ada@', 'a b@x.y', `${'x'.repeat(251)}@x.y`],
  ],
  ['a country', countryCode, ['US', 'CH'], ['us', 'USA', 'U', '', 'ZZ', 'UK', 1]],
  ['a language', languageTag, ['en', 'de-CH', 'zh-Hant-TW', 'gsw'], ['', 'EN', 'e', 'english', 'en_US']],
];

describe.each(table)('%s', (_what, schema, good, bad) => {
  it.each(good)('takes %j and keeps it as it is', (value) => {
    expect(schema.parse(value)).toBe(value);
  });

  it.each(bad)('refuses %j', (value) => {
    expect(takes(schema, value)).toBe(false);
  });
});

it.each([
  ['made', newId],
  ['looked up', id],
])('an id that is %s is the same in capital letters', (_what, schema) => {
  expect(schema.parse(V7.toUpperCase())).toBe(V7);
});
