import { AnchoredPopover, Dialog, Mark } from '@clinic/ui';
import { useRef, type JSX } from 'react';
import { nameOf } from '#reference';
import { Text, useText } from '#texts';
import { useFormats } from '#time';
import { BookingForm, type BookingFormProps } from './booking-form.tsx';
import { useRoomBeside } from './use-media.ts';
import type { CalendarModel } from './use-model.ts';

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
      <div
        ref={anchor}
        className={isFree ? 'slot ok' : 'slot'}
        style={{
          '--c': index + 2,
          '--s': start - model.axis.first,
          '--d': (wish.endsAt - wish.startsAt) / 60_000,
        }}
        aria-hidden="true"
      >
        {isFree && (
          <>
            <Mark kind="done" />
            {t('calendar.carry.free', { time })}
          </>
        )}
      </div>
      <AnchoredPopover label={title} anchor={anchor} isOpen onClose={onClose} className="wide-pop">
        <h2 className="pop-title">{title}</h2>
        <p className="soft t13">{heading}</p>
        <BookingForm {...form} />
      </AnchoredPopover>
    </>
  );
};
