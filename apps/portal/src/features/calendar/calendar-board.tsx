import { DndContext } from '@dnd-kit/core';
import type { Appointment } from '@clinic/contracts';
import { AnchoredPopover, Dialog, plainName, useShortcuts } from '@clinic/ui';
import { useRef, useState, type JSX, type ReactNode, type RefObject } from 'react';
import { useMay } from '#session';
import { useText } from '#texts';
import { BookingPanel } from './booking-panel.tsx';
import { CalendarGrid } from './calendar-grid.tsx';
import type { CalendarData } from './calendar.data.ts';
import { viewPath } from './calendar.view.ts';
import { CarryLayer } from './carry-layer.tsx';
import { DragHold, type DragHolder } from './drag-hold.tsx';
import { RefusalLayer } from './refusal-layer.tsx';
import type { BookingActs } from './use-booking.ts';
import { changesNothing, type Carry, type CarryActs } from './use-carry.ts';
import { useCarryKeys } from './use-carry-keys.ts';
import type { CalendarCursor } from './use-cursor.ts';
import { useDates } from './dates-context.tsx';
import { useDrag } from './use-drag.ts';
import { useOffers } from './use-offers.ts';
import { useRoomBeside } from './use-media.ts';
import type { CalendarModel } from './use-model.ts';
import type { VisitChanges } from './use-visit-changes.tsx';
import { VisitDetails } from './visit-details.tsx';

type BoardProps = {
  data: CalendarData;
  model: CalendarModel;
  today: string;
  cursor: CalendarCursor;
  carrying: CarryActs;
  booking: BookingActs;
  changes: VisitChanges;
  isPhone: boolean;
  onBooked: (appointment: Appointment) => void;
  onTime: (time: { startsAt: number; practitionerId: string }) => void;
};

const nothing = (): undefined => undefined;

// What is carried is said by the grid itself, in the words of the page.
const silent = {
  announcements: { onDragStart: nothing, onDragOver: nothing, onDragEnd: nothing, onDragCancel: nothing },
  screenReaderInstructions: { draggable: '' },
  restoreFocus: false,
};

/** Puts down what is carried: where it is free it goes, where it is not it takes the nearest free time, by key alone. */
const useDrop = ({ data, model, carrying, changes }: BoardProps) => {
  const { carry, stop } = carrying;
  const offers = useOffers(carry, { reference: data.reference, until: model.days.at(-1)?.to ?? 0 });
  const send = (from: Carry, startsAt: number): void => {
    const { wish, target, carried } = from;
    if (!changesNothing(from) || startsAt !== wish.startsAt) {
      const { practitionerId } = wish;
      changes.move(carried.visit.appointment, { practitionerId, startsAt, length: target.length });
    }
    stop();
  };
  const drop = (): void => {
    if (!carry) return;
    const { verdict, carried, wish } = carry;
    const [nearest] = carried.by === 'keys' ? offers : [];
    if (verdict.outcome === 'free') send(carry, wish.startsAt);
    else if (nearest !== undefined) send(carry, nearest);
    else if (carried.by === 'pointer') stop();
  };
  /** A press on a place, for hands without keys. */
  const dropAt = ({ column, minute }: { column: number; minute: number }): void => {
    const aim = { column, start: Math.floor(minute / 15) * 15 };
    const there = carrying.tryAt(aim);
    if (there?.verdict.outcome === 'free') send(there, there.wish.startsAt);
    else carrying.aim(aim);
  };
  return { offers, drop, dropAt, moveTo: (startsAt: number) => carry && send(carry, startsAt) };
};

type PanelProps = {
  appointment: Appointment;
  anchor: RefObject<Element | null>;
  isPhone: boolean;
  onClose: () => void;
  children: ReactNode;
};

/** Beside its block, or over the page where there is no room beside it. */
const VisitPanel = ({ appointment, anchor, isPhone, onClose, children }: PanelProps): JSX.Element => {
  const t = useText();
  const hasRoom = useRoomBeside();
  if (isPhone || !hasRoom) {
    return (
      <Dialog title={t('calendar.visit.title')} isOpen onClose={onClose}>
        {children}
      </Dialog>
    );
  }
  return (
    <AnchoredPopover
      label={plainName(appointment.patient.name)}
      anchor={anchor}
      isOpen
      onClose={onClose}
      className="visit-pop"
    >
      {children}
    </AnchoredPopover>
  );
};

