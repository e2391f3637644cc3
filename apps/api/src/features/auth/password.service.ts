import { isEasyToGuess } from '@clinic/auth';
import type { BodyOf, changePassword } from '@clinic/contracts';
import { conflict, invalidBody, notFound, type Clock, type RequestContext } from '@clinic/core';
import type { Answer, WriteRequest } from '@clinic/http';
import type { ClinicRow, Repositories, UserRow } from '@clinic/repositories';
import type { WritePath } from '#api/write-path.ts';
import type { OwnPassword } from './own-password.ts';

export type PasswordDeps = {
  repositories: Pick<Repositories, 'sessions' | 'users'>;
  writes: Pick<WritePath, 'findAnswer' | 'run'>;
  clinics: { clinic(context: Pick<RequestContext, 'clinicId'>): Promise<ClinicRow> };
  clock: Clock;
};

/** The name this product goes by at sign-in, which is the first that comes to mind. */
const PRODUCT = 'Clinic';

// NIST SP 800-63B-4: a password that stands alone is longer than one beside a second factor, whose length is in the contract.
const LEAST_LENGTH_ALONE = 15;

const lengthOf = (password: string): number => [...password.normalize('NFC')].length;

/** @throws AppError `invalid_body` for a password that is among the first to be guessed, or too short to stand alone. */
export const assertHardToGuess = (
  path: string,
  password: string,
  about: { user: Pick<UserRow, 'email' | 'displayName' | 'hasMfa'>; clinic: Pick<ClinicRow, 'name'> },
): void => {
  const { user, clinic } = about;
  if (isEasyToGuess(password, [clinic.name, user.email, user.displayName, PRODUCT])) {
    const message = 'is too easy to guess: common words, names of this clinic and rows of keys do not count';
    throw invalidBody([{ path, code: 'too_common', message }]);
  }
  if (user.hasMfa || lengthOf(password) >= LEAST_LENGTH_ALONE) return;
  const message = `must have at least ${LEAST_LENGTH_ALONE} characters, as long as no one-time code is asked for at sign-in`;
  throw invalidBody([{ path, code: 'too_short', message }]);
};

/** Changing one's own password. */
export class PasswordService {
  private readonly deps: PasswordDeps;
  private readonly own: OwnPassword;

  constructor(deps: PasswordDeps, own: OwnPassword) {
    this.deps = deps;
    this.own = own;
  }

  async change(
    context: RequestContext,
    { currentPassword, newPassword }: BodyOf<typeof changePassword>,
    request: WriteRequest,
  ): Promise<Answer<undefined>> {
    const { writes, clinics } = this.deps;
    // The current password is another one once this is done: the same request again is known by its key alone.
    const answered = await writes.findAnswer<undefined>(context, request);
    if (answered) return answered;
    const clinic = await clinics.clinic(context);
    const next = await this.own.prove(context, currentPassword, async ({ user, hash }) => {
      assertHardToGuess('newPassword', newPassword, { user, clinic });
      return { user, hash: await hash(newPassword) };
    });
    return this.store(context, next, request);
  }

  private store(
    context: RequestContext,
    next: { user: UserRow; hash: string },
    request: WriteRequest,
  ): Promise<Answer<undefined>> {
    const { repositories, writes, clock } = this.deps;
    const now = clock.now();
    const { id } = next.user;
    return writes.run(context, request, {
      status: 204,
      kind: 'session',
      read: (tx) => repositories.users.findForUpdate(tx, id),
      write: async (tx, row) => {
        if (!row) throw notFound('User');
        // Proved against a password that was replaced meanwhile.
        if (row.passwordHash !== next.user.passwordHash) throw conflict('The password was changed just now');
        return {
          output: undefined,
          changes: [{ entity: 'user', id, version: row.version + 1 }],
          audit: [{ action: 'password.change', resourceType: 'user', resourceId: id }],
          statements: [
            repositories.users.setPassword(tx, id, { hash: next.hash, now }),
            repositories.sessions.revokeAll(tx, id, { exceptId: context.sessionId, now }),
          ],
        };
      },
    });
  }
}
