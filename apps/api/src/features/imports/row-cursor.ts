import { invalidInput } from '@clinic/core';

/** The cursor after the row with this number: opaque to clients. */
export const writeRowCursor = (ordinal: number): string =>
  Buffer.from(`row/${ordinal}`).toString('base64url');

/** @throws AppError `invalid_input` for anything that `writeRowCursor` did not write. */
export const readRowCursor = (cursor: string | undefined): number => {
  if (cursor === undefined) return 0;
  const ordinal = /^row\/(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  if (ordinal !== undefined) return Number(ordinal);
  throw invalidInput([{ path: 'cursor', code: 'invalid', message: 'is not a place in this list' }]);
};
