import type { ApiClient } from '@clinic/api-client';
import { readMe, settingDefaults, signOut } from '@clinic/contracts';
import { useEffect, useState } from 'react';
import type { FeatureDeps } from '#feature';
import { useLock, type LockReason } from '#lock';

export type IdleLock = {
  /** The lock comes within two minutes if nobody touches anything. */
  isNear: boolean;
  /** How long nobody may have touched anything, in minutes: the clinic's setting. */
  idleMinutes: number;
};

const LOOK_EVERY_MS = 5_000;
const MINUTE_MS = 60_000;
const WARNING_MS = 2 * MINUTE_MS;
// Well within the shortest idle limit of a session, five minutes.
const HEARTBEAT_MS = 2 * MINUTE_MS;

type Deps = Pick<FeatureDeps, 'api' | 'presence' | 'reference'>;

/** The clinic's idle limit; the default until it is known. */
const useIdleMinutes = (reference: Deps['reference']): number => {
  const [minutes, setMinutes] = useState<number>(settingDefaults.sessionIdleMinutes);
  useEffect(() => {
    let isHere = true;
    reference.load().then(
      ({ settings }) => isHere && setMinutes(settings.sessionIdleMinutes),
      // Not known now: the default holds, and the server has its own clock.
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, [reference]);
  return minutes;
};

const useRegularly = (look: () => void): void => {
  useEffect(() => {
    const timer = setInterval(look, LOOK_EVERY_MS);
    // Timers sleep with the machine: who opens the lid again finds it locked.
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [look]);
};

/** Ends the session at the server as well, as soon as it can be reached: a lock only of the page would be no lock. */
const useEndedSession = (api: ApiClient, reason: LockReason | undefined): void => {
  useEffect(() => {
    if (reason !== 'idle' && reason !== 'asked') return undefined;
    const end = (): void => {
      api.call(signOut, { body: { clearStorage: false } }).then(
        () => clearInterval(again),
        () => undefined,
      );
    };
    const again = setInterval(end, LOOK_EVERY_MS);
    end();
    return () => clearInterval(again);
  }, [api, reason]);
};

/** Tells the server now and then that somebody is at work who asks nothing of it, such as a long form. */
const useHeartbeat = ({ api, presence }: Deps, isLocked: boolean): void => {
  useEffect(() => {
    if (isLocked) return undefined;
    const beat = (): void => {
      if (!presence.isUnattended()) api.call(readMe).catch(() => undefined);
    };
    const timer = setInterval(beat, HEARTBEAT_MS);
    return () => clearInterval(timer);
  }, [api, presence, isLocked]);
};

/** Locks the page when nobody has touched a key or a pointer for as long as the clinic allows. */
export const useIdleLock = (deps: Deps): IdleLock => {
  const { state, lock } = useLock();
  const [isNear, setIsNear] = useState(false);
  const idleMinutes = useIdleMinutes(deps.reference);
  const look = (): void => {
    const leftMs = idleMinutes * MINUTE_MS - deps.presence.idleMs();
    setIsNear(leftMs <= WARNING_MS);
    if (leftMs <= 0) lock.lock('idle');
  };
  useRegularly(look);
  useEndedSession(deps.api, state.isLocked ? state.reason : undefined);
  useHeartbeat(deps, state.isLocked);
  return { isNear, idleMinutes };
};
