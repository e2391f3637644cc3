import { allEndpoints } from '@clinic/contracts';
import { createMetrics } from '@clinic/metrics';
import { expect, it } from 'vitest';
import { countPatientOperations } from '#api/patient-operations.ts';

it('counts what is done with patients by its outcome, and nothing else', async () => {
  const metrics = createMetrics({ version: 'test', ofProcess: false });
  const count = countPatientOperations(metrics);
  count({ method: 'POST', route: '/api/patients', status: 201, seconds: 0.01 });
  count({ method: 'POST', route: '/api/patients', status: 409, seconds: 0.01 });
  count({ method: 'GET', route: '/api/rooms', status: 200, seconds: 0.01 });
  const page = await metrics.render();
  expect(page).toContain('patient_operations_total{operation="create",outcome="done"} 1');
  expect(page).toContain('patient_operations_total{operation="create",outcome="refused"} 1');
  expect(page).not.toContain('rooms');
});

it('knows every call that is about patients', async () => {
  const metrics = createMetrics({ version: 'test', ofProcess: false });
  const count = countPatientOperations(metrics);
  const calls = [...allEndpoints.values()].filter((endpoint) => endpoint.path.startsWith('/patients'));
  for (const { method, path } of calls) {
    count({ method: method.toUpperCase(), route: `/api${path}`, status: 200, seconds: 0.01 });
  }
  const counted = [...(await metrics.render()).matchAll(/^patient_operations_total\{.*\} (\d+)$/gm)];
  expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(calls.length);
});
