import type { Session } from '@clinic/contracts';
import { notFound, notSignedIn, type Clock, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { Answer, WriteRequest } from '@clinic/http';
import type { ClinicRow, Repositories } from '@clinic/repositories';
import { seenSince, toSession } from '#api/session.mapper.ts';
import { unchanged, type WritePath } from '#api/write-path.ts';

export type SessionsDeps = {
  database: Database;
  repositories: Pick<Repositories, 'sessions'>;
  writes: Pick<WritePath, 'run'>;
  clinics: { clinic(context: Pick<RequestContext, 'clinicId'>): Promise<ClinicRow> };
  clock: Clock;
};

const actorOf = ({ actorId }: RequestContext): string => {
  if (actorId === null) throw notSignedIn();
  return actorId;
};

/** Where somebody is signed in, and ending that. */
export class SessionsService {
  private readonly deps: SessionsDeps;

  constructor(deps: SessionsDeps) {
    this.deps = deps;
  }

  async list(context: RequestContext): Promise<{ items: Session[] }> {
    const { database, repositories, clinics, clock } = this.deps;
    const now = clock.now();
    const since = seenSince(await clinics.clinic(context), now);
    const rows = await database.readInClinic(context, (tx) =>
      repositories.sessions.listOpen(tx, actorOf(context), { now, seenSince: since }),
    );
    return { items: rows.map((row) => toSession(row, context.sessionId)) };
  }

  /** @throws AppError `not_found` for somebody else's session as for none at all. */
  end(context: RequestContext, id: string, request: WriteRequest): Promise<Answer<undefined>> {
    const { repositories, writes, clock } = this.deps;
    const userId = actorOf(context);
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
