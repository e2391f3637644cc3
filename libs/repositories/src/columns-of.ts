import type { SqlScalar } from '@clinic/database';

/** Rows turned into columns, one list for each: the form in which `unnest` takes many rows as few parameters. */
export const columnsOf = (rows: readonly (readonly SqlScalar[])[]): SqlScalar[][] =>
  (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? null));
