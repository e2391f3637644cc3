import { Note, ProductMark, useToast } from '@clinic/ui';
import { Timer } from 'lucide-react';
import { Activity, useEffect, type JSX, type ReactNode } from 'react';
import type { FeatureDeps } from '#feature';
import { useLock } from '#lock';
import { useText } from '#texts';
import { LockScreen } from './lock-screen.tsx';
import './lock.css';
import { useIdleLock } from './use-idle-lock.ts';

const ROWS = 14;

/** The frame without anything in it: never what was there, blurred or covered. */
const Emptied = (): JSX.Element => (
  <div className="app" aria-hidden="true">
    <div className="rail">
      <span className="logo">
        <ProductMark />
      </span>
    </div>
    <div className="top" />
    <div className="emptied">
      <div className="skel">
        <div className="panel">
          {Array.from({ length: ROWS }, (_, row) => (
            <div key={row} className="sk-row">
              <i />
              <i />
              <i />
              <i />
            </div>
          ))}
        </div>
      </div>
    </div>
  </div>
);

type LockableProps = { deps: FeatureDeps; children: ReactNode };

/**
 * What stands under the lock: hidden with all its state while it is locked, so that what was typed is there afterwards.
 * Nothing of it runs meanwhile: no refresh, no key.
 */
export const Lockable = ({ deps, children }: LockableProps): JSX.Element => {
  const t = useText();
  const { state } = useLock();
  const { dismiss } = useToast();
  const { isNear, idleMinutes } = useIdleLock(deps);
  const { isLocked } = state;
  useEffect(() => {
    if (isLocked) dismiss();
  }, [isLocked, dismiss]);
  return (
    <>
      <Activity mode={isLocked ? 'hidden' : 'visible'}>{children}</Activity>
      {!isLocked && isNear && (
        <div className="lock-soon">
          <Note tone="waiting" icon={Timer} role="status">
            {t('lock.soon')}
          </Note>
        </div>
      )}
      {isLocked && (
        <>
          <Emptied />
          <LockScreen api={deps.api} presence={deps.presence} idleMinutes={idleMinutes} />
        </>
      )}
    </>
  );
};
