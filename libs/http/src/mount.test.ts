import { AppError, notAllowed } from '@clinic/core';
import { endpoint, paging, type Endpoint } from '@clinic/contracts';
import { memoryLogger } from '@clinic/core/testing';
import express, { type Express } from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorHandler, unknownRoute } from './error-handler.ts';
import { createMount, createMountPublic } from './mount.ts';
import { requestId } from './request-id.ts';
import { requestLog } from './request-log.ts';
import { ownOrigins, sameOrigin } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';

const ID = '01a20c39-ad8f-7961-9b26-1ae3bb83c0c7';
const CANARY = 'Beeblebrox';

const things = endpoint({
  method: 'get',
  path: '/things',
  summary: 'Things',
  permission: 'patient:read',
  caching: 'reference',
  query: { at: { kind: 'instant', required: true }, archived: { kind: 'flag' }, ...paging },
  output: z.object({ query: z.unknown() }),
});

const change = endpoint({
  method: 'patch',
  path: '/things/:id',
  summary: 'Change',
  permission: 'patient:update',
  isVersioned: true,
  body: z.strictObject({ name: z.string() }),
  output: z.object({ version: z.int() }),
});

const fails = endpoint({
  method: 'get',
  path: '/fails',
  summary: 'Fails',
  permission: 'signed-in',
  output: z.object({}),
});

const refuses = endpoint({
  method: 'get',
  path: '/refuses',
  summary: 'Refuses',
  permission: 'signed-in',
  output: z.object({}),
});

const guarded = endpoint({
  method: 'delete',
  path: '/things/:id/seal',
  summary: 'Take the seal off',
  permission: 'patient:update',
  requiresStepUp: true,
});

const USED = '0190a000-0000-7000-8000-0000000000aa';

const build = (role: string | undefined, isSteppedUp = true) => {
  const logger = memoryLogger();
  const denied: string[] = [];
  const observed: { route: string; status: number }[] = [];
  const context = {
    clinicId: ID,
    actorId: ID,
    actorRole: role ?? '',
    sessionId: ID,
    requestId: 'r',
    origin: 'api' as const,
  };
  const mount = createMount({
    authenticate: () => Promise.resolve(role === undefined ? undefined : context),
    isSteppedUp: () => Promise.resolve(isSteppedUp),
    isKeyUsed: (_context, key) => Promise.resolve(key === USED),
    recordDenial: (_context, permission) => {
      denied.push(permission);
      return Promise.resolve();
    },
  });
  const router = express.Router();
  mount(router, things, ({ query }) => Promise.resolve({ output: { query } }));
  mount(router, change, ({ write }) =>
    Promise.resolve({ output: { version: typeof write.version === 'number' ? write.version + 1 : 0 } }),
  );
  mount(router, guarded, () => Promise.resolve({ output: undefined }));
  mount(router, refuses, () => Promise.reject(notAllowed()));
  mount(router, fails, () => Promise.reject(new Error(`relation of ${CANARY} does not exist`)));
  const app: Express = express();
  app.set('query parser', 'simple').disable('etag').disable('x-powered-by');
  app.use(
    requestId({ next: () => ID }),
    requestLog(logger, (seen) => observed.push(seen)),
    securityHeaders(),
  );
  app.use('/api', sameOrigin(ownOrigins('http://localhost:4200')), router);
  app.use(unknownRoute, errorHandler(logger));
  return { app, logger, denied, observed, router };
};

const AT = '2026-11-23T09:00:00Z';

