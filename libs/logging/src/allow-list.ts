/**
 * The field names a log line may have. A name is added here by hand, after asking whether its value can ever hold
 * something a patient or a member of staff typed: then it stays out.
 */
export const loggedFields: ReadonlySet<string> = new Set([
  // The request
  ...['requestId', 'method', 'route', 'status', 'ms', 'bytes', 'origin'],
  // Who, by id alone
  ...['clinicId', 'actorId', 'actorRole', 'sessionId'],
  // What went wrong, by code and place alone
  ...['code', 'cause', 'place', 'constraint', 'table', 'outcome', 'issues', 'attempt', 'retryAfterSeconds'],
  // The process
  ...['service', 'version', 'mode', 'host', 'port', 'signal', 'pid', 'node', 'drainMs'],
  // The database, the caches and the jobs
  ...['migration', 'job', 'batchId', 'resourceType', 'resourceId', 'operation', 'entry', 'counter'],
  // The seals of the audit log
  ...['day', 'sequence', 'seal'],
  // Counts
  ...[
    'count',
    'rows',
    'created',
    'updated',
    'skipped',
    'failed',
    'waiting',
    'active',
    'hits',
    'misses',
    'total',
  ],
]);
