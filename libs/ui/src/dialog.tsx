import type { JSX, ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { classNames } from './class-names.ts';
import { useJustOpened } from './use-just-opened.ts';

type DialogProps = {
  /** A question or an act: "Overbook 10:45 with Dr Osei?" */
  title: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** The buttons, the one that acts last. */
  actions?: ReactNode;
  width?: 'narrow' | 'wide';
  /** `alertdialog` for what destroys: screen readers then read it whole. */
  role?: 'dialog' | 'alertdialog';
};

/** A dialog: Esc and a press outside leave it, focus stays inside and returns to where it came from. */
export const Dialog = ({
  title,
  isOpen,
  onClose,
  children,
  actions,
  width = 'narrow',
  role = 'dialog',
}: DialogProps): JSX.Element => {
  const isNew = useJustOpened(isOpen);
  return (
    <ModalOverlay
      className="scrim"
      isOpen={isOpen}
      isDismissable={role === 'dialog'}
      onOpenChange={(open) => !open && onClose()}
      shouldCloseOnInteractOutside={() => !isNew.current}
    >
      <Modal className={classNames('dlg', 'enter', width === 'wide' && 'wide')}>
        <AriaDialog role={role}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          {actions && <div className="acts">{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
};

type BareDialogProps = {
  label: string;
  isOpen: boolean;
  onClose: () => void;
  className: string;
  children: ReactNode;
};

/** A dialog that draws itself, such as the search palette. */
export const BareDialog = ({ label, isOpen, onClose, className, children }: BareDialogProps): JSX.Element => {
  const isNew = useJustOpened(isOpen);
  return (
    <ModalOverlay
      className="scrim"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      shouldCloseOnInteractOutside={() => !isNew.current}
    >
      <Modal className="bare">
        <AriaDialog aria-label={label} className={classNames('enter', className)}>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
};

/** A dialog that stands until its own acts take it away: neither Esc nor a press outside leaves it. */
export const StandingDialog = ({ label, children }: { label: string; children: ReactNode }): JSX.Element => (
  <ModalOverlay className="lock" isOpen isKeyboardDismissDisabled>
    <Modal className="bare">
      <AriaDialog aria-label={label}>{children}</AriaDialog>
    </Modal>
  </ModalOverlay>
);
