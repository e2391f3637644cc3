import type { RequestContext } from '@clinic/core';
import type { BodyOf, Endpoint, OutputOf, ParamsOf, QueryOfEndpoint } from '@clinic/contracts';
import type { Request } from 'express';

/** What makes a write safe to send twice: the sender's key, and a fingerprint of what was asked. */
export type WriteRequest = {
  key: string | null;
  /** SHA-256 over method, path and body; only worked out when there is a key. */
  hash: Buffer;
  /**
   * The version the sender saw. `missing` where the endpoint asks for one and none came: refused only after the key was
   * looked up. `unasked` where the endpoint does not ask.
   */
  version: number | 'missing' | 'unasked';
};

/** A request as a handler sees it: checked, typed, without Express. */
export type ApiRequest<E extends Endpoint> = {
  context: RequestContext;
  params: ParamsOf<E>;
  query: QueryOfEndpoint<E>;
  body: BodyOf<E>;
  write: WriteRequest;
};

/** What a handler gives back. `isReplay` marks the answer of an earlier, equal request. */
export type Answer<Output> = {
  output: Output;
  isReplay?: boolean;
  /** A list is sent as so many headers of one name, as cookies are. */
  headers?: Record<string, string | string[]>;
};

export type Handler<E extends Endpoint> = (request: ApiRequest<E>) => Promise<Answer<OutputOf<E>>>;

/** A request before a session is known. */
export type PublicRequest<E extends Endpoint> = Pick<ApiRequest<E>, 'body' | 'params' | 'query'> & {
  requestId: string;
};

/** The same before a session is known: sign-in and sign-out set cookies and see the raw request. */
export type PublicHandler<E extends Endpoint> = (
  request: PublicRequest<E>,
  raw: Request,
) => Promise<Answer<OutputOf<E>>>;
