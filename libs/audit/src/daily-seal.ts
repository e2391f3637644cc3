import { createHash, sign, verify } from 'node:crypto';
import type { AuditKeys } from './audit-keys.ts';
import { numberBytes, textBytes, uuidBytes } from './seal-bytes.ts';

/** What a daily seal says: on this day (UTC) the chain had so many events more, and this was its last. */
export type DayStatement = { day: string; seq: number; mac: Buffer; count: number };

export type DailySeal = DayStatement & { keyId: string; signature: Buffer };

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SHORT_BYTES = 10;
const GROUP = 4;

const statementBytes = (clinicId: string, { day, seq, mac, count }: DayStatement): Buffer =>
  Buffer.concat([
    textBytes('clinic-audit-day-1'),
    uuidBytes(clinicId),
    textBytes(day),
    numberBytes(seq),
    numberBytes(count),
    mac,
  ]);

/** Signs a day with the active key. The same statement always gets the same signature. */
export const signDay = (keys: AuditKeys, clinicId: string, statement: DayStatement): DailySeal => ({
  ...statement,
  keyId: keys.activeId,
  signature: sign(null, statementBytes(clinicId, statement), keys.active.signing),
});

export const isSigned = (keys: AuditKeys, clinicId: string, seal: DailySeal): boolean => {
  const key = keys.find(seal.keyId)?.verifying;
  return key !== undefined && verify(null, statementBytes(clinicId, seal), key, seal.signature);
};

/** Five bits a letter (RFC 4648 base32): nothing in it is mistaken for something else when it is read out. */
const base32 = (bytes: Buffer): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET.charAt(Number.parseInt(five, 2))).join('');
};

/** Sixteen letters that stand for one daily seal: short enough to be written down, and to be kept in a log. */
export const shortForm = (clinicId: string, seal: DailySeal): string => {
  const hash = createHash('sha256').update(statementBytes(clinicId, seal)).update(seal.signature).digest();
  const letters = base32(hash.subarray(0, SHORT_BYTES));
  return (letters.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
};
