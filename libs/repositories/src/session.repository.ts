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
  steppedUpAt: Date | null;
  /** How long it may be left alone, by the settings of its clinic; null where they say nothing. */
  idleMinutes: number | null;
};

/** A session as its owner and the administrators see it. */
export type OpenSession = {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  device: string | null;
};

export type NewSession = { id: string; userId: string; device: string | null; now: Date; expiresAt: Date };

const FIND = `
  select s.id, s.user_id as "userId", u.role, u.is_active as "isUserActive", s.last_seen_at as "lastSeenAt",
    s.expires_at as "expiresAt", s.revoked_at as "revokedAt", s.stepped_up_at as "steppedUpAt",
    (c.settings ->> 'sessionIdleMinutes')::integer as "idleMinutes"
  from sessions s join users u on u.clinic_id = s.clinic_id and u.id = s.user_id
    join clinics c on c.clinic_id = s.clinic_id
  where s.clinic_id = $1 and s.id = $2 and u.clinic_id = $1 and c.clinic_id = $1`;

const LIST_OPEN = `
  select id, created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt", device
  from sessions
  where clinic_id = $1 and user_id = $2 and revoked_at is null and expires_at > $3 and last_seen_at > $4
  order by created_at desc, id desc limit 100`;

// Signing in has just proved who somebody is.
const INSERT = `
  insert into sessions (clinic_id, id, user_id, created_at, last_seen_at, stepped_up_at, expires_at, device)
  values ($1, $2, $3, $4, $4, $4, $5, $6)`;

const STEP_UP = `
  update sessions set stepped_up_at = $3 where clinic_id = $1 and id = $2 and revoked_at is null`;

const TOUCH = 'update sessions set last_seen_at = $3 where clinic_id = $1 and id = $2 and last_seen_at < $3';

const REVOKE = `
  update sessions set revoked_at = $3 where clinic_id = $1 and id = $2 and revoked_at is null returning user_id as "userId"`;

const REVOKE_ALL = `
  update sessions set revoked_at = $3
  where clinic_id = $1 and user_id = $2 and revoked_at is null and expires_at > $3 and id is distinct from $4
  returning id`;

const DELETE_EXPIRED = 'delete from sessions where clinic_id = $1 and expires_at < $2';

/** Rows of `sessions`: the truth a cookie only points to. */
export class SessionRepository {
  async findById(tx: Transaction, id: string): Promise<SessionRow | undefined> {
    return (await tx.query<SessionRow>(FIND, [tx.clinicId, id])).rows[0];
  }

  /** The sessions of somebody that are neither ended nor over, seen since `seenSince`, newest first. */
  async listOpen(
    tx: Transaction,
    userId: string,
    { now, seenSince }: { now: Date; seenSince: Date },
  ): Promise<OpenSession[]> {
    return (await tx.query<OpenSession>(LIST_OPEN, [tx.clinicId, userId, now, seenSince])).rows;
  }

  async insert(tx: Transaction, { id, userId, now, expiresAt, device }: NewSession): Promise<void> {
    await tx.query(INSERT, [tx.clinicId, id, userId, now, expiresAt, device]);
  }

  /** Notes that somebody proved anew who they are. */
  async stepUp(tx: Transaction, id: string, now: Date): Promise<void> {
    await tx.query(STEP_UP, [tx.clinicId, id, now]);
  }

  async touch(tx: Transaction, id: string, seenAt: Date): Promise<void> {
    await tx.query(TOUCH, [tx.clinicId, id, seenAt]);
  }

  /** @returns whose it was, or undefined when it had ended already. */
  async revoke(tx: Transaction, id: string, now: Date): Promise<string | undefined> {
    return (await tx.query<{ userId: string }>(REVOKE, [tx.clinicId, id, now])).rows[0]?.userId;
  }

  /** Ends every open session of somebody, but for one. @returns which were ended. */
  async revokeAll(
    tx: Transaction,
    userId: string,
    { exceptId, now }: { exceptId: string | null; now: Date },
  ): Promise<string[]> {
    const { rows } = await tx.query<{ id: string }>(REVOKE_ALL, [tx.clinicId, userId, now, exceptId]);
    return rows.map((row) => row.id);
  }

  /** @returns how many had long ended. */
  async deleteExpiredBefore(tx: Transaction, before: Date): Promise<number> {
    return (await tx.query(DELETE_EXPIRED, [tx.clinicId, before])).rowCount;
  }
}
