/** One statement's rows. */
export type Rows<Row> = { rows: Row[]; rowCount: number };

export type SqlScalar = string | number | boolean | Date | Buffer | null;

/** What a parameter of a statement may be: a scalar, or a list of them. */
export type SqlValue = SqlScalar | readonly SqlScalar[];

/**
 * A transaction inside one clinic. Statements are sent as they are asked for, without waiting for one another (the
 * connection is a pipeline), and answered in order: `await Promise.all([tx.query(...), tx.query(...)])` is one round trip.
 */
export interface Transaction {
  /** The clinic this transaction is walled in; every table reference passes it as a parameter too. */
  readonly clinicId: string;
  query<Row>(text: string, values?: readonly SqlValue[]): Promise<Rows<Row>>;
  /** The last statement of a write: the commit is sent right behind it, in the same round trip. */
  finish<Row>(text: string, values?: readonly SqlValue[]): Promise<Rows<Row>>;
}

/** A transaction in no clinic: it reaches schema `ops` and the sign-in directory, nothing else. */
export interface SystemTransaction {
  query<Row>(text: string, values?: readonly SqlValue[]): Promise<Rows<Row>>;
}
