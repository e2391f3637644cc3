import { isCalendarDate } from '@clinic/core';
import type { Findings } from './import-codes.ts';
import type { ImportedHours, ImportedWindow, JsonObject } from './imported-records.ts';
import { objectAt, objectsAt, textAt, textsAt } from './json-reader.ts';

const WEEKDAYS: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const TIME = /^((?:[01]\d|2[0-3]):[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?$/;

const timeAt = (entry: JsonObject, key: string): string | undefined =>
  TIME.exec(textAt(entry, key) ?? '')?.[1];

/** Empty where it does not say on which days and from when to when. */
const readWindows = (entry: JsonObject): ImportedWindow[] => {
  const [startsAt, endsAt] = [timeAt(entry, 'availableStartTime'), timeAt(entry, 'availableEndTime')];
  const weekdays = textsAt(entry, 'daysOfWeek').map((day) => WEEKDAYS.indexOf(day) + 1);
  if (startsAt === undefined || endsAt === undefined || startsAt === endsAt || weekdays.includes(0))
    return [];
  return weekdays.map((weekday) => ({ weekday, startsAt, endsAt }));
};

const dayAt = (period: JsonObject | null, key: string): string | null => {
  const day = textAt(period, key)?.slice(0, 10) ?? '';
  return isCalendarDate(day) ? day : null;
};

const unique = (windows: readonly ImportedWindow[]): ImportedWindow[] => [
  ...new Map(windows.map((window) => [Object.values(window).join(), window])).values(),
];

/** The weekly times of a PractitionerRole. Of what is no such time, a day without hours or an absence, it only warns. */
export const readFhirHours = (resource: JsonObject, findings: Findings): { hours?: ImportedHours } => {
  const entries = objectsAt(resource, 'availableTime').map(readWindows);
  const hasOther = resource['notAvailable'] !== undefined || resource['availabilityExceptions'] !== undefined;
  if (hasOther || entries.some((windows) => windows.length === 0)) findings.warn('hours_not_taken');
  const windows = unique(entries.flat());
  if (windows.length === 0) return {};
  const period = objectAt(resource, 'period');
  return { hours: { windows, validFrom: dayAt(period, 'start'), validTo: dayAt(period, 'end') } };
};
