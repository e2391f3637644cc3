import type pg from 'pg';
import type { Reply } from './flight.ts';
import type { Rows } from './transaction.ts';

const countOf = (tag: string): number => {
  const count = Number(tag.slice(tag.lastIndexOf(' ') + 1));
  return Number.isInteger(count) ? count : 0;
};

/** A reply as its statement's rows: what they hold is said by who wrote the statement, and proved by its tests. */
export const toRows = <Row>({ rows, tag }: Reply): Rows<Row> => ({
  rows: rows as Row[],
  rowCount: countOf(tag),
});

/** What makes a value of a type's text; the driver's types call it `any`. */
export const parserOf = (client: pg.PoolClient, oid: number): ((text: string) => unknown) =>
  client.getTypeParser(oid, 'text') as (text: string) => unknown;
