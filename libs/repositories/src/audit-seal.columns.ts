import type { ChainHead, DailySeal, SealableEvent } from '@clinic/audit';

/**
 * An instant as microseconds since 1970: as exact as the database keeps it, so that a change too small for a JavaScript
 * date is seen as well. What the product could not have written (infinity, other millennia) is null.
 */
const microsOf = (column: string): string => `
  case when ${column} >= '0001-01-01 00:00:00+00' and ${column} < '10000-01-01 00:00:00+00'
    then (extract(epoch from ${column}) * 1000000)::bigint end`;

/** Everything a seal covers of an event. A test holds this list against the table. */
export const SEALABLE_EVENT = `
  id, ${microsOf('occurred_at')} as "occurredAtMicros", actor_id as "actorId", actor_role as "actorRole",
  session_id as "sessionId", origin, action, patient_id as "patientId", resource_type as "resourceType",
  resource_id as "resourceId", seen_count as "count", outcome, request_id as "requestId"`;

export const SEAL = `
  seq, event_id as "eventId", mac, key_id as "keyId", format, ${microsOf('sealed_at')} as "sealedAtMicros"`;

export type SealRow = {
  seq: number;
  eventId: string;
  mac: Buffer;
  keyId: string;
  format: number;
  sealedAtMicros: number | null;
};

export const HEAD = `
  h.last_seq as "lastSeq", h.last_mac as "lastMac", h.sealed_on::text as "sealedOn", h.sealed_seq as "sealedSeq",
  h.key_id as "keyId", h.proof`;

export const DAILY_SEAL = `
  d.day::text as "day", d.seq as "daySeq", d.mac as "dayMac", d.count as "dayCount", d.key_id as "dayKeyId",
  d.signature`;

/** One row for each daily seal, the rest the same in each; columns of what is not there are null. */
export type StateRow = {
  lastSeq: number | null;
  lastMac: Buffer;
  sealedOn: string | null;
  sealedSeq: number;
  keyId: string;
  proof: Buffer;
  seals: number;
  events: number;
  waiting: number;
  day: string | null;
  daySeq: number;
  dayMac: Buffer;
  dayCount: number;
  dayKeyId: string;
  signature: Buffer;
};

export const toHead = (row: StateRow): ChainHead | undefined => {
  const { lastSeq, lastMac, sealedOn, sealedSeq, keyId, proof } = row;
  return lastSeq === null ? undefined : { lastSeq, lastMac, sealedOn, sealedSeq, keyId, proof };
};

export const toDailySeals = (rows: readonly StateRow[]): DailySeal[] =>
  rows.flatMap(({ day, daySeq: seq, dayMac: mac, dayCount: count, dayKeyId: keyId, signature }) =>
    day === null ? [] : [{ day, seq, mac, count, keyId, signature }],
  );

/** The events of some seals by their ids, each with its seal. */
export const withEvents = (seals: readonly SealRow[], events: readonly SealableEvent[]) => {
  const known = new Map(events.map((event) => [event.id, event]));
  return seals.map(({ eventId, ...seal }) => ({ ...seal, event: known.get(eventId) }));
};
