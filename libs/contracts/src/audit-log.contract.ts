import { z } from 'zod';
import { endpoint, paging } from './endpoint.ts';
import { id, instant } from './schema.ts';

export const auditEvent = z.object({
  id,
  /** The place in the sealed chain; null until it is sealed. */
  sequence: z.int().nullable(),
  occurredAt: instant,
  actorId: id.nullable(),
  actorRole: z.string(),
  action: z.string(),
  patientId: id.nullable(),
  resourceType: z.string().nullable(),
  resourceId: id.nullable(),
  /** How many things were seen, where one event stands for many. */
  count: z.int().nullable(),
  outcome: z.enum(['success', 'denied', 'failed']),
  origin: z.enum(['api', 'cli', 'job']),
  requestId: z.string(),
});
export type AuditEvent = z.infer<typeof auditEvent>;

export const listAuditEvents = endpoint({
  method: 'get',
  path: '/audit-events',
  summary: 'Who did and saw what, newest first',
  permission: 'audit:read',
  query: {
    patientId: { kind: 'id' },
    actorId: { kind: 'id' },
    action: { kind: 'text', maximum: 60 },
    from: { kind: 'instant' },
    to: { kind: 'instant' },
    ...paging,
  },
  output: z.object({ items: z.array(auditEvent), nextCursor: z.string().nullable() }),
});
