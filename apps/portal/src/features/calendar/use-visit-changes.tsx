import type { Appointment, AppointmentStatus } from '@clinic/contracts';
import { PatientName, useToast, type ToastMessage } from '@clinic/ui';
import type { ReactNode } from 'react';
import { useSubmit } from 'react-router';
import { useWishes } from '#acts';
import { nameOf, type ReferenceData } from '#reference';
import { useMay } from '#session';
import { Text, useText, type TextKey } from '#texts';
import { useFormats, useNow } from '#time';
import { markOfStatus } from '#visits';
import type { CalendarData } from './calendar.data.ts';
import { keyOf, type CalendarWish, type MoveWish, type StatusWish } from './calendar.wish.ts';
import type { Place } from './use-carry.ts';

const didText: Record<AppointmentStatus, TextKey & `calendar.did.${string}`> = {
  booked: 'calendar.did.booked',
  arrived: 'calendar.did.arrived',
  'checked-in': 'calendar.did.checkedIn',
  fulfilled: 'calendar.did.fulfilled',
  noshow: 'calendar.did.noshow',
  cancelled: 'calendar.did.cancelled',
};

export type VisitChanges = {
  move: (appointment: Appointment, place: Place) => void;
  setStatus: (appointment: Appointment, to: AppointmentStatus) => void;
  /** Sends once more what was refused because there was no line. */
  retry: (appointment: Appointment, wish: MoveWish | StatusWish) => void;
  dismiss: (id: string) => void;
  /** Drops the booking that waited for its patient to be registered. */
  forgetDraft: () => void;
  /** Says that a visit was booked, with the way back. */
  announceBooked: (appointment: Appointment) => void;
};

const placeOf = (appointment: Appointment): Place => {
  const startsAt = Date.parse(appointment.startsAt);
  const length = (Date.parse(appointment.endsAt) - startsAt) / 60_000;
  return { practitionerId: appointment.practitionerId, startsAt, length };
};

const placeIn = ({ change }: MoveWish, appointment: Appointment): Place => {
  const before = placeOf(appointment);
  return {
    practitionerId: change.practitionerId ?? before.practitionerId,
    startsAt: change.startsAt === undefined ? before.startsAt : Date.parse(change.startsAt),
    length: change.durationMinutes ?? before.length,
  };
};

type Needs = Pick<CalendarData, 'reference' | 'answers'>;

/** What is said of a change, in the words and hours of the clinic. */
const useSentences = (reference: ReferenceData) => {
  const formats = useFormats();
  const now = useNow();
  const whenOf = (startsAt: number | string): string => {
    const at = new Date(startsAt);
    const isToday = formats.dateOf(at) === formats.dateOf(now);
    return isToday ? formats.time(at) : `${formats.shortDay(at, now)}, ${formats.time(at)}`;
  };
  const nameIn = (appointment: Appointment): ReactNode => <PatientName name={appointment.patient.name} />;
  const practitionerOf = (id: string): string => nameOf(reference.practitioners, id) ?? '';
  return {
    moved: (appointment: Appointment, { startsAt, practitionerId, length }: Place): ReactNode => {
      const practitioner = practitionerOf(practitionerId);
      const values = { name: nameIn(appointment), when: whenOf(startsAt), practitioner, minutes: length };
      return <Text of="calendar.moved" values={values} />;
    },
    status: (appointment: Appointment, to: AppointmentStatus): ReactNode => (
      <Text of={didText[to]} values={{ name: nameIn(appointment) }} />
    ),
    booked: (appointment: Appointment): ReactNode => {
      const practitioner = practitionerOf(appointment.practitionerId);
      const values = { name: nameIn(appointment), when: whenOf(appointment.startsAt), practitioner };
      return <Text of="calendar.booked" values={values} />;
    },
  };
};

/** Changes visits: the page at once, the server behind it, and when it has answered a toast with the way back. */
export const useVisitChanges = ({ reference, answers }: Needs): VisitChanges => {
  const t = useText();
  const submit = useSubmit();
  const toast = useToast();
  const sentences = useSentences(reference);
  const ask = useWishes(answers);
  const mayOverbook = useMay()('appointment:overbook');
  const undo = (run: () => void): ToastMessage['undo'] => ({ label: t('calendar.undo'), keys: 'u', run });

  const send = (wish: CalendarWish, key: string): Promise<void> =>
    submit(JSON.stringify(wish), {
      method: 'post',
      encType: 'application/json',
      navigate: false,
      fetcherKey: `calendar-${key}`,
    });

  const askFor = (wish: MoveWish | StatusWish, done: ToastMessage): void =>
    ask({ key: keyOf(wish), send: () => send(wish, wish.id), done });

  const moveTo = (appointment: Appointment, place: Place, back?: ToastMessage['undo']): void => {
    const { practitionerId, startsAt, length } = place;
    const reason = mayOverbook ? appointment.overbookReason : null;
    const overbook = reason === null ? {} : { overbook: { reason } };
    const change = { practitionerId, startsAt: new Date(startsAt).toISOString(), durationMinutes: length };
    askFor(
      { act: 'move', id: appointment.id, change: { ...change, ...overbook } },
      { text: sentences.moved(appointment, place), undo: back },
    );
  };

  const step = (appointment: Appointment, to: AppointmentStatus, back?: ToastMessage['undo']): void => {
    const text = sentences.status(appointment, to);
    askFor({ act: 'status', id: appointment.id, to }, { text, mark: markOfStatus[to], undo: back });
  };

  const move = (appointment: Appointment, place: Place): void =>
    moveTo(
      appointment,
      place,
      undo(() => moveTo(appointment, placeOf(appointment))),
    );
  const setStatus = (appointment: Appointment, to: AppointmentStatus): void =>
    step(
      appointment,
      to,
      undo(() => step(appointment, appointment.status)),
    );

  return {
    move,
    setStatus,
    announceBooked: (appointment) =>
      toast.show({
        text: sentences.booked(appointment),
        undo: undo(() => step(appointment, 'cancelled')),
      }),
    retry: (appointment, wish) =>
      wish.act === 'status' ? setStatus(appointment, wish.to) : move(appointment, placeIn(wish, appointment)),
    dismiss: (id) => void send({ act: 'dismiss', id }, id),
    forgetDraft: () => void send({ act: 'forget' }, 'draft'),
  };
};
