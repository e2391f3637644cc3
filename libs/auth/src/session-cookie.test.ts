import { describe, expect, it } from 'vitest';
import { createSessionCookie } from './session-cookie.ts';

const secure = createSessionCookie('https://clinic.example');
const local = createSessionCookie('http://localhost:4200');

describe('the session cookie', () => {
  it('is bound to this host and never leaves TLS where there is TLS', () => {
    expect(secure.set('a.b.c', 60)).toBe(
      '__Host-session=a.b.c; Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure',
    );
    expect(secure.clear()).toBe('__Host-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure');
  });

  it('has a plain name on plain http, where browsers refuse the other one', () => {
    expect(local.set('a.b.c', 60)).toBe('session=a.b.c; Max-Age=60; Path=/; HttpOnly; SameSite=Strict');
  });

  it.each([
    ['session=abc', 'abc'],
    ['other=1; session=abc; more=2', 'abc'],
    ['xsession=no; session=abc', 'abc'],
    ['session=a=b', 'a=b'],
    ['session=first; session=second', 'first'],
    [' session = abc ', 'abc'],
    ['session=', ''],
    ['__Host-session=abc', undefined],
    ['session', undefined],
    ['=abc', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is read from %j as %j', (header, token) => {
    expect(local.read(header)).toBe(token);
  });

  it('of plain http is not taken for the one of TLS', () => {
    expect(secure.read('session=abc')).toBeUndefined();
    expect(secure.read('__Host-session=abc')).toBe('abc');
  });
});
