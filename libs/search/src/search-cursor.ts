import { invalidInput } from '@clinic/core';
import type { Tier } from './matcher.ts';
import { ID_BYTES } from './record-table.ts';
import type { RecordKey } from './record-table.ts';

/** Where a page ended: the tier and the place of its last hit. */
export type SearchCursor = RecordKey & { tier: Tier };

const BYTES = 1 + 8 + ID_BYTES;

/** Opaque text for the caller: tier, time and id of the last hit; nothing typed, nothing of the patient's data. */
export const writeCursor = ({ tier, seenAtMs, id }: SearchCursor): string => {
  const bytes = Buffer.alloc(BYTES);
  bytes[0] = tier === 'exact' ? 0 : 1;
  bytes.writeDoubleBE(seenAtMs, 1);
  id.copy(bytes, 9);
  return bytes.toString('base64url');
};

/** Throws `invalid_input` for a text that `writeCursor` did not make. */
export const readCursor = (text: string): SearchCursor => {
  const bytes = Buffer.from(text, 'base64url');
  const tier = bytes[0];
  const isWritten =
    bytes.length === BYTES && bytes.toString('base64url') === text && (tier === 0 || tier === 1);
  const seenAtMs = isWritten ? bytes.readDoubleBE(1) : NaN;
  if (!Number.isFinite(seenAtMs)) {
    throw invalidInput([{ path: 'cursor', code: 'invalid', message: 'This page mark is not one of ours' }]);
  }
  return { tier: tier === 0 ? 'exact' : 'tolerant', seenAtMs, id: bytes.subarray(9) };
};
