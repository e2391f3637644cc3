import { AppError } from '@clinic/core';
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';

/**
 * A bound on what one address may ask per minute, against floods and runaway scripts; a busy clinic behind one address
 * stays far below it. Kept in the memory of this replica.
 * @param perMinute 0 switches it off.
 */
export const floodLimit = (perMinute: number): RequestHandler => {
  if (perMinute === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, response) => {
      const reset = Number(response.getHeader('Retry-After'));
      throw new AppError('rate_limited', 'Too many requests from this address. Try again in a moment', {
        retryAfterSeconds: Number.isFinite(reset) ? reset : 60,
      });
    },
  });
};
