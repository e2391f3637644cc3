import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { AppError, isUuid, notAllowed, notSignedIn, type RequestContext } from '@clinic/core';
import { roleAllows, type Endpoint, type Permission } from '@clinic/contracts';
import {
  json,
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import type {
  Answer,
  ApiRequest,
  Handler,
  PublicHandler,
  PublicRequest,
  WriteRequest,
} from './api-request.ts';
import { isSafeMethod, stateOf } from './request-state.ts';
import { queryReader, readBody, readIdHeader, readParams, readVersion } from './validate.ts';

/** Turns the cookie of a request into who asks; undefined when nobody is signed in. */
export type Authenticate = (request: Request, requestId: string) => Promise<RequestContext | undefined>;

export type MountDeps = {
  authenticate: Authenticate;
  /** Whether who asks has proved within the last minutes who they are. */
  isSteppedUp: (context: RequestContext) => Promise<boolean>;
  /** Whether this person has used this key for another request already. */
  isKeyUsed: (context: RequestContext, key: string) => Promise<boolean>;
  /** Records that someone was refused what needs this permission; resolves once it is on record. */
  recordDenial: (context: RequestContext, permission: Endpoint['permission']) => Promise<void>;
};

export type Mount = <E extends Endpoint>(router: Router, endpoint: E, handler: Handler<E>) => void;
export type MountPublic = <E extends Endpoint>(
  router: Router,
  endpoint: E,
  handler: PublicHandler<E>,
) => void;

const BODY_LIMIT = '1mb';

// Bytes that are no UTF-8 would be read as replacement characters, and a name silently become another one.
const assertUtf8 = (_request: unknown, _response: unknown, bytes: Buffer): void => {
  if (!isUtf8(bytes)) throw new Error('The body is not UTF-8');
};

const parseJson = json({
  limit: BODY_LIMIT,
  strict: false,
  verify: assertUtf8,
  type: ['application/json', 'application/*+json'],
});

const hasContent = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

// JSON travels in UTF-8 (RFC 8259 section 8.1).
const OTHER_CHARSET = /;\s*charset\s*=(?!"?utf-8"?\s*(?:;|$))/i;

const readJson: RequestHandler = (request, response, next) => {
  if (OTHER_CHARSET.test(request.headers['content-type'] ?? '')) {
    throw new AppError('unsupported_media_type', 'The body must be UTF-8');
  }
  if (hasContent(request) && request.is(['application/json', 'application/*+json']) === false) {
    throw new AppError('unsupported_media_type', 'The body must be JSON');
  }
  parseJson(request, response, next);
};

const EMPTY = Buffer.alloc(0);

/** What makes this request safe to send twice. */
export const writeRequest = (endpoint: Endpoint, request: Request, body: unknown): WriteRequest => {
  const version = endpoint.isVersioned ? readVersion(request) : 'unasked';
  const key = isSafeMethod(request) ? null : readIdHeader(request, 'Idempotency-Key');
  if (key === null) return { key, hash: EMPTY, version };
  const asked = [request.method, request.originalUrl, JSON.stringify(body ?? null)];
  return { key, hash: createHash('sha256').update(asked.join('\n')).digest(), version };
};

const hasVersion = (output: unknown): output is { version: number } =>
  typeof output === 'object' && output !== null && 'version' in output && typeof output.version === 'number';

/** What has a version is known by it; reference data without one by its bytes. */
const etagOf = (endpoint: Endpoint, output: unknown, body: string): string | undefined => {
  if (hasVersion(output)) return `"${output.version}"`;
  if (endpoint.caching !== 'reference') return undefined;
  return `W/"${createHash('sha1').update(body).digest('base64url')}"`;
};

const sendHeaders = (endpoint: Endpoint, response: Response, answer: Answer<unknown>): void => {
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.isReplay === true) response.setHeader('Idempotent-Replayed', 'true');
  response.setHeader('Cache-Control', endpoint.caching === 'reference' ? 'private, no-cache' : 'no-store');
  response.statusCode = endpoint.status;
};

const sendBody = (endpoint: Endpoint, response: Response, output: unknown): void => {
  // Text leaves together with the head, in one write; bytes would be a second one.
  const body = JSON.stringify(output);
  const etag = etagOf(endpoint, output, body);
  if (etag !== undefined) response.setHeader('ETag', etag);
  // Express compares If-None-Match with the ETag just set, for reads alone; patient data is sent whole every time.
  if (endpoint.caching === 'reference' && response.req.fresh) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
};

/** Sends an answer by the rules of its endpoint. */
export const sendOutput = (endpoint: Endpoint, response: Response, answer: Answer<unknown>): void => {
  sendHeaders(endpoint, response, answer);
  if (answer.output === undefined) response.end();
  else sendBody(endpoint, response, answer.output);
};

const routeOf = (endpoint: Endpoint): string => `/api${endpoint.path}`;

const nameRoute =
  (endpoint: Endpoint): RequestHandler =>
  (_request, response, next) => {
    stateOf(response).route = routeOf(endpoint);
    next();
  };

