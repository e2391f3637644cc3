import type { KeyRings } from '@clinic/config';
import { findMigrationNumber, type Database } from '@clinic/database';
import type { ClinicKeyRow, Repositories } from '@clinic/repositories';

export type KeyCheckDeps = { database: Database; repositories: Repositories };

/** Since this migration the database can say which keys it needs. */
const KNOWS_KEYS = 12;

const ringOf = (ring: string, keys: KeyRings): ReadonlySet<string> => {
  const rings = new Map([
    ['FIELD_KEK', keys.fieldKek],
    ['INDEX_KEK', keys.indexKek],
    ['PEPPER', keys.pepper],
  ]);
  return new Set(rings.get(ring)?.keys.keys());
};

const nameOf = ({ purpose, kekId }: ClinicKeyRow): string =>
  `${purpose === 'field' ? 'FIELD_KEK' : 'INDEX_KEK'}_${kekId}`;

/** Keys that the data needs and this process was not given, by the names of their variables. */
const missingKeys = async ({ database, repositories }: KeyCheckDeps, keys: KeyRings): Promise<string[]> => {
  const needed = await database.asSystem((tx) => repositories.keyChanges.listNeeded(tx));
  return needed
    .filter(({ ring, keyId }) => !ringOf(ring, keys).has(keyId))
    .map(({ ring, keyId }) => `${ring}_${keyId}`);
};

/** Keys that are there and open nothing: another key under the same name. */
const wrongKeys = async ({ database, repositories }: KeyCheckDeps, keys: KeyRings): Promise<string[]> => {
  const rings = { field: keys.fieldKek, index: keys.indexKek };
  const clinicIds = await database.asSystem((tx) => repositories.clinics.listIds(tx));
  const wrong = new Set<string>();
  for (const clinicId of clinicIds) {
    const shut = await database.inClinic({ clinicId }, (tx) => repositories.clinicKeys.listShut(tx, rings));
    for (const row of shut) wrong.add(nameOf(row));
  }
  return [...wrong];
};

const listed = (names: readonly string[]): string => names.join(', ');

/**
 * A process that could not read what there is does not start: it would fail for one patient after the other.
 * @throws Error that names the variables, never a value.
 */
export const assertKeys = async (deps: KeyCheckDeps, keys: KeyRings): Promise<void> => {
  const migration = await deps.database.asSystem((tx) => findMigrationNumber(tx)).catch(() => 0);
  if (migration < KNOWS_KEYS) return;
  const missing = await missingKeys(deps, keys);
  if (missing.length > 0)
    throw new Error(`The data cannot be read without ${listed(missing)}: give every key it was made with`);
  const wrong = await wrongKeys(deps, keys);
  if (wrong.length > 0)
    throw new Error(
      `${listed(wrong)} must be the key the data was made with: what is given under this name opens nothing`,
    );
};
