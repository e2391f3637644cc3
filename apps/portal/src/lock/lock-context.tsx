import { createContext, use, useSyncExternalStore, type JSX, type ReactNode } from 'react';
import type { Lock, LockState } from './lock.ts';

const LockContext = createContext<Lock | null>(null);

export const LockProvider = ({ lock, children }: { lock: Lock; children: ReactNode }): JSX.Element => (
  <LockContext value={lock}>{children}</LockContext>
);

/** Whether the page is locked, and the hands on the lock. */
export const useLock = (): { state: LockState; lock: Lock } => {
  const lock = use(LockContext);
  if (!lock) throw new Error('The lock needs a LockProvider above it');
  return { state: useSyncExternalStore(lock.subscribe, lock.current), lock };
};
