import type { Endpoint } from '@clinic/contracts';
import { httpStatus, type ErrorCode } from '@clinic/core';
import { z } from 'zod';
import { isRecord, schemaOf, type Json } from './open-api-schema.ts';

const HEADERS = {
  'X-Request-Id': { description: 'The id of this request, as in the logs', schema: { type: 'string' } },
  ETag: { description: 'The version of what is answered', schema: { type: 'string' } },
  'Idempotent-Replayed': {
    description: 'This is what the first request under the same Idempotency-Key was answered',
    schema: { const: 'true' },
  },
  'Retry-After': { description: 'Seconds after which to try again', schema: { type: 'integer' } },
} as const;

type HeaderName = keyof typeof HEADERS;

/** Headers of answers, for the document's components. */
export const headerComponents = (): Json => ({ ...HEADERS });

const headers = (...names: HeaderName[]): Json =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Whether it is a write of somebody signed in: these can be repeated under a key. */
export const isOwnWrite = (endpoint: Endpoint): boolean =>
  endpoint.method !== 'get' && endpoint.permission !== 'public';

const replayed = (endpoint: Endpoint): HeaderName[] => (isOwnWrite(endpoint) ? ['Idempotent-Replayed'] : []);

const hasETag = (endpoint: Endpoint, schema: Json | undefined): boolean => {
  const properties = schema?.['properties'];
  return endpoint.caching === 'reference' || (isRecord(properties) && 'version' in properties);
};

const answerOf = (endpoint: Endpoint): Json => {
  const schema = endpoint.output && schemaOf(endpoint.output, 'output');
  const tag: HeaderName[] = hasETag(endpoint, schema) ? ['ETag'] : [];
  return {
    description: endpoint.summary,
    headers: headers('X-Request-Id', ...tag, ...replayed(endpoint)),
    ...(schema ? { content: { 'application/json': { schema } } } : {}),
  };
};

type Refusal = { code: ErrorCode; more: z.ZodObject };

const isCode = (name: string): name is ErrorCode => Object.hasOwn(httpStatus, name);

/** What this call is refused with beyond what may befall every call. */
const refusalsOf = (endpoint: Endpoint): Refusal[] => {
  const none = z.object({});
  return [
    ...Object.entries(endpoint.refusals).flatMap(([code, more]) => (isCode(code) ? [{ code, more }] : [])),
    ...(endpoint.isVersioned
      ? [
          { code: 'stale_version' as const, more: z.object({ current: endpoint.output ?? z.unknown() }) },
          { code: 'version_required' as const, more: none },
        ]
      : []),
    ...(endpoint.requiresStepUp ? [{ code: 'step_up_required' as const, more: none }] : []),
    ...(isOwnWrite(endpoint)
      ? (['conflict', 'idempotency_mismatch'] as const).map((code) => ({ code, more: none }))
      : []),
  ];
};

const PROBLEM = { $ref: '#/components/schemas/Problem' };

const refusalSchema = ({ code, more }: Refusal): Json =>
  schemaOf(more.extend({ code: z.literal(code) }), 'output', { isOpen: true });

const problemOf = (endpoint: Endpoint, description: string, schema: Json): Json => ({
  description,
  headers: headers('X-Request-Id', 'Retry-After', ...replayed(endpoint)),
  content: { 'application/problem+json': { schema } },
});

const refusedOf = (endpoint: Endpoint): Json => {
  const refusals = refusalsOf(endpoint);
  const statuses = [...new Set(refusals.map(({ code }) => httpStatus[code]))];
  return Object.fromEntries(
    statuses.map((status) => {
      const own = refusals.filter(({ code }) => httpStatus[code] === status);
      const schema = { allOf: [PROBLEM, { anyOf: own.map(refusalSchema) }] };
      return [status, problemOf(endpoint, own.map(({ code }) => code).join(', '), schema)];
    }),
  );
};

const unchangedOf = (endpoint: Endpoint): Json =>
  endpoint.method === 'get' && endpoint.caching === 'reference'
    ? {
        304: {
          description: 'Unchanged since the ETag in If-None-Match',
          headers: headers('X-Request-Id', 'ETag'),
        },
      }
    : {};

/** Every answer a call can have: what was asked for, its own refusals, and the shape of all others. */
export const responsesOf = (endpoint: Endpoint): Json => ({
  [endpoint.status]: answerOf(endpoint),
  ...unchangedOf(endpoint),
  ...refusedOf(endpoint),
  default: problemOf(endpoint, 'Anything else that went wrong', PROBLEM),
});
