import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLinkTokens, tokenHash } from './link-tokens.ts';

const key = randomBytes(32);
const tokens = createLinkTokens({ activeId: 'k1', keys: new Map([['k1', key]]) });
const pointer = { clinicId: randomUUID(), linkId: randomUUID() };

describe('the token of a link', () => {
  it('leads to its link, and is the same each time', () => {
    const token = tokens.write(pointer);
    expect(token).toMatch(/^[\w-]{86}$/);
    expect(tokens.read(token)).toEqual(pointer);
    expect(tokens.write(pointer)).toBe(token);
    expect(tokens.write({ ...pointer, linkId: randomUUID() })).not.toBe(token);
  });

  it('outlives the replacement of the key, as long as the old one is kept', () => {
    const token = tokens.write(pointer);
    const renewed = createLinkTokens({
      activeId: 'k2',
      keys: new Map([
        ['k1', key],
        ['k2', randomBytes(32)],
      ]),
    });
    expect(renewed.read(token)).toEqual(pointer);
    const stranger = createLinkTokens({ activeId: 'k1', keys: new Map([['k1', randomBytes(32)]]) });
    expect(stranger.read(token)).toBeUndefined();
  });

  it.each([
    ['is empty', () => ''],
    ['is nonsense', () => 'nonsense'],
    ['is as long as one', () => 'A'.repeat(86)],
    [
      'has another link',
      () => `${randomBytes(32).toString('base64url').slice(0, 42)}${tokens.write(pointer).slice(42)}`,
    ],
    ['has one letter more', () => `${tokens.write(pointer)}A`],
    ['has a sign in it that is none', () => `${tokens.write(pointer)}=`],
    ['is cut', () => tokens.write(pointer).slice(0, -1)],
  ])('that %s leads nowhere', (_what, make) => {
    expect(tokens.read(make())).toBeUndefined();
  });

  it('is kept as a hash, from which it cannot be told', () => {
    const token = tokens.write(pointer);
    expect(tokenHash(token)).toHaveLength(32);
    expect(tokenHash(token)).toEqual(tokenHash(token));
    expect(tokenHash(token)).not.toEqual(tokenHash(tokens.write({ ...pointer, linkId: randomUUID() })));
  });
});
