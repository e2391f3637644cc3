import type { NewStaffMember, User } from '@clinic/contracts';
import { AppError, type Clock, type Ids, type RequestContext } from '@clinic/core';
import type { Database, Transaction } from '@clinic/database';
import type { Answer, WriteRequest } from '@clinic/http';
import type { Repositories, UserRow } from '@clinic/repositories';
import { creationOf } from '#api/creation-request.ts';
import type { UserLinks } from '#api/user-links.ts';
import { unchanged, type Outcome, type WritePath } from '#api/write-path.ts';
import { addressTaken } from './address-taken.ts';
import { readUserCursor, writeUserCursor } from './user-cursor.ts';
import { toUser } from './users.mapper.ts';

export type UsersDeps = {
  database: Database;
  repositories: Pick<Repositories, 'clinics' | 'users'>;
  writes: Pick<WritePath, 'run'>;
  userLinks: Pick<UserLinks, 'find' | 'issue'>;
  /** The blind index of a staff e-mail address over the whole installation. */
  loginIndex: (email: string) => Buffer;
  clock: Clock;
  ids: Ids;
};

export type Invited = { user: User; inviteUrl: string };

const inUse = (): AppError => new AppError('duplicate', 'This id is already in use');

/** Who works here: the list, and inviting somebody to it. */
export class UsersService {
  private readonly deps: UsersDeps;

  constructor(deps: UsersDeps) {
    this.deps = deps;
  }

  async list(
    context: RequestContext,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<{ items: User[]; nextCursor: string | null }> {
    const { database, repositories } = this.deps;
    const after = readUserCursor(cursor);
    const rows = await database.readInClinic(context, (tx) =>
      repositories.users.list(tx, { after, limit: limit + 1 }),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const nextCursor = rows.length > limit && last ? writeUserCursor(last.id) : null;
    return { items: page.map(toUser), nextCursor };
  }

  invite(context: RequestContext, body: NewStaffMember, request: WriteRequest): Promise<Answer<Invited>> {
    const { repositories, writes, ids, loginIndex } = this.deps;
    const id = body.id ?? ids.next();
    const index = loginIndex(body.email);
    return writes.run(context, request, {
      status: 201,
      kind: 'session',
      // One after the other within a clinic: two may not take one address.
      read: (tx) =>
        Promise.all([
          repositories.clinics.findForUpdate(tx),
          repositories.users.findById(tx, id),
          repositories.users.findOwner(tx, index),
        ]),
      write: async (tx, [, earlier, owner]): Promise<Outcome<Invited>> => {
        if (earlier) return this.repeated(tx, earlier, creationOf(body));
        if (owner !== undefined) throw addressTaken();
        return this.insert(tx, { ...body, id });
      },
    });
  }

  /** The same id again: the request that made the user answers with them as they are now, another is refused. */
  private async repeated(
    tx: Transaction,
    earlier: UserRow,
    creation: string | null,
  ): Promise<Outcome<Invited>> {
    const { repositories, userLinks } = this.deps;
    const isSame = await repositories.users.isCreatedBy(tx, earlier.id, creation ?? '');
    const inviteUrl = isSame ? await userLinks.find(tx, earlier.id) : undefined;
    if (inviteUrl === undefined) throw inUse();
    return unchanged({ user: toUser(earlier), inviteUrl });
  }

  private async insert(tx: Transaction, body: NewStaffMember & { id: string }): Promise<Outcome<Invited>> {
    const { repositories, userLinks, clock, loginIndex } = this.deps;
    const now = clock.now();
    const { id, email, displayName, role } = body;
    const row = { id, email, displayName, role, passwordHash: null, isActive: true };
    const creation = creationOf(body);
    await repositories.users.insert(tx, { ...row, creation, loginIndex: loginIndex(email), now });
    const inviteUrl = await userLinks.issue(tx, { userId: id, purpose: 'invitation', now });
    return {
      output: { user: toUser({ ...row, version: 1, hasMfa: false }), inviteUrl },
      changes: [{ entity: 'user', id, version: 1 }],
      audit: [{ action: 'user.create', resourceType: 'user', resourceId: id }],
      statements: [],
    };
  }
}
