import { WifiOff, type LucideIcon } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { Mark, type MarkKind } from './mark.tsx';

type NoteProps = {
  tone: 'unsent' | 'missed' | 'waiting' | 'done' | 'plain';
  icon?: LucideIcon;
  mark?: MarkKind;
  children: ReactNode;
  actions?: ReactNode;
  /** `alert` is read at once, `status` when the reader pauses. */
  role?: 'alert' | 'status' | 'note';
};

/** A sentence on a tint, where it happened. */
export const Note = ({ tone, icon, mark, children, actions, role = 'note' }: NoteProps): JSX.Element => (
  <div className={tone === 'plain' ? 'note plain' : `note st-${tone}`} role={role}>
    {icon && <Icon icon={icon} isSmall />}
    {mark && <Mark kind={mark} />}
    <p>{children}</p>
    {actions}
  </div>
);

/** What works and what waits while there is no line. */
export const OfflineNote = ({ children }: { children: ReactNode }): JSX.Element => (
  <Note tone="unsent" icon={WifiOff} role="status">
    {children}
  </Note>
);
