import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditKeys } from './audit-keys.ts';
import { AuditKeys as Keys } from './audit-keys.ts';
import { BEGINNING, proveEnd } from './chain-head.ts';
import { ChainVerifier, type SealedEvent, type Verification } from './chain-verifier.ts';
import { signDay, shortForm } from './daily-seal.ts';
import { sealEvents, sealOf } from './hash-chain.ts';
import { aChain, addBatch, anEvent, someKeys, type SomeChain } from './testing.ts';

let keys: AuditKeys;
let chain: SomeChain;

beforeEach(() => {
  keys = someKeys();
  // Nine events on three days; daily seals at 1, 4 and 7.
  chain = aChain(keys);
});

const verify = (claims: Partial<SomeChain> = {}, ring = keys): Verification => {
  const { rows, ...said } = { ...chain, ...claims };
  const verifier = new ChainVerifier(ring, said);
  verifier.add(rows);
  return verifier.finish();
};

const rowAt = (seq: number): SealedEvent => {
  const row = chain.rows[seq - 1];
  if (!row) throw new Error('There is no such row');
  return row;
};

const broken = (firstBrokenSequence: number, reason: string) => ({
  ...{ outcome: 'broken', checked: firstBrokenSequence - 1, firstBrokenSequence, reason },
});

describe('a chain that nobody touched', () => {
  it('is intact, and says its newest daily seal', () => {
    const newest = chain.dailySeals.at(-1);
    expect(verify()).toEqual({
      ...{ outcome: 'intact', checked: 9 },
      seal: { day: '2030-01-09', sequence: 7, short: newest && shortForm(chain.clinicId, newest) },
    });
  });

  it('is the same in pages of any size', () => {
    const verifier = new ChainVerifier(keys, chain);
    for (const row of chain.rows) verifier.add([row]);
    expect(verifier.finish()).toEqual(verify());
  });

  it('may be empty', () => {
    const nothing = { rows: [], dailySeals: [] };
    expect(verify({ ...nothing, head: undefined as never })).toMatchObject({ outcome: 'intact', checked: 0 });
    const head = proveEnd(keys, chain.clinicId, BEGINNING);
    expect(verify({ ...nothing, head })).toMatchObject({ outcome: 'intact', checked: 0, seal: null });
  });

  it('goes on under a new key, and is checked with the old one beside it', () => {
    const roots = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)] as const;
    const old = new Keys({ activeId: 'a', keys: new Map([['a', roots[0]]]) });
    const both = new Keys({
      activeId: 'b',
      keys: new Map([
        ['a', roots[0]],
        ['b', roots[1]],
      ]),
    });
    chain = aChain(old);
    addBatch(chain, both, { size: 4, now: new Date('2030-02-01T00:00:00Z') });
    expect(verify({}, both)).toMatchObject({ outcome: 'intact', checked: 13, seal: { sequence: 13 } });
    const onlyNew = new Keys({ activeId: 'b', keys: new Map([['b', roots[1]]]) });
    expect(verify({}, onlyNew)).toMatchObject(broken(1, 'unknown_key'));
  });
});

const changes: [keyof NonNullable<SealedEvent['event']>, string | number | null][] = [
  ['id', randomUUID()],
  ['occurredAtMicros', Date.parse('2030-01-07T14:00:00Z') * 1_000 + 1],
  ['occurredAtMicros', null],
  ['actorId', null],
  ['actorRole', 'admin'],
  ['sessionId', null],
  ['origin', 'cli'],
  ['action', 'patient.update'],
  ['patientId', randomUUID()],
  ['patientId', null],
  ['resourceType', null],
  ['resourceId', ''],
  ['count', 0],
  ['outcome', 'denied'],
  ['requestId', ''],
];

