import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4_096;

/**
 * Writes random bytes that were never given out before. Asking the system's generator takes as long for twelve bytes as
 * for four thousand, and about as long as sealing a row: they are fetched together and handed out once each.
 */
export const createNoncePool = (): ((target: Buffer, start: number, length: number) => void) => {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  return (target, start, length) => {
    if (used + length > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    pool.copy(target, start, used, used + length);
    used += length;
  };
};
