import { z } from 'zod';
import { endpoint, noFields, paging } from './endpoint.ts';
import { id, instant } from './schema.ts';

export const importActions = ['create', 'duplicate', 'review', 'reject', 'skip'] as const;
export type ImportAction = (typeof importActions)[number];

/** What became of one record. `record` counts from 1; `of` is the record it repeats; `source` its own id; `id` ours. */
export const importRow = z.object({
  file: z.string(),
  record: z.int(),
  action: z.enum(importActions),
  kind: z.string(),
  of: z.int().optional(),
  source: z.string().optional(),
  id: id.optional(),
  warnings: z.array(z.string()).optional(),
});
export type ImportRow = z.infer<typeof importRow>;

export const importBatch = z.object({
  id,
  status: z.enum(['running', 'done', 'failed', 'undone']),
  isDryRun: z.boolean(),
  format: z.string(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  recordsRead: z.int(),
  counts: z.record(z.string(), z.int()),
  /** Counts of what was read but has no place yet, by kind of record. */
  unsupported: z.record(z.string(), z.int()),
  unmappedColumns: z.array(z.string()),
  /** Why it failed: `upload_broken`, `stopped` (the process ended), `not_understood` or `interrupted`. */
  problem: z.string().optional(),
});
export type ImportBatch = z.infer<typeof importBatch>;

export const startImport = endpoint({
  method: 'post',
  path: '/imports',
  summary:
    'Import patients and visits from CSV, FHIR NDJSON or a FHIR Bundle, up to 100 MB; the body is the file',
  permission: 'import:create',
  uploads: [
    'text/csv',
    'application/fhir+ndjson',
    'application/x-ndjson',
    'application/json',
    'application/fhir+json',
    'application/octet-stream',
  ],
  query: { dryRun: { kind: 'flag' }, fileName: { kind: 'text', maximum: 200 } },
  output: importBatch,
  status: 202,
});

export const listImports = endpoint({
  method: 'get',
  path: '/imports',
  summary: 'Imports of this clinic, newest first',
  permission: 'import:read',
  query: paging,
  output: z.object({ items: z.array(importBatch), nextCursor: z.string().nullable() }),
});

export const readImport = endpoint({
  method: 'get',
  path: '/imports/:id',
  summary: 'How an import is getting on',
  permission: 'import:read',
  output: importBatch,
});

export const listImportRows = endpoint({
  method: 'get',
  path: '/imports/:id/rows',
  summary: 'What became of each record',
  permission: 'import:read',
  query: { action: { kind: 'text', maximum: 20, oneOf: importActions }, ...paging },
  output: z.object({ items: z.array(importRow), nextCursor: z.string().nullable() }),
});

export const undoImport = endpoint({
  method: 'post',
  path: '/imports/:id/undo',
  summary: 'Take one import back; what was edited since stays and is named',
  permission: 'import:create',
  body: noFields,
  output: z.object({
    batch: importBatch,
    removed: z.int(),
    /** What stays, and why: it was edited since, or something else hangs on it. */
    kept: z.array(z.object({ kind: z.string(), id, reason: z.enum(['edited', 'in_use']) })),
  }),
});
