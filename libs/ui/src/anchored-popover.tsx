import { useCallback, useState, type JSX, type ReactNode, type RefObject } from 'react';
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

/** Padding and border around the content. */
const FRAME = 40;

/** The height of the content, whatever there is room for; undefined where nobody measures. */
const useContentHeight = (): [
  (element: HTMLElement | null) => (() => void) | undefined,
  number | undefined,
] => {
  const [height, setHeight] = useState<number>();
  const measure = useCallback((element: HTMLElement | null) => {
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => setHeight(element.offsetHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [measure, height];
};

/** Something to look at or fill in beside whatever was pressed, when that is no button of its own. Esc leaves it. */
export const AnchoredPopover = ({
  label,
  anchor,
  isOpen,
  onClose,
  children,
  className,
}: AnchoredPopoverProps): JSX.Element => {
  const [measure, height] = useContentHeight();
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
      containerPadding={12}
      // It is placed anew when its limit changes: content that grows must not be cut off at the bottom.
      {...(height === undefined ? {} : { maxHeight: height + FRAME })}
    >
      <Dialog aria-label={label}>
        <div ref={measure}>{children}</div>
      </Dialog>
    </AriaPopover>
  );
};
