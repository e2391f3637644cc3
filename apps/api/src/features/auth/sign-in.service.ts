import type {
  DeviceCookie,
  PasswordHasher,
  Prove,
  SessionCookie,
  SessionPointer,
  Tokens,
} from '@clinic/auth';
import { rolePermissions, type BodyOf, type Me, type signIn } from '@clinic/contracts';
import { AppError, notSignedIn, type Clock, type Ids, type Logger, type RequestContext } from '@clinic/core';
import type { Database, Doorbell } from '@clinic/database';
import type { AuditEntry, ClinicRow, LoginPlace, Repositories, UserRow } from '@clinic/repositories';
import { deviceName } from './device-name.ts';
import { otpInvalid, type SecondFactor, type UsedFactor } from './second-factor.ts';
import type { Attempt, SignInThrottle, Visitor } from './sign-in-throttle.ts';

export type SignInDeps = {
  database: Database;
  doorbell: Pick<Doorbell, 'ring'>;
  repositories: Pick<Repositories, 'clinics' | 'sessions' | 'users'>;
  hasher: PasswordHasher;
  tokens: Tokens;
  cookie: SessionCookie;
  devices: DeviceCookie;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** The blind index of a staff e-mail address over the whole installation. */
  loginIndex: (email: string) => Buffer;
  audit: { record(context: RequestContext, entry: Omit<AuditEntry, 'id'>): Promise<void> };
  sessions: { forgetClinic(clinicId: string): void };
};

/** NIST SP 800-63B: an absolute limit, whatever the activity. */
const SESSION_SECONDS = 12 * 60 * 60;

type Account = { clinicId: string; user: UserRow };
type Credentials = BodyOf<typeof signIn>;
type Approach = { credentials: Credentials; owner: Buffer; attempt: Attempt; accounts: Promise<Account[]> };
/** Who proved who they are, with which second factor, and what is to be stored of the password from now on. */
type Admitted = Account & { fresh: string; used: UsedFactor | undefined };
/** Somebody who came in, or the words for who did not. */
type Decision = Admitted | AppError;

export type SignedIn = { me: Me; cookies: string[] };

const invalidCredentials = (): AppError =>
  new AppError('invalid_credentials', 'E-mail address or password do not fit');

const toMe = (user: UserRow, clinic: ClinicRow): Me => ({
  user: { id: user.id, email: user.email, displayName: user.displayName, role: user.role },
  clinic: { id: clinic.clinicId, name: clinic.name, timeZone: clinic.timeZone, locale: clinic.locale },
  permissions: [...rolePermissions[user.role]],
});

const ignore = (): void => undefined;

/**
 * Who may come in. An unknown address, a wrong password, an account that is switched off and one in several clinics take
 * the same steps: one look, one count, one hash; what a refusal leaves behind is written after it was answered.
 */
export class SignInService {
  private readonly deps: SignInDeps;
  private readonly throttle: SignInThrottle;
  private readonly factor: SecondFactor;

  constructor(deps: SignInDeps, throttle: SignInThrottle, factor: SecondFactor) {
    this.deps = deps;
    this.throttle = throttle;
    this.factor = factor;
  }

  async signIn(credentials: Credentials, visitor: Visitor): Promise<SignedIn> {
    const owner = this.deps.loginIndex(credentials.email);
    const attempt = this.throttle.attemptOf(owner, visitor);
    const places = await this.findPlaces(owner, attempt);
    const accounts = this.readAccounts(places);
    accounts.catch(ignore);
    const approach = { credentials, owner, attempt, accounts };
    const admitted = await this.deps.hasher.inTurn((prove) => this.admit(approach, prove, visitor));
    return this.openSession(admitted, visitor);
  }

  /** Ends the session of a request, if it has one. @returns the cookie that makes the browser forget it. */
  async signOut({ cookies, requestId }: Visitor): Promise<string> {
    const { cookie, tokens } = this.deps;
    const pointer = tokens.verify(cookie.read(cookies) ?? '');
    if (pointer) await this.endSession(pointer, requestId);
    return cookie.clear();
  }

