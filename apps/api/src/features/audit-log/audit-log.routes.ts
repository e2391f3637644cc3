import { listAuditEvents, verifyAuditEvents } from '@clinic/contracts';
import type { Mount } from '@clinic/http';
import { Router } from 'express';
import { toAuditEvent, toAuditVerification } from './audit-log.mapper.ts';
import type { AuditLogService } from './audit-log.service.ts';

export const auditLogRoutes = (service: AuditLogService, mount: Mount): Router => {
  const router = Router();
  mount(router, listAuditEvents, async ({ context, query }) => {
    const { rows, nextCursor } = await service.list(context, query);
    return { output: { items: rows.map(toAuditEvent), nextCursor } };
  });
  mount(router, verifyAuditEvents, async ({ context }) => ({
    output: toAuditVerification(await service.verify(context)),
  }));
  return router;
};
