import { useCallback, type JSX } from 'react';
import { useLoaderData, useNavigate, useNavigation } from 'react-router';
import type { Appointment } from '@clinic/contracts';
import { paths } from '#paths';
import { useMay, useSession } from '#session';
import { useText } from '#texts';
import { useFormats, useNow } from '#time';
import { CalendarBar } from './calendar-bar.tsx';
import { CalendarBoard } from './calendar-board.tsx';
import './calendar.css';
import type { CalendarData } from './calendar.data.ts';
import { BookingFor, CarryNote, EmptyNote, NeverLoaded, StaleNote } from './calendar-notes.tsx';
import { viewOf, viewPath, type CalendarView } from './calendar.view.ts';
import { DatesProvider } from './dates-context.tsx';
import { Legend } from './legend.tsx';
import { MonthPanel } from './month-panel.tsx';
import { PhoneTabs } from './phone-tabs.tsx';
import { useBooking, usualTypeOf, type BookingActs } from './use-booking.ts';
import { useCalendarKeys } from './use-calendar-keys.ts';
import { useCarry } from './use-carry.ts';
import { useCursor } from './use-cursor.ts';
import { useHasSide, usePhone } from './use-media.ts';
import { useCalendarModel, type CalendarModel } from './use-model.ts';
import { useNextFree } from './use-next-free.ts';
import { useRefresh } from './use-refresh.ts';
import { useVisitChanges } from './use-visit-changes.tsx';
import { Note } from '@clinic/ui';

/** Where the cursor begins: at the present, or at the first hour somebody works. */
const firstMinute = (model: CalendarModel, now: number): number => {
  const today = model.days.find((day) => day.from <= now && now < day.to);
  return today ? Math.floor(today.minuteAt(now)) : (model.columns[0]?.open[0]?.start ?? model.axis.first);
};

const useGo = (): ((view: CalendarView) => void) => {
  const navigate = useNavigate();
  return useCallback((view) => void navigate(viewPath(view), { preventScrollReset: true }), [navigate]);
};

/** Where one is about to be: a second press of a key goes on from there and not from what is still drawn. */
const useAhead = ({ view, date }: CalendarData, today: string): { view: CalendarView; date: string } => {
  const { location } = useNavigation();
  if (location?.pathname !== paths.calendar.day()) return { view, date };
  const next = viewOf(new URLSearchParams(location.search));
  return { view: next, date: next.date ?? today };
};

const Calendar = (): JSX.Element => {
  const t = useText();
  const data = useLoaderData<CalendarData>();
  const formats = useFormats();
  const now = useNow();
  const { clinic } = useSession();
  const may = useMay();
  const go = useGo();
  const isPhone = usePhone();
  const hasSide = useHasSide();
  const { view, date } = data;
  const today = formats.dateOf(now);
  const model = useCalendarModel(data, now, isPhone);
  const cursor = useCursor(model.columns, model.axis, {
    column: 0,
    minute: firstMinute(model, now.getTime()),
    id: null,
  });
  const carrying = useCarry(model.columns, model.knowledge);
  const booking = useBooking(data, model);
  const changes = useVisitChanges(data);
  useRefresh(carrying.carry !== null);

  const showTime = ({
    startsAt,
    practitionerId,
    typeId,
  }: {
    startsAt: number | string;
    practitionerId: string;
    typeId?: string;
  }): void => {
    const at = new Date(startsAt);
    const day = formats.dateOf(at);
    if (!data.dates.includes(day)) go({ ...view, date: day });
    booking.beginAt({ startsAt: at.getTime(), practitionerId, typeId });
  };
  const nextFree = useNextFree(showTime);
  const { stop } = cursor;
  const focused = stop && model.columns[stop.column]?.practitioner.id;
  const findNext = (): void =>
    nextFree.search({
      typeId: booking.booking?.typeId ?? usualTypeOf(model.knowledge, focused ?? ''),
      practitionerIds: view.practitionerIds,
      from: Math.max(now.getTime(), model.days[0]?.from ?? 0),
    });
  const begin: BookingActs['begin'] = (place) => {
    nextFree.forget();
    booking.begin(place);
  };
  const bookHere = (): void => {
    const column = stop && model.columns[stop.column];
    const isAhead = column && stop.kind === 'free' && column.day.instantAt(stop.end) > now.getTime();
    if (isAhead) begin({ column: stop.column, minute: cursor.minute });
    else findNext();
  };
  const booked = (appointment: Appointment): void => {
    booking.end();
    changes.announceBooked(appointment);
    if (view.patientId !== null) go({ ...view, date, patientId: null });
  };

  const ahead = useAhead(data, today);
  useCalendarKeys({ ...ahead, focused, go, bookHere, findNext, mayBook: may('appointment:create') });

  return (
    <div className="cal">
      <title>{t('shell.title', { page: t('calendar.title'), clinic: clinic.name })}</title>
      <CalendarBar
        view={view}
        date={date}
        ahead={ahead}
        today={today}
        model={model}
        focusedId={focused}
        isSearching={nextFree.isSearching}
        onNextFree={findNext}
        onBook={bookHere}
      />
      {isPhone && <PhoneTabs data={data} model={model} />}
      <div className="calmain">
        <BookingFor data={data} />
        <CarryNote carrying={carrying} />
        <StaleNote data={data} />
        {nextFree.problem && (
          <Note tone="waiting" mark="waiting" role="alert">
            {nextFree.problem === 'none' ? t('calendar.nextFree.none') : t('calendar.nextFree.failed')}
          </Note>
        )}
        {data.loadedAt === undefined ? (
          <NeverLoaded problem={data.problem ?? 'failed'} />
        ) : (
          <>
            <EmptyNote model={model} mode={view.mode} />
            <CalendarBoard
              data={data}
              model={model}
              today={today}
              cursor={cursor}
              carrying={carrying}
              booking={{ ...booking, begin }}
              changes={changes}
              isPhone={isPhone}
              onBooked={booked}
              onTime={showTime}
            />
          </>
        )}
      </div>
      {hasSide && (
        <aside className="sidecol cal-side" aria-label={t('calendar.side')}>
          <MonthPanel view={view} date={date} today={today} />
          <Legend />
        </aside>
      )}
    </div>
  );
};

/** Day and week: who is booked when, and every way to change it. */
export const CalendarPage = (): JSX.Element => (
  <DatesProvider>
    <Calendar />
  </DatesProvider>
);
