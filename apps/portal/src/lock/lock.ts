import type { Clock } from '@clinic/core';

/** Nobody touched anything for too long; somebody asked for it; another tab was locked; the session had ended at the server. */
export type LockReason = 'idle' | 'asked' | 'elsewhere' | 'ended';

export type LockState = { isLocked: false } | { isLocked: true; since: Date; reason: LockReason };

/** The way to the other tabs of this browser. */
export type LockChannel = {
  tell: (news: 'locked' | 'unlocked') => void;
  hear: (listener: (news: unknown) => void) => void;
};

/** The lock over the page: what was typed stays under it. */
export interface Lock {
  current: () => LockState;
  subscribe: (listener: () => void) => () => void;
  /** Locks here and in every other tab. Locked already, it stays as it is. */
  lock: (reason: LockReason) => void;
  /** The same person has signed in again. */
  unlock: () => void;
  /** Resolves once it is open. Rejects with the reason of the signal when that comes first. */
  opened: (signal?: AbortSignal) => Promise<void>;
}

const OPEN: LockState = { isLocked: false };

const noTabs: LockChannel = { tell: () => undefined, hear: () => undefined };

/** Resolves when `isOpen` holds after one of the changes that `subscribe` tells of. */
const openedOf =
  (subscribe: Lock['subscribe'], isOpen: () => boolean) =>
  (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        stop();
        signal?.removeEventListener('abort', giveUp);
      };
      const giveUp = (): void => {
        end();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as fetch does: the reason of the signal
        reject(signal?.reason);
      };
      const look = (): void => {
        if (!isOpen()) return;
        end();
        resolve();
      };
      const stop = subscribe(look);
      signal?.addEventListener('abort', giveUp);
      if (signal?.aborted) giveUp();
      else look();
    });

/** A lock that is open. */
export const createLock = (clock: Clock, tabs: LockChannel = noTabs): Lock => {
  let state: LockState = OPEN;
  const listeners = new Set<() => void>();

  const set = (next: LockState): boolean => {
    if (next.isLocked === state.isLocked) return false;
    state = next;
    for (const listener of listeners) listener();
    return true;
  };

  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const shut = (reason: LockReason): boolean => set({ isLocked: true, since: clock.now(), reason });

  // One cookie for all tabs: who leaves one has left all, and who signs in again is in everywhere.
  tabs.hear((news) => {
    if (news === 'locked') shut('elsewhere');
    if (news === 'unlocked') set(OPEN);
  });

  return {
    current: () => state,
    subscribe,
    lock: (reason) => {
      if (shut(reason)) tabs.tell('locked');
    },
    unlock: () => {
      if (set(OPEN)) tabs.tell('unlocked');
    },
    opened: openedOf(subscribe, () => !state.isLocked),
  };
};

/** A `LockChannel` between the tabs of one browser. */
export const channelOfTabs = (): LockChannel => {
  const channel = new BroadcastChannel('clinic-lock');
  return {
    tell: (news) => channel.postMessage(news),
    hear: (listener) => {
      channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data));
    },
  };
};
