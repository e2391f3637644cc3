import { createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** What one derived key is for. The salt is empty where the root key already belongs to one clinic. */
export type KeyPurpose = { use: 'enc' | 'bidx'; table: string; column: string; salt?: string };

/**
 * One key per table and column by HKDF-SHA-256 (RFC 5869), `info = use|table|column|v1`.
 * Names with a bar are refused: they could read as another table and column.
 */
export const deriveKey = (root: Buffer, purpose: KeyPurpose): KeyObject => {
  const { use, table, column, salt = '' } = purpose;
  if (table.includes('|') || column.includes('|')) {
    throw new TypeError('A table or column name must not contain a bar');
  }
  return createSecretKey(Buffer.from(hkdfSync('sha256', root, salt, `${use}|${table}|${column}|v1`, 32)));
};
