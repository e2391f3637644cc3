import type { SessionCookie, Tokens } from '@clinic/auth';
import { settingDefaults } from '@clinic/contracts';
import type { Clock, RequestContext } from '@clinic/core';
import type { Database, Doorbell } from '@clinic/database';
import type { Repositories, SessionRow } from '@clinic/repositories';
import type { Request } from 'express';

export type SessionStoreDeps = {
  database: Database;
  doorbell: Pick<Doorbell, 'isHealthy' | 'onDeaf' | 'onRing'>;
  repositories: Pick<Repositories, 'sessions'>;
  tokens: Tokens;
  cookie: SessionCookie;
  clock: Clock;
};

type Memo = { session: SessionRow; clinicId: string; untilMs: number };

// How long a session is believed without asking: revocation reaches every replica within 2 s, by the bell or without it.
const HEARD_MS = 10_000;
const UNHEARD_MS = 2_000;
const MINUTE_MS = 60_000;
// That somebody was here is written down twice a minute at most; so much later a session that was left alone ends.
const TOUCH_EVERY_MS = 30_000;
const STEPPED_UP_MS = 5 * MINUTE_MS;
const LARGEST_MEMORY = 10_000;

const isOver = ({ expiresAt, lastSeenAt, idleMinutes }: SessionRow, nowMs: number): boolean => {
  const idleMs = (idleMinutes ?? settingDefaults.sessionIdleMinutes) * MINUTE_MS;
  return expiresAt.getTime() <= nowMs || nowMs - lastSeenAt.getTime() > idleMs + TOUCH_EVERY_MS;
};

/** Whether nobody caused this request: a screen that brings itself up to date does not keep a session awake. */
const isBackground = (request: Request): boolean => request.headers['clinic-background'] === 'true';

/** Who is behind a cookie: one indexed read per session and ten seconds, and none in between. */
export class SessionStore {
  private readonly deps: SessionStoreDeps;
  private readonly memos = new Map<string, Memo>();
  /** How often something was forgotten: what was read before the last time may be old already. */
  private forgettings = 0;

  constructor(deps: SessionStoreDeps) {
    this.deps = deps;
    deps.doorbell.onRing((clinicId, kind) => {
      if (kind === 'session') this.forgetClinic(clinicId);
    });
    deps.doorbell.onDeaf(() => this.memos.clear());
  }

  /** The context of a request, or undefined when nobody is signed in. */
  async authenticate(request: Request, requestId: string): Promise<RequestContext | undefined> {
    const token = this.deps.cookie.read(request.headers.cookie);
    if (token === undefined) return undefined;
    const nowMs = this.deps.clock.now().getTime();
    const memo = this.recall(token, nowMs) ?? (await this.look(token, nowMs));
    if (!memo || isOver(memo.session, nowMs)) return undefined;
    if (!isBackground(request)) this.touch(memo, nowMs);
    return {
      clinicId: memo.clinicId,
      actorId: memo.session.userId,
      actorRole: memo.session.role,
      sessionId: memo.session.id,
      requestId,
      origin: 'api',
    };
  }

  /** Whether who asks has proved within the last minutes who they are. Asked of the database: it is rare and must be so. */
  async isSteppedUp(context: RequestContext): Promise<boolean> {
    const { database, repositories, clock } = this.deps;
    const { sessionId } = context;
    if (sessionId === null) return false;
    const session = await database.readInClinic(context, (tx) =>
      repositories.sessions.findById(tx, sessionId),
    );
    const steppedUpAt = session?.steppedUpAt?.getTime() ?? 0;
    return clock.now().getTime() - steppedUpAt < STEPPED_UP_MS;
  }

  /** Users with a session that this process saw within the last ten seconds. */
  activeUsers(): number {
    const nowMs = this.deps.clock.now().getTime();
    const users = new Set<string>();
    for (const memo of this.memos.values()) if (memo.untilMs > nowMs) users.add(memo.session.userId);
    return users.size;
  }

  forgetClinic(clinicId: string): void {
    this.forgettings += 1;
    for (const [token, memo] of this.memos) if (memo.clinicId === clinicId) this.memos.delete(token);
  }

  private recall(token: string, nowMs: number): Memo | undefined {
    const memo = this.memos.get(token);
    if (!memo) return undefined;
    const longestMs = this.deps.doorbell.isHealthy() ? HEARD_MS : UNHEARD_MS;
    if (memo.untilMs - HEARD_MS + longestMs > nowMs) return memo;
    this.memos.delete(token);
    return undefined;
  }

  private async look(token: string, nowMs: number): Promise<Memo | undefined> {
    const pointer = this.deps.tokens.verify(token);
    if (!pointer) return undefined;
    const { sessions } = this.deps.repositories;
    const forgettings = this.forgettings;
    const session = await this.deps.database.readInClinic(pointer, (tx) =>
      sessions.findById(tx, pointer.sessionId),
    );
    if (!session || session.revokedAt || !session.isUserActive) return undefined;
    const memo = { session, clinicId: pointer.clinicId, untilMs: nowMs + HEARD_MS };
    if (forgettings === this.forgettings) this.remember(token, memo);
    return memo;
  }

  private remember(token: string, memo: Memo): void {
    if (this.memos.size >= LARGEST_MEMORY) this.memos.clear();
    this.memos.set(token, memo);
  }

  private touch(memo: Memo, nowMs: number): void {
    if (nowMs - memo.session.lastSeenAt.getTime() < TOUCH_EVERY_MS) return;
    const seenAt = new Date(nowMs);
    memo.session.lastSeenAt = seenAt;
    const { database, repositories } = this.deps;
    // Nobody waits for it: a lost touch is made up by the next one.
    void database
      .inClinic(memo, (tx) => repositories.sessions.touch(tx, memo.session.id, seenAt))
      .catch(() => undefined);
  }
}
