import type { ApiClient } from '@clinic/api-client';
import type { Endpoint, OutputOf } from '@clinic/contracts';
import { AppError, type Clock } from '@clinic/core';

/** Whether the last call reached the server, and since when it has not. */
export type Connection = { isOnline: true } | { isOnline: false; since: Date };

export interface ConnectionWatch {
  current: () => Connection;
  subscribe: (listener: () => void) => () => void;
  /** The same client, watched. */
  watch: (api: ApiClient) => ApiClient;
}

const online: Connection = { isOnline: true };

/** Learns from every call whether there is a line: what the browser says about its network is only a guess. */
export const createConnectionWatch = (clock: Clock): ConnectionWatch => {
  let connection: Connection = online;
  const listeners = new Set<() => void>();

  const set = (next: Connection): void => {
    if (next.isOnline === connection.isOnline) return;
    connection = next;
    for (const listener of listeners) listener();
  };

  const watched = async <E extends Endpoint>(work: Promise<OutputOf<E>>): Promise<OutputOf<E>> => {
    try {
      const answer = await work;
      set(online);
      return answer;
    } catch (error) {
      if (error instanceof AppError) {
        set(error.code === 'unavailable' ? { isOnline: false, since: clock.now() } : online);
      }
      throw error;
    }
  };

  return {
    current: () => connection,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watch: (api) => ({ call: (endpoint, ...input) => watched(api.call(endpoint, ...input)) }),
  };
};
