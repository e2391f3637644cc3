import { invalidInput, isUuid } from '@clinic/core';

const BEGINNING = '00000000-0000-0000-0000-000000000000';

export const writeUserCursor = (id: string): string => Buffer.from(id).toString('base64url');

/** The id a page goes on behind. @throws AppError `invalid_input` for anything that `writeUserCursor` did not write. */
export const readUserCursor = (cursor: string | undefined): string => {
  if (cursor === undefined) return BEGINNING;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isUuid(id) && writeUserCursor(id) === cursor) return id;
  throw invalidInput([{ path: 'cursor', code: 'invalid', message: 'is not a place in this list' }]);
};