describe('a mounted endpoint', () => {
  it('asks who, whether they may, and only then what', async () => {
    const nobody = await supertest(build(undefined).app).get('/api/things?at=nonsense');
    expect([nobody.status, nobody.type]).toEqual([401, 'application/problem+json']);
    const auditor = build('auditor');
    expect((await supertest(auditor.app).get('/api/things?at=nonsense')).status).toBe(403);
    expect(auditor.denied).toEqual([things.permission]);
    expect((await supertest(build('admin').app).get('/api/things?at=nonsense')).status).toBe(400);
  });

  it('fills in what a query leaves out, and types it', async () => {
    const answer = await supertest(build('admin').app).get(`/api/things?at=${AT}&limit=7`);
    expect(answer.body).toEqual({ query: { at: AT, limit: 7, archived: false } });
  });

  it.each([
    ['an unknown parameter', `at=${AT}&colour=red`],
    ['a parameter given twice', `at=${AT}&at=${AT}`],
    ['one left out', ''],
    ['a limit beyond its bounds', `at=${AT}&limit=101`],
    ['a limit that is no number', `at=${AT}&limit=1e1`],
    ['a prototype key', `at=${AT}&__proto__=1`],
  ])('refuses a query with %s', async (_what, query) => {
    const answer = await supertest(build('admin').app).get(`/api/things?${query}`);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'invalid_input']);
  });

  it('answers reference data with an ETag, and 304 to who has it', async () => {
    const { app } = build('admin');
    const first = await supertest(app).get(`/api/things?at=${AT}`);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const again = await supertest(app)
      .get(`/api/things?at=${AT}`)
      .set('If-None-Match', first.headers['etag'] ?? '');
    expect(again.status).toBe(304);
  });

  it('hands on the version the sender saw, and refuses one it cannot read', async () => {
    const { app } = build('admin');
    const send = (version: string) =>
      supertest(app).patch(`/api/things/${ID}`).set('If-Match', version).send({ name: 'a' });
    const changed = await send('"3"');
    expect([changed.status, changed.headers['etag'], changed.headers['cache-control']]).toEqual([
      200,
      '"4"',
      'no-store',
    ]);
    expect((await send('W/"3"')).status).toBe(200);
    expect((await send('three')).status).toBe(400);
  });

  it('takes no id that is not one, and no body that is not JSON', async () => {
    const { app } = build('admin');
    expect(
      (await supertest(app).patch('/api/things/7').set('If-Match', '"1"').send({ name: 'a' })).status,
    ).toBe(400);
    const form = await supertest(app)
      .patch(`/api/things/${ID}`)
      .set('If-Match', '"1"')
      .type('form')
      .send({ name: 'a' });
    expect(form.status).toBe(415);
    const broken = await supertest(app).patch(`/api/things/${ID}`).type('json').send('{"name":');
    expect(broken.status).toBe(400);
    const large = await supertest(app)
      .patch(`/api/things/${ID}`)
      .send({ name: 'x'.repeat(1_100_000) });
    expect(large.status).toBe(413);
  });

  it('says who prepared it must be who sends it', async () => {
    const other = '01a20c3a-9c2a-7063-8aae-e30be5299949';
    const answer = await supertest(build('admin').app).get(`/api/things?at=${AT}`).set('Clinic-Actor', other);
    expect((answer.body as { code: string }).code).toBe('actor_mismatch');
  });

  it('asks for another proof of who it is where the endpoint wants one, and only after the right', async () => {
    const nurse = build('nurse', false);
    const late = await supertest(nurse.app).delete(`/api/things/${ID}/seal`);
    expect(nurse.denied).toEqual([guarded.permission]);
    expect([late.status, (late.body as { code: string }).code]).toEqual([403, 'step_up_required']);
    const auditor = await supertest(build('auditor', false).app).delete(`/api/things/${ID}/seal`);
    expect((auditor.body as { code: string }).code).toBe('not_allowed');
    expect((await supertest(build('nurse', true).app).delete(`/api/things/${ID}/seal`)).status).toBe(204);
    expect((await supertest(build('nurse', false).app).get(`/api/things?at=${AT}`)).status).toBe(200);
  });

  it('tells of a used key before what is wrong with the request, and of nothing for a new one', async () => {
    const { app } = build('admin');
    const unused = '0190a000-0000-7000-8000-0000000000ab';
    const send = (key: string) =>
      supertest(app).patch(`/api/things/${ID}`).set('Idempotency-Key', key).send({ nonsense: 5 });
    const used = await send(USED);
    expect([used.status, (used.body as { code: string }).code]).toEqual([422, 'idempotency_mismatch']);
    expect((await send(unused)).status).toBe(400);
  });

  it('has every refusal on record: one of the handler, and one of a page that is somebody else’s', async () => {
    const admin = build('admin');
    const refused = await supertest(admin.app).get('/api/refuses');
    expect([refused.status, admin.denied]).toEqual([403, [refuses.permission]]);
    const stranger = build('admin');
    const other = '0190a000-0000-7000-8000-00000000000f';
    const mistaken = await supertest(stranger.app).get(`/api/things?at=${AT}`).set('Clinic-Actor', other);
    expect([(mistaken.body as { code: string }).code, stranger.denied]).toEqual([
      'actor_mismatch',
      [things.permission],
    ]);
  });

  it('is not mounted without a permission', () => {
    const { router } = build('admin');
    const mount = createMount({
      authenticate: () => Promise.resolve(undefined),
      isSteppedUp: () => Promise.resolve(false),
      isKeyUsed: () => Promise.resolve(false),
      recordDenial: () => Promise.resolve(),
    });
    const nameless: Endpoint = Object.assign({}, fails, { permission: undefined });
    expect(() => mount(router, nameless, () => Promise.resolve({ output: undefined }))).toThrow('permission');
    expect(() => createMountPublic()(router, fails, () => Promise.resolve({ output: {} }))).toThrow(
      'not public',
    );
  });
});

