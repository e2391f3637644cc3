import { randomBytes } from 'node:crypto';
import bcrypt from 'bcrypt';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createPasswordHasher, isSameSecret, type PasswordHasher, type PepperRing } from './password.ts';

const CHEAP = 4;
const old = randomBytes(32);
const ring = (activeId: string, keys: [string, Buffer][]): PepperRing => ({ activeId, keys: new Map(keys) });
const first = ring('p1', [['p1', old]]);

let hasher: PasswordHasher;

beforeAll(async () => {
  hasher = await createPasswordHasher(first, CHEAP);
});

describe('a password', () => {
  it.each([
    'correct horse battery staple',
    'pässwörd',
    '密码密码密码密码',
    ' spaces at both ends ',
    'x'.repeat(128),
  ])('fits itself and nothing else: %s', async (password) => {
    const stored = await hasher.hash(password);
    expect(stored).toMatch(/^p1:\$2b\$04\$/);
    expect(await hasher.verify(password, stored)).toBe(true);
    expect(await hasher.verify(`${password}x`, stored)).toBe(false);
    expect(await hasher.verify('', stored)).toBe(false);
  });

  it('counts to its last letter, which bcrypt alone would not read', async () => {
    const stored = await hasher.hash(`${'x'.repeat(100)}a`);
    expect(await hasher.verify(`${'x'.repeat(100)}b`, stored)).toBe(false);
  });

  it('is the same however the keyboard composed it', async () => {
    const stored = await hasher.hash('re\u0301sume\u0301');
    expect(await hasher.verify('r\u00e9sum\u00e9', stored)).toBe(true);
  });

  it('is stored differently each time', async () => {
    expect(await hasher.hash('the same')).not.toBe(await hasher.hash('the same'));
  });

  it('is worth nothing without the secret of the installation', async () => {
    const stored = await hasher.hash('the password');
    const stranger = await createPasswordHasher(ring('p1', [['p1', randomBytes(32)]]), CHEAP);
    expect(await stranger.verify('the password', stored)).toBe(false);
    expect(await bcrypt.compare('the password', stored.split(':')[1] ?? '')).toBe(false);
  });

  it('goes on fitting when the secret is replaced, as long as the old one is kept', async () => {
    const stored = await hasher.hash('the password');
    const renewed = await createPasswordHasher(
      ring('p2', [
        ['p1', old],
        ['p2', randomBytes(32)],
      ]),
      CHEAP,
    );
    expect(await renewed.verify('the password', stored)).toBe(true);
    expect(await renewed.hash('the password')).toMatch(/^p2:/);
    const without = await createPasswordHasher(ring('p2', [['p2', randomBytes(32)]]), CHEAP);
    await expect(without.verify('the password', stored)).rejects.toThrow('Pepper p1 is not in the ring');
  });
});

describe('nobody', () => {
  it('has no password, and looking takes one comparison like looking for somebody', async () => {
    const compare = vi.spyOn(bcrypt, 'compare');
    expect(await hasher.verify('nobody', null)).toBe(false);
    expect(await hasher.verify('', null)).toBe(false);
    expect(compare).toHaveBeenCalledTimes(2);
    const [, against] = compare.mock.calls[0] ?? [];
    expect(bcrypt.getRounds(String(against))).toBe(CHEAP);
  });
});

describe('hashing', () => {
  it('runs two at a time: the process has other work for its threads', async () => {
    let running = 0;
    let most = 0;
    const { compare } = bcrypt;
    vi.spyOn(bcrypt, 'compare').mockImplementation((...compared) => {
      running += 1;
      most = Math.max(most, running);
      const result = compare(compared[0], compared[1]).finally(() => {
        running -= 1;
      });
      return result as unknown as void;
    });
    await Promise.all(Array.from({ length: 8 }, () => hasher.verify('x', null)));
    expect(most).toBe(2);
  });

  it('goes on after one that failed', async () => {
    await expect(hasher.verify('x', 'p9:hash')).rejects.toThrow('Pepper p9');
    const stored = await hasher.hash('x');
    expect(await hasher.verify('x', stored)).toBe(true);
  });
});

it('compares secrets of any length', () => {
  expect(isSameSecret('Bearer abc', 'Bearer abc')).toBe(true);
  expect(isSameSecret('Bearer abc', 'Bearer abd')).toBe(false);
  expect(isSameSecret('', 'Bearer abc')).toBe(false);
  expect(isSameSecret('', '')).toBe(true);
});
