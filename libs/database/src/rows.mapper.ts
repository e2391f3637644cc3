import type pg from 'pg';
import type { Rows } from './transaction.ts';

/** A result as its statement's rows: what they hold is said by who wrote the statement, and proved by its tests. */
export const toRows = <Row>(result: pg.QueryResult): Rows<Row> => ({
  rows: result.rows as Row[],
  rowCount: result.rowCount ?? 0,
});
