import { z } from 'zod';
import { endpoint, paging } from './endpoint.ts';
import { calendarDate, id, instant } from './schema.ts';

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

export const auditVerification = z.object({
  outcome: z.enum(['intact', 'broken']),
  /** The first place in the chain that is not as it was sealed. */
  firstBrokenSequence: z.int().optional(),
  /** What is wrong there. */
  reason: z
    .enum([
      ...(['missing', 'changed', 'unknown_key', 'beyond_end', 'end_unproven', 'day_seal'] as const),
      'not_sealed',
    ])
    .optional(),
  /** Events found right, from the first on. */
  checked: z.int(),
  /** Events that have no place in the chain yet. */
  unsealed: z.int(),
  /** The newest daily seal, to be compared with the one that was kept elsewhere. */
  seal: z.object({ day: calendarDate, sequence: z.int(), short: z.string() }).nullable(),
});
export type AuditVerification = z.infer<typeof auditVerification>;

export const verifyAuditEvents = endpoint({
  method: 'get',
  path: '/audit-events/verification',
  summary: 'Whether the audit log is as it was sealed, from its first event to its last',
  permission: 'audit:read',
  caching: 'none',
  output: auditVerification,
});
