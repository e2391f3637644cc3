import { AppError } from './errors.ts';

export type TurnOptions = {
  /** How many work at once. */
  atOnce: number;
  mostWaiting: number;
  longestWaitMs: number;
  /** How long a turn is taken to last until some have been measured. */
  usualMs: number;
  /** What who cannot be taken is told. */
  busy: string;
  /** A clock that only runs forward, in milliseconds. */
  now: () => number;
};

/** Does some work when its turn comes. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

// How much the last turn weighs in what the next one is taken to last.
const NEWEST = 0.2;

const tooMany = (busy: string, waitMs: number): AppError =>
  new AppError('unavailable', busy, { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });

/**
 * Lets a few work at once and the next ones wait in the order they came. Who would wait longer than is bearable is told
 * at once when to come back: a queue without an end would keep everybody waiting for those who have left.
 */
export const createTurns = (options: TurnOptions): Turns => {
  const { atOnce, mostWaiting, longestWaitMs, busy, now } = options;
  const waiting: (() => void)[] = [];
  let running = 0;
  let { usualMs } = options;

  const takeTurn = async (): Promise<void> => {
    if (running < atOnce) {
      running += 1;
      return;
    }
    const waitMs = ((waiting.length + 1) * usualMs) / atOnce;
    if (waiting.length >= mostWaiting || waitMs > longestWaitMs) throw tooMany(busy, waitMs);
    await new Promise<void>((resolve) => waiting.push(resolve));
  };

  // The turn is handed on, so that nobody who comes just now takes it from who waits longest.
  const endTurn = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };

  return async (work) => {
    await takeTurn();
    const startedAt = now();
    try {
      return await work();
    } finally {
      usualMs += NEWEST * (now() - startedAt - usualMs);
      endTurn();
    }
  };
};
