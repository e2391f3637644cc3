import { AppError } from './errors.ts';
import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.ts';

const usual = {
  atOnce: 2,
  mostWaiting: 100,
  longestWaitMs: 15_000,
  usualMs: 300,
  busy: 'Come again',
  now: () => 0,
};

/** Work that ends when it is told to. */
const held = () => {
  const ends: (() => void)[] = [];
  const work = (): Promise<void> => new Promise((resolve) => ends.push(resolve));
  return { work, ends };
};

const settle = async (): Promise<void> => {
  for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
};

const refusal = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error('expected a refusal');
  return error;
};

describe('turns', () => {
  it('are taken by so many at once, and by the others in the order they came', async () => {
    const turns = createTurns(usual);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const one = (number: number) =>
      turns(async () => {
        order.push(number);
        running += 1;
        most = Math.max(most, running);
        await settle();
        running -= 1;
      });
    await Promise.all([1, 2, 3, 4, 5, 6, 7].map(one));
    expect(order).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(2);
  });

  it('are not taken from who waits by who comes at the moment one ends', async () => {
    const turns = createTurns({ ...usual, atOnce: 1 });
    const order: string[] = [];
    const first = turns(() => Promise.resolve());
    const second = turns(() => Promise.resolve(order.push('waited')));
    await first;
    await Promise.all([second, turns(() => Promise.resolve(order.push('came later')))]);
    expect(order).toEqual(['waited', 'came later']);
  });

  it('go on after one that failed', async () => {
    const turns = createTurns({ ...usual, atOnce: 1 });
    await expect(turns(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(turns(() => Promise.resolve('yes'))).resolves.toBe('yes');
  });

  it('are refused when the queue is full, with when to come back', async () => {
    const turns = createTurns({ ...usual, mostWaiting: 3 });
    const { work, ends } = held();
    const taken = Array.from({ length: 5 }, () => turns(work));
    const error = await refusal(turns(work));
    expect([error.code, error.retryAfterSeconds]).toEqual(['unavailable', 1]);
    while (ends.length > 0) {
      ends.shift()?.();
      await settle();
    }
    await Promise.all(taken);
    await expect(turns(() => Promise.resolve('room again'))).resolves.toBe('room again');
  });

  it('are refused when the wait would be too long, as long as turns last now', async () => {
    let clock = 0;
    const turns = createTurns({ ...usual, usualMs: 100, now: () => clock });
    for (let round = 0; round < 30; round += 1) {
      await turns(async () => {
        await settle();
        clock += 4_000;
      });
    }
    const { work } = held();
    for (let taken = 0; taken < 2 + 7; taken += 1) turns(work).catch(() => undefined);
    const error = await refusal(turns(work));
    expect([error.code, error.retryAfterSeconds]).toEqual(['unavailable', 16]);
  });
});