const useGridLabel = ({ data, model }: BoardProps): string => {
  const t = useText();
  const dates = useDates();
  if (data.view.mode === 'day') {
    return t('calendar.grid', { day: dates.title(data.date), count: model.columns.length });
  }
  const days = model.all.map((column) => column.day.date);
  return t('calendar.week.plain', { span: dates.span(days[0] ?? data.date, days.at(-1) ?? data.date) });
};

/** Takes up the visit the cursor is on, wherever on the page the focus is. */
const useMoveKey = (run: () => void): void => {
  const t = useText();
  useShortcuts([{ keys: 'm', label: t('calendar.key.move'), run }]);
};

/** The grid with all that happens in it: visits opened, moved and made longer, free time booked. */
export const CalendarBoard = (props: BoardProps): JSX.Element => {
  const { data, model, today, cursor, carrying, booking, changes, isPhone, onBooked, onTime } = props;
  const label = useGridLabel(props);
  const may = useMay();
  const [mayMove, mayBook] = [may('appointment:update'), may('appointment:create')];
  const [openId, setOpenId] = useState<string | null>(null);
  const anchor = useRef<Element>(null);
  const holder = useRef<DragHolder>(null);
  const drag = useDrag(model, carrying);
  const { offers, drop, dropAt, moveTo } = useDrop(props);
  const keys = useCarryKeys({ model, cursor, carrying, mayMove, onDrop: drop });
  const { view, reference } = data;
  const { carry } = carrying;
  const opened = model.knowledge.appointments.find(({ id }) => id === openId);

  useMoveKey(() => void keys.take());

  const closeVisit = (): void => {
    setOpenId(null);
    cursor.focus();
  };
  const closeBooking = (): void => {
    booking.end();
    if (data.draft) changes.forgetDraft();
    cursor.focus();
  };
  const book = (place: { column: number; minute: number }): void => {
    if (carry) {
      dropAt(place);
      return;
    }
    const target = { ...place, id: null };
    if (!mayBook) {
      cursor.go(target);
      return;
    }
    // The form takes the focus; the cell gets it back when the form is left.
    cursor.note(target);
    booking.begin(place);
  };
  const { wish, verdict } = booking;
  return (
    // While a visit is carried the keys are its own, wherever in the grid the focus is. What is pressed is inside.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="calgrid"
      onKeyDownCapture={keys.press}
      onMouseDown={(event) => holder.current?.take(event)}
      onTouchStart={(event) => holder.current?.take(event)}
    >
      <DndContext
        sensors={drag.sensors}
        accessibility={silent}
        onDragStart={drag.start}
        onDragMove={drag.move}
        onDragEnd={drop}
        onDragCancel={carrying.stop}
      >
        <DragHold holder={holder} gripRef={drag.grip} isOn={mayMove} />
      </DndContext>
      <CalendarGrid
        label={label}
        model={model}
        mode={view.mode}
        today={today}
        reference={reference}
        cursor={cursor}
        carriedId={carry?.carried.visit.appointment.id}
        mayMove={mayMove}
        acts={{
          book,
          openVisit: (id, element) => {
            anchor.current = element;
            // Not every browser focuses a button that is pressed; the cursor goes there anyway.
            cursor.note({ column: Number(element.dataset['column']), minute: cursor.minute, id });
            setOpenId(id);
          },
        }}
      >
        {carry && (
          <CarryLayer
            carry={carry}
            columnCount={model.columns.length}
            axis={model.axis}
            reference={reference}
            ghost={drag.ghost}
            offers={offers}
            onTake={moveTo}
          />
        )}
        <RefusalLayer data={data} model={model} changes={changes} />
        {booking.booking && wish && verdict && (
          <BookingPanel
            model={model}
            isPhone={isPhone}
            booking={booking.booking}
            wish={wish}
            verdict={verdict}
            reference={reference}
            path={viewPath({ ...view, date: data.date, patientId: null })}
            onChange={booking.change}
            onTime={(startsAt, practitionerId) => onTime({ startsAt, practitionerId })}
            onBooked={onBooked}
            onClose={closeBooking}
          />
        )}
      </CalendarGrid>
      {opened && (
        <VisitPanel appointment={opened} anchor={anchor} isPhone={isPhone} onClose={closeVisit}>
          <VisitDetails
            appointment={opened}
            reference={reference}
            onStatus={(to) => {
              closeVisit();
              changes.setStatus(opened, to);
            }}
            onMove={() => {
              closeVisit();
              keys.take();
            }}
          />
        </VisitPanel>
      )}
    </div>
  );
};