describe('a chain that somebody touched', () => {
  it.each(changes)('is broken where %s became %s', (field, value) => {
    const row = rowAt(5);
    const event = { ...anEvent(), ...row.event, [field]: value };
    const rows = chain.rows.with(4, { ...row, event });
    expect(verify({ rows })).toMatchObject(broken(5, 'changed'));
  });

  it.each([1, 5, 9])('is broken where event %i is gone, with its seal or without', (seq) => {
    const withoutEvent = chain.rows.with(seq - 1, { ...rowAt(seq), event: undefined });
    expect(verify({ rows: withoutEvent })).toMatchObject(broken(seq, 'missing'));
    const withoutSeal = chain.rows.toSpliced(seq - 1, 1);
    expect(verify({ rows: withoutSeal })).toMatchObject(broken(seq, 'missing'));
    const closedUp = withoutSeal.map((row, index) => ({ ...row, seq: index + 1 }));
    const reason = seq === 9 ? 'missing' : 'changed';
    expect(verify({ rows: closedUp })).toMatchObject(broken(seq, reason));
  });

  it('is broken where two changed places, their events or all of them', () => {
    const [one, other] = [rowAt(3), rowAt(6)];
    const events = chain.rows.with(2, { ...one, event: other.event }).with(5, { ...other, event: one.event });
    expect(verify({ rows: events })).toMatchObject(broken(3, 'changed'));
    const seals = chain.rows.with(2, { ...other, seq: 3 }).with(5, { ...one, seq: 6 });
    expect(verify({ rows: seals })).toMatchObject(broken(3, 'changed'));
  });

  it('is broken where one was put in', () => {
    const put = { ...rowAt(4), event: anEvent() };
    const rows = [...chain.rows.slice(0, 3), put, ...chain.rows.slice(3)].map((row, index) => ({
      ...row,
      seq: index + 1,
    }));
    expect(verify({ rows })).toMatchObject(broken(4, 'changed'));
    const twice = [...chain.rows.slice(0, 4), ...chain.rows.slice(3)];
    expect(verify({ rows: twice })).toMatchObject(broken(5, 'missing'));
  });

  it('is broken behind its end', () => {
    const rows = [...chain.rows, { ...rowAt(9), seq: 10 }];
    expect(verify({ rows })).toMatchObject(broken(10, 'beyond_end'));
  });

  it('is broken where its tail was cut, whatever its end is made to say', () => {
    const rows = chain.rows.slice(0, 7);
    expect(verify({ rows })).toMatchObject(broken(8, 'missing'));
    const moved = { ...chain.head, lastSeq: 7, lastMac: rowAt(7).mac };
    expect(verify({ rows, head: moved })).toMatchObject(broken(8, 'end_unproven'));
    expect(verify({ rows, head: undefined as never })).toMatchObject(broken(8, 'end_unproven'));
    const otherKey = proveEnd(someKeys(), chain.clinicId, moved);
    expect(verify({ rows, head: otherKey })).toMatchObject(broken(8, 'end_unproven'));
  });

  it('is broken by an end of its own past, as long as a daily seal is left of what came after', () => {
    const { head: earlier, rows } = structuredClone(chain);
    addBatch(chain, keys, { size: 2, now: new Date('2030-01-10T08:00:00Z') });
    const buffers = { ...earlier, lastMac: Buffer.from(earlier.lastMac), proof: Buffer.from(earlier.proof) };
    const kept = chain.rows.slice(0, rows.length);
    expect(verify({ rows: kept, head: buffers })).toMatchObject(broken(10, 'missing'));
  });

  it('is broken where everything from one on was sealed anew with a key that was guessed', () => {
    const guessed = someKeys();
    let previous = rowAt(4).mac;
    const rows = chain.rows.map((row) => {
      if (row.seq < 5 || !row.event) return row;
      const event = { ...row.event, action: 'session.start' };
      const link = { clinicId: chain.clinicId, seq: row.seq, sealedAtMicros: row.sealedAtMicros ?? 0, event };
      previous = sealOf(guessed.active.chain, previous, link);
      return { ...row, mac: previous, event };
    });
    const head = proveEnd(guessed, chain.clinicId, { ...chain.head, lastMac: previous });
    expect(verify({ rows, head })).toMatchObject(broken(5, 'changed'));
  });

  it('is broken where a seal says another time, key, format or mac', () => {
    const row = rowAt(2);
    const others: Partial<SealedEvent>[] = [
      { sealedAtMicros: (row.sealedAtMicros ?? 0) + 1 },
      { sealedAtMicros: null },
      { format: 2 },
      { mac: Buffer.alloc(32) },
      { mac: row.mac.subarray(0, 31) },
    ];
    for (const other of others)
      expect(verify({ rows: chain.rows.with(1, { ...row, ...other }) })).toMatchObject(broken(2, 'changed'));
    const rows = chain.rows.with(1, { ...row, keyId: 'other' });
    expect(verify({ rows })).toMatchObject(broken(2, 'unknown_key'));
  });

  it('is broken as the chain of another clinic', () => {
    expect(verify({ clinicId: randomUUID() })).toMatchObject(broken(1, 'changed'));
  });
});

