import type { AppError, Logger } from '@clinic/core';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { AppError as ApplicationError } from '@clinic/core';
import { problemOf, toAppError } from './problem.ts';
import { stateOf } from './request-state.ts';

/** Sends an error as `application/problem+json`. */
export const sendProblem = (response: Response, error: AppError): void => {
  const { requestId } = stateOf(response);
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
  };
  if (error.retryAfterSeconds !== undefined) headers['Retry-After'] = String(error.retryAfterSeconds);
  if (error.isReplayed) headers['Idempotent-Replayed'] = 'true';
  const body = Buffer.from(JSON.stringify(problemOf(error, requestId)));
  response.status(error.status).set(headers).set('Content-Length', String(body.length)).end(body);
};

/** The code of the database, the name of the class and the place in our files: enough to find it, nothing of the data. */
const traceOf = (cause: unknown): { cause: string; place: string } => {
  if (!(cause instanceof Error)) return { cause: typeof cause, place: '' };
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  const frame = (cause.stack ?? '')
    .split('\n')
    .find((line) => /^\s+at /.test(line) && !line.includes('node_modules'));
  return { cause: code, place: (frame ?? '').trim().slice(0, 200) };
};

/** Last in the chain: every error becomes one problem document, and those that are our fault one log line. */
export const errorHandler =
  (logger: Logger): ErrorRequestHandler =>
  (thrown: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const error = toAppError(thrown);
    if (error.status >= 500) {
      const { requestId, route } = stateOf(response);
      logger.error('request_failed', { requestId, route, code: error.code, ...traceOf(error.cause) });
    }
    sendProblem(response, error);
  };

/** What no route took. */
export const unknownRoute: RequestHandler = () => {
  throw new ApplicationError('not_found', 'There is nothing at this address');
};
