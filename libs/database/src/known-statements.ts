import type pg from 'pg';

/** How the rows of a statement are read: the name of each column and what makes a value of its text. */
export type RowShape = { names: readonly string[]; parsers: readonly ((text: string) => unknown)[] };

/** A statement this connection has prepared. `shape`: once its rows were described, undefined before. */
export type KnownStatement = {
  /** It failed, and the server may or may not have kept it: it is closed and prepared anew. */
  isInDoubt: boolean;
  shape: RowShape | undefined;
};

/** What is known of each connection's prepared statements, by name; it goes with the connection. */
export class KnownStatements {
  private readonly byConnection = new WeakMap<pg.Connection, Map<string, KnownStatement>>();

  of(connection: pg.Connection): Map<string, KnownStatement> {
    const known = this.byConnection.get(connection) ?? new Map<string, KnownStatement>();
    this.byConnection.set(connection, known);
    return known;
  }
}
