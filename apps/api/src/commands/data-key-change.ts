import {
  KEYS_FRESH_MS,
  sealedTables,
  type ClinicKeyRow,
  type SealedTable,
  type SealedPlace,
} from '@clinic/repositories';
import type { RotationOptions } from '#api/commands/key-rotation.ts';
import { countValues } from '#api/commands/key-status.ts';
import { recordKeyChange } from '#api/commands/record-key-change.ts';
import type { Deps } from '#api/composition.ts';

export type DataKeyReport = {
  outcome: 'changed' | 'unfinished';
  clinics: number;
  rows: number;
  values: number;
  unreadable: number;
  removed: number;
  /** When the rows were gone through; what was written meanwhile follows later. */
  sealedFrom: Date;
  sealedTo: Date;
};

type Options = Pick<RotationOptions, 'rings' | 'onProgress'> & {
  /** What the change is known by: a clinic has one data key of it. */
  begunAt: Date;
};

/** Every process has looked up the keys of a clinic again by then. */
const LEARNED_MS = KEYS_FRESH_MS + 2_000;
const ROWS_AT_ONCE = 500;
/** Rows that somebody was writing are tried again so often. */
const MOST_PASSES = 5;
/** No transaction lasts so long that it could still seal with a key that was retired before. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000;

const fieldKeys = (rows: readonly ClinicKeyRow[]) => rows.filter(({ purpose }) => purpose === 'field');

/** The name under which the data keys of a clinic stand among the changes. */
const ownRing = (clinicId: string): string => `data_key/${clinicId}`;

const sumOf = async (ids: readonly string[], count: (id: string) => Promise<number>): Promise<number> => {
  let sum = 0;
  for (const id of ids) sum += await count(id);
  return sum;
};

/**
 * Gives clinics a new data key and seals every value anew with it, while people work:
 *
 * 1. The key is made, and nothing is sealed with it until every process has had time to learn of it.
 * 2. It is made active. Processes go on sealing with the old one until they look again, and open both.
 * 3. Rows are sealed anew in steps, each a transaction of its own; at the end once more what was written meanwhile.
 *
 * Which step was the last stands in the keys and the rows themselves: killed at any moment, it goes on when run again.
 */
export class DataKeyChange {
  private readonly deps: Deps;
  private readonly options: Options;
  private readonly sums = { rows: 0, values: 0, unreadable: 0 };
  private total = 0;

  constructor(deps: Deps, options: Options) {
    this.deps = deps;
    this.options = options;
  }

  async run(clinicIds: readonly string[]): Promise<DataKeyReport> {
    const removed = await sumOf(clinicIds, (clinicId) => this.removeForgotten(clinicId));
    const waiting: string[] = [];
    for (const clinicId of clinicIds) if (await this.prepare(clinicId)) waiting.push(clinicId);
    await this.letLearn(waiting);
    for (const clinicId of waiting) await this.activate(clinicId);
    this.total = await sumOf(clinicIds, (clinicId) => this.countOld(clinicId));
    const sealedFrom = this.deps.clock.now();
    await sumOf(clinicIds, (clinicId) => this.sealAnew(clinicId));
    const sealedTo = this.deps.clock.now();
    // Until now somebody may have gone on with the old key.
    await this.letLearn(waiting);
    const left = await sumOf(clinicIds, (clinicId) => this.sealRest(clinicId));
    return {
      outcome: left === 0 ? 'changed' : 'unfinished',
      clinics: clinicIds.length,
      removed,
      sealedFrom,
      sealedTo,
      ...this.sums,
    };
  }

  private async letLearn(clinicIds: readonly string[]): Promise<void> {
    if (clinicIds.length > 0) await this.deps.pause(LEARNED_MS);
  }

  /** @returns whether there is a key that is to become active. */
  private prepare(clinicId: string): Promise<boolean> {
    const { database, repositories, clock } = this.deps;
    const { begunAt, rings } = this.options;
    return database.inClinic({ clinicId }, async (tx) => {
      const keys = fieldKeys(await repositories.clinicKeys.listForUpdate(tx));
      const made = await repositories.keyChanges.findLast(tx, ownRing(clinicId));
      if (made?.startedAt.getTime() === begunAt.getTime())
        return keys.some(({ keyId, isActive }) => String(keyId) === made.keyId && !isActive);
      const keyId = Math.max(...keys.map((row) => row.keyId)) + 1;
      const all = rings();
      const sealing = { rings: { field: all.fieldKek, index: all.indexKek }, now: clock.now() };
      await repositories.clinicKeys.insertField(tx, keyId, sealing);
      const ring = ownRing(clinicId);
      await repositories.keyChanges.insert(tx, { ring, startedAt: begunAt, keyId: String(keyId) });
      await recordKeyChange(this.deps, tx, { resourceType: 'data_key_made', count: 1 });
      return true;
    });
  }

