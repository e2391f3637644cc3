import { isCalendarDate } from '@clinic/core';

const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(?::([0-5]\d|60)(?:\.\d+)?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/** An instant with its zone as UTC, `2026-11-23T09:00:00.000Z`; null for anything else, days that do not exist included. */
export const readInstant = (text: string | null): string | null => {
  const match = text === null ? null : DATE_TIME.exec(text);
  if (text === null || !match || !isCalendarDate(match[1] ?? '')) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
};

const PARTIAL = /^\d{4}(-(0[1-9]|1[0-2]))?$/;

/** FHIR `dateTime` or `date`: an instant as UTC, a day or a partial date as it stands; null where it is neither. */
export const readDateTime = (text: string | null): string | null => {
  if (text === null) return null;
  return PARTIAL.test(text) || isCalendarDate(text) ? text : readInstant(text);
};

/** Day, month or year as the first instant of it in UTC: the source tells no time of day, so any is a stand-in. */
export const startOfDateTime = (dateTime: string): string =>
  dateTime.length > 10 ? dateTime : `${dateTime}-01-01`.slice(0, 10) + 'T00:00:00.000Z';
