import { AppError, notSignedIn } from '@clinic/core';
import type { Endpoint, OutputOf } from '@clinic/contracts';
import type { Request, RequestHandler, Router } from 'express';
import type { Answer, ApiRequest } from './api-request.ts';
import { authorize, recordRefusals, register, sendOutput, writeRequest, type MountDeps } from './mount.ts';
import { stateOf } from './request-state.ts';
import { queryReader, readParams } from './validate.ts';

/** A body that is read as it comes. It throws `too_large` past the limit and `malformed` where the line breaks. */
export type Upload = { contentType: string; content: AsyncIterable<Uint8Array> };

export type StreamRequest<E extends Endpoint> = ApiRequest<E> & { upload: Upload };

export type StreamOptions<E extends Endpoint> = {
  /** Media types that are taken; any other is 415. */
  types: readonly string[];
  limitBytes: number;
  handler: (request: StreamRequest<E>) => Promise<Answer<OutputOf<E>>>;
};

export type MountStream = <E extends Endpoint>(
  router: Router,
  endpoint: E,
  options: StreamOptions<E>,
) => void;

const tooLarge = (limitBytes: number): AppError =>
  new AppError('too_large', `The file is larger than ${Math.floor(limitBytes / (1024 * 1024))} MiB`);

const readType = (request: Request, types: readonly string[]): string => {
  const type = request.is([...types]);
  if (type === false || type === null || request.headers['content-encoding'] !== undefined) {
    throw new AppError('unsupported_media_type', `The body must be one of ${types.join(', ')}`);
  }
  return type;
};

async function* limited(request: Request, limitBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    // Left open when we stop reading: who sends too much is to hear why.
    const chunks: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > limitBytes) throw tooLarge(limitBytes);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('malformed', 'The upload broke off', { cause });
  }
}

/** Mounts endpoints whose body is a file: checked like any other, but the body goes to the handler as a stream. */
export const createMountStream = (deps: MountDeps): MountStream => {
  return (router, endpoint, { types, limitBytes, handler }) => {
    if (endpoint.permission === 'public') throw new Error(`${endpoint.path} takes uploads and is public`);
    const readQuery = queryReader(endpoint.query);
    const run: RequestHandler = async (request, response) => {
      const { context } = stateOf(response);
      if (!context) throw notSignedIn();
      const params = readParams(request);
      const query = await readQuery(request);
      const contentType = readType(request, types);
      if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
      const write = writeRequest(endpoint, request, null);
      const upload = { contentType, content: limited(request, limitBytes) };
      const checked: unknown = { context, params, query, body: undefined, write, upload };
      sendOutput(endpoint, response, await handler(checked as StreamRequest<typeof endpoint>));
    };
    // What is left of a refused body is let pass, so that the refusal arrives.
    const drain: RequestHandler = (request, response, next) => {
      response.once('finish', () => request.resume());
      next();
    };
    register(router, endpoint, [drain, authorize(endpoint, deps), run, recordRefusals(endpoint, deps)]);
  };
};
