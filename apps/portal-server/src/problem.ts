import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Why the API did not answer: it cannot be reached, it broke off, it took too long, or it could not be asked this. */
export type GatewayFailure = { status: 400 | 502 | 503 | 504; title: string };

/** Answers with a problem document (RFC 9457), as the API itself would. */
export const sendGatewayProblem = (response: ServerResponse, { status, title }: GatewayFailure): void => {
  const requestId = randomUUID();
  const code = status === 400 ? 'malformed' : 'unavailable';
  const body = JSON.stringify({ type: 'about:blank', title, status, code, requestId });
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 400 ? {} : { 'retry-after': '1' }),
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
};
