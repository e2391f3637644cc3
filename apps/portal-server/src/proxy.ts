import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrustedProxy } from '@clinic/config';
import type { Logger } from '@clinic/core';
import { errors, Pool } from 'undici';
import { clientAddress } from './client-address.ts';
import { requestHeaders, responseHeaders } from './forwarded-headers.ts';
import { type GatewayFailure, newRequestId, sendGatewayProblem } from './problem.ts';

export type ProxyOptions = {
  apiUrl: string;
  publicOrigin: string;
  trustedProxy: TrustedProxy;
  logger: Logger;
};

// The API sends a heartbeat on event streams every 25 s; an import answers when it has read 100 MB.
const SILENCE_LIMIT_MS = 330_000;
// A deployment or a restart of the API: about two seconds until the next one listens.
const RETRY_AFTER_MS = [100, 300, 600, 1_000];

const UNREACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

/** Clients need one sign for "try again later": the API away, cut off in the middle or too slow are one code. */
const failureOf = (error: unknown): Omit<GatewayFailure, 'requestId'> => {
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return { code: 'unavailable', title: 'The server took too long to answer' };
  }
  // Two hosts, or whatever else no server would be sent.
  if (error instanceof errors.InvalidArgumentError)
    return { code: 'malformed', title: 'The request could not be read' };
  if (UNREACHED.has(codeOf(error)))
    return { code: 'unavailable', title: 'The server cannot be reached just now' };
  return { code: 'unavailable', title: 'The server broke off before it answered' };
};

const isRepeatable = (request: IncomingMessage): boolean =>
  request.method === 'GET' || request.method === 'HEAD';

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const isEventStream = (headers: readonly string[]): boolean =>
  headers.some((value) => value.startsWith('text/event-stream'));

/** An answer that the API's server gave before the API saw the request has no id yet. */
const withRequestId = (headers: string[]): string[] =>
  headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'x-request-id')
    ? headers
    : [...headers, 'x-request-id', newRequestId()];

/** Passes requests on to the API as they come, and its answers back as they come: nothing is held, both ways. */
export class Proxy {
  private readonly options: ProxyOptions;
  private readonly pool: Pool;
  private readonly protocol: string;
  private readonly eventStreams = new Set<ServerResponse>();

  constructor(options: ProxyOptions) {
    this.options = options;
    this.protocol = options.publicOrigin.startsWith('https:') ? 'https' : 'http';
    this.pool = new Pool(options.apiUrl, {
      connections: 128,
      headersTimeout: SILENCE_LIMIT_MS,
      bodyTimeout: SILENCE_LIMIT_MS,
      connectTimeout: 5_000,
    });
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    try {
      await this.passWithRetries(request, response, gone.signal);
    } catch (error) {
      // Whoever left needs no answer.
      if (!gone.signal.aborted) this.fail(response, error);
    }
  }

  /** Ends event streams, which would outlive any drain; their readers come back elsewhere. */
  endEventStreams(): void {
    for (const response of this.eventStreams) response.end();
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async passWithRetries(request: IncomingMessage, response: ServerResponse, signal: AbortSignal) {
    for (const waitMs of RETRY_AFTER_MS) {
      try {
        return await this.pass(request, response, signal);
      } catch (error) {
        // Nothing has reached the API, and there is no body that is half used up.
        const mayRepeat = isRepeatable(request) && UNREACHED.has(codeOf(error)) && !signal.aborted;
        if (!mayRepeat) throw error;
        await sleep(waitMs);
      }
    }
    return this.pass(request, response, signal);
  }

  private async pass(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const address = clientAddress(request, this.options.trustedProxy);
    await this.pool.stream(
      {
        path: request.url ?? '/',
        method: request.method ?? 'GET',
        headers: requestHeaders(request.rawHeaders, { address, protocol: this.protocol }),
        body: hasBody(request) ? request : null,
        signal,
        responseHeaders: 'raw',
      },
      ({ statusCode, headers }) =>
        this.begin(response, statusCode, Array.isArray(headers) ? headers.map(String) : []),
    );
  }

  private begin(response: ServerResponse, status: number, raw: readonly string[]): ServerResponse {
    response.writeHead(status, withRequestId(responseHeaders(raw)));
    if (isEventStream(raw)) {
      response.flushHeaders();
      this.eventStreams.add(response);
      response.once('close', () => this.eventStreams.delete(response));
    }
    return response;
  }

  private fail(response: ServerResponse, error: unknown): void {
    const requestId = newRequestId();
    this.options.logger.warn('api_unreached', { requestId, code: codeOf(error) });
    // An answer that had begun can only be cut, which its reader notices.
    if (response.headersSent) response.destroy();
    else sendGatewayProblem(response, { ...failureOf(error), requestId });
  }
}
