import type { PatientSummary } from '@clinic/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useFetcher } from 'react-router';
import { paths } from '#paths';

/** What the search action answers. `isMore` continues the answer before it. */
export type FindOutcome =
  | {
      outcome: 'found';
      query: string;
      items: readonly PatientSummary[];
      nextCursor: string | null;
      isMore: boolean;
    }
  | { outcome: 'failed'; failure: 'offline' | 'failed' };

export type FoundPatients = { query: string; items: readonly PatientSummary[]; nextCursor: string | null };

export type PatientSearch = {
  found: FoundPatients | undefined;
  failure: 'offline' | 'failed' | undefined;
  isBusy: boolean;
  search: (query: string) => void;
  /** The next page of what was found. */
  more: () => void;
};

// Fast enough to feel immediate, slow enough that a fast typist asks once per word part.
const PAUSE_MS = 90;

const joined = (
  before: FoundPatients | undefined,
  { query, items, nextCursor, isMore }: FindOutcome & { outcome: 'found' },
): FoundPatients => ({
  query,
  items: isMore && before?.query === query ? [...before.items, ...items] : items,
  nextCursor,
});

type Fetched = { found: FoundPatients | undefined; data: FindOutcome | undefined };

/** Joins each new answer to what was found before. */
const useJoined = (data: FindOutcome | undefined): FoundPatients | undefined => {
  const [seen, setSeen] = useState<Fetched>({ data: undefined, found: undefined });
  if (data !== seen.data) {
    setSeen({ data, found: data?.outcome === 'found' ? joined(seen.found, data) : seen.found });
  }
  return seen.found;
};

/** Searches as it is told to; the answers before stay until the new ones are there, and stay when there are none. */
export const usePatientSearch = (): PatientSearch => {
  const { submit, data, state } = useFetcher<FindOutcome>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const found = useJoined(data);
  const ask = useCallback(
    (query: string, cursor: string | null) =>
      void submit(
        { query, cursor },
        {
          method: 'post',
          action: paths.patients.find,
          encType: 'application/json',
          // A search changes nothing: the page behind need not ask again.
          defaultShouldRevalidate: false,
        },
      ),
    [submit],
  );
  useEffect(() => {
    ask('', null);
    return () => clearTimeout(timer.current);
  }, [ask]);
  return {
    found,
    failure: data?.outcome === 'failed' ? data.failure : undefined,
    isBusy: state !== 'idle',
    search: (query) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => ask(query, null), PAUSE_MS);
    },
    more: () => {
      if (found?.nextCursor) ask(found.query, found.nextCursor);
    },
  };
};
