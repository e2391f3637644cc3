import type { AuditKeys } from './audit-keys.ts';
import { hmac, isSame, MAC_BYTES, numberBytes, textBytes, uuidBytes } from './seal-bytes.ts';

/** Where a chain ends: its last place, and the newest daily seal. */
export type ChainEnd = { lastSeq: number; lastMac: Buffer; sealedOn: string | null; sealedSeq: number };

/** An end with its proof. */
export type ChainHead = ChainEnd & { keyId: string; proof: Buffer };

/** The end of a chain in which nothing is: what the first seal is put after. */
export const BEGINNING: ChainEnd = {
  lastSeq: 0,
  lastMac: Buffer.alloc(MAC_BYTES),
  sealedOn: null,
  sealedSeq: 0,
};

const headBytes = (clinicId: string, end: ChainEnd): Buffer[] => [
  textBytes('clinic-audit-head-1'),
  uuidBytes(clinicId),
  numberBytes(end.lastSeq),
  numberBytes(end.sealedSeq),
  textBytes(end.sealedOn ?? ''),
  end.lastMac,
];

/**
 * Proves an end under a key of its own. Every seal of a chain lies in the database, so whoever cuts the chain could name
 * an earlier seal as its last; they cannot make the proof that goes with it.
 */
export const proveEnd = (keys: AuditKeys, clinicId: string, end: ChainEnd): ChainHead => ({
  ...end,
  keyId: keys.activeId,
  proof: hmac(keys.active.head, headBytes(clinicId, end)),
});

export const isProven = (keys: AuditKeys, clinicId: string, head: ChainHead): boolean => {
  const key = keys.find(head.keyId)?.head;
  return key !== undefined && isSame(hmac(key, headBytes(clinicId, head)), head.proof);
};
