import type { Mount } from '@clinic/http';
import type { Router } from 'express';
import { auditLogRoutes } from './audit-log.routes.ts';
import { AuditLogService, type AuditLogDeps } from './audit-log.service.ts';

/** Reading the audit log. */
export const auditLogFeature = (deps: AuditLogDeps, mount: Mount): Router =>
  auditLogRoutes(new AuditLogService(deps), mount);
