import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventBytes, type SealableEvent } from './audit-event-bytes.ts';
import { AuditKeys } from './audit-keys.ts';
import { sealEvents } from './hash-chain.ts';
import { BEGINNING } from './chain-head.ts';
import { shortForm } from './daily-seal.ts';

const fixed: SealableEvent = {
  ...{ id: '01890a5d-ac96-774b-bcce-b302099a8057', occurredAtMicros: 1_893_938_400_123_456 },
  ...{ actorId: null, actorRole: 'nurse', sessionId: null, origin: 'api', action: 'patient.read' },
  ...{ patientId: '01890a5d-ac96-774b-bcce-b302099a8058', resourceType: 'patiënt', resourceId: null },
  ...{ count: 0, outcome: 'success', requestId: '' },
};

describe('the bytes of an event', () => {
  it('are a version, then each field behind its length, null as a length of its own', () => {
    const bytes = eventBytes(fixed);
    expect(bytes.subarray(0, 5).toString('hex')).toBe('0100000024');
    expect(bytes.subarray(5, 41).toString()).toBe(fixed.id);
    expect(bytes.subarray(41, 61).toString('latin1')).toBe('\0\0\0\u00101893938400123456');
    expect(bytes.subarray(61, 65).toString('hex')).toBe('ffffffff');
    // The request id is the last, and empty is not null.
    expect(bytes.subarray(-4).toString('hex')).toBe('00000000');
  });

  it('differ wherever two events differ, also in where one field ends and the next begins', () => {
    const pairs = [
      ['ab', 'c'],
      ['a', 'bc'],
      ['', 'abc'],
      ['abc', ''],
    ];
    const seen = pairs.map(([origin = '', action = '']) => eventBytes({ ...fixed, origin, action }));
    const nulls = [null, '', 'null'].map((resourceType) => eventBytes({ ...fixed, resourceType }));
    expect(new Set([...seen, ...nulls].map((bytes) => bytes.toString('hex'))).size).toBe(7);
  });

  // A chain of today is checked in ten years: whoever changes this number must keep the old way beside the new one.
  it('and the seals over them never change', () => {
    const keys = new AuditKeys({ activeId: '1', keys: new Map([['1', Buffer.alloc(32, 7)]]) });
    const clinicId = '01890a5d-ac96-774b-bcce-b302099a8059';
    const now = new Date('2030-01-07T14:00:00Z');
    const sealed = sealEvents(keys, { clinicId, end: BEGINNING, events: [fixed, fixed], now });
    const hash = createHash('sha256');
    for (const part of [...sealed.macs, sealed.head.proof, sealed.dailySeal?.signature ?? ''])
      hash.update(part);
    expect([
      hash.digest('hex'),
      sealed.dailySeal && shortForm(clinicId, sealed.dailySeal),
      keys.publicKeys()[0]?.publicKey,
    ]).toMatchInlineSnapshot(`
      [
        "6af586b569df8c96206e69353d0b6fdca605293e11f8268d347e9e40b5162c47",
        "5UF6-7LMC-RQIA-XCOO",
        "MCowBQYDK2VwAyEAFgYVl3QfZ9LcSCOCf0z+9ObSFQTC1pdJok8AaEtnwt0=",
      ]
    `);
  });
});
