import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef, JSX, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import { KeyCap } from './key-cap.tsx';

export type ButtonLook = {
  kind?: 'primary' | 'secondary' | 'quiet' | 'danger' | undefined;
  size?: 'normal' | 'small' | undefined;
  isIconOnly?: boolean | undefined;
};

/** The class of a button, for a link that looks like one. */
export const buttonClass = ({
  kind = 'secondary',
  size = 'normal',
  isIconOnly = false,
}: ButtonLook): string =>
  classNames('btn', kind !== 'secondary' && kind, size === 'small' && 'sm', isIconOnly && 'icon');

export type ButtonProps = Omit<ComponentPropsWithRef<'button'>, 'disabled'> &
  ButtonLook & {
    icon?: LucideIcon | undefined;
    /** The shortcut that does the same; shown as caps and told to screen readers. */
    keys?: string | undefined;
    /** Said in place of the label while the work runs; the button cannot be pressed meanwhile. */
    busyLabel?: string | undefined;
    /** The second click of a double click is none. Set for what acts: a primary, dangerous or submitting button. */
    isActOnce?: boolean | undefined;
    /** A sentence that says why it cannot be pressed; without one it can. */
    disabledReason?: string | undefined;
  };

type Press = NonNullable<ButtonProps['onClick']>;

const refuse: Press = (event) => event.preventDefault();

const acts = ({ kind, type, isActOnce }: ButtonProps): boolean =>
  isActOnce ?? (kind === 'primary' || kind === 'danger' || type === 'submit');

/** A row that acts moves away, and the second click would act on the next one. */
const firstOf =
  (press: Press | undefined): Press =>
  (event) => {
    if (event.detail > 1) event.preventDefault();
    else press?.(event);
  };

const pressOf = (button: ButtonProps, isOff: boolean): Press | undefined => {
  if (isOff) return refuse;
  return acts(button) ? firstOf(button.onClick) : button.onClick;
};

/** A button: its label is a verb. It stays focusable while it works or cannot be used, so that the reason can be found. */
export const Button = (button: ButtonProps): JSX.Element => {
  const { kind, size, isIconOnly, icon, keys, busyLabel, disabledReason, className, children, ...others } =
    button;
  const { type = 'button', isActOnce: _, ...rest } = others;
  const isOff = busyLabel !== undefined || disabledReason !== undefined;
  return (
    <button
      {...rest}
      type={isOff ? 'button' : type}
      className={classNames(buttonClass({ kind, size, isIconOnly }), className)}
      aria-disabled={isOff ? true : undefined}
      aria-keyshortcuts={keys?.replaceAll(' ', '+')}
      title={disabledReason ?? rest.title}
      onClick={pressOf(button, isOff)}
    >
      {icon && <Icon icon={icon} isSmall={size === 'small'} />}
      {busyLabel ?? children}
      {keys !== undefined && !isIconOnly && <KeyCap keys={keys} />}
    </button>
  );
};

/** A button that is only an icon: its name is spoken and shown as a tooltip. */
export const IconButton = ({
  label,
  ...rest
}: Omit<ButtonProps, 'children' | 'isIconOnly'> & { icon: LucideIcon; label: string }): JSX.Element => (
  <Button {...rest} isIconOnly aria-label={label} title={label} />
);

/** Words that look like a link but act here. */
export const LinkButton = ({
  children,
  onClick,
}: {
  children: ReactNode;
  onClick: () => void;
}): JSX.Element => (
  <button type="button" className="link" onClick={onClick}>
    {children}
  </button>
);
