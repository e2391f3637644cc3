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
import { fittingLength, lengthOf, type CarryActs } from './use-carry.ts';
import { placeAt } from './place-at.ts';
import type { CalendarModel } from './use-model.ts';

const SNAP_MINUTES = 5;

/** What the pointer took hold of. */
export type Grip = { id: string; column: number; isEdge: boolean; element: HTMLElement };

export type Drag = {
  sensors: SensorDescriptor<SensorOptions>[];
  grip: RefObject<Grip | null>;
  ghost: RefObject<HTMLDivElement | null>;
  start: (event: DragStartEvent) => void;
  move: (event: DragMoveEvent) => void;
};

/** Pixels of one minute, and where the grip's block was, measured once when the drag begins. */
type Measure = { pixelsPerMinute: number; x: number; y: number };

const snapped = (minutes: number): number => Math.round(minutes / SNAP_MINUTES) * SNAP_MINUTES;

const measure = ({ element }: Grip, { axis }: CalendarModel): Measure => {
  const ground = element.closest('.grid')?.querySelector('[data-ground]');
  const box = element.getBoundingClientRect();
  const height = ground?.getBoundingClientRect().height ?? 0;
  return {
    pixelsPerMinute: height / (axis.last - axis.first) || 1,
    x: box.left + box.width / 2,
    y: box.top + 1,
  };
};

const pointOf = (event: Event): { clientX: number; clientY: number } | undefined => {
  if (event instanceof MouseEvent) return event;
  return 'touches' in event && event instanceof TouchEvent ? event.touches[0] : undefined;
};

/** Dragging by mouse or finger: the block follows by its transform alone, the page draws only when the aim changes. */
export const useDrag = (model: CalendarModel, { start, aim }: CarryActs): Drag => {
  const grip = useRef<Grip | null>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const measured = useRef<Measure>({ pixelsPerMinute: 1, x: 0, y: 0 });
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    // A finger scrolls; held still it takes hold.
    useSensor(TouchSensor, { activationConstraint: { delay: 300, tolerance: 8 } }),
  );

  const visitOf = (held: Grip) =>
    model.columns[held.column]?.visits.find(({ appointment }) => appointment.id === held.id);

  const columnUnder = (held: Grip, event: DragMoveEvent): number => {
    const at = pointOf(event.activatorEvent);
    const box = held.element.closest('.grid')?.querySelector('[data-ground]')?.getBoundingClientRect();
    if (!at || !box) return held.column;
    const moved = currentPoint(held, at, event);
    const place = placeAt(held.element, { clientX: moved, clientY: box.top + 1 }, model.axis);
    return place?.column ?? held.column;
  };

  // Where the pointer is now: it has moved as far as the block has, less what was scrolled since.
  const currentPoint = (held: Grip, at: { clientX: number }, event: DragMoveEvent): number => {
    const box = held.element.getBoundingClientRect();
    const scrolled = box.left + box.width / 2 - measured.current.x;
    return at.clientX + event.delta.x + scrolled;
  };

  return {
    sensors,
    grip,
    ghost,
    start: () => {
      const held = grip.current;
      const visit = held && visitOf(held);
      if (!held || !visit) return;
      measured.current = measure(held, model);
      start({ visit, column: held.column, kind: held.isEdge ? 'resize' : 'move', by: 'pointer' });
    },
    move: (event) => {
      const held = grip.current;
      const visit = held && visitOf(held);
      if (!held || !visit) return;
      const minutes = event.delta.y / measured.current.pixelsPerMinute;
      if (held.isEdge) {
        aim({ length: fittingLength(snapped(lengthOf(visit) + minutes)) });
        return;
      }
      if (ghost.current) {
        ghost.current.style.transform = `translate3d(${event.delta.x}px, ${event.delta.y}px, 0)`;
      }
      const latest = model.axis.last - SNAP_MINUTES;
      const wanted = Math.max(model.axis.first, Math.min(snapped(visit.start + minutes), latest));
      aim({ column: columnUnder(held, event), start: wanted });
    },
  };
};
