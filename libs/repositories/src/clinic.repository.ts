import type { SystemTransaction, Transaction } from '@clinic/database';

/** The clinic itself and what an administrator set for it. */
export type ClinicRow = {
  clinicId: string;
  version: number;
  name: string;
  timeZone: string;
  locale: string;
  country: string;
  settings: Record<string, unknown>;
  isDemo: boolean;
};

const FIND = `
  select clinic_id as "clinicId", version, name, time_zone as "timeZone", locale, country, settings, is_demo as "isDemo"
  from clinics where clinic_id = $1`;

const FIND_FOR_UPDATE = `${FIND} for no key update`;

const INSERT = `
  insert into clinics (clinic_id, name, time_zone, locale, country, settings, is_demo, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`;

const INSERT_HEAD = 'insert into clinic_feed_head (clinic_id, epoch) values ($1, $2)';

const UPDATE = `
  update clinics set name = $3, time_zone = $4, locale = $5, country = $6, settings = $7, updated_at = $8, version = version + 1
  where clinic_id = $1 and version = $2
  returning version`;

const LIST_IDS = 'select clinic_ids as "clinicId" from ops.clinic_ids()';

const FIND_BY_NAME = 'select ops.find_clinic($1) as "clinicId"';

/** Rows of `clinics`, and the counter every clinic has beside its row. */
export class ClinicRepository {
  async find(tx: Transaction): Promise<ClinicRow | undefined> {
    return (await tx.query<ClinicRow>(FIND, [tx.clinicId])).rows[0];
  }

  /** The same, locked until the end of the transaction. */
  async findForUpdate(tx: Transaction): Promise<ClinicRow | undefined> {
    return (await tx.query<ClinicRow>(FIND_FOR_UPDATE, [tx.clinicId])).rows[0];
  }

  async insert(
    tx: Transaction,
    clinic: Omit<ClinicRow, 'version' | 'clinicId'> & { epoch: string; now: Date },
  ): Promise<void> {
    const { name, timeZone, locale, country, settings, isDemo, epoch, now } = clinic;
    await tx.query(INSERT, [
      tx.clinicId,
      name,
      timeZone,
      locale,
      country,
      JSON.stringify(settings),
      isDemo,
      now,
    ]);
    await tx.query(INSERT_HEAD, [tx.clinicId, epoch]);
  }

  /** @returns the new version, or undefined when the settings have moved on from `version`. */
  async update(
    tx: Transaction,
    clinic: Omit<ClinicRow, 'clinicId' | 'isDemo'> & { now: Date },
  ): Promise<number | undefined> {
    const { version, name, timeZone, locale, country, settings, now } = clinic;
    const values = [tx.clinicId, version, name, timeZone, locale, country, JSON.stringify(settings), now];
    return (await tx.query<{ version: number }>(UPDATE, values)).rows[0]?.version;
  }

  /** Every clinic of the installation: for jobs, which then work inside each. */
  async listIds(tx: SystemTransaction): Promise<string[]> {
    return (await tx.query<{ clinicId: string }>(LIST_IDS)).rows.map((row) => row.clinicId);
  }

  /** The clinic of that name, or the first there is. */
  async findIdByName(tx: SystemTransaction, name: string | null): Promise<string | undefined> {
    return (await tx.query<{ clinicId: string | null }>(FIND_BY_NAME, [name])).rows[0]?.clinicId ?? undefined;
  }
}
