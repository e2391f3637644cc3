import { isDeepStrictEqual } from 'node:util';
import type { User, UserChange } from '@clinic/contracts';
import { AppError, notFound, staleVersion, type Clock, type RequestContext } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import type { Answer, WriteRequest } from '@clinic/http';
import type { Repositories, UserRow } from '@clinic/repositories';
import { unchanged, type Outcome, type WritePath } from '#api/write-path.ts';
import { addressTaken } from './address-taken.ts';
import { toUser } from './users.mapper.ts';

export type UserChangeDeps = {
  repositories: Pick<Repositories, 'clinics' | 'sessions' | 'userLinks' | 'users'>;
  writes: Pick<WritePath, 'run'>;
  sessions: { isSteppedUp(context: RequestContext): Promise<boolean> };
  loginIndex: (email: string) => Buffer;
  clock: Clock;
};

/** What a change does beyond the row itself. */
type Difference = { role: boolean; email: boolean; access: boolean };

type Found = { row: UserRow; otherAdmins: number; addressOwner: string | undefined };

const differenceOf = (before: UserRow, after: UserRow): Difference => ({
  role: before.role !== after.role,
  email: before.email !== after.email,
  access: before.isActive !== after.isActive,
});

const changed = (row: UserRow, change: UserChange): UserRow => ({
  ...row,
  email: change.email ?? row.email,
  displayName: change.displayName ?? row.displayName,
  role: change.role ?? row.role,
  isActive: change.isActive ?? row.isActive,
});

const isRunning = (user: UserRow): boolean => user.role === 'admin' && user.isActive;

/** @throws AppError `last_admin` when nobody who can sign in would be left to run the clinic. */
const assertStillRun = (before: UserRow, after: UserRow, otherAdmins: number): void => {
  if (!isRunning(before) || isRunning(after) || otherAdmins > 0) return;
  throw new AppError(
    'last_admin',
    'Make somebody else an administrator first: nobody else could run this clinic',
  );
};

const actionOf = ({ role, access }: Difference, after: UserRow): string => {
  if (access) return after.isActive ? 'user.activate' : 'user.deactivate';
  return role ? 'user.change-role' : 'user.update';
};

/** Changing what somebody of the staff may do, and ending it. */
export class UserChangeService {
  private readonly deps: UserChangeDeps;

  constructor(deps: UserChangeDeps) {
    this.deps = deps;
  }

  async change(
    context: RequestContext,
    { id, change }: { id: string; change: UserChange },
    request: WriteRequest,
  ): Promise<Answer<User>> {
    const { writes, sessions } = this.deps;
    // Before the transaction: it would wait inside for a second connection.
    const isSteppedUp = await sessions.isSteppedUp(context);
    return writes.run(context, request, {
      status: 200,
      kind: 'session',
      read: (tx) => this.find(tx, id, change),
      write: async (tx, { row, ...found }): Promise<Outcome<User>> => {
        if (!row) throw notFound('User');
        if (row.version !== request.version) throw staleVersion(toUser(row));
        const next = changed(row, change);
        if (isDeepStrictEqual(next, row)) return unchanged(toUser(row));
        this.assertAllowed({ row, ...found }, next, isSteppedUp);
        return this.store(tx, row, next);
      },
    });
  }

  /** One change after the other within a clinic: two administrators who demote one another would leave none. */
  private async find(tx: Transaction, id: string, { email }: UserChange) {
    const { clinics, users } = this.deps.repositories;
    const [, row, otherAdmins, addressOwner] = await Promise.all([
      clinics.findForUpdate(tx),
      users.findForUpdate(tx, id),
      users.countOtherAdmins(tx, id),
      email === undefined ? undefined : users.findOwner(tx, this.deps.loginIndex(email)),
    ]);
    return { row, otherAdmins, addressOwner };
  }

  private assertAllowed(
    { row, otherAdmins, addressOwner }: Found,
    next: UserRow,
    isSteppedUp: boolean,
  ): void {
    if (Object.values(differenceOf(row, next)).includes(true) && !isSteppedUp) {
      throw new AppError(
        'step_up_required',
        'Prove again who you are to go on: your password or a one-time code',
      );
    }
    if (addressOwner !== undefined && addressOwner !== row.id) throw addressTaken();
    assertStillRun(row, next, otherAdmins);
  }

  private store(tx: Transaction, row: UserRow, next: UserRow): Outcome<User> {
    const { sessions, userLinks, users } = this.deps.repositories;
    const now = this.deps.clock.now();
    const { id, version } = row;
    const difference = differenceOf(row, next);
    const after = { ...next, version: version + 1 };
    const endsSessions = difference.role || (difference.access && !next.isActive);
    const endsLinks = difference.email || (difference.access && !next.isActive);
    return {
      output: toUser(after),
      changes: [{ entity: 'user', id, version: after.version }],
      audit: [{ action: actionOf(difference, after), resourceType: 'user', resourceId: id }],
      statements: [
        users.update(tx, { ...next, version, now }),
        ...(difference.email ? [users.moveLogin(tx, id, this.deps.loginIndex(next.email))] : []),
        ...(endsSessions ? [sessions.revokeAll(tx, id, { exceptId: null, now })] : []),
        ...(endsLinks ? [userLinks.deleteOfUser(tx, id)] : []),
      ],
    };
  }
}
