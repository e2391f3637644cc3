import { expect, it } from 'vitest';
import { createNoncePool } from './nonce-pool.ts';

it('gives each of many its own bytes, over the end of the pool, and touches nothing beside them', () => {
  const take = createNoncePool();
  const seen = new Set<string>();
  for (let count = 0; count < 2_000; count += 1) {
    const target = Buffer.alloc(16, 7);
    take(target, 2, 12);
    expect([target[0], target[1], target[14], target[15]]).toEqual([7, 7, 7, 7]);
    seen.add(target.toString('hex'));
  }
  expect(seen.size).toBe(2_000);
});
