import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { instant } from './schema.ts';

export const systemStatus = z.object({
  version: z.string(),
  node: z.string(),
  startedAt: instant,
  checks: z.array(
    z.object({ name: z.string(), outcome: z.enum(['ok', 'failed']), detail: z.string().nullable() }),
  ),
  database: z.object({
    version: z.string(),
    migration: z.int(),
    poolTotal: z.int(),
    poolIdle: z.int(),
    poolWaiting: z.int(),
  }),
  searchIndex: z.object({ clinics: z.int(), bytes: z.int(), evictions: z.int() }),
  cache: z.object({ entries: z.int(), hits: z.int(), misses: z.int() }),
  /** Null until a backup was made, and until one was restored to prove it. */
  lastBackupAt: instant.nullable(),
  lastVerifiedRestoreAt: instant.nullable(),
});
export type SystemStatus = z.infer<typeof systemStatus>;

export const readSystemStatus = endpoint({
  method: 'get',
  path: '/system/status',
  summary: 'How the installation is doing',
  permission: 'system:read',
  caching: 'none',
  output: systemStatus,
});

export const readOpenApi = endpoint({
  method: 'get',
  path: '/openapi.json',
  summary: 'This interface as an OpenAPI 3.1 document',
  permission: 'public',
  caching: 'none',
  output: z.record(z.string(), z.unknown()),
});
