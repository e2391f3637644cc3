import type { ComponentProps, JSX, ReactElement, ReactNode } from 'react';
import {
  Dialog,
  DialogTrigger,
  Header,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection,
  MenuTrigger,
  Popover as AriaPopover,
  Pressable,
} from 'react-aria-components';

export type MenuItem = {
  id: string;
  label: ReactNode;
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

/** A native `button` element, such as `<button type="button" className={buttonClass({ kind: 'quiet' })}>`. */
type TriggerButton = ReactElement<ComponentProps<'button'>, 'button'>;

type MenuProps = {
  label: string;
  trigger: TriggerButton;
  groups: readonly MenuGroup[];
  placement?: 'bottom end' | 'bottom start' | 'right bottom' | 'top end';
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

/** A menu at a button. `trigger` is a native button; it is given the menu's state and keys. */
export const Menu = ({ label, trigger, groups, placement = 'bottom end' }: MenuProps): JSX.Element => (
  <MenuTrigger>
    <Pressable>{trigger}</Pressable>
    <AriaPopover className="pop" placement={placement} offset={4}>
      <AriaMenu className="menu" aria-label={label}>
        {groups.map((group) => (
          <Section key={group.id} group={group} />
        ))}
      </AriaMenu>
    </AriaPopover>
  </MenuTrigger>
);

type PopoverProps = {
  label: string;
  trigger: TriggerButton;
  children: ReactNode;
  placement?: MenuProps['placement'];
};

/** Something to look at or fill in beside its button; Esc leaves it. */
export const Popover = ({
  label,
  trigger,
  children,
  placement = 'bottom start',
}: PopoverProps): JSX.Element => (
  <DialogTrigger>
    <Pressable>{trigger}</Pressable>
    <AriaPopover className="pop" placement={placement} offset={4}>
      <Dialog aria-label={label}>{children}</Dialog>
    </AriaPopover>
  </DialogTrigger>
);
