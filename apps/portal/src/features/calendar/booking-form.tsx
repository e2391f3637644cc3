import { AllergyChip, Button, Mark, PatientName, Select, TextField } from '@clinic/ui';
import { useEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { useFetcher } from 'react-router';
import { useOnce } from '#acts';
import { useAgeAndSex } from '#people';
import { nameOf, type ReferenceData } from '#reference';
import { useMay } from '#session';
import { useText } from '#texts';
import { useFormats } from '#time';
import type { BookOutcome } from './calendar.data.ts';
import { BookingRefusal } from './booking-refusal.tsx';
import { PatientField } from './patient-field.tsx';
import { canBeOverbooked, type Verdict, type Wish } from './placement.ts';
import type { Booked, Booking } from './use-booking.ts';
import { allergiesOf } from './visit-block.tsx';
import type { Appointment } from '@clinic/contracts';
import type { CalendarWish } from './calendar.wish.ts';

export type BookingFormProps = {
  booking: Booking;
  wish: Wish;
  verdict: Verdict;
  reference: ReferenceData;
  /** Where to come back to from the registration. */
  path: string;
  onChange: (change: Partial<Booking>) => void;
  /** Another time, perhaps of another day. */
  onTime: (startsAt: number, practitionerId: string) => void;
  onBooked: (appointment: Appointment) => void;
  onClose: () => void;
};

const Who = ({ patient, onOther }: { patient: Booked; onOther: () => void }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const ageAndSex = useAgeAndSex()(patient);
  const allergies = allergiesOf(patient.alerts);
  const born = patient.birthDate === null ? '' : formats.shortBirthDate(patient.birthDate);
  const file = t('people.file', { number: patient.fileNumber });
  return (
    <div className="field who">
      <span className="label">{t('calendar.book.patient')}</span>
      <div className="who-card">
        <span className="l1">
          <PatientName name={patient} />
          {allergies !== '' && <AllergyChip>{allergies}</AllergyChip>}
        </span>
        <span className="l2 num">{[born, ageAndSex, file].filter(Boolean).join(', ')}</span>
        <Button kind="quiet" size="small" onClick={onOther}>
          {t('calendar.book.other')}
        </Button>
      </div>
    </div>
  );
};

/** Books once; the answer is handed on as soon as it is there. */
const useBookFetcher = (onBooked: (appointment: Appointment) => void) => {
  const fetcher = useFetcher<BookOutcome>();
  const once = useOnce();
  const { data } = fetcher;
  const told = useRef<BookOutcome | undefined>(undefined);
  useEffect(() => {
    if (data?.outcome !== 'booked' || told.current === data) return;
    told.current = data;
    onBooked(data.appointment);
  }, [data, onBooked]);
  const send = (wish: CalendarWish): void => {
    const body = JSON.stringify(wish);
    once(body, () => fetcher.submit(body, { method: 'post', encType: 'application/json' }));
  };
  return {
    send,
    // While the calendar behind loads anew a refusal is already there, and so are the other times to press.
    isBusy: fetcher.state !== 'idle' && !(fetcher.state === 'loading' && data?.outcome === 'refused'),
    refusal: data?.outcome === 'refused' ? data.refusal : undefined,
  };
};

const textOf = (form: HTMLFormElement | null, name: string): string => {
  const value = form && new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
};

/** Sends the booking, or first asks for the reason of an overbooking. */
const useSubmission = (props: BookingFormProps, canOverbook: boolean) => {
  const { booking, wish, verdict, path, onTime, onBooked } = props;
  const form = useRef<HTMLFormElement>(null);
  const [isOverbooking, setIsOverbooking] = useState(false);
  const [sentFor, setSentFor] = useState(0);
  const { send, isBusy, refusal } = useBookFetcher(onBooked);
  const isFree = verdict.outcome === 'free';

  const sendAt = (place: { startsAt: number; practitionerId: string }, overbookReason: string): void => {
    if (booking.patient === null || isBusy) return;
    const reason = textOf(form.current, 'reason');
    setSentFor(place.startsAt);
    send({
      act: 'book',
      booking: {
        patientId: booking.patient.id,
        practitionerId: place.practitionerId,
        typeId: booking.typeId,
        startsAt: new Date(place.startsAt).toISOString(),
        ...(wish.roomId === null ? {} : { roomId: wish.roomId }),
        ...(reason === '' ? {} : { reason }),
        ...(overbookReason === '' ? {} : { overbook: { reason: overbookReason } }),
      },
    });
  };
  const submit = (): void => {
    if (!isFree && !canOverbook) return;
    const overbookReason = isFree ? '' : textOf(form.current, 'overbookReason');
    if (isFree || overbookReason !== '') sendAt(booking, overbookReason);
    else setIsOverbooking(true);
  };
  const take = (startsAt: number, practitionerId: string): void => {
    onTime(startsAt, practitionerId);
    sendAt({ startsAt, practitionerId }, '');
  };
  const register = (query: string): void => {
    const { practitionerId, typeId } = booking;
    const reason = textOf(form.current, 'reason');
    const startsAt = new Date(booking.startsAt).toISOString();
    send({ act: 'register', query, draft: { practitionerId, typeId, startsAt, reason, path } });
  };
  return {
    form,
    isOverbooking,
    isBusy,
    // What was said of another time says nothing of this one.
    refusal: sentFor === booking.startsAt ? refusal : undefined,
    submit,
    take,
    register,
  };
};

const OverbookReason = ({
  booking,
  reference,
}: Pick<BookingFormProps, 'booking' | 'reference'>): JSX.Element => {
  const t = useText();
  return (
    <TextField
      label={t('calendar.book.overbookReason')}
      hint={t('calendar.book.overbookHint', {
        practitioner: nameOf(reference.practitioners, booking.practitionerId) ?? '',
      })}
      name="overbookReason"
      maxLength={500}
      width="c6"
      // The field has just been asked for: it is what comes next.
      // eslint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
    />
  );
};

/** What a booking needs: who and what; where and when were pressed. */
export const BookingForm = (props: BookingFormProps): JSX.Element => {
  const { booking, wish, verdict, reference, onChange, onClose } = props;
  const t = useText();
  const may = useMay();
  const isFree = verdict.outcome === 'free';
  const canOverbook = !isFree && may('appointment:overbook') && canBeOverbooked(verdict.obstacle);
  const { form, isOverbooking, isBusy, refusal, submit, take, register } = useSubmission(props, canOverbook);
  const types = reference.types.filter((type) => type.isActive);
  const reasonOff = ((): string | undefined => {
    if (booking.patient === null) return t('calendar.book.needsPatient');
    return isFree || canOverbook ? undefined : t('calendar.book.notFree');
  })();
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
  };
  const act = useRef<HTMLButtonElement>(null);
  const patientId = booking.patient?.id;
  // Once it is known who comes nothing is missing: Enter books, and the form hears its keys.
  useEffect(() => {
    if (patientId !== undefined) act.current?.focus();
  }, [patientId]);

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Ctrl+Enter sends from any field
    <form
      ref={form}
      className="book"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={press}
      noValidate
    >
      {booking.patient ? (
        <Who patient={booking.patient} onOther={() => onChange({ patient: null })} />
      ) : (
        <PatientField
          mayRegister={may('patient:create')}
          onChoose={(patient) => onChange({ patient })}
          onRegister={register}
        />
      )}
      <div className="fs">
        <Select
          label={t('calendar.book.type')}
          options={types.map(({ id, name, durationMinutes }) => ({
            value: id,
            label: t('calendar.book.typeOption', { name, count: durationMinutes }),
          }))}
          value={booking.typeId}
          onChange={(event) => onChange({ typeId: event.target.value })}
        />
        <TextField
          label={t('calendar.book.reason')}
          name="reason"
          defaultValue={booking.reason}
          maxLength={500}
        />
      </div>
      <BookingRefusal
        wish={wish}
        verdict={verdict}
        refusal={refusal}
        reference={reference}
        isBooking={booking.patient !== null}
        onTime={take}
      />
      {canOverbook && isOverbooking && <OverbookReason booking={booking} reference={reference} />}
      <div className="acts">
        <Button kind="quiet" keys="Escape" onClick={onClose}>
          {t('calendar.book.cancel')}
        </Button>
        <Button
          ref={act}
          type="submit"
          kind="primary"
          keys="Ctrl+Enter"
          busyLabel={isBusy ? t('calendar.book.busy') : undefined}
          disabledReason={reasonOff}
        >
          {isFree ? t('visits.act.book') : t('calendar.book.overbook')}
        </Button>
      </div>
      {reasonOff !== undefined && (
        <p className="small muted reason-off">
          <Mark kind="due" />
          {reasonOff}
        </p>
      )}
    </form>
  );
};
