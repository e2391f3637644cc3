import type { Role } from '@clinic/contracts';
import type { SystemTransaction, Transaction } from '@clinic/database';
import type { FieldPlace } from '@clinic/encryption';
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
  /** Whether a second factor is asked for at sign-in. */
  hasMfa: boolean;
};

export type NewUser = Omit<UserRow, 'version' | 'hasMfa'> & {
  loginIndex: Buffer;
  now: Date;
  /** What was asked for, where its sender chose the id: `isCreatedBy` knows it again. */
  creation?: string | null;
};

export type UserUpdate = Pick<UserRow, 'id' | 'version' | 'email' | 'displayName' | 'role' | 'isActive'> & {
  now: Date;
};

/** A place where an e-mail address can sign in. */
export type LoginPlace = { clinicId: string; userId: string };

type StoredUser = Omit<UserRow, 'email'> & { emailEnc: Buffer };

const COLUMNS = `
  u.id, u.version, u.email_enc as "emailEnc", u.display_name as "displayName", u.role,
  u.password_hash as "passwordHash", u.is_active as "isActive",
  exists (
    select 1 from totp_seeds t where t.clinic_id = $1 and t.user_id = u.id and t.confirmed_at is not null
  ) as "hasMfa"`;

const FIND = `select ${COLUMNS} from users u where u.clinic_id = $1 and u.id = $2`;

const FIND_FOR_UPDATE = `${FIND} for no key update`;

const LIST = `select ${COLUMNS} from users u where u.clinic_id = $1 and u.id > $2 order by u.id limit $3`;

const INSERT = `
  insert into users (clinic_id, id, email_enc, display_name, role, password_hash, password_changed_at, is_active, created_at, updated_at,
    creation_bidx)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $7, $7, $9)`;

const IS_CREATED_BY = `
  select u.id from users u where u.clinic_id = $1 and u.id = $2 and u.creation_bidx = $3`;

const UPDATE = `
  update users set email_enc = $4, display_name = $5, role = $6, is_active = $7, updated_at = $8, version = version + 1
  where clinic_id = $1 and id = $2 and version = $3`;

const NOTE_CHANGE = `
  update users set updated_at = $3, version = version + 1 where clinic_id = $1 and id = $2`;

const COUNT_OTHER_ADMINS = `
  select count(*)::integer as count from users
  where clinic_id = $1 and id <> $2 and role = 'admin' and is_active and password_hash is not null`;

const INSERT_LOGIN = 'insert into staff_login (email_bidx, clinic_id, user_id) values ($1, $2, $3)';

const DELETE_LOGIN = 'delete from staff_login where clinic_id = $1 and user_id = $2';

const FIND_OWNER = `
  select user_id as "userId" from staff_login where clinic_id = $1 and email_bidx = $2 order by user_id limit 1`;

const LIST_LOGINS = `
  select clinic_id as "clinicId", user_id as "userId" from staff_login where email_bidx = $1 order by clinic_id, user_id`;

const SET_PASSWORD = `
  update users set password_hash = $3, password_changed_at = $4, updated_at = $4, version = version + 1
  where clinic_id = $1 and id = $2`;

const RENEW_HASH = `
  update users set password_hash = $4 where clinic_id = $1 and id = $2 and password_hash = $3`;

const emailPlace = (id: string): FieldPlace => ({ table: 'users', column: 'email_enc', rowId: id });

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

  /** Members of staff by their ids, from behind `after` on. */
  async list(tx: Transaction, { after, limit }: { after: string; limit: number }): Promise<UserRow[]> {
    const [{ field }, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredUser>(LIST, [tx.clinicId, after, limit]),
    ]);
    return rows.map(({ emailEnc, ...row }) => ({ ...row, email: field.open(emailPlace(row.id), emailEnc) }));
  }

  /** The user and the directory entry stand or fall together. */
  async insert(tx: Transaction, user: NewUser): Promise<void> {
    const { field, index } = await this.ciphers.of(tx);
    const { id, displayName, role, passwordHash, now, isActive, creation } = user;
    const emailEnc = field.seal(emailPlace(id), user.email);
    const creationIndex = creation ? index.of('users', 'creation_bidx', creation) : null;
    const person = [tx.clinicId, id, emailEnc, displayName, role, passwordHash, now, isActive];
    await tx.query(INSERT, [...person, creationIndex]);
    await tx.query(INSERT_LOGIN, [user.loginIndex, tx.clinicId, user.id]);
  }

  /** Whether this very request made the user. */
  async isCreatedBy(tx: Transaction, id: string, creation: string): Promise<boolean> {
    const { index } = await this.ciphers.of(tx);
    const asked = [tx.clinicId, id, index.of('users', 'creation_bidx', creation)];
    return (await tx.query(IS_CREATED_BY, asked)).rowCount > 0;
  }

  async update(tx: Transaction, user: UserUpdate): Promise<void> {
    const { id, version, displayName, role, isActive, now } = user;
    const emailEnc = this.ciphers.known(tx).field.seal(emailPlace(id), user.email);
    await tx.query(UPDATE, [tx.clinicId, id, version, emailEnc, displayName, role, isActive, now]);
  }

  /** From now on they sign in by another address. */
  async moveLogin(tx: Transaction, id: string, loginIndex: Buffer): Promise<void> {
    await Promise.all([
      tx.query(DELETE_LOGIN, [tx.clinicId, id]),
      tx.query(INSERT_LOGIN, [loginIndex, tx.clinicId, id]),
    ]);
  }

  /** Notes that something about a user changed that stands in another table. */
  async noteChange(tx: Transaction, id: string, now: Date): Promise<void> {
    await tx.query(NOTE_CHANGE, [tx.clinicId, id, now]);
  }

  /** Who of this clinic signs in by the address of this index. */
  async findOwner(tx: Transaction, loginIndex: Buffer): Promise<string | undefined> {
    return (await tx.query<{ userId: string }>(FIND_OWNER, [tx.clinicId, loginIndex])).rows[0]?.userId;
  }

  /** How many administrators besides this user can sign in. */
  async countOtherAdmins(tx: Transaction, id: string): Promise<number> {
    return (await tx.query<{ count: number }>(COUNT_OTHER_ADMINS, [tx.clinicId, id])).rows[0]?.count ?? 0;
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
    return { ...rest, email: field.open(emailPlace(row.id), emailEnc) };
  }
}
