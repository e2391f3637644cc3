import { Mark, type MarkKind } from '@clinic/ui';
import type { JSX } from 'react';
import { useText, type TextKey } from '#texts';

const marks: readonly [MarkKind, TextKey & `visits.status.${string}`][] = [
  ['due', 'visits.status.booked'],
  ['waiting', 'visits.status.arrived'],
  ['room', 'visits.status.checkedIn'],
  ['done', 'visits.status.fulfilled'],
  ['missed', 'visits.status.noshow'],
];

/** The shapes and what they mean. */
export const Legend = (): JSX.Element => {
  const t = useText();
  return (
    <ul className="legend" aria-label={t('calendar.legend')}>
      {marks.map(([mark, word]) => (
        <li key={mark}>
          <Mark kind={mark} />
          {t(word)}
        </li>
      ))}
    </ul>
  );
};
