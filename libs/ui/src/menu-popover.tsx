import { useMemo, type JSX, type ReactNode } from 'react';
import {
  Dialog,
  Header,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection,
  Popover,
} from 'react-aria-components';
import type { MenuGroup, Placement } from './menu.tsx';

type OpenProps = {
  label: string;
  trigger: HTMLButtonElement | null;
  placement: Placement;
  onClose: () => void;
};

const Section = ({ group }: { group: MenuGroup }): JSX.Element => (
  <MenuSection
    {...(group.selectedId === undefined
      ? {}
      : { selectionMode: 'single' as const, selectedKeys: [group.selectedId] })}
    {...(group.heading === undefined ? { 'aria-label': group.id } : {})}
  >
    {group.heading !== undefined && <Header>{group.heading}</Header>}
    {group.items.map((item) => (
      <AriaMenuItem
        key={item.id}
        id={item.id}
        textValue={item.text}
        isDisabled={item.isDisabled ?? false}
        onAction={item.onAction}
      >
        {item.label}
        {item.hint !== undefined && <span className="hint">{item.hint}</span>}
      </AriaMenuItem>
    ))}
  </MenuSection>
);

/** `label` where the frame is the dialog itself: around a menu. */
type FrameProps = Omit<OpenProps, 'label'> & { label?: string; children: ReactNode };

const Frame = ({ label, trigger, placement, onClose, children }: FrameProps): JSX.Element => {
  const triggerRef = useMemo(() => ({ current: trigger }), [trigger]);
  return (
    <Popover
      className="pop"
      triggerRef={triggerRef}
      placement={placement}
      offset={4}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {children}
    </Popover>
  );
};

/** The open menu. */
export const MenuPopover = ({
  label,
  groups,
  ...frame
}: OpenProps & { groups: readonly MenuGroup[] }): JSX.Element => (
  <Frame {...frame} label={label}>
    {/* Whoever opens a menu is in it: its first item has the focus, as the pattern of a menu button asks. */}
    {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
    <AriaMenu className="menu" aria-label={label} autoFocus="first" onClose={frame.onClose}>
      {groups.map((group) => (
        <Section key={group.id} group={group} />
      ))}
    </AriaMenu>
  </Frame>
);

/** The open popover. */
export const PanelPopover = ({
  label,
  children,
  ...frame
}: OpenProps & { children: ReactNode }): JSX.Element => (
  <Frame {...frame}>
    <Dialog aria-label={label}>{children}</Dialog>
  </Frame>
);
