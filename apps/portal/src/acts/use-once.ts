import { useCallback, useRef } from 'react';

/** Runs a piece of work unless the same piece, by its key, is still under way. */
export type Once = (key: string, work: () => Promise<unknown>) => void;

/** One press, one request: what is pressed again before the answer is there is the same wish. */
export const useOnce = (): Once => {
  const underWay = useRef(new Set<string>());
  return useCallback((key, work) => {
    const keys = underWay.current;
    if (keys.has(key)) return;
    keys.add(key);
    void work().finally(() => keys.delete(key));
  }, []);
};
