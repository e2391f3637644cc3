import type { RequestContext } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import { placeValues } from './keyset.ts';
import type { AuditEntry } from './unit-of-work.ts';

export type AuditEventRow = {
  id: string;
  /** Its place in the chain; null until it is sealed. */
  sequence: number | null;
  occurredAt: Date;
  actorId: string | null;
  actorRole: string;
  origin: 'api' | 'cli' | 'job';
  action: string;
  patientId: string | null;
  resourceType: string | null;
  resourceId: string | null;
  count: number | null;
  outcome: 'success' | 'denied' | 'failed';
  requestId: string;
};

export type AuditRecord = { context: RequestContext; entry: AuditEntry; occurredAt: Date };

export type AuditFilter = {
  patientId?: string | undefined;
  actorId?: string | undefined;
  action?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  after?: { occurredAt: Date; id: string } | undefined;
};

const INSERT_MANY = `
  with audit as (
    insert into audit_events (clinic_id, id, occurred_at, actor_id, actor_role, session_id, origin, action, patient_id,
      resource_type, resource_id, seen_count, outcome, request_id)
    select h.clinic_id, a.* from clinic_feed_head h,
      unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::uuid[],
        $10::text[], $11::uuid[], $12::integer[], $13::text[], $14::text[]) as a
    where h.clinic_id = $1
    returning id
  ), unsealed as (
    insert into unsealed_audit_events (clinic_id, id, event_ids, recorded_at)
    select h.clinic_id, ($2::uuid[])[1], $2::uuid[], ($3::timestamptz[])[1] from clinic_feed_head h where h.clinic_id = $1
    returning id
  ) select id from unsealed`;

// `one`: asked for, and found by an index; `any`: asked for or not, among what is found so; `none`: not asked for.
const ofPatient = { one: 'patient_id = $2', none: '$2::uuid is null' };
const ofActor = {
  one: 'actor_id = $3',
  any: '($3::uuid is null or actor_id = $3)',
  none: '$3::uuid is null',
};
const ofAction = { one: 'action = $4', any: '($4::text is null or action = $4)', none: '$4::text is null' };

const listOf = (patient: string, actor: string, action: string): string => `
  select id, (select s.seq from audit_seals s where s.clinic_id = $1 and s.event_id = e.id) as "sequence",
    occurred_at as "occurredAt", actor_id as "actorId", actor_role as "actorRole", origin, action,
    patient_id as "patientId", resource_type as "resourceType", resource_id as "resourceId", seen_count as "count",
    outcome, request_id as "requestId"
  from audit_events e
  where clinic_id = $1 and ${patient} and ${actor} and ${action}
    and occurred_at >= $5::timestamptz and occurred_at < $6::timestamptz
    and (occurred_at, id) < ($7::timestamptz, $8::uuid)
  order by occurred_at desc, id desc limit $9`;

// Each is found by an index of its own: one plan for all would have to read the whole log for one person's lines.
const LIST = listOf(ofPatient.none, ofActor.none, ofAction.none);
const LIST_OF_PATIENT = listOf(ofPatient.one, ofActor.any, ofAction.any);
const LIST_OF_ACTOR = listOf(ofPatient.none, ofActor.one, ofAction.any);
const LIST_OF_ACTION = listOf(ofPatient.none, ofActor.none, ofAction.one);

const statementFor = ({ patientId, actorId, action }: AuditFilter): string => {
  if (patientId !== undefined) return LIST_OF_PATIENT;
  if (actorId !== undefined) return LIST_OF_ACTOR;
  return action === undefined ? LIST : LIST_OF_ACTION;
};

/** The audit log: rows are added and read, never changed. */
export class AuditEventRepository {
  /** Adds many in one statement and commits with it. */
  async finishWithMany(tx: Transaction, records: readonly AuditRecord[]): Promise<void> {
    const column = <Value>(read: (record: AuditRecord) => Value): Value[] => records.map(read);
    await tx.finish(INSERT_MANY, [
      tx.clinicId,
      column(({ entry }) => entry.id),
      column(({ occurredAt }) => occurredAt),
      column(({ context }) => context.actorId),
      column(({ context }) => context.actorRole),
      column(({ context }) => context.sessionId),
      column(({ context }) => context.origin),
      column(({ entry }) => entry.action),
      column(({ entry }) => entry.patientId ?? null),
      column(({ entry }) => entry.resourceType ?? null),
      column(({ entry }) => entry.resourceId ?? null),
      column(({ entry }) => entry.count ?? null),
      column(({ entry }) => entry.outcome ?? 'success'),
      column(({ context }) => context.requestId),
    ]);
  }

  /** Newest first. */
  async list(tx: Transaction, filter: AuditFilter): Promise<AuditEventRow[]> {
    const { patientId, actorId, action, from, to, after, limit } = filter;
    const asked = [patientId, actorId, action].map((value) => value ?? null);
    const place = placeValues(after && { at: after.occurredAt, id: after.id });
    const values = [...asked, from ?? '-infinity', to ?? 'infinity', ...place];
    const { rows } = await tx.query<AuditEventRow>(statementFor(filter), [tx.clinicId, ...values, limit]);
    return rows;
  }
}
