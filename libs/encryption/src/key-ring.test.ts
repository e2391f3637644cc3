import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeyRingError, unwrapKey, wrapKey } from './key-ring.ts';
import { testKeyRing } from './testing.ts';

const AAD = ['dek', 'clinic-1', '1'];

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof KeyRingError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('key ring', () => {
  it('unwraps what it wrapped, and names the key it used', () => {
    const ring = testKeyRing();
    const key = randomBytes(32);
    const stored = wrapKey(ring, AAD, key);
    expect(stored.kekId).toBe('test-1');
    expect(stored.wrapped.includes(key)).toBe(false);
    expect(unwrapKey(ring, AAD, stored)).toEqual(key);
  });

  it('never wraps the same key to the same bytes', () => {
    const ring = testKeyRing();
    const key = randomBytes(32);
    expect(wrapKey(ring, AAD, key).wrapped).not.toEqual(wrapKey(ring, AAD, key).wrapped);
  });

  it('unwraps an old key after another became active', () => {
    const old = testKeyRing();
    const key = randomBytes(32);
    const stored = wrapKey(old, AAD, key);
    const rotated = { activeId: 'second', keys: new Map([...old.keys, ['second', randomBytes(32)]]) };
    expect(unwrapKey(rotated, AAD, stored)).toEqual(key);
    expect(wrapKey(rotated, AAD, key).kekId).toBe('second');
  });

  it('refuses another purpose, also where the joined names are the same', () => {
    const ring = testKeyRing();
    const stored = wrapKey(ring, ['dek', 'ab', 'c'], randomBytes(32));
    expect(() => unwrapKey(ring, ['dek', 'a', 'bc'], stored)).toThrow(KeyRingError);
    expect(() => unwrapKey(ring, ['dek', 'abc'], stored)).toThrow(KeyRingError);
  });

  it('refuses every flipped bit and every truncation', () => {
    const ring = testKeyRing();
    const { kekId, wrapped } = wrapKey(ring, AAD, randomBytes(32));
    for (let bit = 0; bit < wrapped.length * 8; bit += 1) {
      const changed = Buffer.from(wrapped);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => unwrapKey(ring, AAD, { kekId, wrapped: changed })).toThrow(KeyRingError);
    }
    for (let length = 0; length < wrapped.length; length += 1) {
      const cut = { kekId, wrapped: wrapped.subarray(0, length) };
      expect(() => unwrapKey(ring, AAD, cut)).toThrow(KeyRingError);
    }
  });

  it('names the missing or unfit key by its id and shows none of its bytes', () => {
    const ring = testKeyRing();
    const stored = wrapKey(ring, AAD, randomBytes(32));
    expect(messageOf(() => unwrapKey(ring, AAD, { ...stored, kekId: 'gone' }))).toContain('gone');
    const short = { activeId: 'short', keys: new Map([['short', Buffer.from('secret bytes')]]) };
    const message = messageOf(() => wrapKey(short, AAD, randomBytes(32)));
    expect(message).toContain('short');
    expect(message).not.toContain('secret');
    expect(messageOf(() => wrapKey(ring, AAD, randomBytes(16)))).toContain('test-1');
  });
});
