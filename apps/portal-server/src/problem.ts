import { randomUUID } from 'node:crypto';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, httpStatus } from '@clinic/core';

/** Why this server answers in place of the API, by a code of the one table that the API's own problems come from. */
export type GatewayFailure = {
  code: Extract<ErrorCode, 'malformed' | 'headers_too_large' | 'unavailable'>;
  title: string;
  requestId: string;
};

export const newRequestId = (): string => randomUUID();

type Problem = { status: number; headers: Record<string, string>; body: string };

/** A problem document (RFC 9457), as the API itself would send it. */
const problemOf = ({ code, title, requestId }: GatewayFailure): Problem => {
  const status = httpStatus[code];
  const body = JSON.stringify({ type: 'about:blank', title, status, code, requestId });
  return {
    status,
    body,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
      ...(code === 'unavailable' ? { 'retry-after': '1' } : {}),
    },
  };
};

export const sendGatewayProblem = (response: ServerResponse, failure: GatewayFailure): void => {
  const { status, headers, body } = problemOf(failure);
  response.writeHead(status, headers).end(body);
};

// Whoever goes on sending after the answer is not listened to for long.
const LINGER_MS = 1_000;

/** Answers where there is no request to answer, since its head could not be read, and hangs up. */
export const endWithProblem = (socket: Socket, failure: GatewayFailure): void => {
  const { status, headers, body } = problemOf(failure);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n'));
  socket.setTimeout(LINGER_MS, () => socket.destroy());
};