  private async activate(clinicId: string): Promise<void> {
    const { database, repositories, clock } = this.deps;
    await database.inClinic({ clinicId }, async (tx) => {
      const keys = fieldKeys(await repositories.clinicKeys.listForUpdate(tx));
      await repositories.clinicKeys.activateField(
        tx,
        Math.max(...keys.map(({ keyId }) => keyId)),
        clock.now(),
      );
      await recordKeyChange(this.deps, tx, { resourceType: 'data_key_active', count: 1 });
    });
    repositories.ciphers.refresh(clinicId);
  }

  private activeKey(clinicId: string): Promise<number | undefined> {
    const { database, repositories } = this.deps;
    return database.inClinic({ clinicId }, async (tx) => {
      const keys = fieldKeys(await repositories.clinicKeys.list(tx));
      return keys.find(({ isActive }) => isActive)?.keyId;
    });
  }

  private async countOld(clinicId: string): Promise<number> {
    const active = await this.activeKey(clinicId);
    const values = await countValues(this.deps, clinicId);
    return [...values].reduce((sum, [keyId, count]) => (keyId === active ? sum : sum + count), 0);
  }

  /** @returns how many rows that can be read are still under an older key. */
  private async sealRest(clinicId: string): Promise<number> {
    let left = 0;
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      left = await this.sealAnew(clinicId, pass > 0);
      if (left === 0) break;
    }
    const { database } = this.deps;
    const { values } = this.sums;
    if (values > 0)
      await database.inClinic({ clinicId }, (tx) =>
        recordKeyChange(this.deps, tx, { resourceType: 'data_key', count: values }),
      );
    return left;
  }

  /** Once through all tables. @returns how many rows were passed by because somebody was writing them. */
  private async sealAnew(clinicId: string, isAgain = false): Promise<number> {
    this.deps.repositories.ciphers.refresh(clinicId);
    const keyId = await this.activeKey(clinicId);
    if (keyId === undefined) return 0;
    let passedBy = 0;
    let unreadable = 0;
    for (const of of sealedTables) {
      let from: SealedPlace | undefined;
      do {
        const step = await this.step(clinicId, of, { from, keyId });
        passedBy += step.rows - step.resealed - step.unreadable;
        unreadable += step.unreadable;
        from = step.next;
      } while (from !== undefined);
    }
    if (!isAgain) this.sums.unreadable = Math.max(this.sums.unreadable, unreadable);
    return passedBy;
  }

  private async step(
    clinicId: string,
    of: SealedTable,
    from: { from: SealedPlace | undefined; keyId: number },
  ) {
    const { database, repositories } = this.deps;
    const step = await database.inClinic({ clinicId }, (tx) =>
      repositories.sealedRows.reseal(tx, of, { ...from, limit: ROWS_AT_ONCE }),
    );
    this.sums.rows += step.resealed;
    this.sums.values += step.values;
    this.options.onProgress(this.sums.values, Math.max(this.total, this.sums.values));
    return step;
  }

  /** Takes away keys that were retired long ago and that nothing needs. @returns how many. */
  private removeForgotten(clinicId: string): Promise<number> {
    const { database, repositories, clock } = this.deps;
    const before = clock.now().getTime() - FORGOTTEN_AFTER_MS;
    return database.inClinic({ clinicId }, async (tx) => {
      const keys = fieldKeys(await repositories.clinicKeys.listForUpdate(tx));
      const old = keys.filter(
        ({ isActive, retiredAt }) => !isActive && (retiredAt?.getTime() ?? Infinity) < before,
      );
      if (old.length === 0) return 0;
      const counts = await Promise.all(sealedTables.map((of) => repositories.sealedRows.count(tx, of)));
      const needed = new Set(counts.flat().map(({ keyId }) => keyId));
      const gone = old.filter(({ keyId }) => !needed.has(keyId));
      if (gone.length === 0) return 0;
      for (const { keyId } of gone) await repositories.clinicKeys.deleteField(tx, keyId);
      await recordKeyChange(this.deps, tx, { resourceType: 'data_key_removed', count: gone.length });
      return gone.length;
    });
  }
}
