import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds; false where there is no screen to ask. */
export const useMedia = (query: string): boolean => {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = typeof window.matchMedia === 'function' ? window.matchMedia(query) : undefined;
      media?.addEventListener('change', listener);
      return () => media?.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => typeof window.matchMedia === 'function' && window.matchMedia(query).matches,
  );
};

/** Wide enough for one column only. */
export const usePhone = (): boolean => useMedia('(max-width: 600px)');

/** Wide enough for a panel on one side or the other of every column. */
export const useRoomBeside = (): boolean => !useMedia('(max-width: 860px)');

/** Wide enough for the side panel. */
export const useHasSide = (): boolean => useMedia('(min-width: 1361px)');
