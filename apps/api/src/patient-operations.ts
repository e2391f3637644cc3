import type { Metrics, PatientOperation } from '@clinic/metrics';
import type { Observe } from '@clinic/http';

const operations: ReadonlyMap<string, PatientOperation> = new Map([
  ['GET /api/patients', 'search'],
  ['POST /api/patients/search', 'search'],
  ['POST /api/patients/look-alikes', 'search'],
  ['GET /api/patients/:id', 'read'],
  ['GET /api/patients/:id/visits', 'read'],
  ['POST /api/patients', 'create'],
  ['PATCH /api/patients/:id', 'update'],
  ['POST /api/patients/:id/archive', 'update'],
  ['POST /api/patients/:id/restore', 'update'],
  ['POST /api/imports', 'import'],
]);

const outcomeOf = (status: number): 'done' | 'refused' | 'failed' => {
  if (status < 400) return 'done';
  return status < 500 ? 'refused' : 'failed';
};

/** Counts what is done with patients, by route and answer; who they are is not known here. */
export const countPatientOperations =
  (metrics: Pick<Metrics, 'countPatientOperation'>): Observe =>
  ({ method, route, status }) => {
    const operation = operations.get(`${method} ${route}`);
    if (operation) metrics.countPatientOperation(operation, outcomeOf(status));
  };
