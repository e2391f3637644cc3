/** Later than every row: where a list that runs from new to old begins. */
const BEGINNING: [string, string] = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/**
 * The two parameters of `(instant, id) < ($1, $2)`, by which a list goes on from its last row. The beginning is a place
 * like any other: `$1 is null or …` or `coalesce` in the statement would keep the index from starting in the middle,
 * and row-level security keeps any function out of it that is not proven to tell nothing.
 */
export const placeValues = (after: { at: Date; id: string } | undefined): [Date | string, string] =>
  after ? [after.at, after.id] : BEGINNING;
