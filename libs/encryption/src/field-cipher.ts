import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { deriveKey } from './derive-key.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { createNoncePool } from './nonce-pool.ts';
import { pad, unpad } from './padding.ts';

/** Where an encrypted value stands: it opens there and nowhere else. */
export type FieldPlace = { table: string; column: string; rowId: string };

/** A clinic's data keys (32 bytes each) by number (1 to 2^32-1). New values use the active one, all others still open. */
export type FieldKeys = {
  clinicId: string;
  activeKeyId: number;
  keys: ReadonlyMap<number, Buffer>;
  /** Keys that were looked for in vain: what they sealed cannot be read, and it is no use to look again. */
  missing?: ReadonlySet<number>;
};

/** `padTo`: hide the exact length by padding to a multiple of so many bytes. `open` needs no such hint. */
export type SealOptions = { padTo?: number };

/** Encrypts and decrypts one clinic's fields. */
export interface FieldCipher {
  /** The envelope to store: version, algorithm, key id, nonce, ciphertext, tag (34 bytes more than the text). */
  seal(place: FieldPlace, plaintext: string | Buffer, options?: SealOptions): Buffer;
  /** The text. Throws `UnreadableFieldError` if the envelope was changed, moved, or its key is not at hand. */
  open(place: FieldPlace, envelope: Buffer): string;
  /** As `open`, for content that is not text. */
  openBytes(place: FieldPlace, envelope: Buffer): Buffer;
  /** The same content, padding included, under the active key; the very envelope where it is under that key already. */
  reseal(place: FieldPlace, envelope: Buffer): Buffer;
}

/** An envelope did not open. It says where and under which key (null if the envelope is too damaged to tell), no more. */
export class UnreadableFieldError extends Error {
  readonly table: string;
  readonly column: string;
  readonly keyId: number | null;

  constructor(table: string, column: string, keyId: number | null) {
    super(`${table}.${column} cannot be read with key ${keyId ?? 'unknown'}`);
    this.name = 'UnreadableFieldError';
    this.table = table;
    this.column = column;
    this.keyId = keyId;
  }
}

/** The key of an envelope is not at hand: it may have been made since the keys were read. */
export class UnknownDataKeyError extends UnreadableFieldError {
  constructor(table: string, column: string, keyId: number) {
    super(table, column, keyId);
    this.name = 'UnknownDataKeyError';
  }
}

const VERSION_PLAIN = 1;
const VERSION_PADDED = 2;
const ALGORITHM_A256GCM = 1;
const NONCE_START = 6;
const CONTENT_START = 18;
const TAG_BYTES = 16;
const SMALLEST = CONTENT_START + TAG_BYTES;

type FieldKey = { key: KeyObject; aadStart: Buffer };

class GcmFieldCipher implements FieldCipher {
  private readonly fieldKeys = new Map<string, FieldKey>();
  private readonly owned: FieldKeys;
  private readonly takeNonce = createNoncePool();

  constructor(owned: FieldKeys) {
    this.owned = owned;
  }

  seal(place: FieldPlace, plaintext: string | Buffer, options: SealOptions = {}): Buffer {
    const bytes = typeof plaintext === 'string' ? Buffer.from(plaintext, 'utf8') : plaintext;
    if (options.padTo === undefined) return this.encrypt(place, bytes, VERSION_PLAIN);
    return this.encrypt(place, pad(bytes, options.padTo), VERSION_PADDED);
  }

  open(place: FieldPlace, envelope: Buffer): string {
    return this.openBytes(place, envelope).toString('utf8');
  }

  openBytes(place: FieldPlace, envelope: Buffer): Buffer {
    const content = this.decrypt(place, envelope);
    const plain = envelope[0] === VERSION_PADDED ? unpad(content) : content;
    if (!plain) throw new UnreadableFieldError(place.table, place.column, envelope.readUInt32BE(2));
    return plain;
  }

  reseal(place: FieldPlace, envelope: Buffer): Buffer {
    const content = this.decrypt(place, envelope);
    if (envelope.readUInt32BE(2) === this.owned.activeKeyId) return envelope;
    return this.encrypt(place, content, envelope[0] ?? VERSION_PLAIN);
  }

