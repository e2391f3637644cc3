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
import type { Axis, Visit } from './calendar.columns.ts';
import { fittingLength, lengthOf, type CarryActs } from './use-carry.ts';
import { placeAt } from './place-at.ts';
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

/** Pixels of one minute, and where the block's edge was, measured once when the drag begins. */
type Measure = { pixelsPerMinute: number; x: number };

/** To five minutes, and to the quarter of an hour where it is near: most visits begin there. */
export const snapped = (minutes: number): number => {
  const quarter = Math.round(minutes / QUARTER) * QUARTER;
  return Math.abs(minutes - quarter) <= MAGNET_MINUTES
    ? quarter
    : Math.round(minutes / SNAP_MINUTES) * SNAP_MINUTES;
};

const measure = ({ element }: Grip, { axis }: CalendarModel): Measure => {
  const ground = element.closest('.grid')?.querySelector('[data-ground]');
  const box = element.getBoundingClientRect();
  const height = ground?.getBoundingClientRect().height ?? 0;
  return { pixelsPerMinute: height / (axis.last - axis.first) || 1, x: box.left };
};

const pointOf = (event: Event): { clientX: number } | undefined => {
  if (event instanceof MouseEvent) return event;
  return 'touches' in event && event instanceof TouchEvent ? event.touches[0] : undefined;
};

/** The column the pointer is over: it has moved as far as the block has, less what was scrolled since. */
const columnUnder = (
  { element, column }: Grip,
  event: DragMoveEvent,
  { x, axis }: Measure & { axis: Axis },
): number => {
  const at = pointOf(event.activatorEvent);
  const ground = element.closest('.grid')?.querySelector('[data-ground]')?.getBoundingClientRect();
  if (!at || !ground) return column;
  const scrolled = element.getBoundingClientRect().left - x;
  const clientX = at.clientX + event.delta.x + scrolled;
  return placeAt(element, { clientX, clientY: ground.top + 1 }, axis)?.column ?? column;
};

const within = ({ first, last }: Axis, start: number): number =>
  Math.max(first, Math.min(start, last - SNAP_MINUTES));

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
  const measured = useRef<Measure>({ pixelsPerMinute: 1, x: 0 });
  const sensors = useHoldSensors();
  const { axis, columns } = model;

  const held = (): { inHand: Grip; visit: Visit } | undefined => {
    const inHand = grip.current;
    const visits = columns[inHand?.column ?? -1]?.visits;
    const visit = visits?.find(({ appointment }) => appointment.id === inHand?.id);
    return inHand && visit ? { inHand, visit } : undefined;
  };

  return {
    sensors,
    grip,
    ghost,
    start: () => {
      const taken = held();
      if (!taken) return;
      const { inHand, visit } = taken;
      measured.current = measure(inHand, model);
      start({ visit, column: inHand.column, kind: inHand.isEdge ? 'resize' : 'move', by: 'pointer' });
    },
    move: (event) => {
      const taken = held();
      if (!taken) return;
      const { inHand, visit } = taken;
      const { x, y } = event.delta;
      const minutes = y / measured.current.pixelsPerMinute;
      if (inHand.isEdge) {
        const end = snapped(visit.start + lengthOf(visit) + minutes);
        aim({ length: fittingLength(end - visit.start) });
        return;
      }
      if (ghost.current) ghost.current.style.transform = `translate3d(${x}px, ${y}px, 0)`;
      const wanted = within(axis, snapped(visit.start + minutes));
      aim({ column: columnUnder(inHand, event, { ...measured.current, axis }), start: wanted });
    },
  };
};
