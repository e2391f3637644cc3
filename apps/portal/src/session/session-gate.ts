import type { ApiClient } from '@clinic/api-client';
import { readMe, signIn, type Endpoint } from '@clinic/contracts';
import { AppError } from '@clinic/core';

/**
 * The same client behind a gate: until it is known that someone is signed in, every other call waits for that one
 * answer, and when nobody is they are refused here instead of each asking the server in vain. The first page waits for
 * its own code meanwhile, so that nobody waits longer.
 */
export const createSessionGate = (api: ApiClient): ApiClient => {
  let session: Promise<unknown> | undefined;

  const open = (known: Promise<unknown>): void => {
    session = known;
    known.catch((error: unknown) => {
      // A server that was not reached has said nothing: the next call asks again.
      if (!(error instanceof AppError) || error.code !== 'not_signed_in') session = undefined;
    });
  };

  const behindGate = async <T>(endpoint: Endpoint, ask: () => Promise<T>): Promise<T> => {
    if (endpoint.path === readMe.path) {
      const known = ask();
      open(known);
      return known;
    }
    if (endpoint.permission === 'public') {
      const answer = await ask();
      if (endpoint.path === signIn.path) open(Promise.resolve());
      return answer;
    }
    if (!session) open(api.call(readMe));
    await session;
    return ask();
  };

  return { call: (endpoint, ...input) => behindGate(endpoint, () => api.call(endpoint, ...input)) };
};
