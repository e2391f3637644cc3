import type { QueryOfEndpoint, listAuditEvents } from '@clinic/contracts';
import type { Logger, RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { AuditEventRow, Repositories } from '@clinic/repositories';
import type { AuditChain, ChainReport } from '#api/audit-chain.ts';
import type { AuditTrail } from '#api/audit-trail.ts';
import { pageOf, readPlace } from '#api/paging.ts';

export type AuditLogDeps = {
  database: Database;
  repositories: Pick<Repositories, 'auditEvents'>;
  audit: Pick<AuditTrail, 'record'>;
  auditChain: Pick<AuditChain, 'verifyOnce'>;
  logger: Logger;
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

  /** Walks the whole chain. That somebody did, and how far it was right, is on record as well. */
  async verify(context: RequestContext): Promise<ChainReport> {
    const report = await this.deps.auditChain.verifyOnce(context.clinicId);
    const outcome = report.outcome === 'intact' ? 'success' : 'failed';
    await this.deps.audit.record(context, { action: 'audit.verify', count: report.checked, outcome });
    if (report.outcome === 'broken') {
      const { clinicId, requestId } = context;
      const { firstBrokenSequence: sequence, reason: cause } = report;
      this.deps.logger.error('audit_chain_broken', { clinicId, requestId, sequence, cause });
    }
    return report;
  }
}
