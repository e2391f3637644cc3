import type { Transaction } from '@clinic/database';
import type { StoredAnswer } from './unit-of-work.ts';

export type KnownAnswer = { requestHash: Buffer; status: number; answerEnc: Buffer };

const FIND = `
  select request_hash as "requestHash", status, answer_enc as "answerEnc"
  from idempotency_keys where clinic_id = $1 and user_id = $2 and key = $3`;

const INSERT = `
  insert into idempotency_keys (clinic_id, user_id, key, request_hash, status, answer_enc, created_at)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning key`;

const DELETE_OLD = 'delete from idempotency_keys where clinic_id = $1 and created_at < $2';

/** What earlier writes answered, by the key their sender gave them. */
export class IdempotencyRepository {
  async find(tx: Transaction, userId: string, key: string): Promise<KnownAnswer | undefined> {
    const { rows } = await tx.query<KnownAnswer>(FIND, [tx.clinicId, userId, key]);
    return rows[0];
  }

  /** Keeps a refusal. @returns false when the request was answered by someone else first. */
  async insert(tx: Transaction, answer: StoredAnswer, now: Date): Promise<boolean> {
    const { rowCount } = await tx.query(INSERT, [
      tx.clinicId,
      answer.userId,
      answer.key,
      answer.requestHash,
      answer.status,
      answer.answerEnc,
      now,
    ]);
    return rowCount === 1;
  }

  /** @returns how many were old enough to forget. */
  async deleteBefore(tx: Transaction, before: Date): Promise<number> {
    const { rowCount } = await tx.query(DELETE_OLD, [tx.clinicId, before]);
    return rowCount;
  }
}
