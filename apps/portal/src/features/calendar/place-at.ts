import type { Axis } from './calendar.columns.ts';

type Point = { clientX: number; clientY: number };

/** A place of the grid: a column, and a minute of its day. */
export type GridPlace = { column: number; minute: number };

/**
 * Which minute of which column lies under a point. Asked of the columns' own boxes, so that it is right in either
 * reading direction, scrolled or zoomed.
 */
export const placeAt = (inside: Element, { clientX, clientY }: Point, axis: Axis): GridPlace | undefined => {
  const grounds = inside.closest('.grid')?.querySelectorAll<HTMLElement>('[data-ground]') ?? [];
  for (const ground of grounds) {
    const box = ground.getBoundingClientRect();
    if (clientX < box.left || clientX >= box.right || clientY < box.top || clientY >= box.bottom) continue;
    const share = (clientY - box.top) / box.height;
    const minute = axis.first + share * (axis.last - axis.first);
    return { column: Number(ground.dataset['ground']), minute };
  }
  return undefined;
};
