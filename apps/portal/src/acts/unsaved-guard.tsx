import { Button, Dialog } from '@clinic/ui';
import { useEffect, type JSX } from 'react';
import { useBlocker } from 'react-router';
import { useText } from '#texts';

type GuardProps = {
  isDirty: () => boolean;
  /** Whether going there is what the form was filled for, so that nothing is lost by it. */
  isAnswer?: (path: string) => boolean;
};

/** Asks before what was typed is lost: on the way to another page, and when the window is closed. */
export const UnsavedGuard = ({ isDirty, isAnswer }: GuardProps): JSX.Element => {
  const t = useText();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation: { pathname } }) =>
      currentLocation.pathname !== pathname && isAnswer?.(pathname) !== true && isDirty(),
  );
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (isDirty()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);
  const stay = (): void => blocker.reset?.();
  return (
    <Dialog
      title={t('acts.unsaved.title')}
      isOpen={blocker.state === 'blocked'}
      onClose={stay}
      role="alertdialog"
      actions={
        <>
          <Button kind="danger" onClick={() => blocker.proceed?.()}>
            {t('acts.unsaved.leave')}
          </Button>
          <Button kind="primary" onClick={stay}>
            {t('acts.unsaved.stay')}
          </Button>
        </>
      }
    >
      <p className="soft">{t('acts.unsaved.why')}</p>
    </Dialog>
  );
};
