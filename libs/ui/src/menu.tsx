import {
  cloneElement,
  lazy,
  Suspense,
  useRef,
  useState,
  type ComponentPropsWithRef,
  type JSX,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
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

type Opening = {
  isOpen: boolean;
  close: () => void;
  triggerRef: RefObject<HTMLButtonElement | null>;
  button: JSX.Element;
};

const useOpening = (trigger: TriggerButton, kind: 'menu' | 'dialog'): Opening => {
  const triggerRef = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const press = (event: KeyboardEvent): void => {
    if (kind !== 'menu' || event.key !== 'ArrowDown') return;
    event.preventDefault();
    setIsOpen(true);
  };
  const close = (): void => {
    setIsOpen(false);
    triggerRef.current?.focus();
  };
  const button = cloneElement(trigger, {
    ref: triggerRef,
    'aria-haspopup': kind,
    'aria-expanded': isOpen,
    onClick: () => setIsOpen(!isOpen),
    onKeyDown: press,
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
  });
  return { isOpen, close, triggerRef, button };
};

type MenuProps = {
  label: string;
  trigger: TriggerButton;
  groups: readonly MenuGroup[];
  placement?: Placement;
};

/** A menu at a button. `trigger` is a native button; it is given the menu's state and keys. */
export const Menu = ({ label, trigger, groups, placement = 'bottom end' }: MenuProps): JSX.Element => {
  const { isOpen, close, triggerRef, button } = useOpening(trigger, 'menu');
  return (
    <>
      {button}
      <Suspense>
        {isOpen && (
          <MenuPopover
            label={label}
            groups={groups}
            triggerRef={triggerRef}
            placement={placement}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  );
};

type PopoverProps = { label: string; trigger: TriggerButton; children: ReactNode; placement?: Placement };

/** Something to look at or fill in beside its button; Esc leaves it. */
export const Popover = ({
  label,
  trigger,
  children,
  placement = 'bottom start',
}: PopoverProps): JSX.Element => {
  const { isOpen, close, triggerRef, button } = useOpening(trigger, 'dialog');
  return (
    <>
      {button}
      <Suspense>
        {isOpen && (
          <PanelPopover label={label} triggerRef={triggerRef} placement={placement} onClose={close}>
            {children}
          </PanelPopover>
        )}
      </Suspense>
    </>
  );
};
