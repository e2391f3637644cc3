import type { Transaction } from '@clinic/database';

/** What a one-time link is for: somebody's first password, or another one. */
export type LinkPurpose = 'invitation' | 'password';

/** A one-time link. Of its token only a hash is kept. */
export type UserLinkRow = {
  id: string;
  userId: string;
  purpose: LinkPurpose;
  tokenHash: Buffer;
  expiresAt: Date;
  usedAt: Date | null;
};

export type NewUserLink = Omit<UserLinkRow, 'usedAt'> & { now: Date };

const COLUMNS = `
  id, user_id as "userId", purpose, token_hash as "tokenHash", expires_at as "expiresAt", used_at as "usedAt"`;

const FIND = `select ${COLUMNS} from user_links where clinic_id = $1 and id = $2`;

const FIND_FOR_UPDATE = `${FIND} for no key update`;

const FIND_OF_USER = `
  select ${COLUMNS} from user_links where clinic_id = $1 and user_id = $2 order by created_at desc, id desc limit 1`;

const INSERT = `
  insert into user_links (clinic_id, id, user_id, purpose, token_hash, created_at, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7)`;

const USE = 'update user_links set used_at = $3 where clinic_id = $1 and id = $2';

const DELETE_OF_USER = 'delete from user_links where clinic_id = $1 and user_id = $2';

const DELETE_EXPIRED = 'delete from user_links where clinic_id = $1 and expires_at < $2';

/** Rows of `user_links`. */
export class UserLinkRepository {
  async findById(tx: Transaction, id: string): Promise<UserLinkRow | undefined> {
    return (await tx.query<UserLinkRow>(FIND, [tx.clinicId, id])).rows[0];
  }

  /** The same, locked until the end of the transaction. */
  async findForUpdate(tx: Transaction, id: string): Promise<UserLinkRow | undefined> {
    return (await tx.query<UserLinkRow>(FIND_FOR_UPDATE, [tx.clinicId, id])).rows[0];
  }

  /** The newest link of somebody. */
  async findOfUser(tx: Transaction, userId: string): Promise<UserLinkRow | undefined> {
    return (await tx.query<UserLinkRow>(FIND_OF_USER, [tx.clinicId, userId])).rows[0];
  }

  async insert(tx: Transaction, link: NewUserLink): Promise<void> {
    const { id, userId, purpose, tokenHash, now, expiresAt } = link;
    await tx.query(INSERT, [tx.clinicId, id, userId, purpose, tokenHash, now, expiresAt]);
  }

  /** It has been opened: nobody opens it again. */
  async use(tx: Transaction, id: string, now: Date): Promise<void> {
    await tx.query(USE, [tx.clinicId, id, now]);
  }

  /** Makes every link of somebody lead nowhere. */
  async deleteOfUser(tx: Transaction, userId: string): Promise<void> {
    await tx.query(DELETE_OF_USER, [tx.clinicId, userId]);
  }

  /** @returns how many had long been over. */
  async deleteExpiredBefore(tx: Transaction, before: Date): Promise<number> {
    return (await tx.query(DELETE_EXPIRED, [tx.clinicId, before])).rowCount;
  }
}
