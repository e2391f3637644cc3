import { networkOf, type DeviceCookie } from '@clinic/auth';
import { AppError, type Clock } from '@clinic/core';
import type { Database, SystemTransaction } from '@clinic/database';
import type { Repositories, ThrottleBucket, ThrottledAttempt, ThrottleRules } from '@clinic/repositories';

export type ThrottleDeps = {
  database: Database;
  repositories: Pick<Repositories, 'throttle'>;
  clock: Clock;
  devices: DeviceCookie;
  /** A hash only this installation can make, by what it is for. */
  keyedHash: (kind: string, parts: readonly (string | Buffer)[]) => Buffer;
  /** Lets some time go by. */
  pause: (milliseconds: number) => Promise<void>;
};

/** Who stands at the door: where they come from, what their browser brought, and what it calls itself. */
export type Visitor = {
  address: string | undefined;
  cookies: string | undefined;
  agent: string | undefined;
  requestId: string;
};

export type Attempt = ThrottledAttempt & { network: Buffer };

/** How an attempt stands before it is looked at. */
export type Standing = { waitSeconds: number; isSlow: boolean };

/**
 * Failures alone are counted, never those who get in. Five are free for an account at one network or on a known device;
 * each further one doubles the wait, up to a quarter of an hour. An account that fails twenty times an hour over all
 * places is closed to devices that are not known, so that who only knows its address cannot keep its owner out.
 */
const RULES: ThrottleRules = {
  own: { free: 5, longestSeconds: 15 * 60, keptSeconds: 24 * 60 * 60 },
  account: { most: 20, keptSeconds: 60 * 60 },
};

/** A network from which many accounts fail is made slow and never shut: a whole clinic may stand behind one address. */
const NETWORK = { failures: 300, accounts: 30, keptSeconds: 15 * 60, pauseMs: 1_000 };

const tooManyFailures = (retryAfterSeconds: number): AppError =>
  new AppError('rate_limited', 'Too many attempts have failed. Try again later', { retryAfterSeconds });

/** Counts failed proofs of who somebody is, over all processes, and says who has to wait. */
export class SignInThrottle {
  private readonly deps: ThrottleDeps;

  constructor(deps: ThrottleDeps) {
    this.deps = deps;
  }

  /** The buckets of a sign-in. On a known device an account has one of its own, which no stranger can fill. */
  attemptOf(owner: Buffer, visitor: Visitor): Attempt {
    const { keyedHash: bucket, devices, clock } = this.deps;
    const place = networkOf(visitor.address);
    const network = bucket('network', [place]);
    const device = devices.find(visitor.cookies, owner, clock.now());
    return device === undefined
      ? { own: bucket('place', [owner, place]), account: bucket('account', [owner]), network }
      : { own: bucket('device', [owner, device]), account: null, network };
  }

  /** The bucket of somebody who is signed in and proves again who they are. */
  attemptOfUser(clinicId: string, userId: string): Attempt {
    const { keyedHash: bucket } = this.deps;
    return { own: bucket('user', [clinicId, userId]), account: null, network: bucket('network', ['none']) };
  }

  /**
   * The buckets of somebody with a one-time link. A link of ours has a bucket of its own, so that nobody beside its owner
   * can keep it shut; all that are none share one per network.
   */
  attemptOfLink(linkId: string | undefined, visitor: Visitor): Attempt {
    const { keyedHash: bucket } = this.deps;
    const place = networkOf(visitor.address);
    const own = linkId === undefined ? bucket('link-place', [place]) : bucket('link', [linkId]);
    return { own, account: null, network: bucket('network', [place]) };
  }

  /** How an attempt stands just now. Travels with whatever else `tx` is asked. */
  async look(tx: SystemTransaction, attempt: Attempt): Promise<Standing> {
    const now = this.deps.clock.now();
    const { own, account, network } = attempt;
    const asked = [own, network, ...(account ? [account] : [])];
    const known = await this.deps.repositories.throttle.list(tx, asked, now);
    const isSlow = known.some(
      ({ bucket, failures, accounts }) =>
        bucket.equals(network) && failures >= NETWORK.failures && accounts >= NETWORK.accounts,
    );
    return { waitSeconds: this.waitOf(known, now), isSlow };
  }

  /** @throws AppError `rate_limited` when the attempt must not be looked at yet. */
  async pass({ waitSeconds, isSlow }: Standing): Promise<void> {
    if (waitSeconds > 0) throw tooManyFailures(waitSeconds);
    if (isSlow) await this.deps.pause(NETWORK.pauseMs);
  }

  /**
   * Counts an attempt as failed, to be taken back by `forgive` or `forget`: right before the guess is looked at.
   * @returns whether it is the first one near by.
   * @throws AppError `rate_limited` when others have used up what was free meanwhile.
   */
  async admit(attempt: Attempt): Promise<boolean> {
    const { database, repositories, clock } = this.deps;
    const now = clock.now();
    const failures = await database.asSystem((tx) =>
      repositories.throttle.admit(tx, attempt, { rules: RULES, now }),
    );
    if (failures !== undefined) return failures === 1;
    const { waitSeconds } = await database.asSystem((tx) => this.look(tx, attempt));
    throw tooManyFailures(Math.max(1, waitSeconds));
  }

  /** It was not a guess after all: something went wrong on our side, or a question was asked back. */
  async forgive(attempt: Attempt): Promise<void> {
    const { database, repositories } = this.deps;
    await database.asSystem((tx) => repositories.throttle.forgive(tx, attempt, RULES));
  }

  /** They are who they say. */
  async forget(attempt: Attempt): Promise<void> {
    const { database, repositories } = this.deps;
    await database.asSystem((tx) => repositories.throttle.forget(tx, attempt, RULES));
  }

  /** Notes a failure that stands against its network. */
  async countNetwork({ network }: Attempt, isFirst: boolean): Promise<void> {
    const { database, repositories, clock } = this.deps;
    const { keptSeconds } = NETWORK;
    await database.asSystem((tx) =>
      repositories.throttle.countNetwork(tx, network, { isFirst, keptSeconds, now: clock.now() }),
    );
  }

  private waitOf(known: ThrottleBucket[], now: Date): number {
    const untilMs = known.map(({ blockedUntil }) => blockedUntil?.getTime() ?? 0);
    return Math.max(0, Math.ceil((Math.max(0, ...untilMs) - now.getTime()) / 1000));
  }
}
