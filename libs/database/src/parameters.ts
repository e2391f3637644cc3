import type { SqlScalar, SqlValue } from './transaction.ts';

const SPECIAL = /["\\]/g;

const elementOf = (value: SqlScalar): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `"${value.replace(SPECIAL, '\\$&')}"`;
  if (value instanceof Date) return `"${value.toISOString()}"`;
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
  return String(value);
};

const isList = (value: SqlValue): value is readonly SqlScalar[] => Array.isArray(value);

const parameterOf = (value: SqlValue): string | Buffer | null => {
  if (value === null || typeof value === 'string' || Buffer.isBuffer(value)) return value;
  if (value instanceof Date) return value.toISOString();
  return isList(value) ? `{${value.map(elementOf).join(',')}}` : String(value);
};

/** Values as the server reads them: text, lists as array literals, bytes as they are. */
export const parametersOf = (values: readonly SqlValue[]): (string | Buffer | null)[] =>
  values.map(parameterOf);