  async me(context: RequestContext): Promise<Me> {
    const { database, repositories } = this.deps;
    const { actorId } = context;
    if (actorId === null) throw notSignedIn();
    const [user, clinic] = await database.readInClinic(context, (tx) =>
      Promise.all([repositories.users.findById(tx, actorId), repositories.clinics.find(tx)]),
    );
    if (!user || !clinic) throw notSignedIn();
    return toMe(user, clinic);
  }

  /** Where this address can sign in. @throws AppError `rate_limited` before anything is hashed. */
  private async findPlaces(owner: Buffer, attempt: Attempt): Promise<LoginPlace[]> {
    const { database, repositories } = this.deps;
    const [places, standing] = await database.asSystem(
      (tx) => Promise.all([repositories.users.listLogins(tx, owner), this.throttle.look(tx, attempt)]),
      owner.toString('hex'),
    );
    await this.throttle.pass(standing);
    return places;
  }

  private async readAccounts(places: LoginPlace[]): Promise<Account[]> {
    const { database, repositories } = this.deps;
    const found = await Promise.all(
      places.map(async ({ clinicId, userId }): Promise<Account[]> => {
        const user = await database.readInClinic({ clinicId }, (tx) =>
          repositories.users.findById(tx, userId),
        );
        return user ? [{ clinicId, user }] : [];
      }),
    );
    return found.flat();
  }

  /** Looks at one guess. It counts as failed until it proves right, also where this process ends in between. */
  private async admit(approach: Approach, prove: Prove, { requestId }: Visitor): Promise<Admitted> {
    const { credentials, owner, attempt, accounts } = approach;
    const isFirst = await this.throttle.admit(attempt);
    const decision = await this.decide(approach, () =>
      prove({
        password: credentials.password,
        owner,
        stored: accounts.then((list) => list.map(({ user }) => user.passwordHash)),
      }),
    );
    if (decision instanceof AppError) {
      this.noteFailure({ attempt, isFirst, accounts: await accounts, requestId });
      throw decision;
    }
    await this.throttle.forget(attempt);
    return decision;
  }

  private async decide(approach: Approach, prove: () => ReturnType<Prove>): Promise<Decision> {
    const { credentials, accounts, attempt } = approach;
    try {
      const { fits, fresh } = await prove();
      const fitting = (await accounts).filter(({ user }, index) => fits[index] === true && user.isActive);
      const account = await this.choose(fitting, credentials.clinicId);
      return account ? await this.askFactor({ ...account, fresh }, credentials.otp) : invalidCredentials();
    } catch (error) {
      await this.throttle.forgive(attempt);
      throw error;
    }
  }

  /** @throws AppError `otp_required`, which is a question and no refusal: it is asked of who knows the password alone. */
  private async askFactor(known: Omit<Admitted, 'used'>, otp: string | undefined): Promise<Decision> {
    const { clinicId, user } = known;
    if (!user.hasMfa) return { ...known, used: undefined };
    if (otp === undefined)
      throw new AppError('otp_required', 'Enter a one-time code of your authenticator app');
    const used = await this.factor.use({ clinicId, userId: user.id }, otp);
    return used ? { ...known, used } : otpInvalid();
  }

  /** One account, or a question which clinic is meant. Only clinics the password fits are named. */
  private async choose(fitting: Account[], clinicId: string | undefined): Promise<Account | undefined> {
    if (clinicId !== undefined) return fitting.find((account) => account.clinicId === clinicId);
    if (fitting.length <= 1) return fitting[0];
    const clinics = await Promise.all(fitting.map(async (account) => this.nameOf(account)));
    throw new AppError('clinic_required', 'Choose the clinic to sign in to', { extra: { clinics } });
  }

  private async nameOf({ clinicId }: Pick<LoginPlace, 'clinicId'>): Promise<{ id: string; name: string }> {
    const { database, repositories } = this.deps;
    const clinic = await database.readInClinic({ clinicId }, (tx) => repositories.clinics.find(tx));
    return { id: clinicId, name: clinic?.name ?? '' };
  }

