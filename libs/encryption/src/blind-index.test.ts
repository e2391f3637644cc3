import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createBlindIndex, installationIndex, loginIndex } from './blind-index.ts';

describe('blind index', () => {
  it('gives equal values equal bytes and different values different ones', () => {
    const index = createBlindIndex({ clinicId: 'c1', key: randomBytes(32) });
    const phone = index.of('patients', 'phone', '+497112233');
    expect(phone.length).toBe(16);
    expect(index.of('patients', 'phone', '+497112233')).toEqual(phone);
    expect(index.of('patients', 'phone', '+497112234')).not.toEqual(phone);
  });

  it('differs by table, column, clinic and key, so that nothing can be joined over them', () => {
    const key = randomBytes(32);
    const index = createBlindIndex({ clinicId: 'c1', key });
    const all = [
      index.of('patients', 'phone', 'x'),
      index.of('patients', 'email', 'x'),
      index.of('users', 'phone', 'x'),
      createBlindIndex({ clinicId: 'c2', key }).of('patients', 'phone', 'x'),
      createBlindIndex({ clinicId: 'c1', key: randomBytes(32) }).of('patients', 'phone', 'x'),
      loginIndex(key, 'x'),
    ];
    expect(new Set(all.map((bytes) => bytes.toString('hex'))).size).toBe(all.length);
  });

  it('gives the same bytes after a restart (a known answer)', () => {
    const index = createBlindIndex({ clinicId: 'clinic-1', key: Buffer.alloc(32, 7) });
    expect(index.of('patients', 'email', 'ada@example.org').toString('hex')).toBe(
      '082dff1aca7ba081994be09ce090309a',
    );
  });

  it('refuses names that could be read as others, and short keys', () => {
    const index = createBlindIndex({ clinicId: 'c1', key: randomBytes(32) });
    expect(() => index.of('a|b', 'c', 'x')).toThrow(TypeError);
    expect(() => createBlindIndex({ clinicId: 'c1', key: randomBytes(16) })).toThrow(RangeError);
  });
});

describe('sign-in index', () => {
  it('finds an e-mail however it is typed', () => {
    const key = randomBytes(32);
    expect(loginIndex(key, ' Ada@Example.ORG ')).toEqual(loginIndex(key, 'ada@example.org'));
    expect(loginIndex(key, 'ada@example.org')).not.toEqual(loginIndex(key, 'ada@example.com'));
  });
});

describe('a hash of the installation', () => {
  const key = randomBytes(32);

  it('is the same for the same thing, and no two things share one', () => {
    const all = [
      installationIndex(key, 'place', ['a', 'bc']),
      installationIndex(key, 'place', ['ab', 'c']),
      installationIndex(key, 'place', ['abc']),
      installationIndex(key, 'device', ['a', 'bc']),
      installationIndex(randomBytes(32), 'place', ['a', 'bc']),
      loginIndex(key, 'a'),
    ];
    expect(new Set(all.map((bytes) => bytes.toString('hex'))).size).toBe(all.length);
    expect(installationIndex(key, 'place', ['a', 'bc'])).toEqual(all[0]);
    expect(all[0]).toHaveLength(16);
  });
});
