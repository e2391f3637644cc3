export { createBlindIndex, installationIndex, loginIndex } from './blind-index.ts';
export type { BlindIndex } from './blind-index.ts';
export { createFieldCipher, UnknownDataKeyError, UnreadableFieldError } from './field-cipher.ts';
export type { FieldCipher, FieldKeys, FieldPlace, SealOptions } from './field-cipher.ts';
export { KeyRingError, unwrapKey, wrapKey } from './key-ring.ts';
export type { KeyRing, WrappedKey } from './key-ring.ts';
export { normalizeEmail, normalizeFileNumber, normalizePhone } from './normalize.ts';
