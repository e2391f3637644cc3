import { addKeyToFile, type KeyRings, type KeysFile, type RingName } from '@clinic/config';
import { AppError } from '@clinic/core';
import type { KeyChangeRow } from '@clinic/repositories';
import { DataKeyChange } from '#api/commands/data-key-change.ts';
import { ringOf } from '#api/commands/key-status.ts';
import { recordKeyChange } from '#api/commands/record-key-change.ts';
import type { Deps } from '#api/composition.ts';
import { canFollow } from '#api/process-name.ts';

/** Why keys could not be changed, as a sentence. */
export class KeyChangeError extends Error {}

export type RingReport = {
  ring: RingName;
  keyId: string;
  outcome: 'changed' | 'unchanged' | 'unfinished';
  /** Data keys that were wrapped anew. */
  wrapped: number;
  /** Clinics that got a new data key, and how much was sealed anew with it. */
  clinics: number;
  rows?: number;
  values: number;
  unreadable: number;
  /** Old data keys taken away. */
  removed: number;
  sealedFrom?: Date;
  sealedTo?: Date;
  advice: string;
};

export type RotationOptions = {
  rings: () => KeyRings;
  file: KeysFile | undefined;
  isWrapOnly: boolean;
  /** Whether an API serves from the same data folder just now. */
  isServing: () => boolean;
  onProgress: (done: number, total: number) => void;
};

const WRAPPING: Partial<Record<RingName, 'field' | 'index'>> = { FIELD_KEK: 'field', INDEX_KEK: 'index' };

const TAKEN_UP: Partial<Record<RingName, string>> = {
  JWT_KEY: 'Programs sign with it from their next start; sessions go on.',
  PEPPER: 'Programs hash with it from their next start, each password when its owner signs in.',
  AUDIT_KEY: 'Programs seal with it from their next start.',
  BACKUP_KEY: 'Backups from now on are sealed with it.',
};

/** The first whole number above all that name a key of the ring. */
const nextId = (rings: KeyRings, ring: RingName): string => {
  const numbers = [...ringOf(rings, ring).keys.keys()].map(Number).filter(Number.isInteger);
  return String(Math.max(0, ...numbers) + 1);
};

/** Changes of a ring stand in the order they were begun in, whatever the clocks of those who began them said. */
const after = (last: KeyChangeRow | undefined, now: Date): Date =>
  new Date(Math.max(now.getTime(), (last?.startedAt.getTime() ?? 0) + 1));

const isFileRing = ({ file }: RotationOptions, ring: RingName): boolean =>
  file?.rings.includes(ring) === true;

const howTo = (rings: KeyRings, ring: RingName): string => {
  const name = `${ring}_${nextId(rings, ring)}`;
  return (
    `To change the key itself: give ${name} (openssl rand -base64 32) to every process beside the others, deploy, ` +
    `then set ${ring}_ACTIVE=${nextId(rings, ring)}, deploy, and run this again.`
  );
};

/** Changes the keys of rings, one after the other, while everything runs. */
export class KeyRotation {
  private readonly deps: Deps;
  private readonly options: RotationOptions;

  constructor(deps: Deps, options: RotationOptions) {
    this.deps = deps;
    this.options = options;
  }

  /** @throws KeyChangeError */
  async rotate(ring: RingName): Promise<RingReport> {
    this.assertPossible(ring);
    if (WRAPPING[ring]) await this.assertFollowed(ring);
    const change = await this.begin(ring);
    const purpose = WRAPPING[ring];
    const report = purpose
      ? await this.changeWrapping(change, ring, purpose)
      : await this.noteChange(change, ring);
    if (report.outcome !== 'unfinished') await this.finish(change);
    return report;
  }

  private assertPossible(ring: RingName): void {
    if (ring === 'LOGIN_INDEX')
      throw new KeyChangeError('LOGIN_INDEX cannot be changed yet: nobody could sign in. See docs/keys.md.');
    if (ring === 'AUDIT_KEY' && isFileRing(this.options, ring) && this.options.isServing())
      throw new KeyChangeError(
        'Stop the clinic first: a running API could not go on with a log sealed by a key it does not know.',
      );
  }

  /** A process that could not open what is wrapped from now on would fail for one clinic after the other. */
  private async assertFollowed(ring: RingName): Promise<void> {
    const { database, repositories } = this.deps;
    const names = await database.asSystem((tx) => repositories.keyChanges.listProcesses(tx));
    const isMade = isFileRing(this.options, ring);
    const keyId = isMade ? undefined : ringOf(this.options.rings(), ring).activeId;
    if (names.every((name) => canFollow(name, ring, keyId))) return;
    throw new KeyChangeError(
      isMade
        ? `A running API has ${ring} from its environment and could not follow. Give it the file of keys, or change them there.`
        : `A running API does not have ${ring}_${keyId} yet. Give it to every process first, then run this again.`,
    );
  }

