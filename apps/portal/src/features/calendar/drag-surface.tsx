import { useDraggable } from '@dnd-kit/core';
import type { JSX, MouseEvent, ReactNode, RefObject, TouchEvent } from 'react';
import type { Grip } from './use-drag.ts';

type SurfaceProps = { gripRef: RefObject<Grip | null>; isOn: boolean; children: ReactNode };

/**
 * One thing that can be dragged for the whole grid: the block that is pressed. A draggable of its own for each of some
 * hundred blocks would be drawn anew, all of them, whenever one of them is taken or dropped.
 */
export const DragSurface = ({ gripRef, isOn, children }: SurfaceProps): JSX.Element => {
  const { listeners, setNodeRef } = useDraggable({ id: 'visit', disabled: !isOn });
  const take = (event: MouseEvent | TouchEvent): boolean => {
    const target = event.target instanceof Element ? event.target : null;
    const element = target?.closest<HTMLElement>('[data-visit]');
    const { visit: id, column } = element?.dataset ?? {};
    // Only what can be moved has an edge to take.
    if (!element?.querySelector('[data-grip]') || id === undefined) return false;
    gripRef.current = {
      id,
      column: Number(column),
      isEdge: target?.closest('[data-grip]') !== null,
      element,
    };
    setNodeRef(element);
    return true;
  };
  return (
    // The keyboard has its own way to move a visit; this one is for hands.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="drag-surface"
      onMouseDown={(event) => {
        if (take(event)) listeners?.['onMouseDown']?.(event);
      }}
      onTouchStart={(event) => {
        if (take(event)) listeners?.['onTouchStart']?.(event);
      }}
    >
      {children}
    </div>
  );
};
