import type { FieldName } from './record-table.ts';
import { AFTER_COUNTRY, END, START } from './text-column.ts';

/** What to find in a field, and the part of it by which to run through all records: without marks that every one has. */
export type FieldNeedle = { field: FieldName; bytes: Buffer; scan: Buffer };

const symbolOf = (character: string): number => {
  if (character === AFTER_COUNTRY) return 11;
  return character === START || character === END ? 10 : Number(character);
};

/**
 * Phone digits as overlapping pairs, a byte each: 711 is (7,1) and (1,1). A search that looks for the needle's first byte
 * then stops at one place in a hundred instead of one in ten.
 */
export const digitPairs = (text: string): string => {
  let pairs = '';
  for (let index = 1; index < text.length; index += 1) {
    pairs += String.fromCharCode(symbolOf(text.charAt(index - 1)) * 12 + symbolOf(text.charAt(index)));
  }
  return pairs;
};

const phoneNeedle = (text: string): FieldNeedle => {
  const bytes = Buffer.from(digitPairs(text), 'latin1');
  const [digits] = /\d{2,}(?=\D*$)/.exec(text) ?? [];
  return {
    field: 'phone',
    bytes,
    scan: digits === undefined ? bytes : Buffer.from(digitPairs(digits), 'latin1'),
  };
};

export const fieldNeedle = (field: FieldName, text: string): FieldNeedle => {
  if (field === 'phone') return phoneNeedle(text);
  return { field, bytes: Buffer.from(text, 'utf8'), scan: Buffer.from(text.replace(START, ''), 'utf8') };
};

/** Each scan once: several needles may run through the records by the same part. */
export const distinctScans = (needles: readonly FieldNeedle[]): FieldNeedle[] =>
  needles.filter((needle, index) => {
    const first = needles.findIndex(
      (other) => other.field === needle.field && other.scan.equals(needle.scan),
    );
    return first === index;
  });
