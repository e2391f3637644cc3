import { freeSlots } from './free-slots.ts';
import type { Slot, SlotQuestion } from './free-slots.ts';
import type { OpenInterval } from './open-intervals.ts';
import { overlaps, toSpan } from './span.ts';

/** The time somebody would have liked, and how many others to offer (three unless told). */
export type Wish = { startsAt: Date; count?: number };

/**
 * The free times nearest to a wish, nearest first, the earlier one first at the same distance. They do not overlap for one
 * practitioner: 10:25, 10:30 and 10:35 would be one offer, not three.
 */
export const nearestFree = (open: readonly OpenInterval[], question: SlotQuestion, wish: Wish): Slot[] => {
  const distance = (slot: Slot): number => Math.abs(slot.startsAt.getTime() - wish.startsAt.getTime());
  const nearest: Slot[] = [];
  // The sort is stable and the slots come in order of time, so the earlier of two equally near ones stays first.
  for (const slot of freeSlots(open, question).sort((one, other) => distance(one) - distance(other))) {
    if (nearest.length === (wish.count ?? 3)) break;
    const isAnother = nearest.every(
      (taken) => taken.practitionerId !== slot.practitionerId || !overlaps(toSpan(taken), toSpan(slot)),
    );
    if (isAnother) nearest.push(slot);
  }
  return nearest;
};
