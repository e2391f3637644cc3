import { allEndpoints, problem, type Endpoint, type QueryField, type QueryFields } from '@clinic/contracts';
import { httpStatus } from '@clinic/core';
import { z } from 'zod';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

const fieldSchema = (field: QueryField): Json => {
  switch (field.kind) {
    case 'integer':
      return { type: 'integer', minimum: field.minimum, maximum: field.maximum, default: field.default };
    case 'flag':
      return { type: 'boolean', default: false };
    case 'id':
      return { type: 'string', format: 'uuid' };
    case 'instant':
      return { type: 'string', format: 'date-time' };
    case 'text':
      return { type: 'string', maxLength: field.maximum, ...(field.oneOf ? { enum: [...field.oneOf] } : {}) };
  }
};

const isRequired = (field: QueryField): boolean => 'required' in field && field.required === true;

const queryParameters = (fields: QueryFields | undefined): Json[] =>
  Object.entries(fields ?? {}).map(([name, field]) => ({
    name,
    in: 'query',
    required: isRequired(field),
    schema: fieldSchema(field),
  }));

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  }));

const header = (name: string, required: boolean, schema: Json): Json => ({
  name,
  in: 'header',
  required,
  schema,
});

const headerParameters = (endpoint: Endpoint): Json[] => {
  if (endpoint.method === 'get' || endpoint.permission === 'public') return [];
  const uuid = { type: 'string', format: 'uuid' };
  return [
    header('Idempotency-Key', false, uuid),
    header('Clinic-Actor', false, uuid),
    ...(endpoint.isVersioned ? [header('If-Match', true, { type: 'string', pattern: '^(W/)?"\\d+"$' })] : []),
  ];
};

const problemResponse = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const answerOf = (endpoint: Endpoint): Json => ({
  description: endpoint.summary,
  ...(endpoint.output
    ? { content: { 'application/json': { schema: schemaOf(endpoint.output, 'output') } } }
    : {}),
});

const operationOf = (name: string, endpoint: Endpoint): Json => ({
  operationId: name,
  summary: endpoint.summary,
  tags: [endpoint.path.split('/')[1]],
  'x-permission': endpoint.permission,
  'x-offline': endpoint.offline,
  security: endpoint.permission === 'public' ? [] : [{ session: [] }],
  parameters: [
    ...pathParameters(endpoint.path),
    ...queryParameters(endpoint.query),
    ...headerParameters(endpoint),
  ],
  ...(endpoint.body
    ? {
        requestBody: {
          required: !endpoint.body.safeParse(undefined).success,
          content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } },
        },
      }
    : {}),
  responses: { [endpoint.status]: answerOf(endpoint), default: problemResponse('Anything that went wrong') },
});

/** The OpenAPI 3.1 document of the whole interface, made from the contracts. */
export const buildOpenApi = (): Json => {
  const paths: Record<string, Json> = {};
  for (const [name, endpoint] of allEndpoints) {
    const path = `/api${endpoint.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [endpoint.method]: operationOf(name, endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Clinic', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: {
        Problem: schemaOf(problem, 'output'),
        ErrorCode: { type: 'string', enum: Object.keys(httpStatus) },
      },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-session' } },
    },
  };
};
