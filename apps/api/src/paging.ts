import { invalidInput, isUuid } from '@clinic/core';

/** Where a list goes on: after this instant and, within it, after this id. */
export type Place = { at: Date; id: string };

// Years of four digits: beyond them an instant is written otherwise, and the database knows none so old.
const INSTANT = /^[1-9]\d{3}-/;

const invalidCursor = () =>
  invalidInput([{ path: 'cursor', code: 'invalid', message: 'is not a place in this list' }]);

/** The cursor of a place: opaque to clients, and nothing but an instant and an id. */
export const writePlace = ({ at, id }: Place): string =>
  Buffer.from(`${at.toISOString()}/${id}`).toString('base64url');

const parsePlace = (cursor: string): Place | undefined => {
  const [instant = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('/');
  const at = new Date(instant);
  return INSTANT.test(instant) && isUuid(id) && !Number.isNaN(at.getTime()) ? { at, id } : undefined;
};

/** @throws AppError `invalid_input` for anything that `writePlace` did not write, be it the same place in other bytes. */
export const readPlace = (cursor: string | null | undefined): Place | undefined => {
  if (cursor === undefined || cursor === null) return undefined;
  const place = parsePlace(cursor);
  if (!place || writePlace(place) !== cursor) throw invalidCursor();
  return place;
};

/** A page of `limit` rows out of one more that were asked for, and the cursor to the next page if there is one. */
export const pageOf = <Row>(
  rows: Row[],
  limit: number,
  placeOf: (row: Row) => Place,
): { rows: Row[]; nextCursor: string | null } => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last ? writePlace(placeOf(last)) : null };
};
