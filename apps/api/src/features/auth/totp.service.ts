import { newRecoveryCodes, newTotpSeed, normalizeRecoveryCode, totpEnrolment, totpStep } from '@clinic/auth';
import type { TotpEnrolment, TotpState } from '@clinic/contracts';
import { conflict, notSignedIn, type Clock, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { Answer, WriteRequest } from '@clinic/http';
import type { ClinicRow, Repositories } from '@clinic/repositories';
import { unchanged, type WritePath } from '#api/write-path.ts';
import { actorOf } from './actor-of.ts';
import type { OwnCode } from './second-factor.ts';

export type TotpDeps = {
  database: Database;
  repositories: Pick<Repositories, 'secondFactors' | 'users'>;
  writes: Pick<WritePath, 'findAnswer' | 'run'>;
  clinics: { clinic(context: Pick<RequestContext, 'clinicId'>): Promise<ClinicRow> };
  clock: Clock;
};

type RecoveryCodes = { recoveryCodes: string[] };

/** A seed that a code was proved against, and the step of the clock that code stands for. */
type Proved = { seed: string; step: number };

const nothingToConfirm = () =>
  conflict('Begin to set up the authenticator app anew: there is nothing to confirm');

/** Setting up one's own authenticator app, and taking it off. */
export class TotpService {
  private readonly deps: TotpDeps;
  private readonly ownCode: OwnCode;

  constructor(deps: TotpDeps, ownCode: OwnCode) {
    this.deps = deps;
    this.ownCode = ownCode;
  }

  async read(context: RequestContext): Promise<TotpState> {
    const { database, repositories } = this.deps;
    const userId = actorOf(context);
    const [totp, recoveryCodesLeft] = await database.readInClinic(context, (tx) =>
      Promise.all([
        repositories.secondFactors.find(tx, userId),
        repositories.secondFactors.countCodes(tx, userId),
      ]),
    );
    return { confirmedAt: totp?.confirmedAt?.toISOString() ?? null, recoveryCodesLeft };
  }

  /** @throws AppError `conflict` when there is a second factor already: it is taken off first. */
  async begin(context: RequestContext, request: WriteRequest): Promise<Answer<TotpEnrolment>> {
    const { repositories, writes, clinics, clock } = this.deps;
    const userId = actorOf(context);
    const { name: issuer } = await clinics.clinic(context);
    return writes.run(context, request, {
      status: 200,
      kind: 'session',
      read: (tx) => repositories.users.findById(tx, userId),
      write: async (tx, user) => {
        if (!user) throw notSignedIn();
        const seed = newTotpSeed();
        const isKept = await repositories.secondFactors.insertSeed(tx, userId, { seed, now: clock.now() });
        if (!isKept) throw conflict('There is an authenticator app already. Take it off first');
        return {
          output: { secret: seed, ...(await totpEnrolment({ seed, issuer, account: user.email })) },
          changes: [],
          audit: [{ action: 'totp.begin', resourceType: 'user', resourceId: userId }],
          statements: [],
        };
      },
    });
  }

  async confirm(context: RequestContext, otp: string, request: WriteRequest): Promise<Answer<RecoveryCodes>> {
    // The code is used up once this is done: the same request again is known by its key alone.
    const answered = await this.deps.writes.findAnswer<RecoveryCodes>(context, request);
    if (answered) return answered;
    const userId = actorOf(context);
    const proved = await this.ownCode.prove(context, userId, () => this.match(context, userId, otp));
    return this.keep(context, { userId, ...proved }, request);
  }

  /** @throws AppError `conflict` when there is no second factor they could stand in for. */
  renewCodes(context: RequestContext, request: WriteRequest): Promise<Answer<RecoveryCodes>> {
    const { repositories, writes, clock } = this.deps;
    const userId = actorOf(context);
    return writes.run(context, request, {
      status: 200,
      kind: 'session',
      read: (tx) => repositories.users.findForUpdate(tx, userId),
      write: async (tx, user) => {
        if (!user) throw notSignedIn();
        if (!user.hasMfa) throw conflict('Set up an authenticator app first');
        const recoveryCodes = newRecoveryCodes();
        const codes = recoveryCodes.map(normalizeRecoveryCode);
        return {
          output: { recoveryCodes },
          changes: [],
          audit: [{ action: 'recovery-code.renew', resourceType: 'user', resourceId: userId }],
          statements: [repositories.secondFactors.replaceCodes(tx, userId, { codes, now: clock.now() })],
        };
      },
    });
  }

  remove(context: RequestContext, request: WriteRequest): Promise<Answer<undefined>> {
    const { repositories, writes, clock } = this.deps;
    const userId = actorOf(context);
    return writes.run(context, request, {
      status: 204,
      kind: 'session',
      read: (tx) => repositories.users.findForUpdate(tx, userId),
      write: async (tx, user) => {
        if (!user) throw notSignedIn();
        if (!user.hasMfa) return unchanged(undefined);
        return {
          output: undefined,
          changes: [{ entity: 'user', id: userId, version: user.version + 1 }],
          audit: [{ action: 'totp.remove', resourceType: 'user', resourceId: userId }],
          statements: [
            repositories.secondFactors.delete(tx, userId),
            repositories.users.noteChange(tx, userId, clock.now()),
          ],
        };
      },
    });
  }

  private async match(context: RequestContext, userId: string, otp: string): Promise<Proved | undefined> {
    const { database, repositories, clock } = this.deps;
    const totp = await database.readInClinic(context, (tx) => repositories.secondFactors.find(tx, userId));
    if (!totp || totp.confirmedAt) throw nothingToConfirm();
    const step = await totpStep(totp.seed, otp, clock.now());
    return step === undefined ? undefined : { seed: totp.seed, step };
  }

  private keep(
    context: RequestContext,
    { userId, seed, step }: Proved & { userId: string },
    request: WriteRequest,
  ): Promise<Answer<RecoveryCodes>> {
    const { repositories, writes, clock } = this.deps;
    const now = clock.now();
    return writes.run(context, request, {
      status: 200,
      kind: 'session',
      read: (tx) =>
        Promise.all([
          repositories.users.findForUpdate(tx, userId),
          repositories.secondFactors.findForUpdate(tx, userId),
        ]),
      write: async (tx, [user, totp]) => {
        if (!user) throw notSignedIn();
        if (totp?.seed !== seed || totp.confirmedAt) throw nothingToConfirm();
        const recoveryCodes = newRecoveryCodes();
        const codes = recoveryCodes.map(normalizeRecoveryCode);
        return {
          output: { recoveryCodes },
          changes: [{ entity: 'user', id: userId, version: user.version + 1 }],
          audit: [{ action: 'totp.confirm', resourceType: 'user', resourceId: userId }],
          statements: [
            repositories.secondFactors.confirm(tx, userId, { step, now }),
            repositories.secondFactors.replaceCodes(tx, userId, { codes, now }),
            repositories.users.noteChange(tx, userId, now),
          ],
        };
      },
    });
  }
}
