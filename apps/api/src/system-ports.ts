import { randomFillSync } from 'node:crypto';
import { uuidv7, type Clock, type Ids } from '@clinic/core';

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

const POOL_BYTES = 4_096;
const ID_BYTES = 10;

/** UUIDs of version 7 from a pool of random bytes: asking the system for ten at a time costs more than the id. */
export const createIds = (clock: Clock): Ids => {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  return {
    next: () => {
      if (used + ID_BYTES > POOL_BYTES) {
        randomFillSync(pool);
        used = 0;
      }
      used += ID_BYTES;
      return uuidv7(clock.now().getTime(), pool.subarray(used - ID_BYTES, used));
    },
  };
};
