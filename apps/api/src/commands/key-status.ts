import type { KeyRing, KeyRings, RingName } from '@clinic/config';
import { sealedTables, type ClinicKeyRow, type KeyChangeRow, type KeyUse } from '@clinic/repositories';
import type { Deps } from '#api/composition.ts';

/** Whether a key of a ring could be taken away, and why, as a sentence. */
export type Removal = { removable: 'yes' | 'later' | 'no'; why: string };

export type RingKeyStatus = Removal & {
  id: string;
  isActive: boolean;
  /** Whether this process was given it. */
  isHeld: boolean;
  /** How much cannot be read without it; null where nothing in the database tells. */
  needs: number | null;
};

export type RingStatus = { ring: RingName; activeId: string; counts: string; keys: RingKeyStatus[] };

export type DataKeyStatus = Pick<ClinicKeyRow, 'keyId' | 'kekId' | 'isActive' | 'createdAt' | 'retiredAt'> & {
  /** Sealed values that cannot be read without it. */
  values: number;
};

export type ClinicStatus = { clinicId: string; name: string; dataKeys: DataKeyStatus[] };

export type KeyStatus = { rings: RingStatus[]; clinics: ClinicStatus[]; unfinished: KeyChangeRow[] };

const HOUR_MS = 60 * 60_000;
/** Sessions last twelve hours, links that open once a few days; what was signed longest ago is over by then. */
const SIGNED_FOR_MS = 7 * 24 * HOUR_MS;

export const ringOf = (rings: KeyRings, ring: RingName): KeyRing =>
  ({
    ...{ FIELD_KEK: rings.fieldKek, INDEX_KEK: rings.indexKek, JWT_KEY: rings.jwtKey, PEPPER: rings.pepper },
    ...{ LOGIN_INDEX: rings.loginIndex, AUDIT_KEY: rings.auditKey, BACKUP_KEY: rings.backupKey },
  })[ring];

const COUNTS: Record<RingName, string> = {
  FIELD_KEK: 'data keys of clinics wrapped with it',
  INDEX_KEK: 'index keys of clinics wrapped with it',
  JWT_KEY: 'not counted',
  PEPPER: 'passwords hashed with it',
  LOGIN_INDEX: 'not counted',
  AUDIT_KEY: 'audit events sealed with it',
  BACKUP_KEY: 'not counted',
};

type Found = { keys: ClinicKeyRow[]; peppers: KeyUse[]; audit: KeyUse[] };

/** What is known of a ring's keys besides their bytes. */
type Known = {
  needs: Map<string, number>;
  wrappedAt: Date | undefined;
  change: KeyChangeRow | undefined;
  now: Date;
};

const wrapRemoval = (needs: number, { wrappedAt }: Known): Removal => {
  if (needs > 0) return { removable: 'no', why: 'run: npm run keys -- rotate' };
  const since = wrappedAt
    ? ` Backups from before ${wrappedAt.toISOString()} need it: keep it with them.`
    : '';
  return { removable: 'yes', why: `Nothing in the database needs it.${since}` };
};

const signRemoval = (_needs: number, { change, now }: Known): Removal => {
  if (!change)
    return { removable: 'later', why: 'run: npm run keys -- rotate --ring JWT_KEY, which notes since when' };
  const until = new Date(change.startedAt.getTime() + SIGNED_FOR_MS);
  return until <= now
    ? { removable: 'yes', why: 'What was signed with it is over.' }
    : { removable: 'later', why: `Sessions and links signed with it may last until ${until.toISOString()}.` };
};

const pepperRemoval = (needs: number): Removal =>
  needs > 0
    ? { removable: 'no', why: 'A password is hashed anew when its owner signs in; nobody else can.' }
    : { removable: 'yes', why: 'No password needs it.' };

const auditRemoval = (needs: number): Removal =>
  needs > 0
    ? { removable: 'no', why: 'Without it nobody can tell whether these events were changed.' }
    : { removable: 'yes', why: 'No event of the log needs it. Exports of the log may.' };

const REMOVALS: Record<RingName, (needs: number, known: Known) => Removal> = {
  FIELD_KEK: wrapRemoval,
  INDEX_KEK: wrapRemoval,
  JWT_KEY: signRemoval,
  PEPPER: pepperRemoval,
  LOGIN_INDEX: () => ({ removable: 'no', why: 'This ring cannot be changed yet: see docs/keys.md.' }),
  AUDIT_KEY: auditRemoval,
  BACKUP_KEY: () => ({
    removable: 'no',
    why: 'Backups sealed with it are not in the database: keep it with them.',
  }),
};

