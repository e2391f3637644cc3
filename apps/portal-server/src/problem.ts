import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Why the API did not answer: it cannot be reached, it broke off, or it took too long. */
export type GatewayFailure = { status: 502 | 503 | 504; title: string };

/** Answers with a problem document (RFC 9457), as the API itself would. */
export const sendGatewayProblem = (response: ServerResponse, { status, title }: GatewayFailure): void => {
  const requestId = randomUUID();
  const body = JSON.stringify({ type: 'about:blank', title, status, code: 'unavailable', requestId });
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'retry-after': '1',
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
};
