import { useToast, type ToastMessage } from '@clinic/ui';
import type { Answers } from './answers.ts';
import { useOnce } from './use-once.ts';

type Wish = {
  /** What is wished, and of what: two wishes with the same key are one while the first is on its way. */
  key: string;
  send: () => Promise<unknown>;
  /** Said when it was granted, and only then. */
  done: ToastMessage;
};

/** Sends wishes, and says what was done once the server has said so. */
export const useWishes = (answers: Answers): ((wish: Wish) => void) => {
  const toast = useToast();
  const once = useOnce();
  return ({ key, send, done }) =>
    once(key, () => {
      const forget = answers.next(key, (isGranted) => isGranted && toast.show(done));
      return send().finally(forget);
    });
};
