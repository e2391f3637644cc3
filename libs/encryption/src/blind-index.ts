import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { deriveKey } from './derive-key.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { normalizeEmail } from './normalize.ts';

/** Finds equal values without storing them: equal text under one table and column gives equal bytes. */
export interface BlindIndex {
  /** 16 bytes. The value must already be normalised: what differs by one character is another value. */
  of(table: string, column: string, normalizedValue: string): Buffer;
}

const INDEX_BYTES = 16;

const mac = (key: KeyObject, value: string): Buffer =>
  createHmac('sha256', key).update(value, 'utf8').digest().subarray(0, INDEX_BYTES);

class HmacBlindIndex implements BlindIndex {
  private readonly columnKeys = new Map<string, KeyObject>();
  private readonly clinicId: string;
  private readonly root: Buffer;

  constructor(clinicId: string, root: Buffer) {
    this.clinicId = clinicId;
    this.root = root;
  }

  of(table: string, column: string, normalizedValue: string): Buffer {
    return mac(this.columnKey(table, column), normalizedValue);
  }

  private columnKey(table: string, column: string): KeyObject {
    const name = `${table}|${column}`;
    const known = this.columnKeys.get(name);
    if (known) return known;
    const key = deriveKey(this.root, { use: 'bidx', table, column, salt: this.clinicId });
    this.columnKeys.set(name, key);
    return key;
  }
}

const requireKey = (key: Buffer): Buffer => {
  if (key.length !== 32) throw new RangeError('The index key must be 32 bytes');
  return key;
};

/**
 * A clinic's blind index: HMAC-SHA-256 cut to 16 bytes, one key per table and column. The clinic's id goes into
 * the derivation, so that two clinics differ even where they were given one key by mistake.
 */
export const createBlindIndex = (owned: { clinicId: string; key: Buffer }): BlindIndex =>
  new HmacBlindIndex(owned.clinicId, requireKey(owned.key));

/** The index of a staff member's e-mail over the whole installation: sign-in comes before the clinic is known. */
export const loginIndex = (key: Buffer, email: string): Buffer =>
  mac(deriveKey(requireKey(key), { use: 'bidx', table: 'login', column: 'email' }), normalizeEmail(email));

/**
 * A keyed hash over the whole installation, for what is known in no clinic or must not be guessed at by who has the files:
 * buckets of failed sign-ins, fingerprints of requests. `kind` keeps them apart even where they are made of the same parts.
 */
export const installationIndex = (key: Buffer, kind: string, parts: readonly (string | Buffer)[]): Buffer => {
  const texts = parts.map((part) => (typeof part === 'string' ? part : part.toString('hex')));
  const derived = deriveKey(requireKey(key), { use: 'bidx', table: 'installation', column: kind });
  return createHmac('sha256', derived).update(lengthPrefixed(texts)).digest().subarray(0, INDEX_BYTES);
};
