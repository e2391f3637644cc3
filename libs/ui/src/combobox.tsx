import { ChevronDown } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import {
  Button,
  ComboBox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import type { FieldFrame } from './field.tsx';
import { Icon } from './icon.tsx';

type ComboboxProps<Item extends { id: string }> = FieldFrame & {
  items: readonly Item[];
  /** The plain text of an item: what stands in the field once it is chosen. */
  textOf: (item: Item) => string;
  /** How an item looks in the list; its text unless said. */
  children?: (item: Item) => ReactNode;
  selectedId: string | null;
  onSelect: (id: string | null) => void;
  inputText?: string;
  /** Given when the items are searched elsewhere: the list is then shown as it comes, unfiltered. */
  onInput?: (text: string) => void;
  emptyLabel: string;
  openLabel: string;
};

/** A field to type in and a list that follows: for long lists and for people. */
export const Combobox = <Item extends { id: string }>({
  label,
  hint,
  error,
  width,
  items,
  textOf,
  children,
  selectedId,
  onSelect,
  inputText,
  onInput,
  emptyLabel,
  openLabel,
}: ComboboxProps<Item>): JSX.Element => (
  <ComboBox
    className={classNames('field', 'combo', width, Boolean(error) && 'is-error')}
    items={items}
    value={selectedId}
    onChange={(key) => onSelect(key === null ? null : String(key))}
    {...(inputText === undefined ? {} : { inputValue: inputText })}
    {...(onInput === undefined ? {} : { onInputChange: onInput, defaultFilter: () => true })}
    isInvalid={Boolean(error)}
    allowsEmptyCollection
    menuTrigger="focus"
  >
    <Label>{label}</Label>
    <span className="input">
      <Input />
      <Button aria-label={openLabel}>
        <Icon icon={ChevronDown} isSmall />
      </Button>
    </span>
    {hint && !error && (
      <Text slot="description" className="hint">
        {hint}
      </Text>
    )}
    <FieldError className="error">{error}</FieldError>
    <Popover className="pop as-wide" offset={4}>
      <ListBox className="menu" renderEmptyState={() => <span className="empty-list">{emptyLabel}</span>}>
        {(item: Item) => (
          <ListBoxItem id={item.id} textValue={textOf(item)}>
            {children ? children(item) : textOf(item)}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  </ComboBox>
);
