import { allEndpoints, systemStatus } from '@clinic/contracts';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '#api/testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

type Part = { properties?: Record<string, { const?: string; required?: string[] }>; required?: string[] };

type Schema = Part & { allOf?: [object, { anyOf: Part[] }] };

type Answer = {
  description: string;
  headers: Record<string, { $ref: string }>;
  content?: Record<string, { schema: Schema }>;
};

type Operation = {
  operationId: string;
  security: object[];
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, { schema?: object }> };
  responses: Record<string, Answer>;
};

type Document = {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: Record<'schemas' | 'headers' | 'securitySchemes', Record<string, object>>;
};

const document = async (): Promise<Document> =>
  (await supertest(api.app).get('/api/openapi.json').expect(200)).body as Document;

const operation = async (operationId: string): Promise<Operation> => {
  const found = (await operations()).find(([, , each]) => each.operationId === operationId);
  if (!found) throw new Error(`${operationId} is not described`);
  return found[2];
};

/** What a call is refused with under one status: each code and what it carries. */
const refusals = async (operationId: string, status: number): Promise<Record<string, string[]>> => {
  const answer = (await operation(operationId)).responses[String(status)];
  const parts = answer?.content?.['application/problem+json']?.schema.allOf?.[1].anyOf ?? [];
  return Object.fromEntries(
    parts.map(({ properties = {}, required = [] }) => [
      properties['code']?.const ?? '',
      required.filter((name) => name !== 'code').sort(),
    ]),
  );
};

const operations = async (): Promise<[string, string, Operation][]> =>
  Object.entries((await document()).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      path,
      method,
      operation,
    ]),
  );

/** Every `$ref` in a value. */
const refsIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
};

