export { channelOfTabs, createLock, type Lock, type LockReason } from './lock.ts';
export { LockProvider, useLock } from './lock-context.tsx';
