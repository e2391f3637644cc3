import { useEffect, useRef } from 'react';
import { useFetcher } from 'react-router';
import { paths } from '#paths';
import type { FreeAnswer, FreeTime } from './calendar-asides.data.ts';

type Question = { typeId: string; practitionerIds: readonly string[] | null; from: number };

/** Asks for the first free time; `onFound` is told once for each answer. */
export const useNextFree = (onFound: (slot: FreeTime) => void) => {
  const { load, data, state } = useFetcher<FreeAnswer>();
  const told = useRef<FreeAnswer | undefined>(undefined);
  useEffect(() => {
    if (!data || told.current === data) return;
    told.current = data;
    if (data.outcome === 'found') onFound(data.slot);
  }, [data, onFound]);
  return {
    isSearching: state !== 'idle',
    problem: data && data.outcome !== 'found' && state === 'idle' ? data.outcome : undefined,
    search: ({ typeId, practitionerIds, from }: Question): void =>
      void load(
        paths.calendar.nextFree({
          type: typeId,
          from: new Date(from).toISOString(),
          ...(practitionerIds === null ? {} : { practitioners: practitionerIds.join(',') }),
        }),
      ),
  };
};
