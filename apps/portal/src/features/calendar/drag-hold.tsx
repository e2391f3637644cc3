import { useDraggable } from '@dnd-kit/core';
import { useImperativeHandle, type MouseEvent, type Ref, type RefObject, type TouchEvent } from 'react';
import type { Grip } from './use-drag.ts';

/** Takes hold of the block that is pressed, if it can be moved. */
export type DragHolder = { take: (event: MouseEvent | TouchEvent) => void };

type HoldProps = { holder: Ref<DragHolder>; gripRef: RefObject<Grip | null>; isOn: boolean };

const gripOf = (target: EventTarget): Grip | undefined => {
  const pressed = target instanceof Element ? target : null;
  const element = pressed?.closest<HTMLElement>('[data-visit]');
  const { visit: id, column } = element?.dataset ?? {};
  // Only what can be moved has an edge to take.
  if (!element?.querySelector('[data-grip]') || id === undefined) return undefined;
  return { id, column: Number(column), isEdge: pressed?.closest('[data-grip]') != null, element };
};

/**
 * One thing that can be dragged for the whole grid: the block that is pressed. It stands beside the grid and not around
 * it: what is inside a drag context is looked through at each move of the pointer, some hundred blocks of it.
 */
export const DragHold = ({ holder, gripRef, isOn }: HoldProps): null => {
  const { listeners, setNodeRef } = useDraggable({ id: 'visit', disabled: !isOn });
  useImperativeHandle(holder, () => ({
    take: (event) => {
      const grip = gripOf(event.target);
      if (!grip) return;
      gripRef.current = grip;
      setNodeRef(grip.element);
      listeners?.[event.type === 'touchstart' ? 'onTouchStart' : 'onMouseDown']?.(event);
    },
  }));
  return null;
};
