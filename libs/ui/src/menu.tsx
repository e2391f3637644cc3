import {
  lazy,
  Suspense,
  useState,
  type ComponentPropsWithRef,
  type JSX,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from 'react';

export type MenuItem = {
  id: string;
  label: ReactNode;
  /** The label as plain text, for type-ahead. */
  text: string;
  hint?: ReactNode;
  onAction: () => void;
  isDisabled?: boolean;
};

export type MenuGroup = {
  id: string;
  heading?: string;
  items: readonly MenuItem[];
  /** The chosen item, when the group is a choice and not a list of acts. */
  selectedId?: string;
};

export type Placement = 'bottom end' | 'bottom start' | 'right bottom' | 'top end';

/** A native `button` element, such as `<button type="button" className={buttonClass({ kind: 'quiet' })}>`. */
type TriggerButton = ReactElement<ComponentPropsWithRef<'button'>, 'button'>;

// What opens is a third of the code of a page and is not needed to show it: it comes when someone reaches for it.
const load = () => import('./menu-popover.tsx');
const MenuPopover = lazy(async () => ({ default: (await load()).MenuPopover }));
const PanelPopover = lazy(async () => ({ default: (await load()).PanelPopover }));

type OpenerProps = {
  trigger: TriggerButton;
  kind: 'menu' | 'dialog';
  /** Draws what is open; it is told where it belongs and how it is left. */
  children: (opening: { trigger: HTMLButtonElement | null; onClose: () => void }) => ReactNode;
};

const Opener = ({ trigger, kind, children }: OpenerProps): JSX.Element => {
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const press = (event: KeyboardEvent): void => {
    if (kind !== 'menu' || event.key !== 'ArrowDown') return;
    event.preventDefault();
    setIsOpen(true);
  };
  const onClose = (): void => {
    setIsOpen(false);
    button?.focus();
  };
  return (
    <>
      <button
        {...trigger.props}
        type="button"
        ref={setButton}
        aria-haspopup={kind}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        onKeyDown={press}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
      />
      <Suspense>{isOpen && children({ trigger: button, onClose })}</Suspense>
    </>
  );
};

type MenuProps = {
  label: string;
  trigger: TriggerButton;
  groups: readonly MenuGroup[];
  placement?: Placement;
};

/** A menu at a button. `trigger` is a native button; it is given the menu's state and keys. */
export const Menu = ({ label, trigger, groups, placement = 'bottom end' }: MenuProps): JSX.Element => (
  <Opener trigger={trigger} kind="menu">
    {(opening) => <MenuPopover label={label} groups={groups} placement={placement} {...opening} />}
  </Opener>
);

type PopoverProps = { label: string; trigger: TriggerButton; children: ReactNode; placement?: Placement };

/** Something to look at or fill in beside its button; Esc leaves it. */
export const Popover = ({
  label,
  trigger,
  children,
  placement = 'bottom start',
}: PopoverProps): JSX.Element => (
  <Opener trigger={trigger} kind="dialog">
    {(opening) => (
      <PanelPopover label={label} placement={placement} {...opening}>
        {children}
      </PanelPopover>
    )}
  </Opener>
);
