/** Time as the program sees it; tests hand in a clock that stands still. */
export interface Clock {
  now(): Date;
}

/** Names of log events and scalar fields only: no free text, no patient data (the logger drops what it does not know). */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Makes identifiers. UUID version 7 (RFC 9562 section 5.7): time-ordered, so that indexes grow at one end. */
export interface Ids {
  next(): string;
}
