import { tokenHash, type LinkPointer, type LinkTokens, type PasswordHasher } from '@clinic/auth';
import type { acceptInvitation, BodyOf } from '@clinic/contracts';
import { AppError, type Clock, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { ClinicRow, Repositories, UserLinkRow, UserRow } from '@clinic/repositories';
import type { WritePath } from '#api/write-path.ts';
import { assertHardToGuess } from './password.service.ts';
import type { Attempt, SignInThrottle, Visitor } from './sign-in-throttle.ts';

export type InvitationDeps = {
  database: Database;
  repositories: Pick<Repositories, 'sessions' | 'userLinks' | 'users'>;
  writes: Pick<WritePath, 'run'>;
  clinics: { clinic(context: Pick<RequestContext, 'clinicId'>): Promise<ClinicRow> };
  linkTokens: LinkTokens;
  hasher: PasswordHasher;
  loginIndex: (email: string) => Buffer;
  clock: Clock;
};

type Opened = { pointer: LinkPointer; link: UserLinkRow; user: UserRow };
type Door = { body: BodyOf<typeof acceptInvitation>; pointer: LinkPointer | undefined; attempt: Attempt };

/** Whose password is hashed when there is nobody: it costs as much. */
const NOBODY = 'nobody@invalid';

const isOver = (): AppError =>
  new AppError('gone', 'This link was used, has expired or was replaced. Ask an administrator for a new one');

const opens = (link: UserLinkRow, user: UserRow, now: Date): boolean =>
  link.usedAt === null && link.expiresAt > now && user.isActive;

const contextOf = ({ pointer, user }: Opened, requestId: string): RequestContext => ({
  clinicId: pointer.clinicId,
  actorId: user.id,
  actorRole: user.role,
  sessionId: null,
  requestId,
  origin: 'api',
});

/** Choosing a password by a one-time link. A link that does not open takes the same steps as one that does. */
export class InvitationService {
  private readonly deps: InvitationDeps;
  private readonly throttle: SignInThrottle;

  constructor(deps: InvitationDeps, throttle: SignInThrottle) {
    this.deps = deps;
    this.throttle = throttle;
  }

  /** @throws AppError `gone` in the same words for a link that was never ours and for one that is over. */
  async accept(body: BodyOf<typeof acceptInvitation>, visitor: Visitor): Promise<void> {
    const { linkTokens, database, hasher, loginIndex } = this.deps;
    const pointer = linkTokens.read(body.token);
    const attempt = this.throttle.attemptOfLink(pointer?.linkId, visitor);
    await this.throttle.pass(await database.asSystem((tx) => this.throttle.look(tx, attempt)));
    const owner = await hasher.inTurn(async (prove) => {
      const isFirst = await this.throttle.admit(attempt);
      const opened = await this.open({ body, pointer, attempt });
      const index = loginIndex(opened?.user.email ?? NOBODY);
      const { fresh } = await prove({ password: body.password, owner: index, stored: Promise.resolve([]) });
      if (opened) {
        await this.store(opened, fresh, visitor.requestId);
        return index;
      }
      await this.throttle.countNetwork(attempt, isFirst);
      throw isOver();
    });
    await this.throttle.forget(attempt);
    // Who could not remember the old password need not wait for having tried.
    await this.throttle.forget(this.throttle.attemptOf(owner, visitor));
  }

  /** @throws AppError `invalid_body` for a password that will not do: that is no attempt at the link. */
  private async open({ body, pointer, attempt }: Door): Promise<Opened | undefined> {
    const opened = pointer && (await this.find(pointer, body.token));
    if (!opened) return undefined;
    try {
      const clinic = await this.deps.clinics.clinic(opened.pointer);
      assertHardToGuess('password', body.password, { user: opened.user, clinic });
      return opened;
    } catch (error) {
      await this.throttle.forgive(attempt);
      throw error;
    }
  }

  private find(pointer: LinkPointer, token: string): Promise<Opened | undefined> {
    const { database, repositories, clock } = this.deps;
    return database.inClinic(pointer, async (tx) => {
      const link = await repositories.userLinks.findById(tx, pointer.linkId);
      if (!link?.tokenHash.equals(tokenHash(token))) return undefined;
      const user = await repositories.users.findById(tx, link.userId);
      return user && opens(link, user, clock.now()) ? { pointer, link, user } : undefined;
    });
  }

  private async store(opened: Opened, hash: string, requestId: string): Promise<void> {
    const { repositories, writes, clock } = this.deps;
    const { id, userId, purpose } = opened.link;
    const now = clock.now();
    const request = { key: null, hash: Buffer.alloc(0), version: 'unasked' as const };
    await writes.run(contextOf(opened, requestId), request, {
      status: 204,
      kind: 'session',
      read: (tx) =>
        Promise.all([
          repositories.users.findForUpdate(tx, userId),
          repositories.userLinks.findForUpdate(tx, id),
        ]),
      write: async (tx, [user, link]) => {
        // Somebody else came first with it, or it was replaced meanwhile.
        if (!user || !link || !opens(link, user, now)) throw isOver();
        const action = purpose === 'invitation' ? 'invitation.accept' : 'password.reset';
        return {
          output: undefined,
          changes: [{ entity: 'user', id: userId, version: user.version + 1 }],
          audit: [{ action, resourceType: 'user', resourceId: userId }],
          statements: [
            repositories.users.setPassword(tx, userId, { hash, now }),
            repositories.userLinks.use(tx, id, now),
            repositories.sessions.revokeAll(tx, userId, { exceptId: null, now }),
          ],
        };
      },
    });
  }
}