const assertActor = (request: Request, context: RequestContext): void => {
  const actor = readIdHeader(request, 'Clinic-Actor');
  if (actor !== null && actor !== context.actorId) {
    throw new AppError(
      'actor_mismatch',
      'This was prepared by someone else. They need to sign in to send it',
    );
  }
};

const stepUpRequired = (): AppError =>
  new AppError('step_up_required', 'Prove again who you are to go on: your password or a one-time code');

/**
 * A key is looked up before every other rule: what cannot even be read is another request than the one the key was used
 * for, which could.
 */
export const tellUsedKey =
  (endpoint: Endpoint, deps: MountDeps): ErrorRequestHandler =>
  // eslint-disable-next-line max-params -- Express knows what catches errors by its four parameters
  async (error: unknown, request, response, next) => {
    const { context } = stateOf(response);
    const isUnread = error instanceof AppError && error.status === 400;
    const key = isUnread && context && endpoint.method !== 'get' ? keyOf(request) : null;
    const isUsed = context && key !== null && (await deps.isKeyUsed(context, key));
    next(isUsed ? new AppError('idempotency_mismatch', 'This key was used for another request') : error);
  };

const keyOf = (request: Request): string | null => {
  const key = request.get('Idempotency-Key');
  return key !== undefined && isUuid(key) ? key.toLowerCase() : null;
};

/** Every refusal of somebody who is signed in is on record before it is told, wherever on its way the request met it. */
export const recordRefusals =
  (endpoint: Endpoint, deps: MountDeps): ErrorRequestHandler =>
  // eslint-disable-next-line max-params -- Express knows what catches errors by its four parameters
  async (error: unknown, _request, response, next) => {
    const { context } = stateOf(response);
    if (context && error instanceof AppError && error.status === 403) {
      await deps.recordDenial(context, endpoint.permission);
    }
    next(error);
  };

/** Lets through who is signed in and may. */
export const authorize =
  (endpoint: Endpoint, deps: MountDeps): RequestHandler =>
  async (request, response, next) => {
    const state = stateOf(response);
    const context = await deps.authenticate(request, state.requestId);
    if (!context) throw notSignedIn();
    state.context = context;
    assertActor(request, context);
    if (
      endpoint.permission !== 'signed-in' &&
      !roleAllows(context.actorRole, endpoint.permission as Permission)
    ) {
      throw notAllowed();
    }
    if (endpoint.requiresStepUp && !(await deps.isSteppedUp(context))) throw stepUpRequired();
    next();
  };

/** The types let only known rights be named; a route that names none is stopped here. */
const assertPermission = (endpoint: Endpoint): void => {
  if (!endpoint.permission)
    throw new Error(`${endpoint.method} ${endpoint.path} does not name its permission`);
};

/** Puts an endpoint at its address. One without a permission stops the program from starting. */
export const register = (
  router: Router,
  endpoint: Endpoint,
  handlers: (RequestHandler | ErrorRequestHandler)[],
): void => {
  assertPermission(endpoint);
  const chain = [nameRoute(endpoint), ...handlers];
  router.route(endpoint.path)[endpoint.method](...chain);
};

/**
 * Mounts endpoints: who asks, whether they may, whether the request is well formed, in this order; then the handler,
 * which sees none of Express.
 */
export const createMount = (deps: MountDeps): Mount => {
  return (router, endpoint, handler) => {
    if (endpoint.permission === 'public')
      throw new Error(`${endpoint.path} is public: mount it with mountPublic`);
    const readQuery = queryReader(endpoint.query);
    const run: RequestHandler = async (request, response) => {
      const { context } = stateOf(response);
      if (!context) throw notSignedIn();
      const params = readParams(request);
      const query = await readQuery(request);
      const body: unknown = endpoint.body ? readBody(endpoint.body, request.body ?? undefined) : undefined;
      const write = writeRequest(endpoint, request, body);
      const checked = { context, params, query, body, write } as ApiRequest<typeof endpoint>;
      sendOutput(endpoint, response, await handler(checked));
    };
    const middle = endpoint.body ? [readJson] : [];
    register(router, endpoint, [
      authorize(endpoint, deps),
      ...middle,
      run,
      tellUsedKey(endpoint, deps),
      recordRefusals(endpoint, deps),
    ]);
  };
};

/** Mounts an endpoint that needs no session: sign-in, sign-out, the interface's own description. */
export const createMountPublic = (): MountPublic => {
  return (router, endpoint, handler) => {
    if (endpoint.permission !== 'public') throw new Error(`${endpoint.path} is not public`);
    const readQuery = queryReader(endpoint.query);
    const run: RequestHandler = async (request, response) => {
      const params = readParams(request);
      const query = await readQuery(request);
      const body: unknown = endpoint.body ? readBody(endpoint.body, request.body ?? undefined) : undefined;
      const { requestId } = stateOf(response);
      const checked = { params, query, body, requestId } as PublicRequest<typeof endpoint>;
      const answer = await handler(checked, request);
      sendOutput(endpoint, response, answer);
    };
    register(router, endpoint, [...(endpoint.body ? [readJson] : []), run]);
  };
};
