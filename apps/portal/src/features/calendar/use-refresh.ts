import { useEffect } from 'react';
import { useRevalidator } from 'react-router';

const REFRESH_MS = 30_000;

/** Asks again twice a minute while someone looks, and at once when they look again; never while something is in hand. */
export const useRefresh = (isHeld: boolean): void => {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (isHeld) return undefined;
    const refresh = (): void => {
      if (document.visibilityState === 'visible') void revalidate();
    };
    const timer = setInterval(refresh, REFRESH_MS);
    document.addEventListener('visibilitychange', refresh);
    window.addEventListener('online', refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
      window.removeEventListener('online', refresh);
    };
  }, [revalidate, isHeld]);
};