describe('the description of the interface', () => {
  it('is an OpenAPI 3.1 document whose references lead somewhere', async () => {
    const description = await document();
    expect(description.openapi).toMatch(/^3\.1\.\d+$/);
    expect(description.info).toMatchObject({ title: 'Clinic', version: '1' });
    for (const ref of refsIn(description)) {
      const place = ref.replace('#/', '').split('/');
      const target = place.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], description);
      expect(target, ref).toBeDefined();
    }
  });

  it('holds every call there is, once, under its own name', async () => {
    const described = (await operations()).map(
      ([path, method, { operationId }]) => `${method} ${path} ${operationId}`,
    );
    const known = [...allEndpoints].map(
      ([name, { method, path }]) => `${method} /api${path.replace(/:(\w+)/g, '{$1}')} ${name}`,
    );
    expect(described.sort()).toEqual(known.sort());
  });

  it('names each parameter of a path, and what a write may carry', async () => {
    for (const [path, method, operation] of await operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = operation.parameters.filter((parameter) => parameter.in === 'path');
      expect(described.map((parameter) => parameter.name)).toEqual(inPath);
      const headers = operation.parameters.filter((parameter) => parameter.in === 'header');
      const isOwnWrite = method !== 'get' && operation.security.length > 0;
      expect(headers.some((header) => header.name === 'Idempotency-Key')).toBe(isOwnWrite);
    }
  });

  it('says that a versioned change needs its version, and which bodies may be left out', async () => {
    for (const [, , operation] of await operations()) {
      const endpoint = allEndpoints.get(operation.operationId);
      const ifMatch = operation.parameters.find((parameter) => parameter.name === 'If-Match');
      expect(ifMatch?.required ?? false, operation.operationId).toBe(endpoint?.isVersioned);
      const isFile = (endpoint?.uploads.length ?? 0) > 0;
      const mayBeLeftOut = endpoint?.body?.safeParse(undefined).success ?? !isFile;
      expect(operation.requestBody?.required ?? false, operation.operationId).toBe(!mayBeLeftOut);
    }
  });

  it('says which files an import takes', async () => {
    const { requestBody } = await operation('startImport');
    expect(Object.keys(requestBody?.content ?? {})).toEqual(
      expect.arrayContaining(['text/csv', 'application/fhir+ndjson', 'application/x-ndjson']),
    );
    expect(requestBody?.content['text/csv']).toEqual({ schema: { type: 'string' } });
  });

  it('says what a refusal carries, by its code', async () => {
    expect(await refusals('bookAppointment', 409)).toEqual({
      slot_taken: ['alternatives', 'blocking'],
      not_offered: ['alternatives', 'why'],
      duplicate: [],
      conflict: [],
    });
    expect(await refusals('createPatient', 409)).toMatchObject({ possible_duplicate: ['candidates'] });
    expect(await refusals('signIn', 409)).toEqual({ clinic_required: ['clinics'] });
    expect(await refusals('changeAppointmentStatus', 409)).toMatchObject({ invalid_transition: [] });
    const { components } = await document();
    expect((components.schemas['Problem'] as Part).properties).toHaveProperty('issues');
  });

  it('says that a stale change is shown the current one, in the shape in which it is read', async () => {
    for (const [, , { operationId, responses }] of await operations()) {
      const endpoint = allEndpoints.get(operationId);
      expect(Object.keys(await refusals(operationId, 412)), operationId).toEqual(
        endpoint?.isVersioned === true ? ['stale_version'] : [],
      );
      expect('428' in responses, operationId).toBe(endpoint?.isVersioned);
    }
    const { responses } = await operation('changePatient');
    const [stale] = responses['412']?.content?.['application/problem+json']?.schema.allOf?.[1].anyOf ?? [];
    expect(stale?.properties?.['current']).toEqual(responses['200']?.content?.['application/json']?.schema);
  });

  it('names the headers of each answer', async () => {
    const { components } = await document();
    const headersOf = async (operationId: string, status: string) =>
      Object.keys((await operation(operationId)).responses[status]?.headers ?? {}).sort();
    expect(Object.keys(components.headers).sort()).toEqual([
      ...['ETag', 'Idempotent-Replayed', 'Retry-After', 'X-Request-Id'],
    ]);
    expect(await headersOf('readPatient', '200')).toEqual(['ETag', 'X-Request-Id']);
    expect(await headersOf('changePatient', '200')).toEqual(['ETag', 'Idempotent-Replayed', 'X-Request-Id']);
    expect(await headersOf('listPatients', '200')).toEqual(['X-Request-Id']);
    expect(await headersOf('listRooms', '304')).toEqual(['ETag', 'X-Request-Id']);
    expect(await headersOf('bookAppointment', '409')).toEqual([
      ...['Idempotent-Replayed', 'Retry-After', 'X-Request-Id'],
    ]);
    for (const [, , { operationId, responses }] of await operations()) {
      for (const answer of Object.values(responses)) {
        expect(answer.headers, operationId).toHaveProperty('X-Request-Id');
        expect(answer.description, operationId).not.toBe('');
      }
    }
  });

  it('describes the answer of each call and the shape of every refusal', async () => {
    for (const [, , operation] of await operations()) {
      const endpoint = allEndpoints.get(operation.operationId);
      const answer = operation.responses[String(endpoint?.status)];
      expect(answer?.content !== undefined, operation.operationId).toBe(endpoint?.output !== undefined);
      expect(operation.responses['default']?.content).toHaveProperty(['application/problem+json']);
    }
  });

  it('refuses what no contract knows: bodies are closed', async () => {
    for (const [, , operation] of await operations()) {
      if ((allEndpoints.get(operation.operationId)?.uploads.length ?? 0) > 0) continue;
      const content = operation.requestBody?.content as
        { 'application/json'?: { schema: { additionalProperties?: boolean } } } | undefined;
      const schema = content?.['application/json']?.schema;
      if (schema) expect(schema.additionalProperties, operation.operationId).toBe(false);
    }
  });
});

describe('the state of the installation', () => {
  it('is shown to administrators, and says that the database is walled', async () => {
    const clinic = await api.newClinic();
    const answer = await (await clinic.as('admin')).get('/api/system/status');
    const status = systemStatus.parse(answer.body);
    expect(status.checks.map((check) => [check.name, check.outcome])).toEqual([
      ['database', 'ok'],
      ['restricted-role', 'ok'],
      ['live-changes', 'ok'],
    ]);
    expect(status.database.migration).toBeGreaterThan(0);
    expect((await (await clinic.as('nurse')).get('/api/system/status')).status).toBe(403);
  });
});
