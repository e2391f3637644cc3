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
    /** A sentence that says why it cannot be pressed; without one it can. */
    disabledReason?: string | undefined;
  };

const refuse: NonNullable<ButtonProps['onClick']> = (event) => event.preventDefault();

/** A button: its label is a verb. It stays focusable while it works or cannot be used, so that the reason can be found. */
export const Button = ({
  kind,
  size,
  isIconOnly,
  icon,
  keys,
  busyLabel,
  disabledReason,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps): JSX.Element => {
  const isOff = busyLabel !== undefined || disabledReason !== undefined;
  return (
    <button
      {...rest}
      type={isOff ? 'button' : type}
      className={classNames(buttonClass({ kind, size, isIconOnly }), className)}
      aria-disabled={isOff ? true : undefined}
      aria-keyshortcuts={keys?.replaceAll(' ', '+')}
      title={disabledReason ?? rest.title}
      onClick={isOff ? refuse : onClick}
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
