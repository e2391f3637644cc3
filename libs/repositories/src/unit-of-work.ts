import type { RequestContext } from '@clinic/core';
import type { SqlValue, Transaction } from '@clinic/database';

/** One thing that changed, for the change feed. `version` is the one after the change. */
export type Change = {
  entity: string;
  id: string;
  version: number;
  op?: 'upsert' | 'delete';
};

/** One line of the audit log. `count` says how many things one line stands for. */
export type AuditEntry = {
  id: string;
  action: string;
  patientId?: string | null;
  resourceType?: string | null;
  resourceId?: string | null;
  count?: number | null;
  outcome?: 'success' | 'denied' | 'failed';
};

/** The sealed answer a replay of this request is to receive. */
export type StoredAnswer = {
  key: string;
  userId: string;
  requestHash: Buffer;
  status: number;
  answerEnc: Buffer;
};

export type WriteEnd = {
  context: RequestContext;
  now: Date;
  changes: readonly Change[];
  audit: readonly AuditEntry[];
  answer?: StoredAnswer | undefined;
};

// The counter is moved last: its row lock is held until the commit, so that the order of the feed is the order of the
// commits and a rollback leaves no gap. All inserts hang on it, as a cluster wants it.
const FEED_AND_AUDIT = `
  head as (
    update clinic_feed_head set last_seq = last_seq + $2 where clinic_id = $1 returning clinic_id, last_seq
  ), feed as (
    insert into change_feed (clinic_id, seq, entity, entity_id, op, version, actor_id, changed_at)
    select h.clinic_id, h.last_seq - $2 + c.ordinal, c.entity, c.entity_id, c.op, c.version, $3::uuid, $4::timestamptz
    from head h, unnest($5::text[], $6::uuid[], $7::text[], $8::integer[])
      with ordinality as c(entity, entity_id, op, version, ordinal)
    returning seq
  ), audit as (
    insert into audit_events (clinic_id, id, occurred_at, actor_id, actor_role, session_id, origin, action, patient_id,
      resource_type, resource_id, seen_count, outcome, request_id)
    select h.clinic_id, a.id, $4::timestamptz, $3::uuid, $9::text, $10::uuid, $11::text, a.action, a.patient_id,
      a.resource_type, a.resource_id, a.seen_count, a.outcome, $12::text
    from head h, unnest($13::uuid[], $14::text[], $15::uuid[], $16::text[], $17::uuid[], $18::integer[], $19::text[])
      as a(id, action, patient_id, resource_type, resource_id, seen_count, outcome)
    returning id
  ), unsealed as (
    insert into unsealed_audit_events (clinic_id, id, event_ids, recorded_at)
    select h.clinic_id, ($13::uuid[])[1], $13::uuid[], $4::timestamptz from head h where cardinality($13::uuid[]) > 0
    returning id
  )`;

const FINISH = `with ${FEED_AND_AUDIT} select last_seq as "lastSeq" from head`;

const FINISH_WITH_ANSWER = `
  with ${FEED_AND_AUDIT}, answer as (
    insert into idempotency_keys (clinic_id, user_id, key, request_hash, status, answer_enc, created_at)
    select h.clinic_id, $20::uuid, $21::uuid, $22::bytea, $23::smallint, $24::bytea, $4::timestamptz from head h
    returning key
  ) select last_seq as "lastSeq" from head`;

const values = (tx: Transaction, end: WriteEnd): SqlValue[] => [
  tx.clinicId,
  end.changes.length,
  end.context.actorId,
  end.now,
  end.changes.map((change) => change.entity),
  end.changes.map((change) => change.id),
  end.changes.map((change) => change.op ?? 'upsert'),
  end.changes.map((change) => change.version),
  end.context.actorRole,
  end.context.sessionId,
  end.context.origin,
  end.context.requestId,
  end.audit.map((entry) => entry.id),
  end.audit.map((entry) => entry.action),
  end.audit.map((entry) => entry.patientId ?? null),
  end.audit.map((entry) => entry.resourceType ?? null),
  end.audit.map((entry) => entry.resourceId ?? null),
  end.audit.map((entry) => entry.count ?? null),
  end.audit.map((entry) => entry.outcome ?? 'success'),
];

/**
 * Ends a write: feed, audit and stored answer in one statement, with the commit right behind it.
 * @returns the change counter after this write.
 * @throws a violation of `idempotency_keys_pkey` when the same request was answered a moment ago.
 */
export const finishWrite = async (tx: Transaction, end: WriteEnd): Promise<number> => {
  const { answer } = end;
  const text = answer ? FINISH_WITH_ANSWER : FINISH;
  const extra = answer
    ? [answer.userId, answer.key, answer.requestHash, answer.status, answer.answerEnc]
    : [];
  const { rows } = await tx.finish<{ lastSeq: number }>(text, [...values(tx, end), ...extra]);
  if (!rows[0]) throw new Error('The clinic has no change counter');
  return rows[0].lastSeq;
};
