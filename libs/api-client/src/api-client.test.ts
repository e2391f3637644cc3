import {
  changeAppointmentStatus,
  listAppointments,
  listToday,
  readPatient,
  searchPatients,
  signIn,
  startImport,
} from '@clinic/contracts';
import { AppError } from '@clinic/core';
import { describe, expect, it } from 'vitest';
import { createApiClient, type ApiClientOptions } from './api-client.ts';

type Sent = { url: string; method: string; headers: Headers; body: unknown };

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });

const problem = (status: number, code: string, more: Record<string, unknown> = {}): Response =>
  json({ type: 'about:blank', title: 'A title', status, code, requestId: 'r-1', ...more }, status);

const noLine = (): Response => {
  throw new TypeError('Failed to fetch');
};

const start = (answers: (() => Response)[], options: Partial<ApiClientOptions> = {}) => {
  const sent: Sent[] = [];
  let keys = 0;
  const api = createApiClient({
    baseUrl: '/api',
    ids: { next: () => `key-${(keys += 1)}` },
    wait: async () => undefined,
    fetch: async (url, request) => {
      request?.signal?.throwIfAborted();
      sent.push({
        url: url as string,
        method: request?.method ?? '',
        headers: new Headers(request?.headers),
        body: request?.body,
      });
      const answer = answers.shift();
      if (!answer) throw new Error('nothing more to answer');
      return answer();
    },
    ...options,
  });
  return { api, sent };
};

const caught = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error('expected an AppError');
  return error;
};

const id = '0190a000-0000-7000-8000-000000000001';

describe('the API client', () => {
  it('fills the path, the query and the version in', async () => {
    const { api, sent } = start([() => json({ items: [] }), () => json({ id })]);
    await api.call(listAppointments, { query: { from: '2030-01-01T00:00:00Z', to: '2030-01-02T00:00:00Z' } });
    await api.call(changeAppointmentStatus, { params: { id }, body: { status: 'arrived' }, ifMatch: 3 });
    expect(sent[0]?.url).toBe('/api/appointments?from=2030-01-01T00%3A00%3A00Z&to=2030-01-02T00%3A00%3A00Z');
    expect(sent[1]?.url).toBe(`/api/appointments/${id}/status`);
    expect(sent[1]?.headers.get('If-Match')).toBe('"3"');
    expect(sent[1]?.body).toBe('{"status":"arrived"}');
  });

  it('gives every write a key of its own and no read one', async () => {
    const { api, sent } = start([() => json({}), () => json({}), () => json({})]);
    await api.call(searchPatients, { body: { query: '' } });
    await api.call(searchPatients, { body: { query: '' } });
    await api.call(readPatient, { params: { id } });
    expect(sent.map((one) => one.headers.get('Idempotency-Key'))).toEqual(['key-1', 'key-2', null]);
  });

  it('marks what is asked while nobody is at the desk', async () => {
    let isUnattended = false;
    const { api, sent } = start([() => json({ items: [] }), () => json({ items: [] })], {
      isUnattended: () => isUnattended,
    });
    await api.call(listToday);
    isUnattended = true;
    await api.call(listToday);
    expect(sent.map((one) => one.headers.get('Clinic-Background'))).toEqual([null, 'true']);
  });

  it('asks again with the same key when the answer was lost', async () => {
    const { api, sent } = start([noLine, () => json({ id })]);
    await expect(
      api.call(changeAppointmentStatus, { params: { id }, body: { status: 'arrived' }, ifMatch: 1 }),
    ).resolves.toEqual({ id });
    expect(sent.map((one) => one.headers.get('Idempotency-Key'))).toEqual(['key-1', 'key-1']);
  });

  it('asks again with the same key when the answer broke off', async () => {
    const broken = (): Response => new Response('{"id":', { status: 200 });
    const { api, sent } = start([broken, () => json({ id })]);
    await expect(
      api.call(changeAppointmentStatus, { params: { id }, body: { status: 'arrived' }, ifMatch: 1 }),
    ).resolves.toEqual({ id });
    expect(sent.map((one) => one.headers.get('Idempotency-Key'))).toEqual(['key-1', 'key-1']);
  });

  it('says unavailable when there is no line twice', async () => {
    const { api, sent } = start([noLine, noLine]);
    expect((await caught(api.call(listToday))).code).toBe('unavailable');
    expect(sent).toHaveLength(2);
  });

  it('neither repeats a sign-in nor a file', async () => {
    const { api, sent } = start([noLine, noLine]);
    await caught(api.call(signIn, { body: { email: 'a@b', password: 'x' } }));
    await caught(api.call(startImport, { file: new Blob(['a'], { type: 'text/csv' }) }));
    expect(sent.map((one) => one.url)).toEqual(['/api/auth/login', '/api/imports']);
    expect(sent[1]?.headers.get('Content-Type')).toBe('text/csv');
  });

  it('does not repeat what the server refused', async () => {
    const { api, sent } = start([() => problem(409, 'slot_taken', { detail: 'Taken', alternatives: ['x'] })]);
    const error = await caught(
      api.call(changeAppointmentStatus, { params: { id }, body: { status: 'booked' } }),
    );
    expect(error).toMatchObject({
      code: 'slot_taken',
      message: 'Taken',
      extra: { alternatives: ['x'], requestId: 'r-1' },
    });
    expect(sent).toHaveLength(1);
  });

  it('keeps the problems of fields', async () => {
    const issues = [{ path: 'familyName', code: 'too_small', message: 'must not be empty' }];
    const { api } = start([() => problem(400, 'invalid_body', { issues })]);
    expect((await caught(api.call(searchPatients, { body: { query: '' } }))).issues).toEqual(issues);
  });

  it("tells a proxy's page by its status", async () => {
    const { api } = start([
      () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
      () => new Response('', { status: 404 }),
    ]);
    expect((await caught(api.call(readPatient, { params: { id } }))).code).toBe('not_found');
  });

  it('says whose page it is, except at the door', async () => {
    const { api, sent } = start([() => json({ items: [] }), () => json({})], { actorId: () => id });
    await api.call(listToday);
    await api.call(signIn, { body: { email: 'a@b', password: 'x' } });
    expect(sent.map((one) => one.headers.get('Clinic-Actor'))).toEqual([id, null]);
  });

  it('rejects with the reason of the caller who gave up, and does not ask again', async () => {
    const { api, sent } = start([() => json({})]);
    const gone = new AbortController();
    gone.abort(new Error('newer search'));
    await expect(api.call(searchPatients, { body: { query: 'a' }, signal: gone.signal })).rejects.toThrow(
      'newer search',
    );
    expect(sent).toHaveLength(0);
  });
});
