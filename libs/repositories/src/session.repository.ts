import type { Role } from '@clinic/contracts';
import type { Transaction } from '@clinic/database';

/** What a request needs to know of the session it came with. */
export type SessionRow = {
  id: string;
  userId: string;
  role: Role;
  isUserActive: boolean;
  lastSeenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
};

const FIND = `
  select s.id, s.user_id as "userId", u.role, u.is_active as "isUserActive", s.last_seen_at as "lastSeenAt",
    s.expires_at as "expiresAt", s.revoked_at as "revokedAt"
  from sessions s join users u on u.clinic_id = s.clinic_id and u.id = s.user_id
  where s.clinic_id = $1 and s.id = $2 and u.clinic_id = $1`;

const INSERT = `
  insert into sessions (clinic_id, id, user_id, created_at, last_seen_at, expires_at)
  values ($1, $2, $3, $4, $4, $5)`;

const TOUCH = 'update sessions set last_seen_at = $3 where clinic_id = $1 and id = $2 and last_seen_at < $3';

const REVOKE = `
  update sessions set revoked_at = $3 where clinic_id = $1 and id = $2 and revoked_at is null returning user_id as "userId"`;

const DELETE_EXPIRED = 'delete from sessions where clinic_id = $1 and expires_at < $2';

/** Rows of `sessions`: the truth a cookie only points to. */
export class SessionRepository {
  async findById(tx: Transaction, id: string): Promise<SessionRow | undefined> {
    return (await tx.query<SessionRow>(FIND, [tx.clinicId, id])).rows[0];
  }

  async insert(
    tx: Transaction,
    session: { id: string; userId: string; now: Date; expiresAt: Date },
  ): Promise<void> {
    await tx.query(INSERT, [tx.clinicId, session.id, session.userId, session.now, session.expiresAt]);
  }

  async touch(tx: Transaction, id: string, seenAt: Date): Promise<void> {
    await tx.query(TOUCH, [tx.clinicId, id, seenAt]);
  }

  /** @returns whose it was, or undefined when it had ended already. */
  async revoke(tx: Transaction, id: string, now: Date): Promise<string | undefined> {
    return (await tx.query<{ userId: string }>(REVOKE, [tx.clinicId, id, now])).rows[0]?.userId;
  }

  /** @returns how many had long ended. */
  async deleteExpiredBefore(tx: Transaction, before: Date): Promise<number> {
    return (await tx.query(DELETE_EXPIRED, [tx.clinicId, before])).rowCount;
  }
}
