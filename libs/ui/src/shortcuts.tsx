import { createContext, use, useEffect, useMemo, useRef, useState, type JSX, type ReactNode } from 'react';
import { KeyCap } from './key-cap.tsx';

export type Shortcut = {
  /** `a`, `Ctrl+k`, `Alt+1`, or two keys one after the other: `g t`. */
  keys: string;
  label: string;
  /** Left out where the platform already does it (Enter on a link): then it is only shown. */
  run?: () => void;
  /** Stands in the bar at the bottom; the others are only in the list of all keys. */
  isInBar?: boolean;
  /** Caps in the bar and the list, when they differ: `j k` for two shortcuts shown as one. */
  shownAs?: string;
};

type Registry = {
  entries: readonly Shortcut[];
  add: (id: symbol, shortcuts: readonly Shortcut[]) => void;
  remove: (id: symbol) => void;
};

const RegistryContext = createContext<Registry | null>(null);

const useRegistry = (): Registry => {
  const registry = use(RegistryContext);
  if (!registry) throw new Error('Shortcuts need a ShortcutsProvider above them');
  return registry;
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
  const single = entries.findLast((entry) => entry.run && entry.keys === pressed);
  return single && { shortcut: single, isSequence: false };
};

const SEQUENCE_MS = 1200;

type ProviderProps = {
  children: ReactNode;
  /** Single letters can be switched off (WCAG 2.1.4); combinations stay. */ areSingleKeysOn?: boolean;
};

/** Collects the shortcuts of what is on screen and listens once. The newest registration of a key wins. */
export const ShortcutsProvider = ({ children, areSingleKeysOn = true }: ProviderProps): JSX.Element => {
  const [groups, setGroups] = useState<ReadonlyMap<symbol, readonly Shortcut[]>>(new Map());
  const latest = useRef<readonly Shortcut[]>([]);
  const before = useRef({ key: '', at: 0 });

  const registry = useMemo<Registry>(
    () => ({
      entries: [...groups.values()].flat(),
      add: (id, shortcuts) => setGroups((current) => new Map(current).set(id, shortcuts)),
      remove: (id) => setGroups((current) => new Map([...current].filter(([key]) => key !== id))),
    }),
    [groups],
  );
  useEffect(() => {
    latest.current = registry.entries;
  });

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || isElsewhere(event.target)) return;
      const pressed = nameOf(event);
      const isSingle = !pressed.includes('+') || pressed === '+';
      if (isSingle && (!areSingleKeysOn || isTyping(event.target))) return;
      const isRecent = event.timeStamp - before.current.at < SEQUENCE_MS;
      const found = candidatesFor(latest.current, pressed, isRecent ? before.current.key : '');
      before.current = { key: found?.isSequence ? '' : pressed, at: event.timeStamp };
      if (!found) return;
      event.preventDefault();
      found.shortcut.run?.();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [areSingleKeysOn]);

  return <RegistryContext value={registry}>{children}</RegistryContext>;
};

/** Makes keys work while the component is on screen, and lists them in the bar and the help. */
export const useShortcuts = (shortcuts: readonly Shortcut[]): void => {
  const { add, remove } = useRegistry();
  const latest = useRef(shortcuts);
  const signature = shortcuts
    .map(({ keys, label, isInBar, shownAs }) => [keys, label, isInBar, shownAs].join())
    .join('|');
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const id = Symbol('shortcuts');
    // The stable wrapper runs the newest closure, so a re-render does not register anew.
    add(
      id,
      latest.current.map((shortcut, index) =>
        shortcut.run ? { ...shortcut, run: () => latest.current[index]?.run?.() } : shortcut,
      ),
    );
    return () => remove(id);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `add` and `remove` change with every registration
  }, [signature]);
};

const listed = (entries: readonly Shortcut[]): readonly Shortcut[] =>
  entries.filter((entry, index) => entries.findIndex((other) => other.label === entry.label) === index);

/** The six to nine keys of the screen, at the bottom; hidden where the pointer is a finger. */
export const KeyBar = ({ label, allKeys }: { label: string; allKeys?: ReactNode }): JSX.Element | null => {
  const { entries } = useRegistry();
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
  const { entries } = useRegistry();
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
