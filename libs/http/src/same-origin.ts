import { AppError } from '@clinic/core';
import type { RequestHandler } from 'express';
import { isSafeMethod } from './request-state.ts';

const refuse = (): never => {
  throw new AppError('cross_site', 'Requests from other sites are refused');
};

/**
 * Refuses writes that a foreign page asked the browser to send: by `Sec-Fetch-Site`, or by `Origin` where a browser
 * does not send the former (OWASP CSRF cheat sheet). Scripts send neither and pass; they have no cookie to steal.
 * @param isOwnOrigin whether an `Origin` header names this product.
 */
export const sameOrigin =
  (isOwnOrigin: (origin: string) => boolean): RequestHandler =>
  (request, _response, next) => {
    if (isSafeMethod(request)) {
      next();
      return;
    }
    const site = request.headers['sec-fetch-site'];
    const { origin } = request.headers;
    if (site === 'cross-site' || site === 'same-site') refuse();
    if (origin !== undefined && !isOwnOrigin(origin)) refuse();
    next();
  };

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Own is the public origin; on a loopback origin the other names of loopback on the same port are own too. */
export const ownOrigins = (publicOrigin: string): ((origin: string) => boolean) => {
  const own = new URL(publicOrigin);
  const isLocal = LOOPBACK.has(own.hostname);
  return (origin) => {
    if (origin === own.origin) return true;
    if (!isLocal || !URL.canParse(origin)) return false;
    const other = new URL(origin);
    return LOOPBACK.has(other.hostname) && other.port === own.port && other.protocol === own.protocol;
  };
};