  private encrypt(place: FieldPlace, content: Buffer, version: number): Buffer {
    const keyId = this.owned.activeKeyId;
    const field = this.fieldKey(keyId, place);
    if (!field) throw new RangeError(`Data key ${keyId} is active but missing`);
    const head = Buffer.allocUnsafe(CONTENT_START);
    head[0] = version;
    head[1] = ALGORITHM_A256GCM;
    head.writeUInt32BE(keyId, 2);
    this.takeNonce(head, NONCE_START, CONTENT_START - NONCE_START);
    const nonce = head.subarray(NONCE_START, CONTENT_START);
    const cipher = createCipheriv('aes-256-gcm', field.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(associatedData(field, place.rowId, head));
    const sealed = cipher.update(content);
    cipher.final();
    return Buffer.concat([head, sealed, cipher.getAuthTag()]);
  }

  /** What was sealed, its padding still on. */
  private decrypt(place: FieldPlace, envelope: Buffer): Buffer {
    const { table, column } = place;
    if (envelope.length < SMALLEST) throw new UnreadableFieldError(table, column, null);
    const keyId = envelope.readUInt32BE(2);
    if (!isKnownFormat(envelope)) throw new UnreadableFieldError(table, column, keyId);
    const field = this.fieldKey(keyId, place);
    if (!field && this.owned.missing?.has(keyId) !== true)
      throw new UnknownDataKeyError(table, column, keyId);
    if (!field) throw new UnreadableFieldError(table, column, keyId);
    const content = decrypt(field, place.rowId, envelope);
    if (!content) throw new UnreadableFieldError(table, column, keyId);
    return content;
  }

  /** Derived once per key, table and column: their number is that of the schema's encrypted columns. */
  private fieldKey(keyId: number, place: FieldPlace): FieldKey | undefined {
    const name = `${keyId}|${place.table}|${place.column}`;
    const known = this.fieldKeys.get(name);
    if (known) return known;
    const root = this.owned.keys.get(keyId);
    if (!root) return undefined;
    const { table, column } = place;
    const field = {
      key: deriveKey(root, { use: 'enc', table, column }),
      aadStart: lengthPrefixed(['clinic-field', this.owned.clinicId, table, column]),
    };
    this.fieldKeys.set(name, field);
    return field;
  }
}

const isKnownFormat = (envelope: Buffer): boolean =>
  (envelope[0] === VERSION_PLAIN || envelope[0] === VERSION_PADDED) && envelope[1] === ALGORITHM_A256GCM;

/** Clinic, table, column, row, then version and key id, each behind its length: an envelope is bound to all of them. */
const associatedData = (field: FieldKey, rowId: string, head: Buffer): Buffer => {
  const start = field.aadStart.length;
  const rowBytes = Buffer.byteLength(rowId);
  const aad = Buffer.allocUnsafe(start + rowBytes + 9);
  field.aadStart.copy(aad);
  aad.writeUInt16BE(rowBytes, start);
  aad.write(rowId, start + 2);
  const end = start + 2 + rowBytes;
  aad.writeUInt16BE(5, end);
  aad[end + 2] = head[0] ?? 0;
  head.copy(aad, end + 3, 2, NONCE_START);
  return aad;
};

const decrypt = (field: FieldKey, rowId: string, envelope: Buffer): Buffer | undefined => {
  const tagStart = envelope.length - TAG_BYTES;
  const nonce = envelope.subarray(NONCE_START, CONTENT_START);
  const decipher = createDecipheriv('aes-256-gcm', field.key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(field, rowId, envelope));
  decipher.setAuthTag(envelope.subarray(tagStart));
  const content = decipher.update(envelope.subarray(CONTENT_START, tagStart));
  try {
    decipher.final();
    return content;
  } catch {
    return undefined;
  }
};

const KEY_BYTES = 32;
const LARGEST_KEY_ID = 0xffffffff;

/** A cipher for one clinic's fields. The keys are checked at once: 32 bytes each, and the active one among them. */
export const createFieldCipher = (owned: FieldKeys): FieldCipher => {
  for (const [keyId, key] of owned.keys) {
    const isNumber = Number.isInteger(keyId) && keyId >= 1 && keyId <= LARGEST_KEY_ID;
    if (!isNumber) throw new RangeError(`Data key id ${keyId} is not between 1 and ${LARGEST_KEY_ID}`);
    if (key.length !== KEY_BYTES) throw new RangeError(`Data key ${keyId} must be ${KEY_BYTES} bytes`);
  }
  if (!owned.keys.has(owned.activeKeyId)) {
    throw new RangeError(`Data key ${owned.activeKeyId} is active but missing`);
  }
  return new GcmFieldCipher(owned);
};
