import { allEndpoints, problem, roleAllows, roles, type Endpoint } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSamples } from '#api/testing/sample-requests.ts';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let theirs: TestClinic;
let samples: ReturnType<typeof createSamples>;

beforeAll(async () => {
  api = await startTestApi();
  clinic = await api.newClinic();
  theirs = await api.newClinic();
  samples = createSamples({ clinic, desk: await clinic.as('admin'), ...api });
});

afterAll(() => api.close());

type Named = [name: string, endpoint: Endpoint];

// Its body is a file: it has tests of its own.
const UPLOAD = 'startImport';

const guarded = [...allEndpoints].filter(([, { permission }]) => permission !== 'public');
const served: Named[] = guarded.filter(([name]) => name !== UPLOAD);

const addressOf = (endpoint: Endpoint): string => `/api${endpoint.path.replace(/:\w+/g, () => anId())}`;

const sendSample = async (desk: Pick<Desk, 'get' | 'post' | 'patch' | 'put' | 'delete'>, name: string) => {
  const endpoint = allEndpoints.get(name);
  const make = samples[name];
  if (!endpoint || !make) throw new Error(`There is no sample of ${name}`);
  const { path, query = {}, headers = {}, body } = await make();
  const request = desk[endpoint.method](`/api${path}`).query(query).set(headers);
  return body === undefined ? request : request.send(body);
};

describe('every call', () => {
  it.each(guarded)('%s is refused to who is not signed in', async (_name, endpoint) => {
    const answer = await supertest(api.app)[endpoint.method](addressOf(endpoint));
    expect([answer.status, problem.parse(answer.body).code]).toEqual([401, 'not_signed_in']);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  it.each(guarded)(
    '%s is open to the roles its permission names and to no others',
    async (_name, endpoint) => {
      const { permission } = endpoint;
      for (const role of roles) {
        const desk = await clinic.as(role);
        const answer = await desk[endpoint.method](addressOf(endpoint));
        const isAllowed =
          permission === 'signed-in' || (permission !== 'public' && roleAllows(role, permission));
        expect(answer.status === 403, `${role}: ${answer.status}`).toBe(!isAllowed);
        expect(answer.status, role).not.toBe(401);
        if (!isAllowed) expect(problem.parse(answer.body).code).toBe('not_allowed');
      }
    },
  );
});

describe('every call that succeeds', () => {
  it('has a sample here', async () => {
    const known = [...allEndpoints.keys()].filter((name) => name !== UPLOAD);
    expect(Object.keys(samples).sort()).toEqual(known.sort());
  });

  it.each(served)('%s answers what its contract says, and not a field more', async (name, endpoint) => {
    const answer = await sendSample(await clinic.as('admin'), name);
    expect(answer.status, JSON.stringify(answer.body)).toBe(endpoint.status);
    expect(answer.headers['cache-control']).toBe(
      endpoint.caching === 'reference' ? 'private, no-cache' : 'no-store',
    );
    if (endpoint.output) expect(endpoint.output.parse(answer.body)).toEqual(answer.body);
    else expect(answer.text).toBe('');
  });
});

describe('every call for a thing of another clinic', () => {
  const singular = served.filter(([, { path }]) => path.includes(':id'));

  it.each(singular)('%s answers as if it were not there', async (name) => {
    const stranger = await theirs.as('admin');
    const answer = await sendSample(stranger, name);
    const known = problem.parse(answer.body);
    expect([answer.status, known.code]).toEqual([404, 'not_found']);
    expect(Object.keys(known).sort()).toEqual(['code', 'requestId', 'status', 'title', 'type']);
  });
});
