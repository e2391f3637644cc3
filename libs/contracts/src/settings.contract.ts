import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { isLocale, isTimeZone } from './places.ts';
import { countryCode, shortText } from './schema.ts';

const settingFields = {
  name: shortText,
  timeZone: z.string().max(64).refine(isTimeZone, { error: 'must be a time zone such as Europe/Berlin' }),
  locale: z.string().max(35).refine(isLocale, { error: 'must be a locale such as en-US' }),
  country: countryCode,
  /** Minutes of waiting after which the board turns amber, then red: the first is not above the second. */
  waitWarningMinutes: z.int().min(1).max(240),
  waitLimitMinutes: z.int().min(1).max(480),
  /** Minutes without a request after which a session ends. */
  sessionIdleMinutes: z.int().min(5).max(30),
};

export const settings = z.object({ version: z.int(), ...settingFields });
export type Settings = z.infer<typeof settings>;

/** What a clinic starts with, and what `null` brings back. */
export const settingDefaults = {
  timeZone: 'UTC',
  locale: 'en-US',
  country: 'US',
  waitWarningMinutes: 15,
  waitLimitMinutes: 30,
  sessionIdleMinutes: 15,
} as const;

export const settingsChange = z.strictObject({
  name: settingFields.name.optional(),
  timeZone: settingFields.timeZone.nullish(),
  locale: settingFields.locale.nullish(),
  country: settingFields.country.nullish(),
  waitWarningMinutes: settingFields.waitWarningMinutes.nullish(),
  waitLimitMinutes: settingFields.waitLimitMinutes.nullish(),
  sessionIdleMinutes: settingFields.sessionIdleMinutes.nullish(),
});

export type SettingsChange = z.infer<typeof settingsChange>;

export const readSettings = endpoint({
  method: 'get',
  path: '/settings',
  summary: 'The settings of the clinic',
  permission: 'settings:read',
  offline: 'read',
  caching: 'reference',
  output: settings,
});

export const changeSettings = endpoint({
  method: 'patch',
  path: '/settings',
  summary: 'Change settings; null brings a default back',
  permission: 'settings:write',
  caching: 'reference',
  isVersioned: true,
  body: settingsChange,
  output: settings,
});
