import { useToast } from '@clinic/ui';
import type { KeyboardEvent } from 'react';
import { directionOf, useLocale, useText, type TextKey } from '#texts';
import { movable } from './movable.ts';
import { fittingLength, lengthOf, type CarryActs, type Target } from './use-carry.ts';
import type { CalendarCursor } from './use-cursor.ts';
import type { CalendarModel } from './use-model.ts';

const QUARTER = 15;
const LENGTH_STEP = 5;

type Hands = {
  model: CalendarModel;
  cursor: CalendarCursor;
  carrying: CarryActs;
  mayMove: boolean;
  onDrop: () => void;
};

const quarterAfter = (minute: number): number => (Math.floor(minute / QUARTER) + 1) * QUARTER;
const quarterBefore = (minute: number): number => (Math.ceil(minute / QUARTER) - 1) * QUARTER;

const within = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, high));

/** Where a key would carry a visit to. */
const aimOf = (
  key: string,
  { column, start, length }: Target,
  { axis, columns, onward }: Pick<CalendarModel, 'axis' | 'columns'> & { onward: string },
): Partial<Target> | undefined => {
  const lastStart = axis.last - QUARTER;
  const lastColumn = columns.length - 1;
  switch (key) {
    case 'ArrowDown':
      return { start: within(axis.first, quarterAfter(start), lastStart) };
    case 'ArrowUp':
      return { start: within(axis.first, quarterBefore(start), lastStart) };
    case 'ArrowLeft':
    case 'ArrowRight':
      return { column: within(0, column + (key === onward ? 1 : -1), lastColumn) };
    case 'Shift+ArrowDown':
      return { length: fittingLength(length + LENGTH_STEP) };
    case 'Shift+ArrowUp':
      return { length: fittingLength(length - LENGTH_STEP) };
    default:
      return undefined;
  }
};

/** Moves a visit by keys: M takes it, arrows carry it, Shift and arrows change its length, Enter puts it down, Esc puts it back. */
export const useCarryKeys = ({ model, cursor, carrying, mayMove, onDrop }: Hands) => {
  const t = useText();
  const toast = useToast();
  const onward = directionOf(useLocale()) === 'rtl' ? 'ArrowLeft' : 'ArrowRight';

  const obstacle = (): (TextKey & `calendar.cannotMove.${string}`) | undefined => {
    if (!mayMove) return 'calendar.cannotMove.role';
    if (cursor.stop?.kind !== 'visit') return 'calendar.cannotMove.nobody';
    return movable(cursor.stop.visit.appointment) ? undefined : 'calendar.cannotMove.over';
  };

  const take = (): boolean => {
    const { stop } = cursor;
    const why = obstacle();
    if (why !== undefined) toast.show({ text: t(why), mark: 'due' });
    if (why !== undefined || stop?.kind !== 'visit') return false;
    carrying.start({ visit: stop.visit, column: stop.column, kind: 'move', by: 'keys' });
    return true;
  };

  const carry = (event: KeyboardEvent, target: Target): void => {
    const aim = aimOf(event.shiftKey ? `Shift+${event.key}` : event.key, target, { ...model, onward });
    // To another day it can be carried; every other key waits until it is put down. Tab goes on and puts it back.
    if (!['Tab', '[', ']', 't'].includes(event.key)) event.preventDefault();
    if (aim) carrying.aim(aim);
    if (event.key === 'Enter') onDrop();
    if (event.key === 'Escape' || event.key === 'Tab') carrying.stop();
  };

  const grow = (event: KeyboardEvent): void => {
    const grows: Record<string, number> = { ArrowDown: LENGTH_STEP, ArrowUp: -LENGTH_STEP };
    const by = event.shiftKey ? grows[event.key] : undefined;
    if (by === undefined || cursor.stop?.kind !== 'visit' || !take()) return;
    event.preventDefault();
    carrying.aim({ length: fittingLength(lengthOf(cursor.stop.visit) + by) });
  };

  const press = (event: KeyboardEvent): void => {
    const current = carrying.carry;
    if (!current) grow(event);
    else if (current.carried.by === 'keys') carry(event, current.target);
    if (event.defaultPrevented) event.stopPropagation();
  };

  return { press, take };
};
