import { AnchoredPopover, Dialog, Mark } from '@clinic/ui';
import { useLayoutEffect, useRef, type JSX, type RefObject } from 'react';
import { nameOf } from '#reference';
import { Text, useText } from '#texts';
import { useFormats } from '#time';
import { BookingForm, type BookingFormProps } from './booking-form.tsx';
import { useRoomBeside } from './use-media.ts';
import type { CalendarModel } from './use-model.ts';

type PlaceProps = {
  ref: RefObject<HTMLDivElement | null>;
  /** Of the grid, from 0 on. */
  column: number;
  /** Minutes from the beginning of the grid. */
  start: number;
  length: number;
  isFree: boolean;
  text: string;
};

/** The time that is being booked, in the grid. It comes into sight before the form is placed beside it. */
const BookedPlace = ({ ref, column, start, length, isFree, text }: PlaceProps): JSX.Element => {
  useLayoutEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [ref, column, start]);
  return (
    <div
      ref={ref}
      className={isFree ? 'slot ok' : 'slot'}
      style={{ '--c': column + 2, '--s': start, '--d': length }}
      aria-hidden="true"
    >
      {isFree && (
        <>
          <Mark kind="done" />
          {text}
        </>
      )}
    </div>
  );
};

type PanelProps = BookingFormProps & { model: CalendarModel; isPhone: boolean };

/** The time that is being booked, drawn in the grid, and the form beside it; a dialog where there is no room beside it. */
export const BookingPanel = ({ model, isPhone, ...form }: PanelProps): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const anchor = useRef<HTMLDivElement>(null);
  const hasRoom = useRoomBeside();
  const { booking, wish, verdict, reference, onClose } = form;
  const at = new Date(booking.startsAt);
  const practitioner = nameOf(reference.practitioners, booking.practitionerId) ?? '';
  const time = formats.time(at);
  const isFree = verdict.outcome === 'free';
  const values = { day: formats.dayTitle(at), time, practitioner };
  const title = isFree ? t('calendar.book.title', values) : t('calendar.book.overbookTitle', values);
  const index = model.columns.findIndex(
    ({ practitioner: owner, day }) =>
      owner.id === booking.practitionerId && day.from <= booking.startsAt && booking.startsAt < day.to,
  );
  const column = model.columns[index];
  const heading = (
    <Text
      of="calendar.book.when"
      values={{ day: formats.dayTitle(at), time, until: formats.time(new Date(wish.endsAt)) }}
    />
  );
  if (isPhone || !hasRoom || !column) {
    return (
      <Dialog title={title} isOpen onClose={onClose}>
        <p className="soft">{heading}</p>
        <BookingForm {...form} />
      </Dialog>
    );
  }
  const start = column.day.minuteAt(booking.startsAt);
  return (
    <>
      <BookedPlace
        ref={anchor}
        column={index}
        start={start - model.axis.first}
        length={(wish.endsAt - wish.startsAt) / 60_000}
        isFree={isFree}
        text={t('calendar.carry.free', { time })}
      />
      <AnchoredPopover label={title} anchor={anchor} isOpen onClose={onClose} className="wide-pop">
        <h2 className="pop-title">{title}</h2>
        <p className="soft t13">{heading}</p>
        <BookingForm {...form} />
      </AnchoredPopover>
    </>
  );
};
