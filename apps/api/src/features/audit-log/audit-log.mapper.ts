import type { AuditEvent } from '@clinic/contracts';
import type { AuditEventRow } from '@clinic/repositories';

export const toAuditEvent = (row: AuditEventRow): AuditEvent => ({
  ...row,
  sequence: null,
  occurredAt: row.occurredAt.toISOString(),
});
