import { Button, Note } from '@clinic/ui';
import type { JSX } from 'react';
import { nameOf, type ReferenceData } from '#reference';
import { useText } from '#texts';
import { useFormats } from '#time';
import type { Refusal } from './calendar.wish.ts';
import type { Verdict, Wish } from './placement.ts';
import { ObstacleText } from './obstacle-text.tsx';
import { useOfferTime } from './use-offers.ts';

type RefusalProps = {
  wish: Wish;
  verdict: Verdict;
  refusal: Refusal | undefined;
  reference: ReferenceData;
  /** Somebody is chosen: a press on a free time books it. */
  isBooking: boolean;
  onTime: (startsAt: number, practitionerId: string) => void;
};

/** What the server said, in words of the desk. */
export const useRefusalText = (): ((refusal: Refusal) => string) => {
  const t = useText();
  const formats = useFormats();
  return (refusal) => {
    const [blocking] = refusal.blocking;
    if (refusal.isPast) return t('calendar.why.past');
    switch (refusal.code) {
      case 'slot_taken': {
        if (!blocking) return t('calendar.refused.taken');
        const [from, to] = [formats.time(blocking.startsAt), formats.time(blocking.endsAt)];
        if (blocking.what === 'patient') return t('calendar.refused.patient', { from, to });
        return blocking.what === 'room'
          ? t('calendar.refused.room', { from, to })
          : t('calendar.refused.practitioner', { from, to });
      }
      case 'not_offered':
        return t('calendar.refused.notOffered');
      case 'not_allowed':
        return t('calendar.refused.notAllowed');
      case 'unavailable':
        return t('calendar.refused.offline');
      default:
        return refusal.message;
    }
  };
};

type Offer = { startsAt: number; practitionerId: string };

/** The free times near a wish, each one press away. */
export const Offers = ({
  offers,
  wish,
  reference,
  isBooking,
  onTime,
}: Pick<RefusalProps, 'wish' | 'reference' | 'isBooking' | 'onTime'> & {
  offers: readonly Offer[];
}): JSX.Element | null => {
  const t = useText();
  const offerTime = useOfferTime(wish);
  if (offers.length === 0) return null;
  const timeOf = ({ startsAt, practitionerId }: Offer): string => {
    const time = offerTime(startsAt);
    if (practitionerId === wish.practitionerId) return time;
    const practitioner = nameOf(reference.practitioners, practitionerId) ?? '';
    return t('calendar.offer.with', { time, practitioner });
  };
  const text = (offer: Offer): string =>
    isBooking ? t('calendar.offer.book', { time: timeOf(offer) }) : timeOf(offer);
  return (
    <p className="offers">
      <span className="t13 soft">{t('calendar.offer.nearest')}</span>
      {offers.map((offer) => (
        <Button
          key={`${offer.startsAt}-${offer.practitionerId}`}
          size="small"
          className="num"
          onClick={() => onTime(offer.startsAt, offer.practitionerId)}
        >
          {text(offer)}
        </Button>
      ))}
    </p>
  );
};

/** Why the time cannot be had, as far as it is known here, or as the server answered; and what is free instead. */
export const BookingRefusal = (props: RefusalProps): JSX.Element | null => {
  const { wish, verdict, refusal, reference } = props;
  const said = useRefusalText();
  const isTaken = verdict.outcome === 'refused';
  if (!isTaken && !refusal) return null;
  const { practitionerId } = wish;
  const own = isTaken ? verdict.alternatives.map((startsAt) => ({ startsAt, practitionerId })) : [];
  const answered = (refusal?.alternatives ?? []).map((slot) => ({
    ...slot,
    startsAt: Date.parse(slot.startsAt),
  }));
  const offers = own.length > 0 ? own : answered;
  return (
    <div className="refusal">
      <Note tone="missed" mark="refused" role="alert">
        {isTaken ? (
          <ObstacleText obstacle={verdict.obstacle} wish={wish} reference={reference} />
        ) : (
          refusal && said(refusal)
        )}
      </Note>
      <Offers {...props} offers={offers.slice(0, 3)} />
    </div>
  );
};
