import {
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
  type DragMoveEvent,
  type DragStartEvent,
  type SensorDescriptor,
  type SensorOptions,
} from '@dnd-kit/core';
import { useRef, type RefObject } from 'react';
import type { Axis, Column, Visit } from './calendar.columns.ts';
import { fittingLength, lengthOf, type CarryActs } from './use-carry.ts';
import type { CalendarModel } from './use-model.ts';

const SNAP_MINUTES = 5;
const QUARTER = 15;
const MAGNET_MINUTES = 4;

/** What the pointer took hold of. */
export type Grip = { id: string; column: number; isEdge: boolean; element: HTMLElement };

export type Drag = {
  sensors: SensorDescriptor<SensorOptions>[];
  grip: RefObject<Grip | null>;
  ghost: RefObject<HTMLDivElement | null>;
  start: (event: DragStartEvent) => void;
  move: (event: DragMoveEvent) => void;
};

/** The pixels of a minute and the edges of the columns, measured once when the drag begins: asking at each move would lay the page out anew. */
type Measure = { pixelsPerMinute: number; columns: readonly { left: number; right: number }[] };

/** To five minutes, and to the quarter of an hour where it is near: most visits begin there. */
export const snapped = (minutes: number): number => {
  const quarter = Math.round(minutes / QUARTER) * QUARTER;
  return Math.abs(minutes - quarter) <= MAGNET_MINUTES
    ? quarter
    : Math.round(minutes / SNAP_MINUTES) * SNAP_MINUTES;
};

const measure = ({ element }: Grip, { axis }: CalendarModel): Measure => {
  const grounds = element.closest('.grid')?.querySelectorAll('[data-ground]') ?? [];
  const columns = [...grounds].map((ground) => ground.getBoundingClientRect());
  const height = columns[0]?.height ?? 0;
  return { pixelsPerMinute: height / (axis.last - axis.first) || 1, columns };
};

const pointOf = (event: Event): { clientX: number } | undefined => {
  if (event instanceof MouseEvent) return event;
  return 'touches' in event && event instanceof TouchEvent ? event.touches[0] : undefined;
};

/** The column the pointer is over; `delta` counts what was scrolled since, so the edges of the beginning still hold. */
const columnUnder = (event: DragMoveEvent, { columns }: Measure): number | undefined => {
  const at = pointOf(event.activatorEvent);
  const x = (at?.clientX ?? 0) + event.delta.x;
  const index = columns.findIndex(({ left, right }) => left <= x && x < right);
  return index < 0 ? undefined : index;
};

const within = ({ first, last }: Axis, start: number): number =>
  Math.max(first, Math.min(start, last - SNAP_MINUTES));

const taken = (
  inHand: Grip | null,
  columns: readonly Column[],
): { inHand: Grip; visit: Visit } | undefined => {
  const visits = columns[inHand?.column ?? -1]?.visits;
  const visit = visits?.find(({ appointment }) => appointment.id === inHand?.id);
  return inHand && visit ? { inHand, visit } : undefined;
};

const useHoldSensors = (): SensorDescriptor<SensorOptions>[] =>
  useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    // A finger scrolls; held still it takes hold.
    useSensor(TouchSensor, { activationConstraint: { delay: 300, tolerance: 8 } }),
  );

/** Dragging by mouse or finger: the block follows by its transform alone, the page draws only when the aim changes. */
export const useDrag = (model: CalendarModel, { start, aim }: CarryActs): Drag => {
  const grip = useRef<Grip | null>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const measured = useRef<Measure>({ pixelsPerMinute: 1, columns: [] });
  const sensors = useHoldSensors();
  const { axis, columns } = model;

  const held = (): { inHand: Grip; visit: Visit } | undefined => taken(grip.current, columns);

  return {
    sensors,
    grip,
    ghost,
    start: () => {
      const hold = held();
      if (!hold) return;
      const { inHand, visit } = hold;
      measured.current = measure(inHand, model);
      start({ visit, column: inHand.column, kind: inHand.isEdge ? 'resize' : 'move', by: 'pointer' });
    },
    move: (event) => {
      const hold = held();
      if (!hold) return;
      const { inHand, visit } = hold;
      const { x, y } = event.delta;
      const minutes = y / measured.current.pixelsPerMinute;
      if (inHand.isEdge) {
        const end = snapped(visit.start + lengthOf(visit) + minutes);
        aim({ length: fittingLength(end - visit.start) });
        return;
      }
      if (ghost.current) ghost.current.style.transform = `translate3d(${x}px, ${y}px, 0)`;
      const wanted = within(axis, snapped(visit.start + minutes));
      const column = columnUnder(event, measured.current);
      aim(column === undefined ? { start: wanted } : { column, start: wanted });
    },
  };
};
