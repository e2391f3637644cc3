import pg from 'pg';

/**
 * What PostgreSQL objected to, for whoever runs a command: the code, the constraint and the table, never a value. Undefined
 * where the error is none of the database's.
 */
export const failureOf = (error: unknown): string | undefined => {
  if (!(error instanceof pg.DatabaseError)) return undefined;
  const { code, constraint, table, severity, message } = error;
  return [
    // Who is not let in at all hears why: that sentence is about the door and no row.
    severity === 'FATAL' ? `SQLSTATE ${code ?? 'unknown'}: ${message}` : `SQLSTATE ${code ?? 'unknown'}`,
    ...(constraint === undefined ? [] : [`constraint ${constraint}`]),
    ...(table === undefined ? [] : [`table ${table}`]),
  ].join(', ');
};
