import type { AppointmentStatus } from '@clinic/contracts';
import { Pill, type MarkKind } from '@clinic/ui';
import type { JSX } from 'react';
import { useText, type TextKey } from '#texts';

/** The shape of each status; the words and colours follow it. */
export const markOfStatus: Record<AppointmentStatus, MarkKind> = {
  booked: 'due',
  arrived: 'waiting',
  'checked-in': 'room',
  fulfilled: 'done',
  noshow: 'missed',
  cancelled: 'gone',
};

/** The key of each status's word: Due, Waiting, In room, Done, No-show, Cancelled. */
export const wordOfStatus: Record<AppointmentStatus, TextKey & `visits.status.${string}`> = {
  booked: 'visits.status.booked',
  arrived: 'visits.status.arrived',
  'checked-in': 'visits.status.checkedIn',
  fulfilled: 'visits.status.fulfilled',
  noshow: 'visits.status.noshow',
  cancelled: 'visits.status.cancelled',
};

/** A status as pill: mark, tint, word. */
export const StatusPill = ({
  status,
  detail,
}: {
  status: AppointmentStatus;
  detail?: string | undefined;
}): JSX.Element => {
  const t = useText();
  return (
    <Pill kind={markOfStatus[status]}>
      {t(wordOfStatus[status])}
      {detail && ` ${detail}`}
    </Pill>
  );
};
