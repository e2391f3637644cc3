import type { Role } from '@clinic/contracts';
import type { SystemTransaction, Transaction } from '@clinic/database';
import type { ClinicCiphers } from './clinic-ciphers.ts';

/** A member of staff who can sign in. */
export type UserRow = {
  id: string;
  version: number;
  email: string;
  displayName: string;
  role: Role;
  passwordHash: string | null;
  isActive: boolean;
};

export type NewUser = Omit<UserRow, 'version'> & { loginIndex: Buffer; now: Date };

/** A place where an e-mail address can sign in. */
export type LoginPlace = { clinicId: string; userId: string };

type StoredUser = Omit<UserRow, 'email'> & { emailEnc: Buffer };

const COLUMNS = `
  id, version, email_enc as "emailEnc", display_name as "displayName", role, password_hash as "passwordHash",
  is_active as "isActive"`;

const FIND = `select ${COLUMNS} from users where clinic_id = $1 and id = $2`;

const FIND_FOR_UPDATE = `${FIND} for no key update`;

const LIST = `select ${COLUMNS} from users where clinic_id = $1 order by display_name, id`;

const INSERT = `
  insert into users (clinic_id, id, email_enc, display_name, role, password_hash, password_changed_at, is_active, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $7, $7)`;

const INSERT_LOGIN = 'insert into staff_login (email_bidx, clinic_id, user_id) values ($1, $2, $3)';

const LIST_LOGINS = `
  select clinic_id as "clinicId", user_id as "userId" from staff_login where email_bidx = $1 order by clinic_id, user_id`;

const SET_PASSWORD = `
  update users set password_hash = $3, password_changed_at = $4, updated_at = $4, version = version + 1
  where clinic_id = $1 and id = $2`;

const RENEW_HASH = `
  update users set password_hash = $4 where clinic_id = $1 and id = $2 and password_hash = $3`;

/** Rows of `users` and the directory that finds them by e-mail address. */
export class UserRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  async findById(tx: Transaction, id: string): Promise<UserRow | undefined> {
    return this.findOne(tx, FIND, id);
  }

  /** The same, locked until the end of the transaction. */
  async findForUpdate(tx: Transaction, id: string): Promise<UserRow | undefined> {
    return this.findOne(tx, FIND_FOR_UPDATE, id);
  }

  async list(tx: Transaction): Promise<UserRow[]> {
    const [{ field }, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredUser>(LIST, [tx.clinicId]),
    ]);
    return rows.map(({ emailEnc, ...row }) => ({
      ...row,
      email: field.open({ table: 'users', column: 'email_enc', rowId: row.id }, emailEnc),
    }));
  }

  /** The user and the directory entry stand or fall together. */
  async insert(tx: Transaction, user: NewUser): Promise<void> {
    const { field } = await this.ciphers.of(tx);
    const emailEnc = field.seal({ table: 'users', column: 'email_enc', rowId: user.id }, user.email);
    const { id, displayName, role, passwordHash, now, isActive } = user;
    await tx.query(INSERT, [tx.clinicId, id, emailEnc, displayName, role, passwordHash, now, isActive]);
    await tx.query(INSERT_LOGIN, [user.loginIndex, tx.clinicId, user.id]);
  }

  async setPassword(tx: Transaction, id: string, password: { hash: string; now: Date }): Promise<void> {
    await tx.query(SET_PASSWORD, [tx.clinicId, id, password.hash, password.now]);
  }

  /** The same password hashed anew, unless it was changed meanwhile. It is no change of the user: no new version. */
  async renewHash(
    tx: Transaction,
    user: Pick<UserRow, 'id' | 'passwordHash'>,
    passwordHash: string,
  ): Promise<void> {
    await tx.query(RENEW_HASH, [tx.clinicId, user.id, user.passwordHash, passwordHash]);
  }

  /** Where this address may sign in; the transaction must have been opened for exactly this index. */
  async listLogins(tx: SystemTransaction, loginIndex: Buffer): Promise<LoginPlace[]> {
    return (await tx.query<LoginPlace>(LIST_LOGINS, [loginIndex])).rows;
  }

  private async findOne(tx: Transaction, text: string, id: string): Promise<UserRow | undefined> {
    const [{ field }, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredUser>(text, [tx.clinicId, id]),
    ]);
    const [row] = rows;
    if (!row) return undefined;
    const { emailEnc, ...rest } = row;
    return { ...rest, email: field.open({ table: 'users', column: 'email_enc', rowId: row.id }, emailEnc) };
  }
}
