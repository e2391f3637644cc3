import type { JSX, ReactNode, RefObject } from 'react';
import { Dialog, Popover as AriaPopover } from 'react-aria-components';
import { classNames } from './class-names.ts';

type AnchoredPopoverProps = {
  label: string;
  /** What it stands beside; the element must be there when it opens. */
  anchor: RefObject<Element | null>;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  className?: string | undefined;
};

/** Something to look at or fill in beside whatever was pressed, when that is no button of its own. Esc leaves it. */
export const AnchoredPopover = ({
  label,
  anchor,
  isOpen,
  onClose,
  children,
  className,
}: AnchoredPopoverProps): JSX.Element => (
  <AriaPopover
    className={classNames('pop', className)}
    triggerRef={anchor}
    isOpen={isOpen}
    onOpenChange={(open) => !open && onClose()}
    placement="end top"
    offset={8}
    containerPadding={12}
  >
    <Dialog aria-label={label}>{children}</Dialog>
  </AriaPopover>
);
