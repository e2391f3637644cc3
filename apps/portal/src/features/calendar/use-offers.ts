import { useEffect } from 'react';
import { useFetcher } from 'react-router';
import { paths } from '#paths';
import type { ReferenceData } from '#reference';
import { useFormats } from '#time';
import type { FreeAnswer } from './calendar-asides.data.ts';
import type { Wish } from './placement.ts';
import type { Carry } from './use-carry.ts';

/** How many free times are named where a visit cannot be dropped. */
const OFFERS = 2;

type Known = {
  reference: ReferenceData;
  /** The end of the days on screen: what is free until then is known here. */
  until: number;
};

/** Asks for free times after the days on screen; the server knows those that are long enough for the type. */
const questionOf = ({ wish, target }: Carry, { reference, until }: Known): string | undefined => {
  const type = reference.types.find(({ id }) => id === wish.typeId);
  if (!type || target.length > type.durationMinutes) return undefined;
  return paths.calendar.nextFree({
    type: type.id,
    practitioners: wish.practitionerId,
    from: new Date(until).toISOString(),
  });
};

const laterThan = (answer: FreeAnswer | undefined, { practitionerId, typeId }: Wish): number[] => {
  if (answer?.outcome !== 'found') return [];
  const { slot, after } = answer;
  if (slot.practitionerId !== practitionerId || slot.typeId !== typeId) return [];
  return [slot, ...(after ? [after] : [])].map(({ startsAt }) => Date.parse(startsAt));
};

/** What is free instead of where a visit cannot be dropped: near it on screen, and where that is too little, on later days. */
export const useOffers = (carry: Carry | null, known: Known): readonly number[] => {
  const { load, data } = useFetcher<FreeAnswer>();
  const refused = carry?.verdict.outcome === 'refused' ? carry : undefined;
  const near = carry?.verdict.outcome === 'refused' ? carry.verdict.alternatives : [];
  const question = refused && near.length < OFFERS ? questionOf(refused, known) : undefined;
  useEffect(() => {
    if (question !== undefined) void load(question);
  }, [question, load]);
  return refused ? [...near, ...laterThan(data, refused.wish)].slice(0, OFFERS) : [];
};

/** A free time beside the one that was wished for: with its day when it is another. */
export const useOfferTime = ({ startsAt }: Wish): ((offered: number) => string) => {
  const formats = useFormats();
  const wished = new Date(startsAt);
  return (offered) => {
    const at = new Date(offered);
    const isSameDay = formats.dateOf(at) === formats.dateOf(wished);
    return `${isSameDay ? '' : `${formats.shortDay(at, wished)}, `}${formats.time(at)}`;
  };
};
