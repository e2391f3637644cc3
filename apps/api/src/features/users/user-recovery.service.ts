import { conflict, notFound, type Clock, type RequestContext } from '@clinic/core';
import type { Answer, WriteRequest } from '@clinic/http';
import type { Repositories } from '@clinic/repositories';
import type { UserLinks } from '#api/user-links.ts';
import { unchanged, type WritePath } from '#api/write-path.ts';

export type UserRecoveryDeps = {
  repositories: Pick<Repositories, 'secondFactors' | 'sessions' | 'users'>;
  writes: Pick<WritePath, 'run'>;
  userLinks: Pick<UserLinks, 'issue'>;
  clock: Clock;
};

/** Helping somebody in again who lost what they prove themselves with. Nobody ever chooses another's password. */
export class UserRecoveryService {
  private readonly deps: UserRecoveryDeps;

  constructor(deps: UserRecoveryDeps) {
    this.deps = deps;
  }

  createResetLink(
    context: RequestContext,
    id: string,
    request: WriteRequest,
  ): Promise<Answer<{ resetUrl: string }>> {
    const { repositories, writes, userLinks, clock } = this.deps;
    return writes.run(context, request, {
      status: 200,
      kind: 'session',
      read: (tx) => repositories.users.findForUpdate(tx, id),
      write: async (tx, user) => {
        if (!user) throw notFound('User');
        if (!user.isActive) throw conflict('Give them access again first');
        const purpose = user.passwordHash === null ? 'invitation' : 'password';
        const resetUrl = await userLinks.issue(tx, { userId: id, purpose, now: clock.now() });
        return {
          output: { resetUrl },
          changes: [],
          audit: [{ action: 'user.reset-link', resourceType: 'user', resourceId: id }],
          statements: [],
        };
      },
    });
  }

  removeTotp(context: RequestContext, id: string, request: WriteRequest): Promise<Answer<undefined>> {
    const { repositories, writes, clock } = this.deps;
    const now = clock.now();
    return writes.run(context, request, {
      status: 204,
      kind: 'session',
      read: (tx) => repositories.users.findForUpdate(tx, id),
      write: async (tx, user) => {
        if (!user) throw notFound('User');
        if (!user.hasMfa) return unchanged(undefined);
        return {
          output: undefined,
          changes: [{ entity: 'user', id, version: user.version + 1 }],
          audit: [{ action: 'totp.remove', resourceType: 'user', resourceId: id }],
          statements: [
            repositories.secondFactors.delete(tx, id),
            repositories.users.noteChange(tx, id, now),
            repositories.sessions.revokeAll(tx, id, { exceptId: null, now }),
          ],
        };
      },
    });
  }
}
