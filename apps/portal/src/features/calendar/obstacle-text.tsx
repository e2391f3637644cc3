import { PatientName } from '@clinic/ui';
import type { JSX } from 'react';
import { nameOf, type ReferenceData } from '#reference';
import { Text, useText } from '#texts';
import { useFormats } from '#time';
import type { Obstacle, Wish } from './placement.ts';

type ObstacleProps = { obstacle: Obstacle; wish: Wish; reference: ReferenceData };

/** Says in a sentence what stands in the way of a wish: who, what, when. */
export const ObstacleText = ({ obstacle, wish, reference }: ObstacleProps): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const practitioner = nameOf(reference.practitioners, wish.practitionerId) ?? '';
  switch (obstacle.code) {
    case 'past':
      return <>{t('calendar.why.past')}</>;
    case 'outside_hours':
      return <>{t('calendar.why.outside', { practitioner })}</>;
    case 'closed':
    case 'blocked': {
      const reason = obstacle.reason ?? t('calendar.closed');
      return <>{t('calendar.why.reason', { practitioner, reason })}</>;
    }
    case 'practitioner':
    case 'patient':
    case 'room': {
      const { visit } = obstacle;
      const times = { from: formats.time(visit.startsAt), to: formats.time(visit.endsAt) };
      const values = { ...times, name: <PatientName name={visit.patient.name} /> };
      if (obstacle.code === 'practitioner') {
        return <Text of="calendar.why.busy" values={{ ...values, practitioner }} />;
      }
      const room = nameOf(reference.rooms, visit.roomId) ?? '';
      if (obstacle.code === 'room') return <Text of="calendar.why.room" values={{ ...values, room }} />;
      const other = nameOf(reference.practitioners, visit.practitionerId) ?? '';
      return <Text of="calendar.why.patient" values={{ ...values, practitioner: other }} />;
    }
  }
};
