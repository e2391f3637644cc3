import { randomBytes } from 'node:crypto';
import bcrypt from 'bcrypt';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createPasswordHasher, isSameSecret, type PasswordHasher, type PepperRing } from './password.ts';

const CHEAP = 4;
const old = randomBytes(32);
const ring = (activeId: string, keys: [string, Buffer][]): PepperRing => ({ activeId, keys: new Map(keys) });
const first = ring('p1', [['p1', old]]);
const ada = randomBytes(16);
const grace = randomBytes(16);

let hasher: PasswordHasher;

beforeAll(async () => {
  hasher = await createPasswordHasher(first, CHEAP);
});

const prove = (password: string, stored: (string | null)[], by = hasher, owner = ada) =>
  by.inTurn((proof) => proof({ password, owner, stored: Promise.resolve(stored) }));

const isFitting = async (password: string, stored: string, by = hasher): Promise<boolean | undefined> =>
  (await prove(password, [stored], by)).fits[0];

/** How many times bcrypt ran. */
const hashesOf = async (work: () => Promise<unknown>): Promise<number> => {
  const hash = vi.spyOn(bcrypt, 'hash');
  await work();
  const count = hash.mock.calls.length;
  hash.mockRestore();
  return count;
};

describe('a password', () => {
  it.each([
    'correct horse battery staple',
    'pässwörd',
    '密码密码密码密码',
    ' spaces at both ends ',
    'x'.repeat(128),
  ])('fits itself and nothing else: %s', async (password) => {
    const stored = await hasher.hash(password, ada);
    expect(stored).toMatch(/^p1:\$2b\$04\$[./A-Za-z0-9]{53}$/);
    expect(await isFitting(password, stored)).toBe(true);
    expect(await isFitting(`${password}x`, stored)).toBe(false);
    expect(await isFitting('', stored)).toBe(false);
  });

  it('counts to its last letter, which bcrypt alone would not read', async () => {
    const stored = await hasher.hash(`${'x'.repeat(100)}a`, ada);
    expect(await isFitting(`${'x'.repeat(100)}b`, stored)).toBe(false);
  });

  it('is the same however the keyboard composed it, and another one in other letters', async () => {
    const stored = await hasher.hash('re\u0301sume\u0301', ada);
    expect(await isFitting('r\u00e9sum\u00e9', stored)).toBe(true);
    expect(await isFitting('\uff52\u00e9sum\u00e9', stored)).toBe(false);
  });

  it('is stored differently for each person', async () => {
    expect(await hasher.hash('the same', ada)).not.toBe(await hasher.hash('the same', grace));
  });

  it('is worth nothing without the secret of the installation', async () => {
    const stored = await hasher.hash('the password', ada);
    const stranger = await createPasswordHasher(ring('p1', [['p1', randomBytes(32)]]), CHEAP);
    expect(await isFitting('the password', stored, stranger)).toBe(false);
    expect(await bcrypt.compare('the password', stored.split(':')[1] ?? '')).toBe(false);
  });

  it('goes on fitting when the secret is replaced, as long as the old one is kept', async () => {
    const stored = await hasher.hash('the password', ada);
    const both = ring('p2', [
      ['p1', old],
      ['p2', randomBytes(32)],
    ]);
    const renewed = await createPasswordHasher(both, CHEAP);
    const { fits, fresh } = await prove('the password', [stored], renewed);
    expect(fits).toEqual([true]);
    expect(fresh).toMatch(/^p2:/);
    expect(await isFitting('the password', fresh, renewed)).toBe(true);
    const without = await createPasswordHasher(ring('p2', [['p2', randomBytes(32)]]), CHEAP);
    await expect(isFitting('the password', stored, without)).rejects.toThrow('Pepper p1 is not in the ring');
  });

  it('goes on fitting a hash that was made with another salt or at another price', async () => {
    const costly = await createPasswordHasher(first, CHEAP + 1);
    const stored = await hasher.hash('the password', grace);
    const { fits, fresh } = await prove('the password', [stored], costly);
    expect(fits).toEqual([true]);
    expect(fresh).toMatch(/^p1:\$2b\$05\$/);
  });
});

describe('looking for somebody', () => {
  it('takes one hash: for nobody, for who has no password yet, and for who has one in three clinics', async () => {
    const [right, wrong] = [await hasher.hash('the password', ada), await hasher.hash('another one', ada)];
    expect(await hashesOf(() => prove('the password', []))).toBe(1);
    expect(await hashesOf(() => prove('the password', [null]))).toBe(1);
    expect(await hashesOf(() => prove('the password', [right]))).toBe(1);
    expect(await hashesOf(() => prove('the password', [wrong]))).toBe(1);
    expect(await hashesOf(() => prove('the password', [right, wrong, null]))).toBe(1);
    expect((await prove('the password', [right, wrong, null, right])).fits).toEqual([
      ...[true, false, false, true],
    ]);
  });

  it('takes as many for everybody while a secret is being replaced', async () => {
    const both = await createPasswordHasher(
      ring('p2', [
        ['p1', old],
        ['p2', randomBytes(32)],
      ]),
      CHEAP,
    );
    const stored = await hasher.hash('the password', ada);
    expect(await hashesOf(() => prove('the password', [], both))).toBe(2);
    expect(await hashesOf(() => prove('the password', [stored], both))).toBe(2);
  });

  it('begins to hash before it is known who there is', async () => {
    let find: (stored: string[]) => void = () => undefined;
    const stored = new Promise<string[]>((resolve) => {
      find = resolve;
    });
    const hash = vi.spyOn(bcrypt, 'hash');
    const proof = hasher.inTurn((run) => run({ password: 'x', owner: ada, stored }));
    await vi.waitFor(() => expect(hash).toHaveBeenCalledTimes(1));
    find([]);
    expect((await proof).fits).toEqual([]);
  });
});

describe('hashing', () => {
  it('runs two at a time: the process has other work for its threads', async () => {
    let running = 0;
    let most = 0;
    const { hash } = bcrypt;
    vi.spyOn(bcrypt, 'hash').mockImplementation((...asked) => {
      running += 1;
      most = Math.max(most, running);
      const result = hash(asked[0], asked[1]).finally(() => {
        running -= 1;
      });
      return result as unknown as void;
    });
    await Promise.all(Array.from({ length: 8 }, () => prove('x', [])));
    expect(most).toBe(2);
  });

  it('goes on after one that failed', async () => {
    await expect(isFitting('x', 'p9:$2b$04$abcdefghijklmnopqrstuu')).rejects.toThrow('Pepper p9');
    const stored = await hasher.hash('x', ada);
    expect(await isFitting('x', stored)).toBe(true);
  });

  it('refuses who would wait behind a hundred others', async () => {
    const attempts = Array.from({ length: 110 }, () => prove('x', []));
    const answers = await Promise.allSettled(attempts);
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(8);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'unavailable' });
  });
});

it('compares secrets of any length', () => {
  expect(isSameSecret('Bearer abc', 'Bearer abc')).toBe(true);
  expect(isSameSecret('Bearer abc', 'Bearer abd')).toBe(false);
  expect(isSameSecret('', 'Bearer abc')).toBe(false);
  expect(isSameSecret('', '')).toBe(true);
});
