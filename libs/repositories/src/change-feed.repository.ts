import type { Transaction } from '@clinic/database';

export type FeedState = { lastSeq: number; changedIds: string[] };

const FIND_HEAD = 'select last_seq as "lastSeq" from clinic_feed_head where clinic_id = $1';

// One row even when nothing changed: the counter itself is the answer to "am I current?".
const LIST_SINCE = `
  select h.last_seq as "lastSeq",
    coalesce((select array_agg(distinct f.entity_id) from change_feed f
      where f.clinic_id = $1 and f.seq > $2 and f.seq <= h.last_seq and f.entity = $3), '{}') as "changedIds"
  from clinic_feed_head h where h.clinic_id = $1`;

const TAKE_FILE_NUMBERS = `
  update clinic_feed_head set last_file_number = last_file_number + $2 where clinic_id = $1
  returning last_file_number as "lastFileNumber"`;

const LOCK = 'select last_seq as "lastSeq" from clinic_feed_head where clinic_id = $1 for no key update';

/** The clinic's own row: its change counter, its lock and its file numbers; and what changed since. */
export class ChangeFeedRepository {
  async findHead(tx: Transaction): Promise<number> {
    const { rows } = await tx.query<{ lastSeq: number }>(FIND_HEAD, [tx.clinicId]);
    return rows[0]?.lastSeq ?? 0;
  }

  /** Which things of one kind changed after `seq`, each once. */
  async listChanged(tx: Transaction, entity: string, seq: number): Promise<FeedState> {
    const { rows } = await tx.query<FeedState>(LIST_SINCE, [tx.clinicId, seq, entity]);
    return rows[0] ?? { lastSeq: 0, changedIds: [] };
  }

  /** Queues behind every other writer of the clinic until the end of the transaction. */
  async lock(tx: Transaction): Promise<void> {
    await tx.query(LOCK, [tx.clinicId]);
  }

  /** The next `count` file numbers. A transaction that fails takes none. */
  async takeFileNumbers(tx: Transaction, count: number): Promise<string[]> {
    const { rows } = await tx.query<{ lastFileNumber: number }>(TAKE_FILE_NUMBERS, [tx.clinicId, count]);
    const last = rows[0]?.lastFileNumber;
    if (last === undefined) throw new Error('The clinic has no counter');
    return Array.from({ length: count }, (_, index) => String(last - count + 1 + index));
  }
}
