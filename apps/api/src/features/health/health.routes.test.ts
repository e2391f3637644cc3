import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Readiness } from '#api/readiness.ts';
import { startTestApi, type TestApi, type TestProcess } from '#api/testing/test-api.ts';

let api: TestApi;
let guarded: TestProcess;

beforeAll(async () => {
  api = await startTestApi();
  guarded = await api.another({ metricsToken: 'a token of the monitoring' });
});

afterAll(async () => {
  await guarded.close();
  await api.close();
});

describe('/health', () => {
  it('says that the process runs, and nothing else', async () => {
    const answer = await supertest(api.app).get('/health');
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }]);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('says so although the database is gone', async () => {
    const other = await api.another();
    await other.close();
    await supertest(other.app).get('/health').expect(200);
    const ready = await supertest(other.app).get('/ready');
    expect([ready.status, ready.body, ready.headers['retry-after']]).toEqual([
      ...[503, { status: 'not_ready' }, '1'],
    ]);
  });
});

describe('/ready', () => {
  it('says that requests may come', async () => {
    const answer = await supertest(api.app).get('/ready');
    expect([answer.status, answer.body]).toEqual([200, { status: 'ready' }]);
  });

  it('is over as soon as the process is about to stop', async () => {
    const other = await api.another();
    other.readiness.drain();
    await supertest(other.app).get('/ready').expect(503);
    await other.close();
  });

  it('waits for the searches to be warm and the schema to be new enough, and takes a newer one', async () => {
    const [row] = await api.asOwner<{ number: number }>('select max(number) as number from ops.migrations');
    const newest = row?.number ?? 0;
    const cold = new Readiness({ ...api.deps, expectedMigration: newest });
    expect(await cold.isReady()).toBe(false);
    await cold.warm();
    expect(await cold.isReady()).toBe(true);
    const older = new Readiness({ ...api.deps, expectedMigration: newest - 1 });
    await older.warm();
    expect(await older.isReady()).toBe(true);
    const newer = new Readiness({ ...api.deps, expectedMigration: newest + 1 });
    await newer.warm();
    expect(await newer.isReady()).toBe(false);
  });
});

describe('/metrics', () => {
  it('are shown to this machine itself where no token is set', async () => {
    const answer = await supertest(api.app).get('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    expect(answer.text).toContain('database_pool_connections');
  });

  it.each(['X-Forwarded-For', 'Forwarded', 'X-Real-IP'])(
    'are not shown to who comes with %s',
    async (name) => {
      await supertest(api.app).get('/metrics').set(name, '127.0.0.1').expect(401);
    },
  );

  it('are shown to who knows the token where one is set, and to nobody else', async () => {
    const ask = (authorization?: string) => {
      const request = supertest(guarded.app).get('/metrics');
      return authorization === undefined ? request : request.set('Authorization', authorization);
    };
    await ask('Bearer a token of the monitoring').expect(200);
    for (const wrong of [undefined, 'Bearer ', 'Bearer a token', 'Basic a token of the monitoring']) {
      const answer = await ask(wrong);
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
      expect(answer.text).not.toContain('database_pool_connections');
    }
  });

  it('count by route and never by address', async () => {
    const clinic = await api.newClinic();
    const nurse = await clinic.as('nurse');
    await nurse.get('/api/patients/01920000-0000-7000-8000-000000000000?x=1').expect(400);
    await nurse.get('/api/nowhere/at-all').expect(404);
    const { text } = await supertest(api.app).get('/metrics');
    expect(text).toContain('route="/api/patients/:id"');
    expect(text).toContain('route="unmatched"');
    expect(text).not.toContain('01920000');
    expect(text).not.toContain('nowhere');
  });
});

describe('every answer', () => {
  it('carries the id that its log line has', async () => {
    const answer = await supertest(api.app).get('/api/settings');
    const id = answer.headers['x-request-id'] ?? '';
    expect(answer.body.requestId).toBe(id);
    expect(api.lines).toContainEqual(
      expect.objectContaining({
        event: 'request',
        fields: expect.objectContaining({ requestId: id, status: 401 }),
      }),
    );
  });

  it('lets a browser do nothing with it but read it', async () => {
    const { headers } = await supertest(api.app).get('/api/settings');
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('a flood from one address', () => {
  it('is refused with when to come again', async () => {
    const limited = await api.another({ generalRateLimit: 3 });
    for (let request = 0; request < 3; request += 1) {
      const answer = await supertest(limited.app).get('/api/openapi.json').expect(200);
      expect(answer.headers).toHaveProperty('ratelimit');
    }
    const refused = await supertest(limited.app).get('/api/openapi.json');
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await supertest(limited.app).get('/health').expect(200);
    await limited.close();
  });
});
