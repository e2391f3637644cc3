import { isRecoveryCode, normalizeRecoveryCode, totpStep } from '@clinic/auth';
import { AppError, type Clock, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { AuditEntry, Repositories } from '@clinic/repositories';
import type { SignInThrottle } from './sign-in-throttle.ts';

export type SecondFactorDeps = {
  database: Database;
  repositories: Pick<Repositories, 'secondFactors'>;
  clock: Clock;
  audit: { record(context: RequestContext, entry: Omit<AuditEntry, 'id'>): Promise<void> };
};

/** Whose second factor it is. */
export type FactorOwner = { clinicId: string; userId: string };

/** With what somebody proved that they hold their second factor. */
export type UsedFactor = 'totp' | 'recovery-code';

export const otpInvalid = (): AppError => new AppError('otp_invalid', 'The one-time code does not fit');

/** Takes one-time codes of an authenticator app and recovery codes, each once over all processes. */
export class SecondFactor {
  private readonly deps: SecondFactorDeps;

  constructor(deps: SecondFactorDeps) {
    this.deps = deps;
  }

  /** Uses a code up. @returns undefined when it does not fit, or was used before. */
  use({ clinicId, userId }: FactorOwner, code: string): Promise<UsedFactor | undefined> {
    const { database, repositories, clock } = this.deps;
    const now = clock.now();
    return database.inClinic({ clinicId }, async (tx): Promise<UsedFactor | undefined> => {
      const totp = await repositories.secondFactors.find(tx, userId);
      if (!totp?.confirmedAt) return undefined;
      if (isRecoveryCode(code)) {
        const known = { code: normalizeRecoveryCode(code), now };
        return (await repositories.secondFactors.useCode(tx, userId, known)) ? 'recovery-code' : undefined;
      }
      const step = await totpStep(totp.seed, code, now);
      const isNew = step !== undefined && (await repositories.secondFactors.useStep(tx, userId, step));
      return isNew ? 'totp' : undefined;
    });
  }

  /** That there is a recovery code less is worth a line of its own. */
  async record(context: RequestContext, userId: string, used: UsedFactor): Promise<void> {
    if (used === 'totp') return;
    await this.deps.audit.record(context, {
      ...{ action: 'recovery-code.use', resourceType: 'user', resourceId: userId },
    });
  }
}

export type OwnCodeDeps = Pick<SecondFactorDeps, 'database' | 'audit'>;

/** Lets somebody who is signed in prove a one-time code. Wrong ones count with wrong passwords, in the same bucket. */
export class OwnCode {
  private readonly deps: OwnCodeDeps;
  private readonly throttle: SignInThrottle;

  constructor(deps: OwnCodeDeps, throttle: SignInThrottle) {
    this.deps = deps;
    this.throttle = throttle;
  }

  /**
   * @param check what the code stands for, or undefined when it does not fit.
   * @throws AppError `rate_limited`, `otp_invalid`, or what `check` threw: that counts as no attempt.
   */
  async prove<Result>(
    context: RequestContext,
    userId: string,
    check: () => Promise<Result | undefined>,
  ): Promise<Result> {
    const attempt = this.throttle.attemptOfUser(context.clinicId, userId);
    await this.throttle.pass(await this.deps.database.asSystem((tx) => this.throttle.look(tx, attempt)));
    await this.throttle.admit(attempt);
    const result = await check().catch(async (error: unknown) => {
      await this.throttle.forgive(attempt);
      throw error;
    });
    if (result !== undefined) {
      await this.throttle.forget(attempt);
      return result;
    }
    await this.deps.audit.record(context, {
      ...{ action: 'session.deny', outcome: 'denied', resourceType: 'user', resourceId: userId },
    });
    throw otpInvalid();
  }
}
