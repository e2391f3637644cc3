import { useEffect } from 'react';
import { useFetcher } from 'react-router';
import { paths } from '#paths';
import type { FreeAnswer, FreeTime } from './calendar-asides.data.ts';

type Question = { typeId: string; practitionerIds: readonly string[] | null; from: number };

/** Asks for the first free time. An answer is used once: `onFound` is told, and the question is forgotten. */
export const useNextFree = (onFound: (slot: FreeTime) => void) => {
  const { load, reset, data, state } = useFetcher<FreeAnswer | null>();
  useEffect(() => {
    if (data?.outcome !== 'found') return;
    reset();
    onFound(data.slot);
  }, [data, reset, onFound]);
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
    /** Who goes on by themselves waits for no answer. */
    forget: (): void => reset(),
  };
};
