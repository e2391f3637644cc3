import type { ErrorCode } from '@clinic/core';
import { z } from 'zod';
import type { Permission } from './permissions.ts';

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/** What one query parameter may be; the server checks it, the OpenAPI document and the client's types follow from it. */
export type QueryField =
  | { kind: 'text'; maximum: number; required?: true; oneOf?: readonly string[] }
  | { kind: 'integer'; minimum: number; maximum: number; default: number }
  | { kind: 'flag' }
  | { kind: 'id'; required?: true }
  | { kind: 'instant'; required?: true };

export type QueryFields = Record<string, QueryField>;

type QueryValue<Field extends QueryField> = Field extends { kind: 'integer' }
  ? number
  : Field extends { kind: 'flag' }
    ? boolean
    : string;

type IsAlwaysThere<Field extends QueryField> = Field extends
  { required: true } | { kind: 'integer' } | { kind: 'flag' }
  ? true
  : false;

/** The query as a handler sees it: defaults filled in. */
export type QueryOf<Fields extends QueryFields> = {
  [Name in keyof Fields as IsAlwaysThere<Fields[Name]> extends true ? Name : never]: QueryValue<Fields[Name]>;
} & {
  [Name in keyof Fields as IsAlwaysThere<Fields[Name]> extends true ? never : Name]?: QueryValue<
    Fields[Name]
  >;
};

/** The query as a client sends it: what has a default may be left out. */
export type QueryToSend<Fields extends QueryFields> = {
  [Name in keyof Fields as Fields[Name] extends { required: true } ? Name : never]: QueryValue<Fields[Name]>;
} & {
  [Name in keyof Fields as Fields[Name] extends { required: true } ? never : Name]?: QueryValue<Fields[Name]>;
};

export type PathParameters<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [Key in Name]: string } & PathParameters<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? { [Key in Name]: string }
    : unknown;

/** What a refusal carries beyond what every refusal has, by its code. */
export type Refusals = Readonly<Partial<Record<ErrorCode, z.ZodObject>>>;

/**
 * One call of the API, said once: the server mounts it, the client calls it, the OpenAPI document lists it.
 * - `permission`: the right it needs; `signed-in` any session; `public` no session at all.
 * - `offline`: whether the portal may answer it from its copy (`read`), keep it for later (`queue`) or needs a line (`never`).
 * - `isVersioned`: the request must say in `If-Match` which version it saw.
 * - `caching`: `patient` data is never stored (`no-store`); `reference` data carries an ETag and is asked for again.
 * - `requiresStepUp`: who asks must have proved who they are within the last five minutes; a sign-in counts.
 * - `uploads`: the media types of a body that is a file, read as it comes.
 * - `refusals`: those of this call's own, with what they carry; those of every call are not repeated.
 */
export type Endpoint<
  Path extends string = string,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends QueryFields | undefined = QueryFields | undefined,
  Output extends z.ZodType | undefined = z.ZodType | undefined,
> = {
  method: Method;
  path: Path;
  summary: string;
  permission: Permission | 'public' | 'signed-in';
  offline: 'read' | 'queue' | 'never';
  caching: 'patient' | 'reference' | 'none';
  status: 200 | 201 | 202 | 204;
  isVersioned: boolean;
  requiresStepUp: boolean;
  uploads: readonly string[];
  refusals: Refusals;
  body: Body;
  query: Query;
  output: Output;
};

type Draft<Path extends string, Body, Query, Output> = {
  method: Method;
  path: Path;
  summary: string;
  permission: Permission | 'public' | 'signed-in';
  offline?: 'read' | 'queue' | 'never';
  caching?: 'patient' | 'reference' | 'none';
  status?: 200 | 201 | 202 | 204;
  isVersioned?: boolean;
  requiresStepUp?: boolean;
  uploads?: readonly string[];
  refusals?: Refusals;
  body?: Body;
  query?: Query;
  output?: Output;
};

/** Fills in the usual: nothing works offline unless said, answers hold patient data unless said, 200. */
export const endpoint = <
  const Path extends string,
  Body extends z.ZodType | undefined = undefined,
  const Query extends QueryFields | undefined = undefined,
  Output extends z.ZodType | undefined = undefined,
>(
  draft: Draft<Path, Body, Query, Output>,
): Endpoint<Path, Body, Query, Output> => ({
  offline: 'never',
  caching: 'patient',
  status: draft.output === undefined ? 204 : 200,
  isVersioned: false,
  requiresStepUp: false,
  uploads: [],
  refusals: {},
  ...draft,
  body: draft.body as Body,
  query: draft.query as Query,
  output: draft.output as Output,
});

export type BodyOf<E extends Endpoint> = E['body'] extends z.ZodType ? z.output<E['body']> : undefined;
export type BodyToSend<E extends Endpoint> = E['body'] extends z.ZodType ? z.input<E['body']> : undefined;
export type QueryOfEndpoint<E extends Endpoint> = E['query'] extends QueryFields
  ? QueryOf<E['query']>
  : Record<never, never>;
export type QueryToSendOf<E extends Endpoint> = E['query'] extends QueryFields
  ? QueryToSend<E['query']>
  : undefined;
export type ParamsOf<E extends Endpoint> = PathParameters<E['path']>;
export type OutputOf<E extends Endpoint> = E['output'] extends z.ZodType ? z.output<E['output']> : undefined;

/** `limit` and `cursor`, the same in every paged list. */
export const paging = {
  limit: { kind: 'integer', minimum: 1, maximum: 100, default: 25 },
  cursor: { kind: 'text', maximum: 500 },
} as const satisfies QueryFields;

/** The body of a call that says everything by its address: none, or an empty object, and nothing in it. */
export const noFields = z.strictObject({}).optional();

/** A refusal that carries nothing of its own. */
export const nothingMore = z.object({});
