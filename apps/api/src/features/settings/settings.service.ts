import { isDeepStrictEqual } from 'node:util';
import { settingDefaults, type Settings, type SettingsChange } from '@clinic/contracts';
import { invalidBody, notFound, staleVersion, type Clock, type RequestContext } from '@clinic/core';
import type { Answer, WriteRequest } from '@clinic/http';
import type { ClinicRow, Repositories } from '@clinic/repositories';
import { unchanged, type WritePath } from '#api/write-path.ts';
import { toSettings } from './settings.mapper.ts';

export type SettingsDeps = {
  repositories: Pick<Repositories, 'clinics'>;
  writes: Pick<WritePath, 'run'>;
  clinics: { clinic(context: RequestContext): Promise<ClinicRow> };
  clock: Clock;
};

/** `undefined` keeps what is, `null` brings the default back. */
const merged = <Value>(change: Value | null | undefined, current: Value, fallback: Value): Value =>
  change === undefined ? current : (change ?? fallback);

const merge = (row: ClinicRow, change: SettingsChange): ClinicRow => {
  const now = toSettings(row);
  return {
    ...row,
    name: change.name ?? row.name,
    timeZone: merged(change.timeZone, row.timeZone, settingDefaults.timeZone),
    locale: merged(change.locale, row.locale, settingDefaults.locale),
    country: merged(change.country, row.country, settingDefaults.country),
    settings: {
      ...row.settings,
      waitWarningMinutes: merged(
        change.waitWarningMinutes,
        now.waitWarningMinutes,
        settingDefaults.waitWarningMinutes,
      ),
      waitLimitMinutes: merged(
        change.waitLimitMinutes,
        now.waitLimitMinutes,
        settingDefaults.waitLimitMinutes,
      ),
      sessionIdleMinutes: merged(
        change.sessionIdleMinutes,
        now.sessionIdleMinutes,
        settingDefaults.sessionIdleMinutes,
      ),
    },
  };
};

/** @throws AppError `invalid_body` for a warning that would come after the limit, where this change makes it so. */
const assertInOrder = (next: Settings, change: SettingsChange): void => {
  const isWarningSent = change.waitWarningMinutes !== undefined;
  const isAsked = isWarningSent || change.waitLimitMinutes !== undefined;
  if (!isAsked || next.waitWarningMinutes <= next.waitLimitMinutes) return;
  const path = isWarningSent ? 'waitWarningMinutes' : 'waitLimitMinutes';
  throw invalidBody([{ path, code: 'out_of_range', message: 'must let the warning come before the limit' }]);
};

/** The clinic's settings: one document with a version. */
export class SettingsService {
  private readonly deps: SettingsDeps;

  constructor(deps: SettingsDeps) {
    this.deps = deps;
  }

  async read(context: RequestContext): Promise<Settings> {
    return toSettings(await this.deps.clinics.clinic(context));
  }

  change(context: RequestContext, change: SettingsChange, request: WriteRequest): Promise<Answer<Settings>> {
    const { repositories, writes, clock } = this.deps;
    return writes.run(context, request, {
      status: 200,
      kind: 'reference',
      read: (tx) => repositories.clinics.findForUpdate(tx),
      write: async (tx, row) => {
        if (!row) throw notFound('Clinic');
        if (row.version !== request.version) throw staleVersion(toSettings(row));
        const next = merge(row, change);
        assertInOrder(toSettings(next), change);
        if (isDeepStrictEqual(toSettings(next), toSettings(row))) return unchanged(toSettings(row));
        const version = row.version + 1;
        return {
          output: toSettings({ ...next, version }),
          changes: [{ entity: 'settings', id: tx.clinicId, version }],
          audit: [{ action: 'settings.update', resourceType: 'settings', resourceId: tx.clinicId }],
          statements: [repositories.clinics.update(tx, { ...next, version: row.version, now: clock.now() })],
        };
      },
    });
  }
}
