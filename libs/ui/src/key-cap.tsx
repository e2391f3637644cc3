import { Fragment, type JSX } from 'react';

const caps: Record<string, string> = {
  Enter: '↵',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

const capOf = (key: string): string => caps[key] ?? (key.length === 1 ? key.toUpperCase() : key);

/** The caps of a shortcut: `Ctrl+Enter` pressed together, `g t` one after the other. Decoration: screen readers get `aria-keyshortcuts`. */
export const KeyCap = ({ keys }: { keys: string }): JSX.Element => (
  <>
    {keys.split(/[+ ]/).map((key, index) => (
      <Fragment key={`${index}${key}`}>
        <kbd aria-hidden="true">{capOf(key)}</kbd>
      </Fragment>
    ))}
  </>
);