  /** After the answer has left: whether there is somebody to put a line on record for must not be told by its time. */
  private noteFailure(failure: {
    attempt: Attempt;
    isFirst: boolean;
    accounts: Account[];
    requestId: string;
  }): void {
    const { attempt, isFirst, accounts, requestId } = failure;
    setImmediate(() => {
      const denials = accounts.map((account) => this.recordDenial(account, requestId));
      Promise.all([this.throttle.countNetwork(attempt, isFirst), ...denials]).catch(() =>
        this.deps.logger.warn('denial_not_recorded', { requestId }),
      );
    });
  }

  private async openSession(admitted: Admitted, visitor: Visitor): Promise<SignedIn> {
    const { clinicId, user } = admitted;
    const { ids, tokens, cookie, clock, devices, loginIndex } = this.deps;
    const sessionId = ids.next();
    const device = deviceName(visitor.agent);
    const clinic = await this.startSession({ id: sessionId, device }, admitted);
    const who = { clinicId, sessionId, userId: user.id, role: user.role, requestId: visitor.requestId };
    await Promise.all([this.record(who, { action: 'session.create' }), this.endEarlier(visitor)]);
    if (admitted.used === 'recovery-code') await this.record(who, { action: 'recovery-code.use' });
    const token = tokens.sign({ sessionId, clinicId }, SESSION_SECONDS);
    const known = devices.remember(visitor.cookies, loginIndex(user.email), clock.now());
    return { me: toMe(user, clinic), cookies: [cookie.set(token, SESSION_SECONDS), known] };
  }

  private async startSession(
    session: { id: string; device: string | null },
    { clinicId, user, fresh }: Admitted,
  ): Promise<ClinicRow> {
    const { database, repositories, clock } = this.deps;
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000);
    const clinic = await database.inClinic({ clinicId }, async (tx) => {
      const [found] = await Promise.all([
        repositories.clinics.find(tx),
        repositories.sessions.insert(tx, { ...session, userId: user.id, now, expiresAt }),
        // Made under an older secret, or at a lower price.
        user.passwordHash === fresh ? undefined : repositories.users.renewHash(tx, user, fresh),
      ]);
      return found;
    });
    if (!clinic) throw invalidCredentials();
    return clinic;
  }

  /** A new sign-in replaces the session this browser had: nobody could end it there any more. */
  private async endEarlier({ cookies, requestId }: Visitor): Promise<void> {
    const { cookie, tokens } = this.deps;
    const pointer = tokens.verify(cookie.read(cookies) ?? '');
    if (pointer) await this.endSession(pointer, requestId);
  }

  private async endSession(pointer: SessionPointer, requestId: string): Promise<void> {
    const { database, repositories, clock, doorbell, sessions } = this.deps;
    const userId = await database.inClinic(pointer, (tx) =>
      repositories.sessions.revoke(tx, pointer.sessionId, clock.now()),
    );
    sessions.forgetClinic(pointer.clinicId);
    doorbell.ring(pointer.clinicId, 'session');
    if (userId !== undefined) await this.record({ ...pointer, userId, requestId }, { action: 'session.end' });
  }

  private recordDenial({ clinicId, user }: Account, requestId: string): Promise<void> {
    const who = { clinicId, userId: user.id, role: user.role, requestId };
    return this.record(who, { action: 'session.deny', outcome: 'denied' });
  }

  private record(
    who: { clinicId: string; userId: string; requestId: string; role?: string; sessionId?: string },
    entry: { action: string; outcome?: 'denied' },
  ): Promise<void> {
    const context: RequestContext = {
      clinicId: who.clinicId,
      actorId: who.userId,
      actorRole: who.role ?? 'unknown',
      sessionId: who.sessionId ?? null,
      requestId: who.requestId,
      origin: 'api',
    };
    return this.deps.audit.record(context, { ...entry, resourceType: 'user', resourceId: who.userId });
  }
}
