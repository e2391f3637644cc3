import { settingDefaults, type Settings } from '@clinic/contracts';
import type { ClinicRow } from '@clinic/repositories';

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);

/** The clinic's row as its settings document; what was never set shows its default. */
export const toSettings = (row: ClinicRow): Settings => ({
  version: row.version,
  name: row.name,
  timeZone: row.timeZone,
  locale: row.locale,
  country: row.country,
  waitWarningMinutes: numberOr(row.settings['waitWarningMinutes'], settingDefaults.waitWarningMinutes),
  waitLimitMinutes: numberOr(row.settings['waitLimitMinutes'], settingDefaults.waitLimitMinutes),
  sessionIdleMinutes: numberOr(row.settings['sessionIdleMinutes'], settingDefaults.sessionIdleMinutes),
});
