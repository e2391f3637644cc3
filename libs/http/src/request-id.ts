import type { Ids } from '@clinic/core';
import type { RequestHandler } from 'express';
import { openState } from './request-state.ts';

/** First in the chain: gives the request its id, says it in the answer, and starts its clock. */
export const requestId =
  (ids: Ids): RequestHandler =>
  (_request, response, next) => {
    const id = ids.next();
    openState(response, {
      requestId: id,
      startedAt: performance.now(),
      route: 'unmatched',
      context: undefined,
    });
    response.setHeader('X-Request-Id', id);
    next();
  };
