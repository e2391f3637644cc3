import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { lengthPrefixed } from './length-prefixed.ts';

/** Key-encryption keys (32 bytes each) by id. New wraps use the active one; every listed one still unwraps. */
export type KeyRing = { activeId: string; keys: ReadonlyMap<string, Buffer> };

/** A key as it is stored: under which key-encryption key, and nonce (12), ciphertext (32) and tag (16). */
export type WrappedKey = { kekId: string; wrapped: Buffer };

/** A key could not be wrapped or unwrapped. The message names the key's id and never a byte of a key. */
export class KeyRingError extends Error {
  readonly kekId: string;

  constructor(kekId: string, problem: string) {
    super(`Key ${kekId} ${problem}`);
    this.name = 'KeyRingError';
    this.kekId = kekId;
  }
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keyOf = (ring: KeyRing, kekId: string): Buffer => {
  const key = ring.keys.get(kekId);
  if (!key) throw new KeyRingError(kekId, 'is not in the key ring');
  if (key.length !== KEY_BYTES) throw new KeyRingError(kekId, `must be ${KEY_BYTES} bytes`);
  return key;
};

/**
 * Wraps a 32-byte key under the ring's active key (AES-256-GCM). `aadParts` say what the key is
 * (`['dek', clinicId, dekId]`) and must be the same to unwrap it.
 */
export const wrapKey = (ring: KeyRing, aadParts: readonly string[], key: Buffer): WrappedKey => {
  const wrapping = keyOf(ring, ring.activeId);
  if (key.length !== KEY_BYTES)
    throw new KeyRingError(ring.activeId, `wraps keys of ${KEY_BYTES} bytes only`);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrapping, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(lengthPrefixed(aadParts));
  const sealed = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  return { kekId: ring.activeId, wrapped: sealed };
};

/** Gives back the key that `wrapKey` took. Throws `KeyRingError` if the id is unknown or anything was changed. */
export const unwrapKey = (ring: KeyRing, aadParts: readonly string[], stored: WrappedKey): Buffer => {
  const { kekId, wrapped } = stored;
  const wrapping = keyOf(ring, kekId);
  if (wrapped.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) {
    throw new KeyRingError(kekId, 'cannot unwrap this: wrong length');
  }
  const nonce = wrapped.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', wrapping, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(lengthPrefixed(aadParts));
  decipher.setAuthTag(wrapped.subarray(NONCE_BYTES + KEY_BYTES));
  const key = decipher.update(wrapped.subarray(NONCE_BYTES, NONCE_BYTES + KEY_BYTES));
  try {
    decipher.final();
  } catch {
    throw new KeyRingError(kekId, 'cannot unwrap this: it was changed, or wrapped for another purpose');
  }
  return key;
};
