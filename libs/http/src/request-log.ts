import type { Logger } from '@clinic/core';
import type { RequestHandler } from 'express';
import { stateOf } from './request-state.ts';

export type Observe = (request: { method: string; route: string; status: number; seconds: number }) => void;

/** One log line and one observation per request, by its route and never by its address. */
export const requestLog =
  (logger: Logger, observe: Observe): RequestHandler =>
  (request, response, next) => {
    response.on('close', () => {
      const { requestId, startedAt, route, context } = stateOf(response);
      const seconds = (performance.now() - startedAt) / 1000;
      const status = response.writableFinished ? response.statusCode : 499;
      observe({ method: request.method, route, status, seconds });
      logger.info('request', {
        requestId,
        method: request.method,
        route,
        status,
        ms: Math.round(seconds * 1e5) / 100,
        clinicId: context?.clinicId,
        actorId: context?.actorId,
      });
    });
    next();
  };
