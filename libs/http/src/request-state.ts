import type { RequestContext } from '@clinic/core';
import type { Request, Response } from 'express';

/** What the middleware knows of a request, kept beside it and not in it. */
export type RequestState = {
  requestId: string;
  startedAt: number;
  /** The template, `/api/patients/:id`, never the address. */
  route: string;
  context: RequestContext | undefined;
};

const states = Symbol('clinic');

type WithState = Response & { [states]?: RequestState };

/** Opens the state of a request; everything later reads it with `stateOf`. */
export const openState = (response: Response, state: RequestState): void => {
  (response as WithState)[states] = state;
};

/** The state of the request behind this response. @throws Error when the request-id middleware did not run. */
export const stateOf = (response: Response): RequestState => {
  const state = (response as WithState)[states];
  if (!state) throw new Error('The request has no state');
  return state;
};

export const isSafeMethod = (request: Request): boolean =>
  ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
