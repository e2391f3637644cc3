import type { ApiClient } from '@clinic/api-client';
import { readMe, signIn, type Endpoint, type Me } from '@clinic/contracts';
import { AppError } from '@clinic/core';
import type { Lock } from '#lock';

export type GateOptions = {
  lock: Pick<Lock, 'lock' | 'opened'>;
  /** Who it turned out to be, as soon as that is known. */
  onKnown?: (me: Me) => void;
  /** Another tab has signed somebody else in: what is on this page is not theirs. */
  onStranger?: () => void;
};

const isOf = (error: unknown, code: AppError['code']): boolean =>
  error instanceof AppError && error.code === code;

const isMe = (answer: unknown): answer is Me =>
  typeof answer === 'object' && answer !== null && 'user' in answer;

/** Makes a call, and makes it again whenever its session had ended and the same person is back. */
const createPatience =
  ({ lock, onStranger }: GateOptions) =>
  async <T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
    for (;;) {
      await lock.opened(signal);
      try {
        return await ask();
      } catch (error) {
        if (isOf(error, 'actor_mismatch')) onStranger?.();
        if (!isOf(error, 'not_signed_in')) throw error;
        lock.lock('ended');
      }
    }
  };

/**
 * The same client behind a gate. Until it is known that someone is signed in, every other call waits for that one
 * answer, and when nobody is they are refused here instead of each asking the server in vain. A call whose session has
 * ended meanwhile locks the page, waits until the same person is in again, and is made then: what was typed is not lost,
 * and what was saved is saved.
 */
export const createSessionGate = (api: ApiClient, options: GateOptions): ApiClient => {
  const patiently = createPatience(options);
  let session: Promise<unknown> | undefined;
  let wasIn = false;

  const open = (known: Promise<unknown>): void => {
    session = known;
    known.then(
      (answer) => {
        wasIn = true;
        if (isMe(answer)) options.onKnown?.(answer);
      },
      (error: unknown) => {
        // A server that was not reached has said nothing: the next call asks again.
        if (!isOf(error, 'not_signed_in')) session = undefined;
      },
    );
  };

  const first = <T>(known: Promise<T>): Promise<T> => {
    open(known);
    return known;
  };

  const atTheDoor = async <T>(endpoint: Endpoint, asked: Promise<T>): Promise<T> => {
    const answer = await asked;
    if (endpoint.path === signIn.path) open(Promise.resolve(answer));
    return answer;
  };

  const behindGate = async <T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
    await (session ?? first(api.call(readMe)));
    return patiently(ask, signal);
  };

  return {
    call: (endpoint, ...input) => {
      const ask = () => api.call(endpoint, ...input);
      if (endpoint.path === readMe.path && !wasIn) return first(ask());
      if (endpoint.permission === 'public') return atTheDoor(endpoint, ask());
      return behindGate(ask, input[0]?.signal);
    },
  };
};
