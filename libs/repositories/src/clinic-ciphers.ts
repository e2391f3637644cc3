import { randomBytes } from 'node:crypto';
import type { Clock } from '@clinic/core';
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

export type CipherOptions = {
  clock?: Clock;
  /** The rings as they are by now, for a data key that was wrapped by a key this process has not heard of. */
  reread?: () => ClinicRings;
};

/** How long keys are used before they are looked up again: what a new data key waits for before anything is sealed with it. */
export const KEYS_FRESH_MS = 3_000;

type KeyRow = {
  purpose: 'field' | 'index';
  keyId: number;
  kekId: string;
  wrapped: Buffer;
  isActive: boolean;
};

type Known = {
  cipher: ClinicCipher;
  state: string;
  readAtMs: number;
  unwrapped: Map<string, Buffer>;
  /** Data keys somebody missed, and those that were looked for in vain. */
  wanted: Set<number>;
  missing: Set<number>;
};

const LIST_KEYS = `
  select purpose, key_id as "keyId", kek_id as "kekId", wrapped, is_active as "isActive"
  from clinic_keys where clinic_id = $1 order by purpose, key_id`;

const INSERT_KEY = `
  insert into clinic_keys (clinic_id, purpose, key_id, kek_id, wrapped, is_active, created_at)
  values ($1, $2, 1, $3, $4, true, $5)`;

/** What a data key is bound to when it is wrapped. */
export const keyPlace = (clinicId: string, purpose: string, keyId: number): string[] => [
  `clinic-${purpose}-key`,
  clinicId,
  String(keyId),
];

const nameOf = ({ purpose, keyId }: Pick<KeyRow, 'purpose' | 'keyId'>): string => `${purpose}/${keyId}`;

/** Which keys a clinic has and which are active; by whom they are wrapped makes no difference once they are open. */
const stateOf = (rows: readonly KeyRow[]): string =>
  rows.map((row) => `${nameOf(row)}${row.isActive ? '*' : ''}`).join();

/**
 * The ciphers of the clinics this process serves. A clinic's data keys are unwrapped once and kept in memory; which there
 * are is asked again every few seconds, in the flight of a request that reads anyway. A key that is not known for all that
 * is a reason to look at once (`refresh`), never to fail.
 */
export class ClinicCiphers {
  private rings: ClinicRings;
  private readonly options: CipherOptions;
  private readonly opened = new Map<string, Known>();
  private readonly identities = new OpenedMemory<PatientIdentity>(MOST_IDENTITIES);

  constructor(rings: ClinicRings, options: CipherOptions = {}) {
    this.rings = rings;
    this.options = options;
  }

  async of(tx: Transaction): Promise<ClinicCipher> {
    const known = this.opened.get(tx.clinicId);
    if (known && this.isFresh(known)) return known.cipher;
    const readAtMs = this.nowMs();
    const { rows } = await tx.query<KeyRow>(LIST_KEYS, [tx.clinicId]);
    return this.learn(tx.clinicId, rows, readAtMs);
  }

  /**
   * The same without waiting, for statements that must leave in the order they are called in. Every write reads first,
   * so the clinic's cipher is known by then.
   */
  known(tx: Transaction): ClinicCipher {
    const known = this.opened.get(tx.clinicId);
    if (!known) throw new Error('The keys of the clinic were not read yet');
    return known.cipher;
  }

  /**
   * The keys of the clinic are read again by whoever asks next; until then those that are known stay in use.
   * @param wanted a data key that was missed: if it is still not there, what it sealed is unreadable.
   */
  refresh(clinicId: string, wanted?: number): void {
    const known = this.opened.get(clinicId);
    if (!known) return;
    known.readAtMs = Number.NEGATIVE_INFINITY;
    if (wanted !== undefined) known.wanted.add(wanted);
  }

  forget(clinicId: string): void {
    this.opened.delete(clinicId);
    this.identities.clear();
  }

  /** Gives a new clinic its keys. */
  async create(tx: Transaction, now: Date): Promise<void> {
    for (const purpose of ['field', 'index'] as const) {
      const place = keyPlace(tx.clinicId, purpose, 1);
      const { kekId, wrapped } = wrapKey(this.rings[purpose], place, randomBytes(32));
      await tx.query(INSERT_KEY, [tx.clinicId, purpose, kekId, wrapped, now]);
    }
  }

  private nowMs(): number {
    return this.options.clock?.now().getTime() ?? 0;
  }

  private isFresh({ readAtMs }: Known): boolean {
    const ageMs = this.nowMs() - readAtMs;
    // A clock that was set back says nothing.
    return ageMs >= 0 && ageMs < KEYS_FRESH_MS;
  }

  private learn(clinicId: string, rows: readonly KeyRow[], readAtMs: number): ClinicCipher {
    const before = this.opened.get(clinicId);
    const state = stateOf(rows);
    if (before?.state === state) {
      for (const keyId of before.wanted) before.missing.add(keyId);
      before.wanted.clear();
      before.readAtMs = readAtMs;
      return before.cipher;
    }
    const unwrapped = this.unwrapAll(clinicId, rows, before?.unwrapped ?? new Map<string, Buffer>());
    const missing = new Set<number>();
    const cipher = this.build(clinicId, rows, { unwrapped, missing });
    this.opened.set(clinicId, { cipher, state, readAtMs, unwrapped, missing, wanted: new Set() });
    return cipher;
  }

  /** A key that was open before stays open, whoever wraps it by now. */
  private unwrapAll(
    clinicId: string,
    rows: readonly KeyRow[],
    before: ReadonlyMap<string, Buffer>,
  ): Map<string, Buffer> {
    const isUnheardOf = (row: KeyRow): boolean =>
      !before.has(nameOf(row)) && !this.rings[row.purpose].keys.has(row.kekId);
    if (rows.some(isUnheardOf)) this.rings = this.options.reread?.() ?? this.rings;
    return new Map(
      rows.map((row) => {
        const known = before.get(nameOf(row));
        const place = keyPlace(clinicId, row.purpose, row.keyId);
        return [nameOf(row), known ?? unwrapKey(this.rings[row.purpose], place, row)];
      }),
    );
  }

  private build(
    clinicId: string,
    rows: readonly KeyRow[],
    { unwrapped, missing }: Pick<Known, 'unwrapped' | 'missing'>,
  ): ClinicCipher {
    const fields = rows.filter((row) => row.purpose === 'field');
    const active = fields.find((row) => row.isActive);
    const index = rows.find((row) => row.purpose === 'index' && row.isActive);
    const indexKey = index && unwrapped.get(nameOf(index));
    if (!active || !indexKey) throw new Error('The clinic has no keys');
    const entries = fields.map((row): [number, Buffer | undefined] => [
      row.keyId,
      unwrapped.get(nameOf(row)),
    ]);
    return {
      clinicId,
      identities: this.identities,
      field: createFieldCipher({
        clinicId,
        missing,
        activeKeyId: active.keyId,
        keys: new Map(entries.flatMap(([id, key]): [number, Buffer][] => (key ? [[id, key]] : []))),
      }),
      index: createBlindIndex({ clinicId, key: indexKey }),
    };
  }
}
