import { describe, expect, it } from 'vitest';
import { isCountry, isLocale, isTimeZone } from './places.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const countries = letters.flatMap((one) => letters.map((other) => one + other)).filter(isCountry);

describe('a country', () => {
  it('is one of the 249 of ISO 3166-1, or Kosovo, and has a name', () => {
    expect(countries).toHaveLength(250);
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    expect(countries.filter((code) => names.of(code) === undefined)).toEqual([]);
  });

  it.each(['ZZ', 'UK', 'EU', 'XX', 'AN', 'SU', 'us', 'USA', '', '__proto__'])('is not %j', (code) => {
    expect(isCountry(code)).toBe(false);
  });
});

describe('a time zone', () => {
  it('is whichever the platform lists', () => {
    const listed = Intl.supportedValuesOf('timeZone');
    const places = listed.filter((name) => name.includes('/') && !name.startsWith('Etc/'));
    expect(places.length).toBeGreaterThan(300);
    expect(places.filter((name) => !isTimeZone(name))).toEqual([]);
  });

  it.each([
    'UTC',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'America/Argentina/Buenos_Aires',
    'Antarctica/DumontDUrville',
    'America/Port-au-Prince',
    'Europe/Isle_of_Man',
  ])('is %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each([
    ...['EST', 'utc', 'Utc', 'GMT', 'Etc/UTC', 'Etc/GMT+5', 'US/Eastern', '+01:00', 'CET', 'Zulu'],
    ...['europe/berlin', 'Europe/berlin', 'EUROPE/BERLIN', 'Europe/BERLIN', 'Europe/Atlantis', 'Europe/'],
    ...['', ' Europe/Berlin', 'Europe/Berlin\n'],
  ])('is not %j', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});

describe('a locale', () => {
  it.each(['en', 'en-US', 'de-CH', 'es-419', 'zh-Hant-TW', 'gsw', 'ar'])('is %s', (tag) => {
    expect(isLocale(tag)).toBe(true);
  });

  it.each([
    ...['', 'en-us', 'EN', 'en_US', 'english', 'xx', 'xx-XX', 'en-ZZ', 'en-UK', 'not a locale', 'root'],
    ...['en-US-u-ca-buddhist', 'und', 'x-klingon', 'en-US@posix'],
  ])('is not %j', (tag) => {
    expect(isLocale(tag)).toBe(false);
  });
});
