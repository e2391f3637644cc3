import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDeviceCookie } from './device-cookie.ts';

const NOW = new Date('2030-01-07T14:00:00Z');
const later = (days: number): Date => new Date(NOW.getTime() + days * 24 * 60 * 60_000);
const key = randomBytes(32);
const ring = { activeId: 'k1', keys: new Map([['k1', key]]) };
const cookie = createDeviceCookie('http://localhost:4200', ring);
const ada = randomBytes(16);
const grace = randomBytes(16);

const pairOf = (setCookie: string): string => setCookie.split(';')[0] ?? '';

describe('the cookie of known devices', () => {
  it('stays with the browser, away from scripts and other sites, and travels to sign in alone', () => {
    const secure = createDeviceCookie('https://clinic.example', ring);
    expect(cookie.remember(undefined, ada, NOW)).toMatch(
      /^device=[\w-]{35}; Max-Age=15552000; Path=\/api\/auth; HttpOnly; SameSite=Strict$/,
    );
    expect(secure.remember(undefined, ada, NOW)).toMatch(/^__Secure-device=[\w-]{35}; .*; Secure$/);
  });

  it('knows who signed in here, and nobody else', () => {
    const header = pairOf(cookie.remember(undefined, ada, NOW));
    expect(cookie.find(header, ada, NOW)).toMatch(/^[0-9a-f]{16}$/);
    expect(cookie.find(header, grace, NOW)).toBeUndefined();
    expect(cookie.find(undefined, ada, NOW)).toBeUndefined();
  });

  it('knows several, each under the id it had', () => {
    const first = pairOf(cookie.remember(undefined, ada, NOW));
    const both = pairOf(cookie.remember(first, grace, NOW));
    const again = pairOf(cookie.remember(both, ada, later(1)));
    expect(cookie.find(again, ada, NOW)).toBe(cookie.find(first, ada, NOW));
    expect(cookie.find(again, grace, NOW)).toBe(cookie.find(both, grace, NOW));
    expect(again.split('.')).toHaveLength(2);
  });

  it('forgets who signed in longest ago when there are more than twenty', () => {
    let header = pairOf(cookie.remember(undefined, ada, NOW));
    const others = Array.from({ length: 20 }, () => randomBytes(16));
    for (const other of others) header = pairOf(cookie.remember(header, other, NOW));
    expect(cookie.find(header, ada, NOW)).toBeUndefined();
    for (const other of others) expect(cookie.find(header, other, NOW)).toBeDefined();
  });

  it('holds for half a year after the last time', () => {
    const header = pairOf(cookie.remember(undefined, ada, NOW));
    expect(cookie.find(header, ada, later(180))).toBeDefined();
    expect(cookie.find(header, ada, later(181))).toBeUndefined();
    const renewed = pairOf(cookie.remember(header, ada, later(100)));
    expect(cookie.find(renewed, ada, later(280))).toBe(cookie.find(header, ada, NOW));
  });

  it('cannot be made without the key, and outlives its replacement', () => {
    const header = pairOf(cookie.remember(undefined, ada, NOW));
    const stranger = createDeviceCookie('http://localhost:4200', {
      activeId: 'k1',
      keys: new Map([['k1', randomBytes(32)]]),
    });
    expect(stranger.find(header, ada, NOW)).toBeUndefined();
    const renewed = createDeviceCookie('http://localhost:4200', {
      activeId: 'k2',
      keys: new Map([
        ['k1', key],
        ['k2', randomBytes(32)],
      ]),
    });
    expect(renewed.find(header, ada, NOW)).toBe(cookie.find(header, ada, NOW));
  });

  it.each(['device=', 'device=nonsense', `device=${'A'.repeat(35)}`, `device=${'.'.repeat(5_000)}`])(
    'that nobody here made says nothing: %j',
    (header) => {
      expect(cookie.find(header, ada, NOW)).toBeUndefined();
      expect(pairOf(cookie.remember(header, ada, NOW)).length).toBeLessThan(1_000);
    },
  );
});
