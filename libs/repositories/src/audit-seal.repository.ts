import type { ChainHead, DailySeal, Sealed, SealableEvent, SealedEvent } from '@clinic/audit';
import type { SystemTransaction, Transaction } from '@clinic/database';
import {
  DAILY_SEAL,
  HEAD,
  SEAL,
  SEALABLE_EVENT,
  toDailySeals,
  toHead,
  withEvents,
  type SealRow,
  type StateRow,
} from './audit-seal.columns.ts';

/** A clinic with events that wait for their seal. */
export type UnsealedClinic = { clinicId: string; oldestAt: Date; events: number };

/** What is to be known of a chain before it is walked, at one moment. */
export type AuditChainState = {
  head: ChainHead | undefined;
  dailySeals: DailySeal[];
  /** The place of the last seal there is, 0 for none. */
  seals: number;
  /** Events recorded, and those of them that wait for their seal. */
  events: number;
  waiting: number;
};

/** What the next batch is made of. */
export type WaitingEvents = {
  queueIds: string[];
  events: SealableEvent[];
  /** How many wait that are not there. */
  missing: number;
};

/** A batch to be written: the seals of `events`, in their order, behind `end`. */
export type AuditSeals = Sealed & {
  queueIds: readonly string[];
  eventIds: readonly string[];
  now: Date;
  format: number;
};

/** Events that wait for nothing, apart from those recorded between two instants. */
export type AuditStrays = { from: Date; to: Date };

const LIST_CLINICS = `
  select clinic_id as "clinicId", oldest_at as "oldestAt", events from ops.unsealed_clinics()`;

// Seals came with this migration; what programs of the version before recorded in its days waits for none.
const FIND_BEGINNING = 'select applied_at as "appliedAt" from ops.migrations where number = 10';

const LOCK_HEAD = `select ${HEAD} from audit_heads h where h.clinic_id = $1 for update skip locked`;

const FIND_HEAD = `select ${HEAD} from audit_heads h where h.clinic_id = $1`;

// A chain that has seals had an end: it is not begun anew. `not exists` would let the server look for one seal in the
// whole table.
const INSERT_HEAD = `
  insert into audit_heads (clinic_id, last_seq, last_mac, sealed_seq, key_id, proof)
  select f.clinic_id, $2::bigint, $3::bytea, $4::bigint, $5::text, $6::bytea from clinic_feed_head f
  where f.clinic_id = $1
    and (select s.seq from audit_seals s where s.clinic_id = $1 and s.seq >= 1 order by s.seq limit 1) is null
  on conflict (clinic_id) do nothing returning clinic_id`;

// So many commits that about five hundred events come together: some milliseconds of work, whatever waits.
const LIST_QUEUE = `
  select id, event_ids as "eventIds" from (
    select id, event_ids, sum(cardinality(event_ids)) over (order by id) - cardinality(event_ids) as before from (
      select id, event_ids from unsealed_audit_events where clinic_id = $1 order by id limit 500
    ) first
  ) counted
  where before < 500 order by id`;

const LIST_EVENTS = `select ${SEALABLE_EVENT} from audit_events where clinic_id = $1 and id = any($2::uuid[])`;

const LIST_SEALED = `
  select event_id as "eventId" from audit_seals where clinic_id = $1 and event_id = any($2::uuid[])`;

const INSERT_DAILY_SEAL = `
  insert into audit_daily_seals (clinic_id, day, seq, mac, count, key_id, signature)
  select h.clinic_id, $2::date, $3::bigint, $4::bytea, $5::bigint, $6::text, $7::bytea
  from audit_heads h where h.clinic_id = $1`;

