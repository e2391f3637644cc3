import type { PasswordHasher, Prove } from '@clinic/auth';
import { AppError, notSignedIn, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { AuditEntry, Repositories, UserRow } from '@clinic/repositories';
import type { Attempt, SignInThrottle } from './sign-in-throttle.ts';

export type OwnPasswordDeps = {
  database: Database;
  repositories: Pick<Repositories, 'users'>;
  hasher: PasswordHasher;
  loginIndex: (email: string) => Buffer;
  audit: { record(context: RequestContext, entry: Omit<AuditEntry, 'id'>): Promise<void> };
};

/** Somebody who has proved again who they are. `hash` makes what is to be stored of another password of theirs. */
export type Proved = { user: UserRow; hash: (password: string) => Promise<string> };

const doesNotFit = (): AppError => new AppError('invalid_credentials', 'The password does not fit');

/**
 * Lets somebody who is signed in prove again who they are. Who has found an open session must not be able to guess at its
 * password for ever: failures count as at sign-in, in a bucket of this user alone.
 */
export class OwnPassword {
  private readonly deps: OwnPasswordDeps;
  private readonly throttle: SignInThrottle;

  constructor(deps: OwnPasswordDeps, throttle: SignInThrottle) {
    this.deps = deps;
    this.throttle = throttle;
  }

  /** @throws AppError `rate_limited`, or `invalid_credentials` when the password is not theirs. */
  async prove<Result>(
    context: RequestContext,
    password: string,
    work: (proved: Proved) => Promise<Result>,
  ): Promise<Result> {
    const user = await this.readUser(context);
    const attempt = this.throttle.attemptOfUser(context.clinicId, user.id);
    const standing = await this.deps.database.asSystem((tx) => this.throttle.look(tx, attempt));
    await this.throttle.pass(standing);
    return this.deps.hasher.inTurn(async (prove) => {
      await this.throttle.admit(attempt);
      if (await this.isRight({ user, password, attempt }, prove)) return work(this.proved(user, prove));
      await this.deps.audit.record(context, {
        ...{ action: 'session.deny', outcome: 'denied', resourceType: 'user', resourceId: user.id },
      });
      throw doesNotFit();
    });
  }

  private async isRight(
    { user, password, attempt }: { user: UserRow; password: string; attempt: Attempt },
    prove: Prove,
  ): Promise<boolean> {
    const owner = this.deps.loginIndex(user.email);
    const { fits } = await prove({ password, owner, stored: Promise.resolve([user.passwordHash]) });
    if (fits[0] !== true) return false;
    await this.throttle.forget(attempt);
    return true;
  }

  private proved(user: UserRow, prove: Prove): Proved {
    const owner = this.deps.loginIndex(user.email);
    const hash = async (password: string): Promise<string> =>
      (await prove({ password, owner, stored: Promise.resolve([]) })).fresh;
    return { user, hash };
  }

  private async readUser(context: RequestContext): Promise<UserRow> {
    const { database, repositories } = this.deps;
    const { actorId } = context;
    if (actorId === null) throw notSignedIn();
    const user = await database.readInClinic(context, (tx) => repositories.users.findById(tx, actorId));
    if (!user) throw notSignedIn();
    return user;
  }
}
