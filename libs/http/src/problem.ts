import { AppError } from '@clinic/core';
import type { Problem } from '@clinic/contracts';
import { isHttpError } from './http-error.ts';

const PROBLEM_TYPE = 'about:blank';

// What the body parser and the router throw, by their own names; their messages may quote the request and are dropped.
const ofHttpError = (error: object): AppError => {
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return new AppError('too_large', 'The request is larger than 1 MiB');
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new AppError('unsupported_media_type', 'The encoding of the request is not understood');
  }
  return new AppError('malformed', 'The request could not be read');
};

/** Any failure as an error with a name: what is not ours becomes `internal`, without a word of what it said. */
export const toAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  if (error instanceof URIError || isHttpError(error)) return ofHttpError(error);
  return new AppError('internal', 'Something went wrong on our side', { cause: error });
};

/** The problem document of an error (RFC 9457). */
export const problemOf = (error: AppError, requestId: string): Problem => ({
  type: PROBLEM_TYPE,
  title: error.message,
  status: error.status,
  code: error.code,
  requestId,
  ...(error.issues ? { issues: error.issues } : {}),
  ...error.extra,
});
