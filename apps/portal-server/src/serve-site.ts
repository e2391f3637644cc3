import type { IncomingMessage, ServerResponse } from 'node:http';
import { chooseVariant } from './accepted-encoding.ts';
import type { Site, SiteFile } from './site.ts';

export type ServeSite = (request: IncomingMessage, response: ServerResponse, path: string) => void;

const isUnchanged = (request: IncomingMessage, etag: string): boolean => {
  const asked = request.headers['if-none-match'];
  if (asked === undefined) return false;
  return asked === '*' || asked.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
};

const answerShort = (response: ServerResponse, status: number, headers: Record<string, string>): void => {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(status === 404 ? 'Not found\n' : 'Method not allowed\n');
};

/** Answers with files of the portal from memory. An address it has no file for is a page of the portal: the shell. */
export const createServeSite = (site: Site, headers: Readonly<Record<string, string>>): ServeSite => {
  const send = (request: IncomingMessage, response: ServerResponse, file: SiteFile): void => {
    const { body, encoding, etag } = chooseVariant(file, request.headers['accept-encoding']);
    const about = { ...headers, etag, 'cache-control': file.cacheControl, vary: 'Accept-Encoding' };
    if (isUnchanged(request, etag)) {
      response.writeHead(304, about).end();
      return;
    }
    response.writeHead(200, {
      ...about,
      'content-type': file.type,
      'content-length': body.length,
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };

  return (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerShort(response, 405, { ...headers, allow: 'GET, HEAD' });
      return;
    }
    const file = site.files.get(path);
    // A missing asset is missing: the shell in its place would be run as a script, or kept as one.
    if (!file && path.startsWith('/assets/')) answerShort(response, 404, { ...headers });
    else send(request, response, file ?? site.shell);
  };
};