const usesOf = (ring: RingName, { keys, peppers, audit }: Found): KeyUse[] => {
  const wrapped = (purpose: string) =>
    keys.filter((row) => row.purpose === purpose).map(({ kekId }) => ({ keyId: kekId, uses: 1 }));
  if (ring === 'FIELD_KEK') return wrapped('field');
  if (ring === 'INDEX_KEK') return wrapped('index');
  if (ring === 'PEPPER') return peppers;
  return ring === 'AUDIT_KEY' ? audit : [];
};

const add = (sums: Map<string, number>, uses: readonly KeyUse[]): void => {
  for (const { keyId, uses: more } of uses) sums.set(keyId, (sums.get(keyId) ?? 0) + more);
};

const lastWrapped = (ring: RingName, found: readonly Found[]): Date | undefined => {
  const purpose = ring === 'FIELD_KEK' ? 'field' : 'index';
  const times = found.flatMap(({ keys }) =>
    keys.flatMap((row) => (row.purpose === purpose && row.wrappedAt ? [row.wrappedAt.getTime()] : [])),
  );
  return times.length === 0 ? undefined : new Date(Math.max(...times));
};

const statusOf = (ring: RingName, held: KeyRing, known: Known): RingStatus => {
  const ids = [...new Set([...held.keys.keys(), ...known.needs.keys()])].sort();
  const isCounted = COUNTS[ring] !== 'not counted';
  const keys = ids.map((id): RingKeyStatus => {
    const needs = known.needs.get(id) ?? 0;
    const isActive = id === held.activeId;
    const removal = isActive ? { removable: 'no' as const, why: 'In use.' } : REMOVALS[ring](needs, known);
    return { id, isActive, isHeld: held.keys.has(id), needs: isCounted ? needs : null, ...removal };
  });
  return { ring, activeId: held.activeId, counts: COUNTS[ring], keys };
};

/** How many sealed values need each data key of a clinic. */
export const countValues = async (deps: Deps, clinicId: string): Promise<Map<number, number>> => {
  const { database, repositories } = deps;
  const tables = await database.readInClinic({ clinicId }, (tx) =>
    Promise.all(sealedTables.map((of) => repositories.sealedRows.count(tx, of))),
  );
  const sums = new Map<number, number>();
  for (const { keyId, values } of tables.flat()) sums.set(keyId, (sums.get(keyId) ?? 0) + values);
  return sums;
};

const findIn = async (deps: Deps, clinicId: string): Promise<Found & { name: string }> => {
  const { clinics, clinicKeys, keyChanges } = deps.repositories;
  const [clinic, keys, peppers, audit] = await deps.database.readInClinic({ clinicId }, (tx) =>
    Promise.all([
      clinics.find(tx),
      clinicKeys.list(tx),
      keyChanges.countPeppers(tx),
      keyChanges.countAuditKeys(tx),
    ]),
  );
  return { name: clinic?.name ?? clinicId, keys, peppers, audit };
};

const clinicStatus = async (
  deps: Deps,
  clinicId: string,
  found: Found & { name: string },
): Promise<ClinicStatus> => {
  const values = await countValues(deps, clinicId);
  const dataKeys = found.keys
    .filter(({ purpose }) => purpose === 'field')
    .map(({ keyId, kekId, isActive, createdAt, retiredAt }) => ({
      ...{ keyId, kekId, isActive, createdAt, retiredAt },
      values: values.get(keyId) ?? 0,
    }));
  return { clinicId, name: found.name, dataKeys };
};

/** Everything there is to say of the keys of these rings: each clinic is asked inside its own wall. */
export const readKeyStatus = async (
  deps: Deps,
  rings: KeyRings,
  names: readonly RingName[],
): Promise<KeyStatus> => {
  const { database, repositories, clock } = deps;
  const clinicIds = await database.asSystem((tx) => repositories.clinics.listIds(tx));
  const found: Found[] = [];
  const clinics: ClinicStatus[] = [];
  for (const clinicId of clinicIds) {
    const here = await findIn(deps, clinicId);
    found.push(here);
    if (names.includes('FIELD_KEK')) clinics.push(await clinicStatus(deps, clinicId, here));
  }
  const statuses: RingStatus[] = [];
  const unfinished: KeyChangeRow[] = [];
  for (const ring of names) {
    const change = await database.asSystem((tx) => repositories.keyChanges.findLast(tx, ring));
    if (change && !change.finishedAt) unfinished.push(change);
    const needs = new Map<string, number>();
    for (const each of found) add(needs, usesOf(ring, each));
    const known = { needs, change, now: clock.now(), wrappedAt: lastWrapped(ring, found) };
    statuses.push(statusOf(ring, ringOf(rings, ring), known));
  }
  return { rings: statuses, clinics, unfinished };
};
