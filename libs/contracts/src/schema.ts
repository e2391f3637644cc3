import { isBlank, isCalendarDate, isManyLines, isOneLine, isStorableText } from '@clinic/core';
import { z } from 'zod';
import { isCountry } from './places.ts';

// Under a strict content security policy zod may not compile validators with `new Function`.
z.config({ jitless: true });

export const MAX_NAME_LENGTH = 200;

/** An identifier a client may make itself: UUID version 7, so that work done offline keeps its id. */
export const newId = z.uuidv7({ error: 'must be a UUID of version 7' }).toLowerCase();

/** An identifier that is only looked up: any UUID. Capital letters are the same id (RFC 9562 section 4). */
export const id = z.guid({ error: 'must be a UUID' }).toLowerCase();

const NO_INSTANT = 'must be an instant in UTC such as 2026-11-23T09:00:00Z';

// Beyond these years no clinic keeps appointments, and calendars and databases each have an end of time of their own.
const hasYear = (text: string): boolean => text >= '1800' && text < '3000';

/** An instant in UTC from 1800 to 2999, `2026-11-23T09:00:00Z`, seconds or milliseconds. */
export const instant = z.iso.datetime({ error: NO_INSTANT }).refine(hasYear, { error: NO_INSTANT });

/** A calendar date that exists, `YYYY-MM-DD`. */
export const calendarDate = z
  .string()
  .refine(isCalendarDate, { error: 'must be a date that exists, YYYY-MM-DD' });

const storable = (maximum: number) =>
  z
    .string()
    .max(maximum, { error: `must have at most ${maximum} characters` })
    .refine(isStorableText, { error: 'holds a character that cannot be kept', abort: true });

const line = (maximum: number) =>
  storable(maximum).refine(isOneLine, {
    error: 'must be one line, without control characters or marks that turn its direction',
    abort: true,
  });

const lines = (maximum: number) =>
  storable(maximum).refine(isManyLines, {
    error: 'must be without control characters or marks that turn its direction',
    abort: true,
  });

const isSeen = (text: string): boolean => !isBlank(text);

const EMPTY = { error: 'must not be empty' };

/** One name of a person, kept byte for byte: never trimmed, folded or split. */
export const personName = line(MAX_NAME_LENGTH).refine(isSeen, EMPTY);

/** One line of free text. */
export const shortText = line(500).refine(isSeen, EMPTY);

/** A few lines of free text, such as a street and what stands below it on a letter. */
export const fewLines = lines(500).refine(isSeen, EMPTY);

/** What someone proves themselves with: compared, never kept. */
export const secret = (maximum: number) => storable(maximum).min(1, EMPTY);

const LEAST_PASSWORD_LENGTH = 12;

/**
 * A password to be kept from now on: at least twelve characters as a person counts them, whatever they are. What is too
 * easy to guess is for the server to say, which knows the clinic; and fifteen are asked of who has no second factor.
 */
export const newPassword = storable(128).refine(
  (text) => [...text.normalize('NFC')].length >= LEAST_PASSWORD_LENGTH,
  { error: `must have at least ${LEAST_PASSWORD_LENGTH} characters` },
);

/** Several lines of free text. */
export const longText = lines(10_000).refine(isSeen, EMPTY);

/** What someone typed into a search field; may be empty. */
export const searchText = storable(200);

const countDigits = (text: string): number => text.replace(/\D/g, '').length;

/** A phone number as typed, at least three digits; the server keeps it and indexes its international form. */
export const phone = line(40).refine((text) => countDigits(text) >= 3 && countDigits(text) <= 20, {
  error: 'must be a phone number',
});

export const email = line(254).refine((text) => /^[^\s@]+@[^\s@]+$/u.test(text), {
  error: 'must be an e-mail address',
});

/** ISO 3166-1 alpha-2. */
export const countryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, { error: 'must be a country code of two capital letters', abort: true })
  .refine(isCountry, { error: 'must be the code of a country that exists' });

/** BCP 47, the common short forms. */
export const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'must be a language tag' });

export const reference = { version: z.int(), isActive: z.boolean() };
