import type { Duplex } from 'node:stream';
import { AppError, type ErrorCode, type Ids } from '@clinic/core';
import { problemOf } from './problem.ts';

const MESSAGES: Partial<Record<string, [status: string, code: ErrorCode, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'malformed',
    'The head of the request is too large',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'malformed', 'The request took too long to arrive'],
};

const OTHERWISE: [status: string, code: ErrorCode, message: string] = [
  '400 Bad Request',
  'malformed',
  'The request could not be read',
];

/**
 * Answers what is no HTTP, a head that is too large or too slow: no route and no middleware ever sees such a request, so
 * that its answer is written here. For a server's `clientError`.
 */
export const answerBrokenRequest =
  (ids: Ids) =>
  (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const [status, code, message] = MESSAGES[error.code ?? ''] ?? OTHERWISE;
    const requestId = ids.next();
    const problem = {
      ...problemOf(new AppError(code, message), requestId),
      status: Number.parseInt(status, 10),
    };
    const body = JSON.stringify(problem);
    const head = [
      `HTTP/1.1 ${status}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      `X-Request-Id: ${requestId}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
