export { Answers } from './answers.ts';
export { useIsDirty } from './use-is-dirty.ts';
export { UnsavedGuard } from './unsaved-guard.tsx';
export { useOneSubmit } from './use-one-submit.ts';
export { useOnce } from './use-once.ts';
export type { Once } from './use-once.ts';
export { useWishes } from './use-wishes.ts';
