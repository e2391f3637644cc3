import { useMemo, useState } from 'react';
import type { Column, Visit } from './calendar.columns.ts';
import { judge, type Knowledge, type Verdict, type Wish } from './placement.ts';

/** A visit that is being moved or made longer or shorter, by hand or by key. */
export type Carried = { visit: Visit; column: number; kind: 'move' | 'resize'; by: 'pointer' | 'keys' };

/** Where it would go: a column and minutes of its day. */
export type Target = { column: number; start: number; length: number };

export type Carry = { carried: Carried; target: Target; wish: Wish; verdict: Verdict };

/** Where a visit goes, as the server is asked for it. */
export type Place = { practitionerId: string; startsAt: number; length: number };

export type CarryActs = {
  carry: Carry | null;
  start: (carried: Carried) => void;
  /** Aims elsewhere; what is not named stays. */
  aim: (target: Partial<Target>) => void;
  /** What would be said of another aim. */
  tryAt: (target: Partial<Target>) => Carry | null;
  stop: () => void;
};

const SHORTEST = 5;
const LONGEST = 480;

/** The lengths a visit may have, in minutes (the API's own limits). */
export const fittingLength = (minutes: number): number => Math.max(SHORTEST, Math.min(minutes, LONGEST));

export const lengthOf = ({ appointment }: Visit): number =>
  (Date.parse(appointment.endsAt) - Date.parse(appointment.startsAt)) / 60_000;

const isSame = (one: Target, other: Target): boolean =>
  one.column === other.column && one.start === other.start && one.length === other.length;

const wishOf = (columns: readonly Column[], { visit }: Carried, target: Target): Wish | undefined => {
  const column = columns[target.column];
  if (!column) return undefined;
  const { appointment } = visit;
  const isAtItsTime = column.day.minuteAt(Date.parse(appointment.startsAt)) === target.start;
  const isItsDay = column.day.from <= Date.parse(appointment.startsAt) && isAtItsTime;
  const startsAt = isItsDay ? Date.parse(appointment.startsAt) : column.day.instantAt(target.start);
  return {
    practitionerId: column.practitioner.id,
    typeId: appointment.typeId,
    startsAt,
    endsAt: startsAt + target.length * 60_000,
    patientId: appointment.patient.id,
    roomId: appointment.roomId,
    moved: appointment,
  };
};

const isBack = ({ moved, practitionerId, startsAt, endsAt }: Wish): boolean =>
  moved !== null &&
  moved.practitionerId === practitionerId &&
  Date.parse(moved.startsAt) === startsAt &&
  Date.parse(moved.endsAt) === endsAt;

/** Whether the wish would change anything. */
export const changesNothing = (carry: Carry): boolean => isBack(carry.wish);

type Held = { carried: Carried; target: Target };

const carryOf = (held: Held | null, columns: readonly Column[], knowledge: Knowledge): Carry | null => {
  const wish = held && wishOf(columns, held.carried, held.target);
  if (!wish) return null;
  const verdict: Verdict = isBack(wish) ? { outcome: 'free' } : judge(wish, knowledge);
  return { ...held, wish, verdict };
};

/** Keeps what is being carried and judges each place it is held over. */
export const useCarry = (columns: readonly Column[], knowledge: Knowledge): CarryActs => {
  const [held, setHeld] = useState<Held | null>(null);
  const carry = useMemo(() => carryOf(held, columns, knowledge), [held, columns, knowledge]);
  const aimed =
    (change: Partial<Target>) =>
    (current: Held | null): Held | null => {
      if (!current) return current;
      const target = { ...current.target, ...change };
      // The same aim is the same state: a pointer that moves within five minutes draws nothing.
      return isSame(target, current.target) ? current : { ...current, target };
    };
  return {
    carry,
    start: (carried) => {
      const { column, visit } = carried;
      setHeld({ carried, target: { column, start: visit.start, length: lengthOf(visit) } });
    },
    aim: (change) => setHeld(aimed(change)),
    tryAt: (change) => carryOf(aimed(change)(held), columns, knowledge),
    stop: () => setHeld(null),
  };
};
