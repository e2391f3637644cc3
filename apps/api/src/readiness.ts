import type { Logger } from '@clinic/core';
import { findMigrationNumber, type Database } from '@clinic/database';
import type { PatientIndexes } from '#api/patient-indexes.ts';
import type { Repositories } from '@clinic/repositories';

export type ReadinessDeps = {
  database: Database;
  repositories: Pick<Repositories, 'clinics'>;
  indexes: Pick<PatientIndexes, 'warm'>;
  logger: Logger;
  /** The newest migration this program was written for. */
  expectedMigration: number;
};

const ANSWER_WITHIN_MS = 1_000;
// Warming more than this at start would hold up a deployment; the rest loads when first asked for.
const MOST_CLINICS_WARMED = 20;

const within = async <Value>(work: Promise<Value>, milliseconds: number): Promise<Value | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Whether this process may get requests: the database answers, is migrated far enough, and the searches are warm. */
export class Readiness {
  private readonly deps: ReadinessDeps;
  private isWarm = false;
  private isDraining = false;

  constructor(deps: ReadinessDeps) {
    this.deps = deps;
  }

  /** From now on not ready: the process is about to stop. */
  drain(): void {
    this.isDraining = true;
  }

  /**
   * Loads the search of the clinics there are, the first ones before the process calls itself ready. One that cannot be
   * loaded is loaded when it is first asked for: it stops neither the process nor the other clinics.
   */
  async warm(): Promise<void> {
    const { database, repositories } = this.deps;
    const listing = database.asSystem((tx) => repositories.clinics.listIds(tx));
    const clinicIds = await this.orNone(listing);
    for (const clinicId of clinicIds?.slice(0, MOST_CLINICS_WARMED) ?? []) {
      await this.orNone(this.deps.indexes.warm(clinicId), clinicId);
    }
    this.isWarm = true;
  }

  private async orNone<Value>(work: Promise<Value>, clinicId?: string): Promise<Value | undefined> {
    try {
      return await work;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      this.deps.logger.error('search_not_warmed', { cause: name, ...(clinicId ? { clinicId } : {}) });
      return undefined;
    }
  }

  async isReady(): Promise<boolean> {
    if (!this.isWarm || this.isDraining) return false;
    const migration = this.deps.database.asSystem((tx) => findMigrationNumber(tx)).catch(() => 0);
    return ((await within(migration, ANSWER_WITHIN_MS)) ?? 0) >= this.deps.expectedMigration;
  }
}
