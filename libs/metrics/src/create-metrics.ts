import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AuditSealReading, CacheReading, PoolReading, SearchIndexReading } from './readings.ts';

/** What was done with patients. Words of this list alone, so that no name can become a label. */
export type PatientOperation = 'search' | 'read' | 'create' | 'update' | 'import';
export type OperationOutcome = 'done' | 'refused' | 'failed';

export type Metrics = {
  /** Content type of `render`. */
  readonly contentType: string;
  readonly requestDuration: Histogram<'method' | 'route' | 'status'>;
  countPatientOperation(operation: PatientOperation, outcome: OperationOutcome): void;
  watchActiveUsers(read: () => number): void;
  watchDatabasePool(read: () => PoolReading): void;
  watchCache(read: () => CacheReading): void;
  watchSearchIndex(read: () => SearchIndexReading): void;
  watchAuditSeals(read: () => AuditSealReading): void;
  watchUnreadableFields(read: () => number): void;
  /** The page of a scrape, in the Prometheus text format. */
  render(): Promise<string>;
};

export type MetricsOptions = {
  version: string;
  /** Whether to add what Node says of the process: event loop lag, memory, CPU, garbage collection. */
  ofProcess?: boolean;
};

// 3 s is the longest a person at the desk may wait for anything: its edge makes "how many waited longer" exact.
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10];

type Watch = { name: string; help: string; read: () => number };

const gauges = (register: Registry, watches: readonly Watch[]): void => {
  for (const { name, help, read } of watches) {
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(read());
      },
    });
  }
};

const counters = (register: Registry, watches: readonly Watch[]): void => {
  for (const { name, help, read } of watches) {
    new Counter({
      name,
      help,
      registers: [register],
      collect() {
        // The part counts; the page only repeats.
        this.reset();
        this.inc(read());
      },
    });
  }
};

const watchers = (register: Registry) => ({
  watchActiveUsers: (read: () => number) =>
    gauges(register, [{ name: 'active_clinic_users', help: 'People signed in and seen lately', read }]),
  watchDatabasePool: (read: () => PoolReading) =>
    gauges(register, [
      { name: 'database_pool_connections', help: 'Open connections', read: () => read().total },
      { name: 'database_pool_idle', help: 'Open connections nobody uses', read: () => read().idle },
      {
        name: 'database_pool_waiting',
        help: 'Requests that wait for a connection',
        read: () => read().waiting,
      },
    ]),
  watchCache: (read: () => CacheReading) => {
    gauges(register, [{ name: 'cache_entries', help: 'Entries held', read: () => read().entries }]);
    counters(register, [
      { name: 'cache_hits_total', help: 'Look-ups that found an entry', read: () => read().hits },
      { name: 'cache_misses_total', help: 'Look-ups that found none', read: () => read().misses },
    ]);
  },
  watchSearchIndex: (read: () => SearchIndexReading) =>
    gauges(register, [
      { name: 'search_index_clinics', help: 'Clinics with an index in memory', read: () => read().clinics },
      { name: 'search_index_patients', help: 'Patients in those indexes', read: () => read().patients },
      { name: 'search_index_bytes', help: 'Memory of those indexes', read: () => read().bytes },
    ]),
});

const auditWatcher = (register: Registry) => ({
  watchAuditSeals: (read: () => AuditSealReading) => {
    gauges(register, [
      { name: 'audit_unsealed_events', help: 'Events that wait for their seal', read: () => read().unsealed },
      {
        name: 'audit_unsealed_age_seconds',
        help: 'How long the first of them has waited',
        read: () => read().ageSeconds,
      },
    ]);
    counters(register, [
      { name: 'audit_events_sealed_total', help: 'Events this process sealed', read: () => read().sealed },
      {
        name: 'audit_seal_failures_total',
        help: 'Attempts to seal that failed',
        read: () => read().failures,
      },
    ]);
  },
});

const unreadableWatcher = (register: Registry) => ({
  watchUnreadableFields: (read: () => number) =>
    counters(register, [
      {
        name: 'clinic_unreadable_fields_total',
        help: 'Sealed fields that were to be shown and did not open',
        read,
      },
    ]),
});

const buildInfo = (register: Registry, version: string): void => {
  const gauge = new Gauge({
    name: 'clinic_build_info',
    help: 'Always 1; the labels say what runs',
    labelNames: ['version', 'node'],
    registers: [register],
  });
  gauge.set({ version, node: process.version }, 1);
};

/** The metrics of one process, in a registry of their own: two in one process do not meet. */
export const createMetrics = ({ version, ofProcess = true }: MetricsOptions): Metrics => {
  const register = new Registry();
  buildInfo(register, version);
  if (ofProcess) collectDefaultMetrics({ register });
  const requestDuration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers: [register],
  });
  const patientOperations = new Counter({
    name: 'patient_operations_total',
    help: 'What was done with patients, and how it ended',
    labelNames: ['operation', 'outcome'] as const,
    registers: [register],
  });
  return {
    contentType: register.contentType,
    requestDuration,
    countPatientOperation: (operation, outcome) => patientOperations.inc({ operation, outcome }),
    ...watchers(register),
    ...auditWatcher(register),
    ...unreadableWatcher(register),
    render: () => register.metrics(),
  };
};
