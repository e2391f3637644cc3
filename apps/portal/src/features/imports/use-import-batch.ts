import type { ImportBatch } from '@clinic/contracts';
import { useEffect, useState } from 'react';
import type { ImportsData } from './imports.data.ts';

const EVERY_MS = 1000;

export type WatchedBatch = {
  batch: ImportBatch;
  /** The newest state did not come; it is asked for again by itself. */
  isLost: boolean;
  put: (batch: ImportBatch) => void;
};

/** Follows an import, every second, until it has ended. */
export const useImportBatch = (data: ImportsData, first: ImportBatch): WatchedBatch => {
  const [seen, setSeen] = useState({ batch: first, isLost: false });
  useEffect(() => {
    if (seen.batch.status !== 'running') return undefined;
    const gone = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const batch = await data.read(seen.batch.id, gone.signal);
        if (!gone.signal.aborted) setSeen({ batch, isLost: false });
      } catch {
        if (!gone.signal.aborted) setSeen({ batch: seen.batch, isLost: true });
      }
    };
    const timer = setTimeout(() => void ask(), EVERY_MS);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [data, seen]);
  return { ...seen, put: (batch) => setSeen({ batch, isLost: false }) };
};
