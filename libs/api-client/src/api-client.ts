import type { BodyToSend, Endpoint, OutputOf, ParamsOf, QueryToSendOf } from '@clinic/contracts';
import { type AppError, type Ids, unavailable } from '@clinic/core';
import { toOutput } from './answer.mapper.ts';
import { problemError } from './problem-error.ts';

type Part<Name extends string, Value> = undefined extends Value
  ? { [Key in Name]?: Value }
  : Record<never, never> extends Value
    ? { [Key in Name]?: Value }
    : { [Key in Name]: Value };

/** What one call needs: the path's parameters, query and body its endpoint declares, and how it is to be sent. */
export type CallInput<E extends Endpoint> = Part<'params', ParamsOf<E>> &
  Part<'query', QueryToSendOf<E>> &
  Part<'body', BodyToSend<E>> & {
    /** The version that was seen, for endpoints that are versioned. */
    ifMatch?: number;
    /** The same key for the same wish: a second call with it changes nothing. Made fresh unless given. */
    idempotencyKey?: string;
    signal?: AbortSignal;
    /** Sent as the body as it is, for endpoints that take a file. */
    file?: Blob;
  };

type Input<E extends Endpoint> =
  Record<never, never> extends CallInput<E> ? [input?: CallInput<E>] : [input: CallInput<E>];

/**
 * The way from the portal to the API. Every failure is an `AppError`; no line is `unavailable`.
 * A call that its caller aborted rejects with the reason of the signal.
 */
export interface ApiClient {
  call<E extends Endpoint>(endpoint: E, ...input: Input<E>): Promise<OutputOf<E>>;
}

export type ApiClientOptions = {
  /** Before every path: `/api`. */
  baseUrl: string;
  ids: Ids;
  fetch?: typeof globalThis.fetch;
  /** Whose page this is: the server refuses what it would do in another's name (`actor_mismatch`). */
  actorId?: () => string | undefined;
  /** Nobody is at the desk: what is asked now, the page asks by itself, and it keeps no session awake. */
  isUnattended?: () => boolean;
  wait?: (milliseconds: number) => Promise<void>;
  timeoutMs?: number;
};

type LooseInput = {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  ifMatch?: number;
  idempotencyKey?: string;
  signal?: AbortSignal;
  file?: Blob;
};

const RETRY_MS = 300;
const LONGEST_RETRY_MS = 3000;

const entriesOf = (value: unknown): [string, unknown][] => Object.entries(value ?? {});

const addressOf = (endpoint: Endpoint, input: LooseInput): string => {
  const params = new Map(entriesOf(input.params));
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(String(params.get(name))),
  );
  const query = entriesOf(input.query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(query.map(([name, value]) => [name, String(value)])).toString();
  return search === '' ? path : `${path}?${search}`;
};

const contentOf = ({ body, file }: LooseInput): { body: BodyInit; type: string } | undefined => {
  if (file) return { body: file, type: file.type || 'application/octet-stream' };
  return body === undefined ? undefined : { body: JSON.stringify(body), type: 'application/json' };
};

/** What a request says of who stands behind it. */
const personOf = (endpoint: Endpoint, { actorId, isUnattended }: ApiClientOptions): [string, string][] => {
  const actor = endpoint.permission === 'public' ? undefined : actorId?.();
  return [
    ...(actor === undefined ? [] : [['Clinic-Actor', actor] satisfies [string, string]]),
    ...(isUnattended?.() === true ? [['Clinic-Background', 'true'] satisfies [string, string]] : []),
  ];
};

const headersOf = (endpoint: Endpoint, input: LooseInput, options: ApiClientOptions): Headers => {
  const headers = new Headers([
    ['Accept', 'application/json, application/problem+json'],
    ...personOf(endpoint, options),
  ]);
  if (endpoint.method !== 'get') headers.set('Idempotency-Key', input.idempotencyKey ?? options.ids.next());
  if (input.ifMatch !== undefined) headers.set('If-Match', `"${input.ifMatch}"`);
  return headers;
};

const requestOf = (endpoint: Endpoint, input: LooseInput, options: ApiClientOptions): RequestInit => {
  const content = contentOf(input);
  const headers = headersOf(endpoint, input, options);
  if (content) headers.set('Content-Type', content.type);
  return {
    method: endpoint.method.toUpperCase(),
    headers,
    body: content?.body ?? null,
    credentials: 'same-origin',
  };
};

/**
 * Reads may be asked twice. A write may too: its `Idempotency-Key` makes the second one answer what the first did.
 * Public endpoints (sign-in) have no session to keep the key in, and a file is not sent twice unasked.
 */
const mayRetry = (endpoint: Endpoint, input: LooseInput, error: AppError): boolean =>
  error.code === 'unavailable' && endpoint.permission !== 'public' && input.file === undefined;

const pauseOf = (error: AppError): number =>
  Math.min((error.retryAfterSeconds ?? 0) * 1000 || RETRY_MS, LONGEST_RETRY_MS);

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** An answer that breaks off on its way is none: what was asked is asked again. */
const readAnswer = async (response: Response, signal: AbortSignal | undefined): Promise<unknown> => {
  try {
    return await response.json();
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw unavailable('The server', cause);
  }
};

/** An `ApiClient` over `fetch` and the session cookie. */
export const createApiClient = (options: ApiClientOptions): ApiClient => {
  const { baseUrl, wait = sleep, timeoutMs = 15_000 } = options;
  const fetcher = options.fetch ?? ((...request) => globalThis.fetch(...request));

  const send = async (
    address: string,
    request: RequestInit,
    signal: AbortSignal | undefined,
  ): Promise<Response> => {
    // A file of 100 MB takes its time; everything else is late after `timeoutMs`.
    const late = request.body instanceof Blob ? undefined : AbortSignal.timeout(timeoutMs);
    const signals = [signal, late].filter((one) => one !== undefined);
    try {
      return await fetcher(`${baseUrl}${address}`, {
        ...request,
        signal: signals.length > 0 ? AbortSignal.any(signals) : null,
      });
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      throw unavailable('The server', cause);
    }
  };

  const attempt = async (endpoint: Endpoint, request: RequestInit, input: LooseInput): Promise<unknown> => {
    const response = await send(addressOf(endpoint, input), request, input.signal);
    if (!response.ok) throw await problemError(response);
    return response.status === 204 ? undefined : readAnswer(response, input.signal);
  };

  const call = async <E extends Endpoint>(endpoint: E, input: LooseInput = {}): Promise<OutputOf<E>> => {
    const request = requestOf(endpoint, input, options);
    try {
      return toOutput<E>(await attempt(endpoint, request, input));
    } catch (error) {
      if (!isAppError(error) || !mayRetry(endpoint, input, error)) throw error;
      await wait(pauseOf(error));
      return toOutput<E>(await attempt(endpoint, request, input));
    }
  };

  return { call };
};

const isAppError = (error: unknown): error is AppError => error instanceof Error && error.name === 'AppError';
