import type { Appointment, AppointmentStatus } from '@clinic/contracts';
import { PatientName, type ToastMessage } from '@clinic/ui';
import type { ReactNode } from 'react';
import { useFetchers, useSubmit } from 'react-router';
import { useWishes, type Answers } from '#acts';
import { Text, useText, type TextKey } from '#texts';
import { markOfStatus } from '#visits';
import type { Pending } from './today.board.ts';
import { keyOf, type StatusWish } from './today.data.ts';

const fetcherOf = (id: string): string => `today-status-${id}`;

const isWish = (value: unknown): value is StatusWish & { act: 'change' } =>
  typeof value === 'object' && value !== null && 'act' in value && value.act === 'change';

/** The wishes that are on their way: the board shows them as if they were granted. */
export const usePending = (): Pending => {
  const wishes = useFetchers().flatMap((fetcher) => (isWish(fetcher.json) ? [fetcher.json] : []));
  return Object.fromEntries(wishes.map(({ id, to }) => [id, to]));
};

const doneText: Record<AppointmentStatus, TextKey & `today.did.${string}`> = {
  booked: 'today.did.booked',
  arrived: 'today.did.arrived',
  'checked-in': 'today.did.checkedIn',
  fulfilled: 'today.did.fulfilled',
  noshow: 'today.did.noshow',
  cancelled: 'today.did.cancelled',
};

type StatusChange = {
  change: (appointment: Appointment, to: AppointmentStatus) => void;
  dismiss: (id: string) => void;
};

type Needs = { answers: Answers; roomName: (id: string | null) => string | undefined };

/** Moves a visit one step: the board at once, the server behind it, and when it has answered a toast with the way back. */
export const useStatusChange = ({ answers, roomName }: Needs): StatusChange => {
  const t = useText();
  const submit = useSubmit();
  const ask = useWishes(answers);

  const send = (wish: StatusWish): Promise<void> =>
    submit(wish, {
      method: 'post',
      action: '?index',
      encType: 'application/json',
      navigate: false,
      fetcherKey: fetcherOf(wish.id),
    });

  const sentence = (appointment: Appointment, to: AppointmentStatus): ReactNode => {
    const name = <PatientName name={appointment.patient.name} />;
    const room = to === 'fulfilled' ? roomName(appointment.roomId) : undefined;
    if (room !== undefined) return <Text of="today.freed" values={{ name, room }} />;
    return <Text of={doneText[to]} values={{ name }} />;
  };

  const take = (appointment: Appointment, to: AppointmentStatus, undo?: ToastMessage['undo']): void => {
    const { id } = appointment;
    const done = { text: sentence(appointment, to), mark: markOfStatus[to], undo };
    ask({ key: keyOf({ id, to }), send: () => send({ act: 'change', id, to }), done });
  };

  const change = (appointment: Appointment, to: AppointmentStatus): void =>
    take(appointment, to, {
      label: t('today.undo'),
      keys: 'u',
      run: () => take({ ...appointment, roomId: null }, appointment.status),
    });

  return { change, dismiss: (id) => void send({ act: 'dismiss', id }) };
};
