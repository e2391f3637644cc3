import { randomBytes } from 'node:crypto';
import type { Transaction } from '@clinic/database';
import { KeyRingError, unwrapKey, wrapKey } from '@clinic/encryption';
import { keyPlace, type ClinicRings } from './clinic-ciphers.ts';

/** A clinic's data key as it is stored. */
export type ClinicKeyRow = {
  purpose: 'field' | 'index';
  keyId: number;
  kekId: string;
  wrapped: Buffer;
  isActive: boolean;
  createdAt: Date;
  wrappedAt: Date | null;
  retiredAt: Date | null;
};

const LIST = `
  select purpose, key_id as "keyId", kek_id as "kekId", wrapped, is_active as "isActive", created_at as "createdAt",
    wrapped_at as "wrappedAt", retired_at as "retiredAt"
  from clinic_keys where clinic_id = $1 order by purpose, key_id`;

const LOCK = `${LIST} for update`;

const INSERT = `
  insert into clinic_keys (clinic_id, purpose, key_id, kek_id, wrapped, is_active, created_at)
  values ($1, $2, $3, $4, $5, false, $6)`;

const REWRAP = `
  update clinic_keys set kek_id = $4, wrapped = $5, wrapped_at = $6 where clinic_id = $1 and purpose = $2 and key_id = $3`;

const RETIRE = `
  update clinic_keys set is_active = false, retired_at = $4
  where clinic_id = $1 and purpose = $2 and is_active and key_id <> $3`;

const ACTIVATE = `
  update clinic_keys set is_active = true, retired_at = null
  where clinic_id = $1 and purpose = $2 and key_id = $3 and not is_active`;

const DELETE = `
  delete from clinic_keys where clinic_id = $1 and purpose = $2 and key_id = $3 and not is_active`;

const opens = (clinicId: string, row: ClinicKeyRow, rings: ClinicRings): boolean => {
  try {
    unwrapKey(rings[row.purpose], keyPlace(clinicId, row.purpose, row.keyId), row);
    return true;
  } catch (error) {
    if (error instanceof KeyRingError) return false;
    throw error;
  }
};

/** Rows of `clinic_keys`: the data keys of a clinic, wrapped. */
export class ClinicKeyRepository {
  async list(tx: Transaction): Promise<ClinicKeyRow[]> {
    return (await tx.query<ClinicKeyRow>(LIST, [tx.clinicId])).rows;
  }

  /** The keys of the clinic that these rings do not open. */
  async listShut(tx: Transaction, rings: ClinicRings): Promise<ClinicKeyRow[]> {
    return (await this.list(tx)).filter((row) => !opens(tx.clinicId, row, rings));
  }

  /** The same as `list`, locked until the end of the transaction: changes of one clinic's keys come one after the other. */
  async listForUpdate(tx: Transaction): Promise<ClinicKeyRow[]> {
    return (await tx.query<ClinicKeyRow>(LOCK, [tx.clinicId])).rows;
  }

  /** Wraps a key anew under the active key of its ring. The key itself, and so every row, stays as it is. */
  async rewrap(
    tx: Transaction,
    row: ClinicKeyRow,
    { rings, now }: { rings: ClinicRings; now: Date },
  ): Promise<void> {
    const ring = rings[row.purpose];
    const place = keyPlace(tx.clinicId, row.purpose, row.keyId);
    const { kekId, wrapped } = wrapKey(ring, place, unwrapKey(ring, place, row));
    await tx.query(REWRAP, [tx.clinicId, row.purpose, row.keyId, kekId, wrapped, now]);
  }

  /** A new random key for fields that nothing is sealed with yet: every process may learn of it first. */
  async insertField(
    tx: Transaction,
    keyId: number,
    { rings, now }: { rings: ClinicRings; now: Date },
  ): Promise<void> {
    const { kekId, wrapped } = wrapKey(rings.field, keyPlace(tx.clinicId, 'field', keyId), randomBytes(32));
    await tx.query(INSERT, [tx.clinicId, 'field', keyId, kekId, wrapped, now]);
  }

  /** From now on fields are sealed with this key, as soon as each process looks. */
  async activateField(tx: Transaction, keyId: number, now: Date): Promise<void> {
    await tx.query(RETIRE, [tx.clinicId, 'field', keyId, now]);
    await tx.query(ACTIVATE, [tx.clinicId, 'field', keyId]);
  }

  /** Takes a key away that is not active. What is sealed with it can never be read again. */
  async deleteField(tx: Transaction, keyId: number): Promise<void> {
    await tx.query(DELETE, [tx.clinicId, 'field', keyId]);
  }
}
