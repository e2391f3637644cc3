import {
  createContext,
  use,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type JSX,
  type ReactNode,
} from 'react';
import { KeyCap } from './key-cap.tsx';

export type Shortcut = {
  /** `a`, `Ctrl+k`, `Alt+1`, or two keys one after the other: `g t`. */
  keys: string;
  label: string;
  /** Left out where the platform already does it (Enter on a link): then it is only shown. */
  run?: () => void;
  /** Stands in the bar at the bottom; the others are only in the list of all keys. */
  isInBar?: boolean;
  /** Held down it goes on, as walking does. What acts needs a press for each time. */
  canRepeat?: boolean;
  /** Runs only while nothing else has the key, such as the undo of a toast. */
  isFallback?: boolean;
  /** Works on every page: it stands behind the keys of the page itself. */
  isGeneral?: boolean;
  /** Caps in the bar and the list, when they differ: `j k` for two shortcuts shown as one. */
  shownAs?: string;
};

/** What keys do now, in the order in which components asked for them. */
interface ShortcutStore {
  entries: () => readonly Shortcut[];
  subscribe: (listener: () => void) => () => void;
  add: (shortcuts: readonly Shortcut[]) => () => void;
}

const createShortcutStore = (): ShortcutStore => {
  const groups = new Set<readonly Shortcut[]>();
  const listeners = new Set<() => void>();
  let entries: readonly Shortcut[] = [];
  const change = (): void => {
    entries = [...groups].flat();
    for (const listener of listeners) listener();
  };
  return {
    entries: () => entries,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (shortcuts) => {
      groups.add(shortcuts);
      change();
      return () => {
        groups.delete(shortcuts);
        change();
      };
    },
  };
};

const StoreContext = createContext<ShortcutStore | null>(null);

const useStore = (): ShortcutStore => {
  const store = use(StoreContext);
  if (!store) throw new Error('Shortcuts need a ShortcutsProvider above them');
  return store;
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select'));

// While a dialog or a menu is open its keys are its own: a letter there is a choice, not a command of the page behind.
const isElsewhere = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null;

const nameOf = (event: KeyboardEvent): string => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const prefix = `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}`;
  return prefix + key;
};

type Candidate = { shortcut: Shortcut; isSequence: boolean };

const candidatesFor = (
  entries: readonly Shortcut[],
  pressed: string,
  before: string,
): Candidate | undefined => {
  const sequence =
    before === ''
      ? undefined
      : entries.findLast((entry) => entry.run && entry.keys === `${before} ${pressed}`);
  if (sequence) return { shortcut: sequence, isSequence: true };
  const singles = entries.filter((entry) => entry.run && entry.keys === pressed);
  const single = singles.findLast((entry) => !entry.isFallback) ?? singles.at(-1);
  return single && { shortcut: single, isSequence: false };
};

const SEQUENCE_MS = 1200;

type ProviderProps = {
  children: ReactNode;
  /** Single letters can be switched off (WCAG 2.1.4); combinations stay. */ areSingleKeysOn?: boolean;
};

/** Collects the shortcuts of what is on screen and listens once. The newest registration of a key wins. */
export const ShortcutsProvider = ({ children, areSingleKeysOn = true }: ProviderProps): JSX.Element => {
  const [store] = useState(createShortcutStore);
  const before = useRef({ key: '', at: 0 });

  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || isElsewhere(event.target)) return;
      const pressed = nameOf(event);
      const isSingle = !pressed.includes('+') || pressed === '+';
      if (isSingle && (!areSingleKeysOn || isTyping(event.target))) return;
      const isRecent = event.timeStamp - before.current.at < SEQUENCE_MS;
      const found = candidatesFor(store.entries(), pressed, isRecent ? before.current.key : '');
      before.current = { key: found?.isSequence ? '' : pressed, at: event.timeStamp };
      if (!found) return;
      event.preventDefault();
      if (!event.repeat || found.shortcut.canRepeat) found.shortcut.run?.();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [areSingleKeysOn, store]);

  return <StoreContext value={store}>{children}</StoreContext>;
};

/** Makes keys work while the component is on screen, and lists them in the bar and the help. */
export const useShortcuts = (shortcuts: readonly Shortcut[]): void => {
  const store = useStore();
  const latest = useRef(shortcuts);
  const signature = shortcuts
    .map(({ keys, label, isInBar, shownAs }) => [keys, label, isInBar, shownAs].join())
    .join('|');
  useLayoutEffect(() => {
    latest.current = shortcuts;
  });
  useLayoutEffect(
    // The wrapper runs the newest closure, so that a re-render does not register anew.
    () =>
      store.add(
        latest.current.map((shortcut, index) =>
          shortcut.run ? { ...shortcut, run: () => latest.current[index]?.run?.() } : shortcut,
        ),
      ),
    [signature, store],
  );
};

const useEntries = (): readonly Shortcut[] => {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.entries);
};

const listed = (entries: readonly Shortcut[]): readonly Shortcut[] =>
  entries
    .filter((entry, index) => entries.findIndex((other) => other.label === entry.label) === index)
    .sort((one, other) => Number(one.isGeneral ?? false) - Number(other.isGeneral ?? false));

/** The six to nine keys of the screen, at the bottom; hidden where the pointer is a finger. */
export const KeyBar = ({ label, allKeys }: { label: string; allKeys?: ReactNode }): JSX.Element | null => {
  const entries = useEntries();
  const shown = listed(entries.filter((entry) => entry.isInBar));
  if (shown.length === 0) return null;
  return (
    <footer className="keys" aria-label={label}>
      {shown.map((entry) => (
        <span key={entry.keys}>
          <KeyCap keys={entry.shownAs ?? entry.keys} />
          {entry.label}
        </span>
      ))}
      {allKeys && <span className="end">{allKeys}</span>}
    </footer>
  );
};

/** Every key that works now. */
export const KeyList = (): JSX.Element => {
  const entries = useEntries();
  return (
    <dl className="keylist">
      {listed(entries).map((entry) => (
        <div key={entry.keys}>
          <dt>
            <KeyCap keys={entry.shownAs ?? entry.keys} />
            <span className="vh">{entry.shownAs ?? entry.keys}</span>
          </dt>
          <dd>{entry.label}</dd>
        </div>
      ))}
    </dl>
  );
};
