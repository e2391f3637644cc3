import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Proxy } from './proxy.ts';
import type { ServeSite } from './serve-site.ts';

export type PortalServerDeps = { serveSite: ServeSite; proxy: Proxy };

const isForApi = (path: string): boolean => path === '/api' || path.startsWith('/api/');

const answerHealth = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end('ok\n');
};

/** One origin for the browser: the portal's files, and the API behind `/api`. */
export const createPortalServer = ({ serveSite, proxy }: PortalServerDeps): Server => {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    if (isForApi(path)) void proxy.handle(request, response);
    else if (path === '/healthz') answerHealth(response);
    else serveSite(request, response, path);
  };
  return createServer(
    {
      // Slow senders are cut: the head within 15 s, the whole request within 5 minutes (an import is 100 MB).
      headersTimeout: 15_000,
      requestTimeout: 300_000,
      // Longer than a router before us keeps a connection, so that it is never us who close one about to be used.
      keepAliveTimeout: 65_000,
    },
    answer,
  );
};
