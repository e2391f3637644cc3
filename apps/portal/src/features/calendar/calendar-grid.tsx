import { classNames } from '@clinic/ui';
import {
  useEffect,
  useRef,
  type FocusEvent,
  type JSX,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import type { ReferenceData } from '#reference';
import { directionOf, useLocale } from '#texts';
import { useNow } from '#time';
import { ColumnGround, Gutter } from './column-ground.tsx';
import { GridBody, ROW_MINUTES } from './grid-body.tsx';
import { placeAt } from './place-at.ts';
import type { Stop } from './stops.ts';
import type { CalendarCursor } from './use-cursor.ts';
import type { CalendarModel } from './use-model.ts';

/** From here on the grid scrolls sideways in its own frame. */
const MANY_COLUMNS = 8;

/** What the hands of whoever works with the grid do. */
export type GridActs = {
  openVisit: (id: string, element: HTMLElement) => void;
  book: (place: { column: number; minute: number }) => void;
};

type GridProps = {
  label: string;
  model: CalendarModel;
  mode: 'day' | 'week';
  today: string;
  reference: ReferenceData;
  cursor: CalendarCursor;
  carriedId: string | undefined;
  mayMove: boolean;
  acts: GridActs;
  /** What hovers over the grid: what is being moved, what is being booked. */
  children?: ReactNode;
};

const elementAt = (event: { target: EventTarget | null }, selector: string): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;

const useGridKeys = ({ cursor, acts }: GridProps): ((event: KeyboardEvent) => void) => {
  const isRightToLeft = directionOf(useLocale()) === 'rtl';
  const onward = isRightToLeft ? -1 : 1;
  const enter = (): void => {
    const { stop } = cursor;
    if (stop && stop.kind !== 'visit') acts.book({ column: stop.column, minute: cursor.minute });
  };
  const keys: Record<string, (() => void) | undefined> = {
    ArrowDown: () => cursor.along(1),
    ArrowUp: () => cursor.along(-1),
    ArrowRight: () => cursor.across(onward),
    ArrowLeft: () => cursor.across(onward === 1 ? -1 : 1),
    PageDown: () => cursor.leap(60),
    PageUp: () => cursor.leap(-60),
    Home: () => cursor.edge('first'),
    End: () => cursor.edge('last'),
    Enter: enter,
    ' ': enter,
  };
  return (event) => {
    // A visit is a button: Enter presses it.
    const isPress = (event.key === 'Enter' || event.key === ' ') && elementAt(event, '[data-visit]') !== null;
    const run =
      event.ctrlKey || event.metaKey || event.altKey || event.shiftKey ? undefined : keys[event.key];
    if (!run || isPress || event.defaultPrevented) return;
    event.preventDefault();
    run();
  };
};

const useGridPointer = ({ model, cursor, acts }: GridProps) => {
  const click = (event: MouseEvent<HTMLElement>): void => {
    // The second click of a double click was meant for what the first one took away.
    if (event.detail > 1) return;
    const visit = elementAt(event, '[data-visit]');
    const id = visit?.dataset['visit'];
    if (visit && id !== undefined) {
      acts.openVisit(id, visit);
      return;
    }
    const place = placeAt(event.currentTarget, event, model.axis);
    if (place) acts.book(place);
  };
  // The focus moves with the click, not with the press: moving it cuts the free time under the pointer into cells.
  const press = (event: MouseEvent): void => {
    if (!elementAt(event, '[data-visit]') && elementAt(event, '.time')) event.preventDefault();
  };
  const focus = (event: FocusEvent): void => {
    const element = elementAt(event, '[data-column]');
    if (!element) return;
    const { column, minute, visit } = element.dataset;
    const index = Number(column);
    const stop = visit === undefined ? undefined : cursor.stops[index]?.find((one) => isOf(one, visit));
    cursor.note({ column: index, minute: stop?.start ?? Number(minute), id: visit ?? null });
  };
  return { click, press, focus };
};

const isOf = (stop: Stop, id: string): boolean => stop.kind === 'visit' && stop.visit.appointment.id === id;

const useNowMinute = ({ days, axis }: CalendarModel): number | undefined => {
  const now = useNow().getTime();
  const today = days.find((day) => day.from <= now && now < day.to);
  const minute = today && Math.floor(today.minuteAt(now));
  return minute !== undefined && minute >= axis.first && minute <= axis.last ? minute : undefined;
};

/** Space at the bottom that the keys and the bar of a phone stand in. */
const BOTTOM = 80;

/**
 * Who opens the calendar in the evening sees the evening: the present comes into sight once, when it is below the fold.
 * A week with more columns than fit begins at today; the days before are a scroll away.
 */
const useNowInSight = (mode: 'day' | 'week'): RefObject<HTMLDivElement | null> => {
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (mode !== 'week') return;
    grid.current?.querySelector('.head.today')?.scrollIntoView({ block: 'nearest', inline: 'start' });
  }, [mode]);
  useEffect(() => {
    const now = grid.current?.querySelector('.nowtag');
    if (now && now.getBoundingClientRect().bottom > window.innerHeight - BOTTOM) {
      now.scrollIntoView({ block: 'nearest' });
    }
  }, []);
  return grid;
};

/**
 * The grid: a column for each practitioner or day, blocks where the visits are. Rows, cells and heads are real to a
 * screen reader although they have no boxes of their own; what they hold is placed by minute.
 */
export const CalendarGrid = (props: GridProps): JSX.Element => {
  const { label, model, mode, today, reference, cursor, carriedId, mayMove, children } = props;
  const { columns, axis, zoom } = model;
  const press = useGridKeys(props);
  const pointer = useGridPointer(props);
  const grid = useNowInSight(mode);
  const nowMinute = useNowMinute(model);
  const minutes = axis.last - axis.first;
  return (
    <div
      ref={grid}
      className={classNames('grid', `is-${mode}`, columns.length > MANY_COLUMNS && 'is-many')}
      style={{ '--cols': columns.length, '--mins': minutes, '--zoom': zoom }}
    >
      <Gutter axis={axis} nowMinute={nowMinute} />
      <div aria-hidden="true" className="cell">
        {columns.map((column, index) => (
          <ColumnGround
            key={column.key}
            column={column}
            index={index}
            axis={axis}
            nowMinute={nowMinute}
            isToday={column.day.date === today}
          />
        ))}
      </div>
      {/* The cells are focused, never the grid itself: one of them can always be reached by Tab. */}
      {/* eslint-disable-next-line jsx-a11y/interactive-supports-focus */}
      <div
        role="grid"
        className="cell"
        aria-label={label}
        aria-colcount={columns.length + 1}
        aria-rowcount={minutes / ROW_MINUTES + 1}
        onKeyDown={press}
        onClick={pointer.click}
        onMouseDown={pointer.press}
        onFocus={pointer.focus}
      >
        <GridBody
          columns={columns}
          stops={cursor.stops}
          current={cursor.stop}
          first={axis.first}
          reference={reference}
          mode={mode}
          today={today}
          areSeveral={model.shown.length > 1}
          carriedId={carriedId}
          mayMove={mayMove}
        />
      </div>
      {children}
    </div>
  );
};
