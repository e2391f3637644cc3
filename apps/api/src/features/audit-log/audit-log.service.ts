import type { QueryOfEndpoint, listAuditEvents } from '@clinic/contracts';
import type { RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { AuditEventRow, Repositories } from '@clinic/repositories';
import type { AuditTrail } from '#api/audit-trail.ts';
import { pageOf, readPlace } from '#api/paging.ts';

export type AuditLogDeps = {
  database: Database;
  repositories: Pick<Repositories, 'auditEvents'>;
  audit: Pick<AuditTrail, 'record'>;
};

/** The audit log as administrators and auditors read it; reading it is itself on record. */
export class AuditLogService {
  private readonly deps: AuditLogDeps;

  constructor(deps: AuditLogDeps) {
    this.deps = deps;
  }

  async list(
    context: RequestContext,
    query: QueryOfEndpoint<typeof listAuditEvents>,
  ): Promise<{ rows: AuditEventRow[]; nextCursor: string | null }> {
    const { limit, cursor, ...filter } = query;
    const place = readPlace(cursor);
    const after = place && { occurredAt: place.at, id: place.id };
    const rows = await this.deps.database.readInClinic(context, (tx) =>
      this.deps.repositories.auditEvents.list(tx, { ...filter, limit: limit + 1, after }),
    );
    await this.deps.audit.record(context, { action: 'audit.read', count: Math.min(rows.length, limit) });
    return pageOf(rows, limit, (row) => ({ at: row.occurredAt, id: row.id }));
  }
}
