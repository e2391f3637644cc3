import { useToast, type ToastMessage } from '@clinic/ui';
import { useOnce } from './use-once.ts';

type Wish = {
  /** What it is about: the id of a visit. */
  about: string;
  /** Two wishes with the same key are one while the first is on its way. */
  key: string;
  /** Ends when the server has answered. */
  send: () => Promise<unknown>;
  /** Said when it was granted, and only then. */
  done: ToastMessage;
};

/**
 * Sends wishes and says what was done once the server has said so. `granted` is kept by the page's data: of what is the
 * newest wish granted.
 */
export const useWishes = (granted: ReadonlySet<string>): ((wish: Wish) => void) => {
  const toast = useToast();
  const once = useOnce();
  return ({ about, key, send, done }) =>
    once(key, async () => {
      await send();
      if (granted.has(about)) toast.show(done);
    });
};
