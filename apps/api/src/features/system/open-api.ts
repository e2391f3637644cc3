import { allEndpoints, problem, type Endpoint, type QueryField, type QueryFields } from '@clinic/contracts';
import { httpStatus } from '@clinic/core';
import { headerComponents, isOwnWrite, responsesOf } from './open-api-responses.ts';
import { isRecord, schemaOf, type Json } from './open-api-schema.ts';

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
  if (!isOwnWrite(endpoint)) return [];
  const uuid = { type: 'string', format: 'uuid' };
  return [
    header('Idempotency-Key', false, uuid),
    header('Clinic-Actor', false, uuid),
    ...(endpoint.isVersioned ? [header('If-Match', true, { type: 'string', pattern: '^(W/)?"\\d+"$' })] : []),
  ];
};

/** What of a file can be said before it is read. */
const fileSchema = (type: string): Json => {
  if (type === 'application/octet-stream') return {};
  return { schema: { type: /[/+]json$/.test(type) ? 'object' : 'string' } };
};

const requestBodyOf = ({ body, uploads }: Endpoint): Json => {
  if (body) {
    const content = { 'application/json': { schema: schemaOf(body, 'input') } };
    return { requestBody: { required: !body.safeParse(undefined).success, content } };
  }
  if (uploads.length === 0) return {};
  const content = Object.fromEntries(uploads.map((type) => [type, fileSchema(type)]));
  return { requestBody: { required: true, content } };
};

const operationOf = (name: string, endpoint: Endpoint): Json => ({
  operationId: name,
  summary: endpoint.summary,
  tags: [endpoint.path.split('/')[1]],
  'x-permission': endpoint.permission,
  'x-offline': endpoint.offline,
  ...(endpoint.requiresStepUp ? { 'x-requires-step-up': true } : {}),
  security: endpoint.permission === 'public' ? [] : [{ session: [] }],
  parameters: [
    ...pathParameters(endpoint.path),
    ...queryParameters(endpoint.query),
    ...headerParameters(endpoint),
  ],
  ...requestBodyOf(endpoint),
  responses: responsesOf(endpoint),
});

const problemSchema = (): Json => {
  const schema = schemaOf(problem, 'output');
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  return { ...schema, properties: { ...properties, code: { $ref: '#/components/schemas/ErrorCode' } } };
};

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
      schemas: { Problem: problemSchema(), ErrorCode: { type: 'string', enum: Object.keys(httpStatus) } },
      headers: headerComponents(),
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-session' } },
    },
  };
};