  /** A change that was begun before is taken up again; otherwise a new one begins, with a new key where one can be made. */
  private async begin(ring: RingName): Promise<KeyChangeRow> {
    const { database, repositories, clock } = this.deps;
    const last = await database.asSystem((tx) => repositories.keyChanges.findLast(tx, ring));
    if (last && !last.finishedAt) {
      this.makeKey(ring, last.keyId);
      return last;
    }
    const rings = this.options.rings();
    const isMade = isFileRing(this.options, ring);
    const keyId = isMade ? nextId(rings, ring) : ringOf(rings, ring).activeId;
    const change = { ring, keyId, startedAt: after(last, clock.now()), finishedAt: null };
    this.assertNew(ring, change, last);
    await database.asSystem((tx) => repositories.keyChanges.insert(tx, change));
    this.makeKey(ring, keyId);
    return change;
  }

  /** A ring that only stands for new work is changed by another key; the first time, since when it is in use is noted. */
  private assertNew(ring: RingName, change: KeyChangeRow, last: KeyChangeRow | undefined): void {
    if (!WRAPPING[ring] && last?.keyId === change.keyId)
      throw new KeyChangeError(howTo(this.options.rings(), ring));
  }

  private makeKey(ring: RingName, keyId: string): void {
    const { file, rings } = this.options;
    if (file && isFileRing(this.options, ring) && ringOf(rings(), ring).activeId !== keyId)
      addKeyToFile(file.path, ring, keyId);
  }

  private async finish(change: KeyChangeRow): Promise<void> {
    const { database, repositories, clock } = this.deps;
    await database.asSystem((tx) => repositories.keyChanges.finish(tx, change, clock.now()));
  }

  private clinicIds(): Promise<string[]> {
    const { database, repositories } = this.deps;
    return database.asSystem((tx) => repositories.clinics.listIds(tx));
  }

  private async changeWrapping(
    change: KeyChangeRow,
    ring: RingName,
    purpose: 'field' | 'index',
  ): Promise<RingReport> {
    let wrapped = 0;
    for (const clinicId of await this.clinicIds()) wrapped += await this.rewrap(clinicId, purpose);
    const rings = this.options.rings();
    const keyId = ringOf(rings, ring).activeId;
    const advice = isFileRing(this.options, ring) || wrapped > 0 ? '' : howTo(rings, ring);
    const nothing = { clinics: 0, values: 0, unreadable: 0, removed: 0 };
    const base = { ring, keyId, wrapped, advice, ...nothing };
    if (purpose === 'index' || this.options.isWrapOnly)
      return { ...base, outcome: wrapped > 0 ? 'changed' : 'unchanged' };
    const data = new DataKeyChange(this.deps, { ...this.options, begunAt: change.startedAt });
    return { ...base, ...(await data.run(await this.clinicIds())) };
  }

  /** Wraps the clinic's keys under the active key of the ring. Rows stay as they are, and so do keys in memory anywhere. */
  private async rewrap(clinicId: string, purpose: 'field' | 'index'): Promise<number> {
    const { database, repositories, clock } = this.deps;
    const all = this.options.rings();
    const rings = { field: all.fieldKek, index: all.indexKek };
    return database.inClinic({ clinicId }, async (tx) => {
      const keys = await repositories.clinicKeys.listForUpdate(tx);
      const old = keys.filter((row) => row.purpose === purpose && row.kekId !== rings[purpose].activeId);
      if (old.length === 0) return 0;
      const now = clock.now();
      for (const row of old) await repositories.clinicKeys.rewrap(tx, row, { rings, now });
      await recordKeyChange(this.deps, tx, { resourceType: `${purpose}_key`, count: old.length });
      return old.length;
    });
  }

  /** What was made with the other keys of these rings stays as it is: new work takes the new one, and that is on record. */
  private async noteChange(change: KeyChangeRow, ring: RingName): Promise<RingReport> {
    for (const clinicId of await this.clinicIds())
      await this.deps.database.inClinic({ clinicId }, (tx) =>
        recordKeyChange(this.deps, tx, { resourceType: ring.toLowerCase(), count: 1 }),
      );
    const advice = TAKEN_UP[ring] ?? '';
    const nothing = { wrapped: 0, clinics: 0, values: 0, unreadable: 0, removed: 0 };
    return { ring, keyId: change.keyId, outcome: 'changed', advice, ...nothing };
  }
}

/** What may be said of a failure: an error of ours is a sentence, anything else may quote what it failed on. */
export const isSayable = (error: unknown): error is Error =>
  error instanceof KeyChangeError || error instanceof AppError;
