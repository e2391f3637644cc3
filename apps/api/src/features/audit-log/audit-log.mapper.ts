import type { AuditEvent, AuditVerification } from '@clinic/contracts';
import type { AuditEventRow } from '@clinic/repositories';
import type { ChainReport } from '#api/audit-chain.ts';

export const toAuditEvent = (row: AuditEventRow): AuditEvent => ({
  ...row,
  occurredAt: row.occurredAt.toISOString(),
});

export const toAuditVerification = (report: ChainReport): AuditVerification => report;
