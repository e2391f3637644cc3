import { randomBytes } from 'node:crypto';
import type { Transaction } from '@clinic/database';
import {
  createBlindIndex,
  createFieldCipher,
  unwrapKey,
  wrapKey,
  type BlindIndex,
  type FieldCipher,
  type KeyRing,
} from '@clinic/encryption';
import { OpenedMemory } from './opened-memory.ts';
import type { PatientIdentity } from './patient.columns.ts';

/** What seals and indexes the fields of one clinic. */
export type ClinicCipher = {
  clinicId: string;
  field: FieldCipher;
  index: BlindIndex;
  /** Identities opened lately, of all clinics. */
  identities: OpenedMemory<PatientIdentity>;
};

// About a kilobyte each: a search asks for the same people again with every letter, a board every few seconds.
const MOST_IDENTITIES = 4_000;

export type ClinicRings = { field: KeyRing; index: KeyRing };

type KeyRow = {
  purpose: 'field' | 'index';
  keyId: number;
  kekId: string;
  wrapped: Buffer;
  isActive: boolean;
};

const LIST_KEYS = `
  select purpose, key_id as "keyId", kek_id as "kekId", wrapped, is_active as "isActive"
  from clinic_keys where clinic_id = $1`;

const INSERT_KEY = `
  insert into clinic_keys (clinic_id, purpose, key_id, kek_id, wrapped, is_active, created_at)
  values ($1, $2, 1, $3, $4, true, $5)`;

const placeOf = (clinicId: string, purpose: string, keyId: number): string[] => [
  `clinic-${purpose}-key`,
  clinicId,
  String(keyId),
];

/**
 * The ciphers of the clinics this process serves. A clinic's data keys are read once, unwrapped with the installation's
 * rings and kept in memory; `forget` makes them be read again after a rotation.
 */
export class ClinicCiphers {
  private readonly rings: ClinicRings;
  private readonly opened = new Map<string, ClinicCipher>();
  private readonly identities = new OpenedMemory<PatientIdentity>(MOST_IDENTITIES);

  constructor(rings: ClinicRings) {
    this.rings = rings;
  }

  async of(tx: Transaction): Promise<ClinicCipher> {
    const known = this.opened.get(tx.clinicId);
    if (known) return known;
    const { rows } = await tx.query<KeyRow>(LIST_KEYS, [tx.clinicId]);
    const cipher = this.build(tx.clinicId, rows);
    this.opened.set(tx.clinicId, cipher);
    return cipher;
  }

  /**
   * The same without waiting, for statements that must leave in the order they are called in. Every write reads first,
   * so the clinic's cipher is known by then.
   */
  known(tx: Transaction): ClinicCipher {
    const cipher = this.opened.get(tx.clinicId);
    if (!cipher) throw new Error('The keys of the clinic were not read yet');
    return cipher;
  }

  forget(clinicId: string): void {
    this.opened.delete(clinicId);
    this.identities.clear();
  }

  /** Gives a new clinic its keys. */
  async create(tx: Transaction, now: Date): Promise<void> {
    for (const purpose of ['field', 'index'] as const) {
      const place = placeOf(tx.clinicId, purpose, 1);
      const { kekId, wrapped } = wrapKey(this.rings[purpose], place, randomBytes(32));
      await tx.query(INSERT_KEY, [tx.clinicId, purpose, kekId, wrapped, now]);
    }
  }

  private build(clinicId: string, rows: KeyRow[]): ClinicCipher {
    const unwrap = (row: KeyRow): Buffer =>
      unwrapKey(this.rings[row.purpose], placeOf(clinicId, row.purpose, row.keyId), row);
    const fields = rows.filter((row) => row.purpose === 'field');
    const active = fields.find((row) => row.isActive);
    const index = rows.find((row) => row.purpose === 'index' && row.isActive);
    if (!active || !index) throw new Error('The clinic has no keys');
    return {
      clinicId,
      identities: this.identities,
      field: createFieldCipher({
        clinicId,
        activeKeyId: active.keyId,
        keys: new Map(fields.map((row) => [row.keyId, unwrap(row)])),
      }),
      index: createBlindIndex({ clinicId, key: unwrap(index) }),
    };
  }
}
