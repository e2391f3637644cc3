import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import { endWithProblem, newRequestId } from './problem.ts';

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined);

/** Gives requests that cannot be read (broken, too large a head, too slow) a problem document like all others get. */
export const answerUnreadable = (server: Server): Server => {
  const begun = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => begun.set(request.socket, response));
  server.on('clientError', (error, socket) => {
    const response = begun.get(socket);
    const isAnswering = response?.headersSent === true && !response.writableFinished;
    // An answer that had begun can only be cut, which its reader notices.
    if (isAnswering || !socket.writable || !(socket instanceof Socket)) return void socket.destroy();
    const isTooLarge = codeOf(error) === 'HPE_HEADER_OVERFLOW';
    endWithProblem(socket, {
      code: isTooLarge ? 'headers_too_large' : 'malformed',
      title: isTooLarge ? 'The headers of the request are too large' : 'The request could not be read',
      requestId: newRequestId(),
    });
  });
  return server;
};
