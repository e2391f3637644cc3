export { createMetrics } from './create-metrics.ts';
export type { Metrics, MetricsOptions, OperationOutcome, PatientOperation } from './create-metrics.ts';
export { httpTiming } from './http-timing.ts';
export type { TimedRequest } from './http-timing.ts';
export type { AuditSealReading, CacheReading, PoolReading, SearchIndexReading } from './readings.ts';
