import type { KeyObject } from 'node:crypto';
import { eventBytes, type SealableEvent } from './audit-event-bytes.ts';
import type { AuditKeys } from './audit-keys.ts';
import { proveEnd, type ChainEnd, type ChainHead } from './chain-head.ts';
import { signDay, type DailySeal } from './daily-seal.ts';
import { hmac, numberBytes, uuidBytes } from './seal-bytes.ts';

/** An event at its place in a chain. */
export type ChainLink = { clinicId: string; seq: number; sealedAtMicros: number; event: SealableEvent };

/** Each seal covers the one before it, so that an event changed, taken out or put in breaks every later one. */
export const sealOf = (key: KeyObject, previous: Buffer, link: ChainLink): Buffer =>
  hmac(key, [
    previous,
    uuidBytes(link.clinicId),
    numberBytes(link.seq),
    numberBytes(link.sealedAtMicros),
    eventBytes(link.event),
  ]);

export type Unsealed = { clinicId: string; end: ChainEnd; events: readonly SealableEvent[]; now: Date };

/** Seals in the order of the events, the end they lead to, and the daily seal if this is the day's first batch. */
export type Sealed = { macs: Buffer[]; head: ChainHead; dailySeal: DailySeal | undefined };

const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

/**
 * Seals events behind the end of a chain. The first batch of a day ends with a daily seal, so that a clinic has one for
 * each day on which anything was recorded, and the first within a second.
 */
export const sealEvents = (keys: AuditKeys, { clinicId, end, events, now }: Unsealed): Sealed => {
  const sealedAtMicros = now.getTime() * 1_000;
  const macs: Buffer[] = [];
  let previous = end.lastMac;
  for (const [index, event] of events.entries()) {
    previous = sealOf(keys.active.chain, previous, {
      ...{ clinicId, event, sealedAtMicros },
      seq: end.lastSeq + 1 + index,
    });
    macs.push(previous);
  }
  const last = { lastSeq: end.lastSeq + events.length, lastMac: previous };
  const day = dayOf(now);
  // A clock that was set back makes no second seal of a day, and none of an earlier one.
  if (events.length === 0 || (end.sealedOn !== null && end.sealedOn >= day)) {
    return { macs, head: proveEnd(keys, clinicId, { ...end, ...last }), dailySeal: undefined };
  }
  const statement = { day, seq: last.lastSeq, mac: previous, count: last.lastSeq - end.sealedSeq };
  return {
    macs,
    head: proveEnd(keys, clinicId, { ...last, sealedOn: day, sealedSeq: last.lastSeq }),
    dailySeal: signDay(keys, clinicId, statement),
  };
};
