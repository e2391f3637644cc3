import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';

// Any constant will do, as long as every replica uses the same one.
const MIGRATION_LOCK = 7_021_984;
const ASK_AGAIN_MS = 100;

const TRY = 'select pg_try_advisory_lock($1) as "isHeld"';

/**
 * Takes the lock of whoever prepares or migrates a database, until the connection ends. Outside of a transaction, and by
 * asking again and again: who waits otherwise keeps a snapshot, and a `create index concurrently` of the one before waits for
 * its end.
 */
export const takeMigrationLock = async (client: pg.Client): Promise<void> => {
  for (;;) {
    const { rows } = await client.query<{ isHeld: boolean }>(TRY, [MIGRATION_LOCK]);
    if (rows[0]?.isHeld === true) return;
    await setTimeout(ASK_AGAIN_MS);
  }
};