describe('daily seals', () => {
  it('are missed when one is gone', () => {
    const { dailySeals } = chain;
    expect(verify({ dailySeals: dailySeals.toSpliced(0, 1) })).toMatchObject(broken(4, 'day_seal'));
    expect(verify({ dailySeals: dailySeals.toSpliced(1, 1) })).toMatchObject(broken(7, 'day_seal'));
    expect(verify({ dailySeals: dailySeals.slice(0, 2) })).toMatchObject({
      ...{ outcome: 'broken', checked: 9, firstBrokenSequence: 7, reason: 'day_seal' },
    });
  });

  it('do not hold when they say something else, whoever signed it', () => {
    const [first, second, third] = chain.dailySeals;
    if (!first || !second || !third) throw new Error('There are three');
    const others = [
      { ...second, day: '2030-01-20' },
      { ...second, count: 4 },
      { ...second, mac: first.mac },
      { ...second, signature: third.signature },
      signDay(someKeys(), chain.clinicId, second),
      { ...second, keyId: 'other' },
    ];
    for (const other of others)
      expect(verify({ dailySeals: [first, other, third] })).toMatchObject(broken(4, 'day_seal'));
  });

  it('are known by sixteen letters that no two of them share', () => {
    const shorts = chain.dailySeals.map((seal) => shortForm(chain.clinicId, seal));
    expect(new Set(shorts).size).toBe(3);
    for (const short of shorts) {
      expect(short).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
    }
  });

  it('that were kept elsewhere must be in the chain', () => {
    const shorts = chain.dailySeals.map((seal) => shortForm(chain.clinicId, seal));
    const verifyWith = (seals: string[]) => {
      const verifier = new ChainVerifier(keys, chain);
      verifier.add(chain.rows);
      return verifier.finish(seals);
    };
    expect(verifyWith(shorts)).toMatchObject({ outcome: 'intact', checked: 9 });
    expect(verifyWith([...shorts, 'AAAA-AAAA-AAAA-AAAA'])).toMatchObject({
      ...{ outcome: 'broken', checked: 9, firstBrokenSequence: 10, reason: 'day_seal' },
    });
  });

  it('are one for each day, even when the clock goes back', () => {
    const { clinicId, head: end } = chain;
    const seal = (instant: string) =>
      sealEvents(keys, { clinicId, end, events: [anEvent()], now: new Date(instant) }).dailySeal?.day;
    expect(seal('2030-01-08T12:00:00Z')).toBeUndefined();
    expect(seal('2030-01-09T23:59:59Z')).toBeUndefined();
    expect(seal('2030-01-10T00:00:00Z')).toBe('2030-01-10');
    const now = new Date('2030-01-10T00:00:00Z');
    expect(sealEvents(keys, { clinicId, end, events: [], now }).dailySeal).toBeUndefined();
  });
});
