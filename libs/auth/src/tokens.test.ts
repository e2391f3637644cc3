import { randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTokens, type TokenRing } from './tokens.ts';

const key = randomBytes(32);
const ring: TokenRing = { activeId: 'k1', keys: new Map([['k1', key]]) };
const tokens = createTokens(ring);
const pointer = { sessionId: 'a session', clinicId: 'a clinic' };

const usual = { keyid: 'k1', issuer: 'clinic', audience: 'clinic-session', expiresIn: 60 } as const;
const claims = { sid: 'a session', cid: 'a clinic' };
const signed = (payload: object, options: jwt.SignOptions = {}, secret: jwt.Secret = key) =>
  jwt.sign(payload, secret, { algorithm: 'HS256', ...usual, ...options });

afterEach(() => vi.useRealTimers());

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a session pointer', () => {
  it('comes back as it was signed, and says nothing else', () => {
    const token = tokens.sign(pointer, 60);
    expect(tokens.verify(token)).toEqual(pointer);
    expect(Object.keys(jwt.decode(token) as object).sort()).toEqual([
      'aud',
      'cid',
      'exp',
      'iat',
      'iss',
      'sid',
    ]);
  });

  it('ends when its time is over, give or take clocks that differ', () => {
    vi.useFakeTimers();
    const token = tokens.sign(pointer, 60);
    vi.advanceTimersByTime(85_000);
    expect(tokens.verify(token)).toEqual(pointer);
    vi.advanceTimersByTime(10_000);
    expect(tokens.verify(token)).toBeUndefined();
  });

  it('goes on holding when the key is replaced, as long as the old one is kept', () => {
    const token = tokens.sign(pointer, 60);
    const renewed = createTokens({
      activeId: 'k2',
      keys: new Map([
        ['k1', key],
        ['k2', randomBytes(32)],
      ]),
    });
    expect(renewed.verify(token)).toEqual(pointer);
    const without = createTokens({ activeId: 'k2', keys: new Map([['k2', randomBytes(32)]]) });
    expect(without.verify(token)).toBeUndefined();
    expect(tokens.verify(renewed.sign(pointer, 60))).toBeUndefined();
  });
});

describe('what is no pointer of ours', () => {
  const good = signed(claims);
  const [head = '', body = '', seal = ''] = good.split('.');

  it.each([
    ['is empty', ''],
    ['is nonsense', 'nonsense'],
    ['has two parts', `${head}.${body}`],
    ['has a seal of nothing', `${head}.${body}.`],
    ['has another seal', `${head}.${body}.${seal.slice(0, -2)}AA`],
    ['has another body', `${head}.${part({ ...claims, cid: 'another clinic' })}.${seal}`],
    ['is not signed', `${part({ alg: 'none', kid: 'k1' })}.${body}.`],
    ['is not signed and says so oddly', `${part({ alg: 'nOnE', kid: 'k1' })}.${body}.${seal}`],
    ['is signed by another key', signed(claims, {}, randomBytes(32))],
    ['is signed by another method', signed(claims, { algorithm: 'HS512' })],
    ['names a key that is not there', signed(claims, { keyid: 'k9' })],
    ['names a key of the language', signed(claims, { keyid: '__proto__' })],
    ['names no key', jwt.sign(claims, key, { issuer: 'clinic', audience: 'clinic-session', expiresIn: 60 })],
    ['comes from somebody else', signed(claims, { issuer: 'elsewhere' })],
    ['is for something else', signed(claims, { audience: 'elsewhere' })],
    ['is over', signed(claims, { expiresIn: -60 })],
    ['is not yet', signed(claims, { notBefore: 120 })],
    ['names no session', signed({ cid: 'a clinic' })],
    ['names no clinic', signed({ sid: 'a session' })],
    ['names a session that is no text', signed({ ...claims, sid: 7 })],
    ['is longer than any of ours', signed({ ...claims, more: 'x'.repeat(2_000) })],
    ['has a body that is no JSON', `${part({ alg: 'HS256', typ: 'JWT', kid: 'k1' })}.bm9uc2Vuc2U.${seal}`],
    ['has no body', `${part({ alg: 'HS256', typ: 'JWT', kid: 'k1' })}..${seal}`],
    ['has a head that is a list', `${part([1])}.${body}.${seal}`],
    ['names a key that is no text', `${part({ alg: 'HS256', typ: 'JWT', kid: { a: 1 } })}.${body}.${seal}`],
    ['is a text', jwt.sign('text', key, { keyid: 'k1' })],
  ])('%s: nobody is signed in', (_what, token) => {
    expect(tokens.verify(token)).toBeUndefined();
  });
});

it('cannot be made without the key that is to sign', () => {
  expect(() => createTokens({ activeId: 'k2', keys: new Map([['k1', key]]) })).toThrow(
    'k2 is not in the ring',
  );
});
