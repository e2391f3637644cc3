import type { Alert, Appointment } from '@clinic/contracts';
import { classNames, Icon, Mark, PatientName, plainName, stateClass } from '@clinic/ui';
import { TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import { nameOf, type ReferenceData } from '#reference';
import { useText } from '#texts';
import { useFormats } from '#time';
import { markOfStatus, wordOfStatus } from '#visits';
import type { Visit } from './calendar.columns.ts';

/** Below this, two lines do not fit. */
const ONE_LINE_MINUTES = 25;
const TIGHT_MINUTES = 13;

export const allergiesOf = (alerts: readonly Alert[]): string =>
  alerts
    .filter((alert) => alert.kind === 'allergy')
    .map((alert) => alert.label)
    .join(', ');

const AllergySign = ({ alerts }: { alerts: readonly Alert[] }): JSX.Element | null => {
  const t = useText();
  const names = allergiesOf(alerts);
  if (names === '') return null;
  const label = t('people.allergy', { names });
  return (
    <span className="al" role="img" aria-label={label} title={label}>
      <Icon icon={TriangleAlert} />
    </span>
  );
};

/** What a visit is about: its reason, or its type where none was written. */
export const useAbout = (reference: ReferenceData): ((visit: Visit) => string) => {
  return ({ appointment }) => appointment.reason ?? nameOf(reference.types, appointment.typeId) ?? '';
};

type VisitLabel = (visit: Visit, length?: 'short' | 'long') => string;

/**
 * The whole of a visit in one sentence, for who does not see the grid. It begins with what stands in the block; `long`
 * says why it is overbooked as well.
 */
export const useVisitLabel = (reference: ReferenceData): VisitLabel => {
  const t = useText();
  const formats = useFormats();
  const about = useAbout(reference);
  const overbooked = (
    { overbooked: isOver, overbookReason: reason }: Appointment,
    isLong: boolean,
  ): string => {
    if (!isOver) return '';
    return isLong && reason !== null
      ? t('calendar.visit.overbookedBecause', { reason })
      : t('calendar.visit.overbooked');
  };
  return (visit, length = 'short') => {
    const { appointment } = visit;
    const allergies = allergiesOf(appointment.patient.alerts);
    return [
      t('calendar.visit.label', {
        name: plainName(appointment.patient.name),
        from: formats.time(appointment.startsAt),
        about: about(visit),
        to: formats.time(appointment.endsAt),
      }),
      t(wordOfStatus[appointment.status]),
      nameOf(reference.practitioners, appointment.practitionerId) ?? '',
      overbooked(appointment, length === 'long'),
      allergies === '' ? '' : t('people.allergy', { names: allergies }),
    ]
      .filter(Boolean)
      .join(', ');
  };
};

/** The class of a block: its state, and what else is true of it. */
export const blockClass = (visit: Visit, more?: string | false): string => {
  const { status, overbooked } = visit.appointment;
  return classNames(
    'ev',
    stateClass(markOfStatus[status]),
    overbooked && 'over',
    visit.isPending && 'is-pending',
    visit.end - visit.start < TIGHT_MINUTES && 'is-tight',
    more,
  );
};

/**
 * What stands in a block: the mark and the name, and with room for it the time and the reason below. In a narrow lane
 * the time goes first, which the place tells, then the allergy. The mark stays, and something of the name.
 */
export const BlockText = ({
  visit,
  about,
  startsAt = visit.appointment.startsAt,
}: {
  visit: Visit;
  about: string;
  startsAt?: string | undefined;
}): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const { appointment } = visit;
  const time = <time dateTime={startsAt}>{formats.time(startsAt)}</time>;
  const isOneLine = visit.end - visit.start < ONE_LINE_MINUTES;
  return (
    <>
      <span className="l1">
        <span className="who">
          <Mark kind={markOfStatus[appointment.status]} label={t(wordOfStatus[appointment.status])} />
          <PatientName name={appointment.patient.name} />
          <AllergySign alerts={appointment.patient.alerts} />
        </span>{' '}
        {isOneLine && time}
      </span>{' '}
      {!isOneLine && (
        <span className="l2">
          {time} {about}
        </span>
      )}
    </>
  );
};
