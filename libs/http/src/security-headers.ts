import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What a middleware says that says the same every time; asked once, since building it costs more than sending it. */
const constantHeaders = (middleware: ReturnType<typeof helmet>): [string, string][] => {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  let isDone = false;
  middleware(request, response, () => {
    isDone = true;
  });
  if (!isDone) throw new Error('The headers are not set at once');
  return Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]);
};

/** Headers of every API answer. It serves data and no pages, so a browser may do nothing with it but read it. */
export const securityHeaders = (): RequestHandler => {
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
  const headers = constantHeaders(setHeaders);
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
};
