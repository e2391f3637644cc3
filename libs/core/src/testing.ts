import type { Clock, LogFields, Logger } from './ports.ts';

/** A clock that stands still until it is told to move. */
export class FakeClock implements Clock {
  private current: Date;

  constructor(start: string) {
    this.current = new Date(start);
  }

  now(): Date {
    return new Date(this.current);
  }

  set(instant: string): void {
    this.current = new Date(instant);
  }

  advance(milliseconds: number): void {
    this.current = new Date(this.current.getTime() + milliseconds);
  }
}

export type LoggedLine = { level: string; event: string; fields: LogFields };

/** A logger that keeps its lines, so that a test can ask what was said. */
export const memoryLogger = (): Logger & { lines: LoggedLine[] } => {
  const lines: LoggedLine[] = [];
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}): void => {
      lines.push({ level, event, fields });
    };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};
