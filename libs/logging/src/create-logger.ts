import type { LogFields, Logger } from '@clinic/core';
import winston from 'winston';
import Transport from 'winston-transport';
import { logLine } from './log-line.ts';

export type LoggerOptions = {
  level: 'error' | 'warn' | 'info' | 'debug';
  /** Fields of every line, such as `service`. */
  fields?: LogFields;
  /** Where a line goes, its line end included; standard output unless said otherwise. */
  write?: (line: string) => void;
};

/** Gathers the lines of one turn of the event loop: a write to a pipe costs more than the line in it. */
const toStandardOutput = (): ((line: string) => void) => {
  let lines = '';
  const flush = (): void => {
    const text = lines;
    lines = '';
    if (text !== '') process.stdout.write(text);
  };
  // A process that ends by an error or by `exit` still says what it had to say.
  process.once('exit', flush);
  return (line) => {
    if (lines === '') setImmediate(flush);
    lines += line;
  };
};

const MESSAGE = Symbol.for('message');

const asLine = winston.format((entry) => {
  const fields: unknown = entry['fields'];
  entry[MESSAGE] = logLine({
    time: String(entry['timestamp']),
    level: entry.level,
    event: String(entry.message),
    fields: typeof fields === 'object' && fields !== null ? { ...fields } : {},
  });
  return entry;
});

class LineTransport extends Transport {
  private readonly toSink: (line: string) => void;

  constructor(toSink: (line: string) => void) {
    super();
    this.toSink = toSink;
  }

  override log(entry: Record<symbol, unknown>, next: () => void): void {
    this.toSink(`${String(entry[MESSAGE])}\n`);
    next();
  }
}

/** A logger that writes one JSON line per event and drops every field that is not on the allow-list. */
export const createLogger = ({ level, fields = {}, write = toStandardOutput() }: LoggerOptions): Logger => {
  const logger = winston.createLogger({
    level,
    levels: { error: 0, warn: 1, info: 2, debug: 3 },
    format: winston.format.combine(winston.format.timestamp(), asLine()),
    transports: [new LineTransport(write)],
  });
  const at = (name: string) => {
    // Asked once: a line of a level that is off costs a call and no more.
    if (!logger.isLevelEnabled(name)) return () => undefined;
    return (event: string, more?: LogFields): void => {
      logger.log({ level: name, message: event, fields: { ...fields, ...more } });
    };
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};
