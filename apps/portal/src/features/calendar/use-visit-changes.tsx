import type { Appointment, AppointmentStatus } from '@clinic/contracts';
import { PatientName, useToast } from '@clinic/ui';
import { useSubmit } from 'react-router';
import { nameOf, type ReferenceData } from '#reference';
import { useMay } from '#session';
import { Text, useText, type TextKey } from '#texts';
import { useFormats, useNow } from '#time';
import { markOfStatus } from '#visits';
import type { CalendarWish, MoveWish, StatusWish } from './calendar.wish.ts';
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

/** Changes visits: the page at once, the server behind it, and a toast with the way back. */
export const useVisitChanges = (reference: ReferenceData): VisitChanges => {
  const t = useText();
  const formats = useFormats();
  const now = useNow();
  const submit = useSubmit();
  const toast = useToast();
  const mayOverbook = useMay()('appointment:overbook');
  const undoLabel = t('calendar.undo');

  const send = (wish: CalendarWish, key: string): void =>
    void submit(JSON.stringify(wish), {
      method: 'post',
      encType: 'application/json',
      navigate: false,
      fetcherKey: `calendar-${key}`,
    });

  const sendMove = (appointment: Appointment, { practitionerId, startsAt, length }: Place): void => {
    const reason = mayOverbook ? appointment.overbookReason : null;
    const overbook = reason === null ? {} : { overbook: { reason } };
    const change = { practitionerId, startsAt: new Date(startsAt).toISOString(), durationMinutes: length };
    send({ act: 'move', id: appointment.id, change: { ...change, ...overbook } }, appointment.id);
  };

  const whenOf = (startsAt: number | string): string => {
    const at = new Date(startsAt);
    const isToday = formats.dateOf(at) === formats.dateOf(now);
    return isToday ? formats.time(at) : `${formats.shortDay(at, now)}, ${formats.time(at)}`;
  };

  const movedText = (appointment: Appointment, place: Place): React.ReactNode => {
    const when = whenOf(place.startsAt);
    const practitioner = nameOf(reference.practitioners, place.practitionerId) ?? '';
    const name = <PatientName name={appointment.patient.name} />;
    return <Text of="calendar.moved" values={{ name, when, practitioner, minutes: place.length }} />;
  };

  const move = (appointment: Appointment, place: Place): void => {
    const before = placeOf(appointment);
    sendMove(appointment, place);
    toast.show({
      text: movedText(appointment, place),
      undo: {
        label: undoLabel,
        keys: 'u',
        run: () => {
          sendMove(appointment, before);
          toast.show({ text: movedText(appointment, before) });
        },
      },
    });
  };

  const statusText = (appointment: Appointment, to: AppointmentStatus): React.ReactNode => (
    <Text of={didText[to]} values={{ name: <PatientName name={appointment.patient.name} /> }} />
  );

  const sendStatus = ({ id }: Appointment, to: AppointmentStatus): void =>
    send({ act: 'status', id, to }, id);

  const setStatus = (appointment: Appointment, to: AppointmentStatus): void => {
    const before = appointment.status;
    sendStatus(appointment, to);
    toast.show({
      text: statusText(appointment, to),
      mark: markOfStatus[to],
      undo: {
        label: undoLabel,
        keys: 'u',
        run: () => {
          sendStatus(appointment, before);
          toast.show({ text: statusText(appointment, before), mark: markOfStatus[before] });
        },
      },
    });
  };

  const announceBooked = (appointment: Appointment): void => {
    const name = <PatientName name={appointment.patient.name} />;
    const when = whenOf(appointment.startsAt);
    const practitioner = nameOf(reference.practitioners, appointment.practitionerId) ?? '';
    toast.show({
      text: <Text of="calendar.booked" values={{ name, when, practitioner }} />,
      undo: {
        label: undoLabel,
        keys: 'u',
        run: () => {
          sendStatus(appointment, 'cancelled');
          toast.show({ text: statusText(appointment, 'cancelled'), mark: 'gone' });
        },
      },
    });
  };

  return {
    move,
    setStatus,
    announceBooked,
    retry: ({ id }, wish) => send(wish, id),
    dismiss: (id) => send({ act: 'dismiss', id }, id),
    forgetDraft: () => send({ act: 'forget' }, 'draft'),
  };
};
