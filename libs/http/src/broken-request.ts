import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError, type Ids } from '@clinic/core';
import { problemOf } from './problem.ts';

const errorOf = (cause: NodeJS.ErrnoException): AppError =>
  cause.code === 'HPE_HEADER_OVERFLOW'
    ? new AppError('headers_too_large', 'The headers of the request are too large')
    : new AppError('malformed', 'The request could not be read');

const textOf = (error: AppError, requestId: string): string => {
  const body = JSON.stringify(problemOf(error, requestId));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
};

/**
 * Answers what is no HTTP, too large a head or one that is too slow: no route and no middleware ever sees such a
 * request, so its answer is written here.
 */
export const answerBrokenRequests = (server: Server, ids: Ids): void => {
  const begun = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => begun.set(request.socket, response));
  server.on('clientError', (cause: NodeJS.ErrnoException, socket) => {
    const response = begun.get(socket);
    const isAnswering = response?.headersSent === true && !response.writableFinished;
    // An answer that had begun can only be cut, which its reader notices.
    if (isAnswering || !socket.writable) socket.destroy();
    else socket.end(textOf(errorOf(cause), ids.next()));
  });
};
