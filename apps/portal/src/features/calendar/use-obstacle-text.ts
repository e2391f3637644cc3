import { plainName } from '@clinic/ui';
import { nameOf, type ReferenceData } from '#reference';
import { useText } from '#texts';
import { useFormats } from '#time';
import type { Obstacle, Wish } from './placement.ts';

/** Says in a sentence what stands in the way of a wish: who, what, when. */
export const useObstacleText = (reference: ReferenceData): ((obstacle: Obstacle, wish: Wish) => string) => {
  const t = useText();
  const formats = useFormats();
  return (obstacle, wish) => {
    const practitioner = nameOf(reference.practitioners, wish.practitionerId) ?? '';
    switch (obstacle.code) {
      case 'past':
        return t('calendar.why.past');
      case 'outside_hours':
        return t('calendar.why.outside', { practitioner });
      case 'closed':
      case 'blocked':
        return t('calendar.why.reason', { practitioner, reason: obstacle.reason ?? t('calendar.closed') });
      case 'practitioner':
      case 'patient':
      case 'room': {
        const { visit } = obstacle;
        const name = plainName(visit.patient.name);
        const [from, to] = [formats.time(visit.startsAt), formats.time(visit.endsAt)];
        if (obstacle.code === 'practitioner') return t('calendar.why.busy', { practitioner, name, from, to });
        if (obstacle.code === 'room') {
          const room = nameOf(reference.rooms, visit.roomId) ?? '';
          return t('calendar.why.room', { room, name, from, to });
        }
        const other = nameOf(reference.practitioners, visit.practitionerId) ?? '';
        return t('calendar.why.patient', { name, practitioner: other, from, to });
      }
    }
  };
};
