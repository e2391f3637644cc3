import { randomFillSync } from 'node:crypto';
import { uuidv7, type Clock, type Ids } from '@clinic/core';

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

const POOL_BYTES = 4_096;
const ID_BYTES = 10;
const COUNTER_SIZE = 4_096;
const COUNTER_START = 1_024;

/**
 * UUIDs of version 7 that rise within this process even inside one millisecond (RFC 9562 section 6.2, method 1: the 12
 * bits after the version count). Random bytes come from a pool: asking the system for ten at a time costs more than the id.
 */
export const createIds = (clock: Clock): Ids => {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  let lastMs = 0;
  let counter = 0;
  return {
    next: () => {
      if (used + ID_BYTES > POOL_BYTES) {
        randomFillSync(pool);
        used = 0;
      }
      const random = pool.subarray(used, used + ID_BYTES);
      used += ID_BYTES;
      const nowMs = clock.now().getTime();
      // Starting low in each millisecond leaves room to count; past the end the order of one id is left to chance.
      counter = nowMs === lastMs ? (counter + 1) % COUNTER_SIZE : random.readUInt16BE(0) % COUNTER_START;
      lastMs = nowMs;
      random.writeUInt16BE(counter, 0);
      return uuidv7(nowMs, random);
    },
  };
};
