import type { Transaction } from '@clinic/database';
import type { FieldPlace } from '@clinic/encryption';
import type { ClinicCiphers } from './clinic-ciphers.ts';

/** The seed of somebody's authenticator app. It counts from `confirmedAt` on. */
export type TotpRow = { seed: string; confirmedAt: Date | null };

type StoredTotp = Omit<TotpRow, 'seed'> & { seedEnc: Buffer };

const FIND = `
  select seed_enc as "seedEnc", confirmed_at as "confirmedAt" from totp_seeds where clinic_id = $1 and user_id = $2`;

const FIND_FOR_UPDATE = `${FIND} for no key update`;

// One that counts is never replaced: it is taken off first.
const INSERT_SEED = `
  insert into totp_seeds as t (clinic_id, user_id, seed_enc, created_at) values ($1, $2, $3, $4)
  on conflict (clinic_id, user_id) do update set seed_enc = $3, created_at = $4, last_step = 0
  where t.confirmed_at is null
  returning user_id`;

const CONFIRM = `
  update totp_seeds set confirmed_at = $4, last_step = $3
  where clinic_id = $1 and user_id = $2 and confirmed_at is null`;

// Whoever comes second with one code waits for the row and finds the step used, whichever process they came to.
const USE_STEP = `
  update totp_seeds set last_step = $3
  where clinic_id = $1 and user_id = $2 and confirmed_at is not null and last_step < $3
  returning user_id`;

const DELETE_SEED = 'delete from totp_seeds where clinic_id = $1 and user_id = $2';

const INSERT_CODES = `
  insert into recovery_codes (clinic_id, user_id, code_bidx, created_at)
  select $1, $2, code, $4 from unnest($3::bytea[]) as c(code)`;

const USE_CODE = `
  update recovery_codes set used_at = $4
  where clinic_id = $1 and user_id = $2 and code_bidx = $3 and used_at is null
  returning user_id`;

const COUNT_CODES = `
  select count(*)::integer as count from recovery_codes where clinic_id = $1 and user_id = $2 and used_at is null`;

const DELETE_CODES = 'delete from recovery_codes where clinic_id = $1 and user_id = $2';

const seedPlace = (userId: string): FieldPlace => ({
  table: 'totp_seeds',
  column: 'seed_enc',
  rowId: userId,
});

/** Rows of `totp_seeds` and `recovery_codes`: seeds sealed, codes as keyed hashes, and what was used remembered. */
export class SecondFactorRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  async find(tx: Transaction, userId: string): Promise<TotpRow | undefined> {
    return this.findOne(tx, FIND, userId);
  }

  /** The same, locked until the end of the transaction. */
  async findForUpdate(tx: Transaction, userId: string): Promise<TotpRow | undefined> {
    return this.findOne(tx, FIND_FOR_UPDATE, userId);
  }

  /** Keeps a seed to be confirmed, in the place of one that never was. @returns false when there is one that counts. */
  async insertSeed(
    tx: Transaction,
    userId: string,
    { seed, now }: { seed: string; now: Date },
  ): Promise<boolean> {
    const { field } = await this.ciphers.of(tx);
    const sealed = field.seal(seedPlace(userId), seed);
    return (await tx.query(INSERT_SEED, [tx.clinicId, userId, sealed, now])).rowCount > 0;
  }

  /** From now on the seed counts, and every step up to `step` is used. */
  async confirm(tx: Transaction, userId: string, { step, now }: { step: number; now: Date }): Promise<void> {
    await tx.query(CONFIRM, [tx.clinicId, userId, step, now]);
  }

  /** Uses up a step of the clock. @returns false when it was used before, or a later one was. */
  async useStep(tx: Transaction, userId: string, step: number): Promise<boolean> {
    return (await tx.query(USE_STEP, [tx.clinicId, userId, step])).rowCount > 0;
  }

  /** Keeps hashes of recovery codes in the place of all there were. */
  async replaceCodes(
    tx: Transaction,
    userId: string,
    { codes, now }: { codes: readonly string[]; now: Date },
  ): Promise<void> {
    const hashes = codes.map((code) => this.hashOf(tx, code));
    await Promise.all([
      tx.query(DELETE_CODES, [tx.clinicId, userId]),
      tx.query(INSERT_CODES, [tx.clinicId, userId, hashes, now]),
    ]);
  }

  /** Uses up a recovery code. @returns false when it is none, or was used before. */
  async useCode(
    tx: Transaction,
    userId: string,
    { code, now }: { code: string; now: Date },
  ): Promise<boolean> {
    await this.ciphers.of(tx);
    return (await tx.query(USE_CODE, [tx.clinicId, userId, this.hashOf(tx, code), now])).rowCount > 0;
  }

  /** How many codes are left. */
  async countCodes(tx: Transaction, userId: string): Promise<number> {
    return (await tx.query<{ count: number }>(COUNT_CODES, [tx.clinicId, userId])).rows[0]?.count ?? 0;
  }

  /** Takes the second factor off, codes and all. */
  async delete(tx: Transaction, userId: string): Promise<void> {
    await Promise.all([
      tx.query(DELETE_CODES, [tx.clinicId, userId]),
      tx.query(DELETE_SEED, [tx.clinicId, userId]),
    ]);
  }

  private hashOf(tx: Transaction, code: string): Buffer {
    return this.ciphers.known(tx).index.of('recovery_codes', 'code_bidx', code);
  }

  private async findOne(tx: Transaction, text: string, userId: string): Promise<TotpRow | undefined> {
    const [{ field }, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredTotp>(text, [tx.clinicId, userId]),
    ]);
    const [row] = rows;
    if (!row) return undefined;
    return { seed: field.open(seedPlace(userId), row.seedEnc), confirmedAt: row.confirmedAt };
  }
}
