import { useCallback, type JSX, type ReactNode, type RefObject } from 'react';
import { Dialog, Popover as AriaPopover } from 'react-aria-components';
import { classNames } from './class-names.ts';
import { useJustOpened } from './use-just-opened.ts';

type AnchoredPopoverProps = {
  label: string;
  /** What it stands beside; the element must be there when it opens. */
  anchor: RefObject<Element | null>;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  className?: string | undefined;
};

/** Room to the edges of the window: the bar of the page above, its keys below. */
const CLEARANCE = 48;

/**
 * A popover that was placed keeps the height it had room for then. Where its content has grown since, the limit goes, and
 * it is placed anew where all of it fits.
 */
const useRoomToGrow = (): ((content: HTMLElement | null) => (() => void) | undefined) =>
  useCallback((content: HTMLElement | null) => {
    if (!content || typeof ResizeObserver === 'undefined') return undefined;
    let frame = 0;
    const observer = new ResizeObserver(() => {
      frame = requestAnimationFrame(() =>
        content.closest<HTMLElement>('.pop')?.style.removeProperty('max-height'),
      );
    });
    observer.observe(content);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, []);

/** Something to look at or fill in beside whatever was pressed, when that is no button of its own. Esc leaves it. */
export const AnchoredPopover = ({
  label,
  anchor,
  isOpen,
  onClose,
  children,
  className,
}: AnchoredPopoverProps): JSX.Element => {
  const content = useRoomToGrow();
  const isNew = useJustOpened(isOpen);
  return (
    <AriaPopover
      className={classNames('pop', className)}
      triggerRef={anchor}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      shouldCloseOnInteractOutside={() => !isNew.current}
      placement="end top"
      offset={8}
      containerPadding={CLEARANCE}
    >
      <Dialog aria-label={label}>
        <div ref={content}>{children}</div>
      </Dialog>
    </AriaPopover>
  );
};