describe('a failure', () => {
  it('is a problem document without a word of what went wrong, and one log line that says where', async () => {
    const { app, logger } = build('admin');
    const answer = await supertest(app).get('/api/fails');
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'internal', requestId: ID, status: 500 });
    expect(JSON.stringify(answer.body)).not.toContain(CANARY);
    expect(JSON.stringify(logger.lines)).not.toContain(CANARY);
    expect(logger.lines.filter((line) => line.event === 'request_failed')).toHaveLength(1);
  });

  it('is counted by its route and never by its address', async () => {
    const { app, observed } = build('admin');
    await supertest(app).patch(`/api/things/${ID}`).set('If-Match', '"1"').send({ name: 'a' });
    await supertest(app).get(`/api/${CANARY}`);
    expect(observed.map(({ route, status }) => [route, status])).toEqual([
      ['/api/things/:id', 200],
      ['unmatched', 404],
    ]);
  });
});

describe('a write from elsewhere', () => {
  const send = (headers: Record<string, string>) =>
    supertest(build('admin').app)
      .patch(`/api/things/${ID}`)
      .set({ 'If-Match': '"1"', ...headers })
      .send({ name: 'a' });

  it.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-origin' }, 200],
    [{ Origin: 'https://elsewhere.example' }, 403],
    [{ Origin: 'null' }, 403],
    [{ Origin: 'http://localhost:4200' }, 200],
    [{ Origin: 'http://127.0.0.1:4200' }, 200],
    [{ Origin: 'http://[::1]:4200' }, 200],
    [{ Origin: 'http://localhost:4201' }, 403],
    [{}, 200],
  ])('with %j answers %i', async (headers: Record<string, string>, status) => {
    expect((await send(headers)).status).toBe(status);
  });

  it('knows no names of loopback for a public address', () => {
    const isOwn = ownOrigins('https://clinic.example');
    expect([
      isOwn('https://clinic.example'),
      isOwn('https://localhost'),
      isOwn('http://clinic.example'),
    ]).toEqual([true, false, false]);
  });
});

it('repeats a refusal as what it is', async () => {
  const app = express();
  app.use(requestId({ next: () => ID }));
  app.get('/', () => {
    throw new AppError('slot_taken', 'Taken', { isReplayed: true, extra: { alternatives: [] } });
  });
  app.use(errorHandler(memoryLogger()));
  const answer = await supertest(app).get('/');
  expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([409, 'true']);
  expect(answer.body).toMatchObject({ code: 'slot_taken', alternatives: [] });
});
