import { describe, expect, it } from 'vitest';
import { createMetrics } from './create-metrics.ts';
import { httpTiming } from './http-timing.ts';

const quietMetrics = () => createMetrics({ version: '1.2.3', ofProcess: false });

const aRequest = { method: 'GET', route: '/patients/:id', status: 200, seconds: 0.02 };

describe('the metrics of a process', () => {
  it('say which build runs', async () => {
    expect(await quietMetrics().render()).toContain(
      `clinic_build_info{version="1.2.3",node="${process.version}"} 1`,
    );
  });

  it('do not meet those of another in the same process', async () => {
    const [one, other] = [quietMetrics(), quietMetrics()];
    one.countPatientOperation('create', 'done');
    expect(await one.render()).toContain('patient_operations_total{operation="create",outcome="done"} 1');
    expect(await other.render()).not.toContain('operation="create"');
  });

  it('tell of the event loop and of memory', async () => {
    const page = await createMetrics({ version: '1' }).render();
    expect(page).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(page).toContain('process_resident_memory_bytes');
  });

  it('ask their parts at each scrape, and repeat what they count', async () => {
    const metrics = quietMetrics();
    const pool = { total: 10, idle: 7, waiting: 0 };
    const cache = { entries: 3, hits: 5, misses: 2 };
    metrics.watchDatabasePool(() => pool);
    metrics.watchCache(() => cache);
    metrics.watchActiveUsers(() => 4);
    metrics.watchSearchIndex(() => ({ clinics: 1, patients: 10_000, bytes: 2048 }));
    metrics.watchAuditSeals(() => ({ unsealed: 3, ageSeconds: 0.4, sealed: 120, failures: 1 }));
    metrics.watchUnreadableFields(() => 2);
    await metrics.render();
    Object.assign(pool, { idle: 1, waiting: 6 });
    cache.hits = 9;
    const page = (await metrics.render()).split('\n');
    expect(page).toEqual(
      expect.arrayContaining([
        'database_pool_connections 10',
        'database_pool_idle 1',
        'database_pool_waiting 6',
        'cache_entries 3',
        'cache_hits_total 9',
        'cache_misses_total 2',
        'active_clinic_users 4',
        'search_index_patients 10000',
        'search_index_bytes 2048',
        'audit_unsealed_events 3',
        'audit_unsealed_age_seconds 0.4',
        'audit_events_sealed_total 120',
        'audit_seal_failures_total 1',
        'clinic_unreadable_fields_total 2',
      ]),
    );
  });
});

describe('the time of requests', () => {
  it('is kept by route and status, with an edge at three seconds', async () => {
    const metrics = quietMetrics();
    const observe = httpTiming(metrics);
    for (const seconds of [0.02, 2.9, 3.1]) observe({ ...aRequest, seconds });
    const page = await metrics.render();
    const labels = 'method="GET",route="/patients/:id",status="200"';
    expect(page).toContain(`http_request_duration_seconds_bucket{le="3",${labels}} 2`);
    expect(page).toContain(`http_request_duration_seconds_count{${labels}} 3`);
  });

  it.each([
    undefined,
    '',
    '/patients/0192f7c4-8d1e-7a30-9c1b-3f5e8a7b6c5d',
    '/patients/12345',
    '/search?q=Ada',
    '/patients/Nguyễn',
    '/patients/Ada%20Lovelace',
    'https://clinic.example/patients',
  ])('never takes the address %s for a route', async (route) => {
    const metrics = quietMetrics();
    httpTiming(metrics)({ ...aRequest, route });
    const page = await metrics.render();
    expect(page).toContain('route="unmatched"');
    if (route) expect(page).not.toContain(route);
  });

  it('stays small when many made-up routes and methods arrive', async () => {
    const metrics = quietMetrics();
    const observe = httpTiming(metrics);
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    for (let index = 0; index < 5000; index += 1) {
      const name = [...String(index)].map((digit) => letters[Number(digit)]).join('');
      observe({ ...aRequest, method: `M${index}`, route: `/made-up/${name}` });
    }
    const series = (await metrics.render()).split('\n').filter((line) => line.includes('_count{'));
    expect(series.length).toBeLessThanOrEqual(2001);
    expect(series.join()).not.toContain('M4999');
  });
});