// The whole batch in one statement; with the commit behind it there is all of it or nothing.
const INSERT_SEALS = `
  with seals as (
    insert into audit_seals (clinic_id, seq, event_id, mac, key_id, format, sealed_at)
    select h.clinic_id, $2::bigint - cardinality($3::uuid[]) + s.ordinal, s.event_id, s.mac, $5::text, $6::smallint,
      $7::timestamptz
    from audit_heads h, unnest($3::uuid[], $4::bytea[]) with ordinality as s(event_id, mac, ordinal)
    where h.clinic_id = $1
    returning seq
  ), queue as (
    delete from unsealed_audit_events where clinic_id = $1 and id = any($8::uuid[]) returning id
  ), head as (
    update audit_heads set last_seq = $2::bigint, last_mac = $9::bytea, sealed_on = $10::date, sealed_seq = $11::bigint,
      key_id = $5::text, proof = $12::bytea
    where clinic_id = $1 returning last_seq
  ) select last_seq as "lastSeq" from head`;

// One statement, so that all of it is of the same moment.
const FIND_STATE = `
  select ${HEAD}, ${DAILY_SEAL},
    coalesce((select max(s.seq) from audit_seals s where s.clinic_id = $1 and s.seq >= 1), 0) as "seals",
    (select count(*) from audit_events e where e.clinic_id = $1) as "events",
    (select coalesce(sum(cardinality(q.event_ids)), 0) from unsealed_audit_events q where q.clinic_id = $1) as "waiting"
  from clinic_feed_head f
  left join audit_heads h on h.clinic_id = $1
  left join audit_daily_seals d on d.clinic_id = $1
  where f.clinic_id = $1 order by d.seq`;

const LIST_SEALS = `
  select ${SEAL} from audit_seals where clinic_id = $1 and seq > $2 and seq <= $3 order by seq limit $4`;

const COUNT_STRAYS = `
  select count(*) as "count" from audit_events e
  where e.clinic_id = $1 and (e.occurred_at < $2 or e.occurred_at > $3)
    and not exists (select 1 from audit_seals s where s.clinic_id = $1 and s.event_id = e.id)
    and e.id not in (select unnest(q.event_ids) from unsealed_audit_events q where q.clinic_id = $1)`;

const INSERT_STRAYS = `
  insert into unsealed_audit_events (clinic_id, id, event_ids, recorded_at)
  select f.clinic_id, strays.ids[1], strays.ids, $4::timestamptz from clinic_feed_head f, (
    select array_agg(found.id) as ids from (
      select e.id from audit_events e
      where e.clinic_id = $1 and e.occurred_at >= $2 and e.occurred_at < $3
        and not exists (select 1 from audit_seals s where s.clinic_id = $1 and s.event_id = e.id)
        and e.id not in (select unnest(q.event_ids) from unsealed_audit_events q where q.clinic_id = $1)
      order by e.occurred_at, e.id limit 500
    ) found
  ) strays
  where f.clinic_id = $1 and strays.ids is not null
  returning cardinality(event_ids) as "count"`;

/** The chain over the audit log: seals are added, never changed, and its end moves with them. */
export class AuditSealRepository {
  /** Of every clinic that has any, the longest waiting first. */
  async listUnsealedClinics(tx: SystemTransaction): Promise<UnsealedClinic[]> {
    return (await tx.query<UnsealedClinic>(LIST_CLINICS)).rows;
  }

  /** Since when events are sealed. */
  async findBeginning(tx: SystemTransaction): Promise<Date | undefined> {
    return (await tx.query<{ appliedAt: Date }>(FIND_BEGINNING)).rows[0]?.appliedAt;
  }

  /** The end of the chain, held until the end of the transaction; undefined when somebody else holds it, or there is none. */
  async lockHead(tx: Transaction): Promise<ChainHead | undefined> {
    return (await tx.query<ChainHead>(LOCK_HEAD, [tx.clinicId])).rows[0];
  }

  async findHead(tx: Transaction): Promise<ChainHead | undefined> {
    return (await tx.query<ChainHead>(FIND_HEAD, [tx.clinicId])).rows[0];
  }

