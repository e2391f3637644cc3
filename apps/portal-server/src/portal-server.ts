import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerUnreadable } from './answer-unreadable.ts';
import { newRequestId, sendGatewayProblem } from './problem.ts';
import type { Proxy } from './proxy.ts';
import type { ServeSite } from './serve-site.ts';

export type PortalServerDeps = { serveSite: ServeSite; proxy: Proxy };

const isForApi = (path: string): boolean => path === '/api' || path.startsWith('/api/');

const answerHealth = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end('ok\n');
};

const hasNoHost = (request: IncomingMessage): boolean =>
  request.httpVersion === '1.1' && request.headers.host === undefined;

/** One origin for the browser: the portal's files, and the API behind `/api`. */
export const createPortalServer = ({ serveSite, proxy }: PortalServerDeps): Server => {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const requestId = newRequestId();
    if (hasNoHost(request)) {
      return sendGatewayProblem(response, {
        code: 'malformed',
        title: 'The request names no host',
        requestId,
      });
    }
    // The API's answer says the id under which the API has logged it.
    if (isForApi(path)) return void proxy.handle(request, response);
    response.setHeader('x-request-id', requestId);
    if (path === '/healthz') answerHealth(response);
    else serveSite(request, response, path);
  };
  const server = createServer(
    {
      // Slow senders are cut: the head within 15 s, the whole request within 5 minutes (an import is 100 MB).
      headersTimeout: 15_000,
      requestTimeout: 300_000,
      // Longer than a router before us keeps a connection, so that it is never us who close one about to be used.
      keepAliveTimeout: 65_000,
      // Less than the API takes, which gets two headers of ours on top: what is too much is refused here.
      maxHeaderSize: 15 * 1024,
      // Refused by us, with an answer like every other.
      requireHostHeader: false,
    },
    answer,
  );
  // An expectation may be passed over (RFC 9110 section 10.1.1); Node would refuse the unknown ones by itself.
  server.on('checkExpectation', answer);
  return answerUnreadable(server);
};
