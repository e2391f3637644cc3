import { randomBytes, randomUUID } from 'node:crypto';
import type { SealableEvent } from './audit-event-bytes.ts';
import { AuditKeys } from './audit-keys.ts';
import { BEGINNING, type ChainHead } from './chain-head.ts';
import type { SealedEvent } from './chain-verifier.ts';
import type { DailySeal } from './daily-seal.ts';
import { sealEvents } from './hash-chain.ts';

export const someKeys = (id = '1'): AuditKeys =>
  new AuditKeys({ activeId: id, keys: new Map([[id, randomBytes(32)]]) });

export const anEvent = (override: Partial<SealableEvent> = {}): SealableEvent => ({
  ...{ id: randomUUID(), occurredAtMicros: Date.parse('2030-01-07T14:00:00Z') * 1_000 },
  ...{ actorId: randomUUID(), actorRole: 'nurse', sessionId: randomUUID(), origin: 'api' },
  ...{ action: 'patient.read', patientId: randomUUID(), resourceType: 'patient', resourceId: null },
  ...{ count: null, outcome: 'success', requestId: 'a request' },
  ...override,
});

export type SomeChain = {
  clinicId: string;
  rows: SealedEvent[];
  head: ChainHead;
  dailySeals: DailySeal[];
};

/** A chain of that many events a day, over that many days. */
export const aChain = (keys: AuditKeys, events = 3, days = 3): SomeChain => {
  const chain: SomeChain = {
    clinicId: randomUUID(),
    rows: [],
    dailySeals: [],
    head: { ...BEGINNING, keyId: '', proof: Buffer.alloc(0) },
  };
  for (let day = 0; day < days; day += 1) {
    // In two batches: what comes after the first of a day has no daily seal of its own.
    for (const size of [1, events - 1])
      addBatch(chain, keys, { size, now: new Date(Date.UTC(2030, 0, 7 + day)) });
  }
  return chain;
};

/** Seals so many events more behind a chain's end. */
export const addBatch = (chain: SomeChain, keys: AuditKeys, batch: { size: number; now: Date }): void => {
  const added = Array.from({ length: batch.size }, () => anEvent());
  const { clinicId, head: end } = chain;
  const { macs, head, dailySeal } = sealEvents(keys, { clinicId, end, events: added, now: batch.now });
  for (const [index, mac] of macs.entries()) {
    chain.rows.push({
      ...{ seq: end.lastSeq + 1 + index, mac, keyId: keys.activeId, format: 1 },
      ...{ sealedAtMicros: batch.now.getTime() * 1_000, event: added[index] },
    });
  }
  chain.head = head;
  if (dailySeal) chain.dailySeals.push(dailySeal);
};
