import { loggedFields } from './allow-list.ts';

/** Longest text a field may carry, in characters; the rest is cut. */
export const LONGEST_TEXT = 200;

const EVENT = /^[a-z][a-z0-9_.-]{0,59}$/;

type Scalar = string | number | boolean | null;

const scalarOf = (value: unknown): Scalar | undefined => {
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? value.slice(0, LONGEST_TEXT) : value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  return undefined;
};

export type LogEntry = {
  time: string;
  level: string;
  event: string;
  fields: Readonly<Record<string, unknown>>;
};

/**
 * One line of JSON: time, level, event, then the allowed fields. What is not allowed by name, or is no scalar, is left
 * out and counted as `dropped`. An event that is not a constant name is not written either.
 */
export const logLine = ({ time, level, event, fields }: LogEntry): string => {
  const isEvent = EVENT.test(event);
  const line: Record<string, Scalar> = { time, level, event: isEvent ? event : 'event_without_name' };
  let dropped = isEvent ? 0 : 1;
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    const scalar = loggedFields.has(name) ? scalarOf(value) : undefined;
    if (scalar === undefined) dropped += 1;
    else line[name] = scalar;
  }
  if (dropped > 0) line['dropped'] = dropped;
  return JSON.stringify(line);
};
