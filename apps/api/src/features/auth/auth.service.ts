import type { PasswordHasher, SessionCookie, Tokens } from '@clinic/auth';
import { rolePermissions, type BodyOf, type Me, type signIn } from '@clinic/contracts';
import { AppError, notSignedIn, type Clock, type Ids, type RequestContext } from '@clinic/core';
import type { Database, Doorbell } from '@clinic/database';
import type { AuditEntry, ClinicRow, LoginPlace, Repositories, UserRow } from '@clinic/repositories';
import type { Request } from 'express';

export type AuthDeps = {
  database: Database;
  doorbell: Pick<Doorbell, 'ring'>;
  repositories: Pick<Repositories, 'clinics' | 'sessions' | 'users'>;
  hasher: PasswordHasher;
  tokens: Tokens;
  cookie: SessionCookie;
  clock: Clock;
  ids: Ids;
  /** The blind index of a staff e-mail address over the whole installation. */
  loginIndex: (email: string) => Buffer;
  audit: { record(context: RequestContext, entry: Omit<AuditEntry, 'id'>): Promise<void> };
  sessions: { forgetClinic(clinicId: string): void };
};

/** NIST SP 800-63B: an absolute limit, whatever the activity. */
const SESSION_SECONDS = 12 * 60 * 60;

type Account = { clinicId: string; user: UserRow };

const invalidCredentials = (): AppError =>
  new AppError('invalid_credentials', 'E-mail address or password do not fit');

const toMe = (user: UserRow, clinic: ClinicRow): Me => ({
  user: { id: user.id, email: user.email, displayName: user.displayName, role: user.role },
  clinic: { id: clinic.clinicId, name: clinic.name, timeZone: clinic.timeZone, locale: clinic.locale },
  permissions: [...rolePermissions[user.role]],
});

/** Who may come in. A wrong address and a wrong password take the same time and get the same answer. */
export class AuthService {
  private readonly deps: AuthDeps;

  constructor(deps: AuthDeps) {
    this.deps = deps;
  }

  async signIn(
    credentials: BodyOf<typeof signIn>,
    requestId: string,
  ): Promise<{ me: Me; setCookie: string }> {
    const accounts = await this.findAccounts(credentials.email);
    const fitting = await this.fitting(accounts, credentials.password);
    const account = await this.choose(fitting, credentials.clinicId);
    if (!account) {
      await Promise.all(accounts.map((each) => this.recordDenial(each, requestId)));
      throw invalidCredentials();
    }
    return this.openSession(account, requestId);
  }

  /** Ends the session of a request, if it has one. @returns the cookie that makes the browser forget it. */
  async signOut(request: Request, requestId: string): Promise<string> {
    const { cookie, tokens, database, repositories, clock, doorbell, sessions } = this.deps;
    const pointer = tokens.verify(cookie.read(request.headers.cookie) ?? '');
    if (pointer) {
      const userId = await database.inClinic(pointer, (tx) =>
        repositories.sessions.revoke(tx, pointer.sessionId, clock.now()),
      );
      sessions.forgetClinic(pointer.clinicId);
      doorbell.ring(pointer.clinicId, 'session');
      if (userId !== undefined)
        await this.record({ ...pointer, userId, requestId }, { action: 'session.end' });
    }
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

  private async findAccounts(email: string): Promise<Account[]> {
    const { database, repositories } = this.deps;
    const index = this.deps.loginIndex(email);
    const places = await database.asSystem(
      (tx) => repositories.users.listLogins(tx, index),
      index.toString('hex'),
    );
    const accounts: Account[] = [];
    for (const { clinicId, userId } of places) {
      const user = await database.readInClinic({ clinicId }, (tx) => repositories.users.findById(tx, userId));
      if (user) accounts.push({ clinicId, user });
    }
    return accounts;
  }

  private async fitting(accounts: Account[], password: string): Promise<Account[]> {
    const { hasher } = this.deps;
    if (accounts.length === 0) await hasher.verify(password, null);
    const fitting: Account[] = [];
    for (const account of accounts) {
      const isRight = await hasher.verify(password, account.user.passwordHash);
      if (isRight && account.user.isActive) fitting.push(account);
    }
    return fitting;
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

  private async openSession(
    { clinicId, user }: Account,
    requestId: string,
  ): Promise<{ me: Me; setCookie: string }> {
    const { database, repositories, clock, ids, tokens, cookie } = this.deps;
    const sessionId = ids.next();
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000);
    const clinic = await database.inClinic({ clinicId }, async (tx) => {
      await repositories.sessions.insert(tx, { id: sessionId, userId: user.id, now, expiresAt });
      return repositories.clinics.find(tx);
    });
    if (!clinic) throw invalidCredentials();
    const who = { clinicId, sessionId, userId: user.id, role: user.role, requestId };
    await this.record(who, { action: 'session.start' });
    const token = tokens.sign({ sessionId, clinicId }, SESSION_SECONDS);
    return { me: toMe(user, clinic), setCookie: cookie.set(token, SESSION_SECONDS) };
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
