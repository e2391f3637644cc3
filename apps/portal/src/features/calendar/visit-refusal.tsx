import type { Appointment } from '@clinic/contracts';
import { Button, Mark, plainName } from '@clinic/ui';
import type { JSX } from 'react';
import { nameOf, type ReferenceData } from '#reference';
import { useText } from '#texts';
import { useFormats, useNow } from '#time';
import { wordOfStatus } from '#visits';
import type { VisitRefusal } from './calendar.data.ts';
import { useRefusalText } from './booking-refusal.tsx';

type RefusalProps = {
  refused: VisitRefusal;
  appointment: Appointment;
  reference: ReferenceData;
  onTake: (startsAt: number, practitionerId: string) => void;
  onRetry: () => void;
  onDismiss: () => void;
};

/** What somebody else made of the visit meanwhile: only what differs is said. */
const useChanged = (reference: ReferenceData): ((before: Appointment, current: Appointment) => string) => {
  const t = useText();
  const formats = useFormats();
  const now = useNow();
  const when = (appointment: Appointment): string =>
    t('calendar.stale.when', {
      day: formats.shortDay(appointment.startsAt, now),
      from: formats.time(appointment.startsAt),
      to: formats.time(appointment.endsAt),
      practitioner: nameOf(reference.practitioners, appointment.practitionerId) ?? '',
    });
  return (before, current) => {
    const changes = [
      when(before) === when(current)
        ? ''
        : t('calendar.stale.moved', { before: when(before), now: when(current) }),
      before.status === current.status
        ? ''
        : t('calendar.stale.status', { status: t(wordOfStatus[current.status]) }),
    ].filter(Boolean);
    return changes.length > 0 ? changes.join(' ') : t('calendar.stale.other');
  };
};

/** A move or a step that was refused, at the visit it was meant for. */
export const VisitRefusalNote = (props: RefusalProps): JSX.Element => {
  const { refused, appointment, reference, onTake, onRetry, onDismiss } = props;
  const t = useText();
  const formats = useFormats();
  const said = useRefusalText();
  const changed = useChanged(reference);
  const { refusal, before } = refused;
  const isStale = refusal.code === 'stale_version';
  const sentence = isStale && before && refusal.current ? changed(before, refusal.current) : said(refusal);
  const name = plainName(appointment.patient.name);
  return (
    <div role="alert" className="refused">
      <h3>
        <Mark kind="refused" />
        {isStale ? t('calendar.stale.title', { name }) : t('calendar.refused.title', { name })}
      </h3>
      <p>{sentence}</p>
      <p className="flexw">
        {refusal.alternatives.slice(0, 3).map(({ startsAt, practitionerId }) => (
          <Button
            key={startsAt}
            size="small"
            className="num"
            onClick={() => onTake(Date.parse(startsAt), practitionerId)}
          >
            {t('calendar.carry.take', { time: formats.time(startsAt) })}
          </Button>
        ))}
        {refusal.code === 'unavailable' && (
          <Button size="small" onClick={onRetry}>
            {t('shell.error.again')}
          </Button>
        )}
        <Button size="small" kind="quiet" onClick={onDismiss}>
          {t('calendar.dismiss')}
        </Button>
      </p>
    </div>
  );
};