  /** @returns false when there is one, or there are seals: then it was taken away. */
  async insertHead(tx: Transaction, head: ChainHead): Promise<boolean> {
    const { lastSeq, lastMac, sealedSeq, keyId, proof } = head;
    const values = [tx.clinicId, lastSeq, lastMac, sealedSeq, keyId, proof];
    return (await tx.query(INSERT_HEAD, values)).rowCount > 0;
  }

  /** What waits longest. Undefined when nothing waits. */
  async listWaiting(tx: Transaction): Promise<WaitingEvents | undefined> {
    const { rows } = await tx.query<{ id: string; eventIds: string[] }>(LIST_QUEUE, [tx.clinicId]);
    if (rows.length === 0) return undefined;
    const ids = [...new Set(rows.flatMap(({ eventIds }) => eventIds))];
    const [found, sealed] = await Promise.all([
      tx.query<SealableEvent>(LIST_EVENTS, [tx.clinicId, ids]),
      tx.query<{ eventId: string }>(LIST_SEALED, [tx.clinicId, ids]),
    ]);
    const known = new Map(found.rows.map((event) => [event.id, event]));
    const done = new Set(sealed.rows.map(({ eventId }) => eventId));
    const wanted = ids.filter((id) => !done.has(id));
    const events = wanted.flatMap((id) => known.get(id) ?? []);
    return { queueIds: rows.map(({ id }) => id), events, missing: wanted.length - events.length };
  }

  /** Writes a batch and commits with it. The head must be locked. */
  async finishWithSeals(tx: Transaction, seals: AuditSeals): Promise<void> {
    const { head, macs, dailySeal, eventIds, queueIds, now, format } = seals;
    const values = [
      ...[tx.clinicId, head.lastSeq, eventIds, macs, head.keyId, format, now, queueIds],
      ...[head.lastMac, head.sealedOn, head.sealedSeq, head.proof],
    ];
    const daily = dailySeal ? [this.insertDailySeal(tx, dailySeal)] : [];
    await Promise.all([...daily, tx.finish(INSERT_SEALS, values)]);
  }

  private async insertDailySeal(tx: Transaction, seal: DailySeal): Promise<void> {
    const { day, seq, mac, count, keyId, signature } = seal;
    await tx.query(INSERT_DAILY_SEAL, [tx.clinicId, day, seq, mac, count, keyId, signature]);
  }

  async findState(tx: Transaction): Promise<AuditChainState> {
    const { rows } = await tx.query<StateRow>(FIND_STATE, [tx.clinicId]);
    const [first] = rows;
    if (!first) throw new Error('The clinic has no change counter');
    const { seals, events, waiting } = first;
    return { head: toHead(first), dailySeals: toDailySeals(rows), seals, events, waiting };
  }

  /** A page of the chain in its order, from behind one place up to another. */
  async listSealed(
    tx: Transaction,
    page: { after: number; through: number; limit: number },
  ): Promise<SealedEvent[]> {
    const { after, through, limit } = page;
    const { rows: seals } = await tx.query<SealRow>(LIST_SEALS, [tx.clinicId, after, through, limit]);
    const ids = seals.map(({ eventId }) => eventId);
    const { rows: events } = await tx.query<SealableEvent>(LIST_EVENTS, [tx.clinicId, ids]);
    return withEvents(seals, events);
  }

  /** How many events outside of a time have no seal and wait for none. */
  async countStrays(tx: Transaction, { from, to }: AuditStrays): Promise<number> {
    return (await tx.query<{ count: number }>(COUNT_STRAYS, [tx.clinicId, from, to])).rows[0]?.count ?? 0;
  }

  /** Lets some of those within a time wait for their seal. @returns how many, 0 when there are none. */
  async insertStrays(tx: Transaction, { from, to }: AuditStrays, now: Date): Promise<number> {
    const values = [tx.clinicId, from, to, now];
    return (await tx.query<{ count: number }>(INSERT_STRAYS, values)).rows[0]?.count ?? 0;
  }
}
