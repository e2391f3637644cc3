import { randomBytes } from 'node:crypto';
import { createFieldCipher } from './field-cipher.ts';
import type { FieldCipher } from './field-cipher.ts';
import type { KeyRing } from './key-ring.ts';

/** A key ring with one random key, `test-1`. */
export const testKeyRing = (): KeyRing => ({
  activeId: 'test-1',
  keys: new Map([['test-1', randomBytes(32)]]),
});

/** A cipher for the clinic with one random key. */
export const testFieldCipher = (clinicId: string): FieldCipher =>
  createFieldCipher({ clinicId, activeKeyId: 1, keys: new Map([[1, randomBytes(32)]]) });
