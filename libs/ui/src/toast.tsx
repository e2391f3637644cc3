import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type JSX,
  type ReactNode,
} from 'react';
import { Button } from './button.tsx';
import { Mark, type MarkKind } from './mark.tsx';
import { useShortcuts } from './shortcuts.tsx';

export type ToastMessage = {
  /** One sentence: what happened. Never an error: errors stay where they happened. */
  text: ReactNode;
  mark?: MarkKind;
  /** The way back, with its key. */
  undo?: { label: string; keys: string; run: () => void } | undefined;
};

type Toasts = { show: (message: ToastMessage) => void; dismiss: () => void };

const ToastContext = createContext<Toasts | null>(null);

const TOAST_MS = 10_000;

const UndoKey = ({ undo }: { undo: NonNullable<ToastMessage['undo']> }): null => {
  useShortcuts([{ keys: undo.keys, label: undo.label, run: undo.run }]);
  return null;
};

type ToastProps = { message: ToastMessage; onEnd: () => void };

/** Counts down while nobody looks at it: hover and focus stop the clock. */
const ToastView = ({ message, onEnd }: ToastProps): JSX.Element => {
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(onEnd, TOAST_MS);
    return () => clearTimeout(timer);
  }, [isHeld, onEnd]);
  const undo = message.undo && {
    ...message.undo,
    run: () => {
      onEnd();
      message.undo?.run();
    },
  };
  const hold = {
    onPointerEnter: () => setIsHeld(true),
    onPointerLeave: () => setIsHeld(false),
    onFocus: () => setIsHeld(true),
    onBlur: () => setIsHeld(false),
  };
  return (
    <div className="toast enter" {...hold}>
      <Mark kind={message.mark ?? 'done'} />
      <span>{message.text}</span>
      {undo && (
        <>
          <Button size="small" keys={undo.keys} onClick={undo.run}>
            {undo.label}
          </Button>
          <UndoKey undo={undo} />
        </>
      )}
    </div>
  );
};

/** Keeps one toast at a time; a new one takes the place of the old. */
export const ToastProvider = ({ children }: { children: ReactNode }): JSX.Element => {
  const [current, setCurrent] = useState<{ id: number; message: ToastMessage } | null>(null);
  const count = useRef(0);
  const dismiss = useCallback(() => setCurrent(null), []);
  const toasts = useMemo<Toasts>(
    () => ({
      show: (message) => {
        count.current += 1;
        setCurrent({ id: count.current, message });
      },
      dismiss,
    }),
    [dismiss],
  );
  return (
    <ToastContext value={toasts}>
      {children}
      <div role="status" aria-live="polite">
        {current && <ToastView key={current.id} message={current.message} onEnd={dismiss} />}
      </div>
    </ToastContext>
  );
};

/** Says that something was done, with a way back for ten seconds. */
export const useToast = (): Toasts => {
  const toasts = use(ToastContext);
  if (!toasts) throw new Error('Toasts need a ToastProvider above them');
  return toasts;
};
