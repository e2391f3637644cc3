import type { Session } from '@clinic/contracts';
import { notFound, type Clock, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { Answer, WriteRequest } from '@clinic/http';
import type { ClinicRow, Repositories } from '@clinic/repositories';
import { seenSince, toSession } from '#api/session.mapper.ts';
import { unchanged, type WritePath } from '#api/write-path.ts';
import { actorOf } from './actor-of.ts';

export type SessionsDeps = {
  database: Database;
  repositories: Pick<Repositories, 'sessions' | 'users'>;
  writes: Pick<WritePath, 'run'>;
  clinics: { clinic(context: Pick<RequestContext, 'clinicId'>): Promise<ClinicRow> };
  clock: Clock;
};

/** Where somebody is signed in, and ending that. */
export class SessionsService {
  private readonly deps: SessionsDeps;

  constructor(deps: SessionsDeps) {
    this.deps = deps;
  }

  async list(context: RequestContext): Promise<{ items: Session[] }> {
    return this.listOf(context, actorOf(context));
  }

  /** @throws AppError `not_found` for nobody of this clinic. */
  async listOf(context: RequestContext, userId: string): Promise<{ items: Session[] }> {
    const { database, repositories, clinics, clock } = this.deps;
    const now = clock.now();
    const since = seenSince(await clinics.clinic(context), now);
    const [user, rows] = await database.readInClinic(context, (tx) =>
      Promise.all([
        repositories.users.findById(tx, userId),
        repositories.sessions.listOpen(tx, userId, { now, seenSince: since }),
      ]),
    );
    if (!user) throw notFound('User');
    return { items: rows.map((row) => toSession(row, context.sessionId)) };
  }

  end(context: RequestContext, id: string, request: WriteRequest): Promise<Answer<undefined>> {
    return this.endOf(context, { userId: actorOf(context), id }, request);
  }

  /** @throws AppError `not_found` for somebody else's session as for none at all. */
  endOf(
    context: RequestContext,
    { userId, id }: { userId: string; id: string },
    request: WriteRequest,
  ): Promise<Answer<undefined>> {
    const { repositories, writes, clock } = this.deps;
    return writes.run(context, request, {
      status: 204,
      kind: 'session',
      read: (tx) => repositories.sessions.findById(tx, id),
      write: async (tx, session) => {
        if (session?.userId !== userId) throw notFound('Session');
        if (session.revokedAt) return unchanged(undefined);
        return {
          output: undefined,
          changes: [],
          audit: [{ action: 'session.end', resourceType: 'session', resourceId: id }],
          statements: [repositories.sessions.revoke(tx, id, clock.now())],
        };
      },
    });
  }
}
