import type { Appointment, AppointmentStatus } from '@clinic/contracts';
import type { BeadSlot, MarkKind, WaitLimits } from '@clinic/ui';
import { minutesBetween } from '#time';

/** What is on its way to the server: the status a row is about to have. */
export type Pending = Readonly<Record<string, AppointmentStatus>>;

export type BoardRow = {
  appointment: Appointment;
  /** Waiting and in rooms: minutes so far. */
  minutes: number | undefined;
  limits: WaitLimits;
  /** Still to come, and past its time: minutes. */
  lateMinutes: number;
  isPending: boolean;
};

export const boardStates = ['waiting', 'room', 'due', 'done', 'missed'] as const;

export type BoardState = (typeof boardStates)[number];

export const isBoardState = (value: string | null): value is BoardState =>
  boardStates.some((state) => state === value);

export type Board = Record<BoardState | 'gone', BoardRow[]>;

const stateOf: Record<AppointmentStatus, BoardState | 'gone'> = {
  arrived: 'waiting',
  'checked-in': 'room',
  booked: 'due',
  fulfilled: 'done',
  noshow: 'missed',
  cancelled: 'gone',
};

/** Draws the wish of a row before the server has answered: it moves at once, and its clock starts now. */
const withPending = (appointment: Appointment, pending: Pending, now: Date): Appointment => {
  const status = pending[appointment.id];
  if (status === undefined || status === appointment.status) return appointment;
  const since = now.toISOString();
  return {
    ...appointment,
    status,
    statusSince: since,
    arrivedAt: status === 'arrived' ? (appointment.arrivedAt ?? since) : appointment.arrivedAt,
    checkedInAt: status === 'checked-in' ? (appointment.checkedInAt ?? since) : appointment.checkedInAt,
  };
};

const sinceOf = ({ status, arrivedAt, checkedInAt, statusSince }: Appointment): string | undefined => {
  if (status === 'arrived') return arrivedAt ?? statusSince;
  return status === 'checked-in' ? (checkedInAt ?? statusSince) : undefined;
};

/** A wait is measured against the clinic's limits, a stay against the length that was booked and half as much again. */
const limitsOf = (appointment: Appointment, waitLimits: WaitLimits): WaitLimits => {
  if (appointment.status !== 'checked-in') return waitLimits;
  const booked = minutesBetween(appointment.startsAt, appointment.endsAt);
  return { warning: booked, limit: Math.round(booked * 1.5) };
};

const byStart = (one: BoardRow, other: BoardRow): number =>
  one.appointment.startsAt.localeCompare(other.appointment.startsAt);
const byWait = (one: BoardRow, other: BoardRow): number =>
  (other.minutes ?? 0) - (one.minutes ?? 0) || byStart(one, other);
const newestFirst = (one: BoardRow, other: BoardRow): number =>
  other.appointment.statusSince.localeCompare(one.appointment.statusSince);

export type BoardInput = {
  appointments: readonly Appointment[];
  pending: Pending;
  now: Date;
  limits: WaitLimits;
  practitionerId: string | null;
};

/** Sorts the day into its sections: waiting by wait, rooms by stay, to come by time, what is over newest first. */
export const boardOf = ({ appointments, pending, now, limits, practitionerId }: BoardInput): Board => {
  const board: Board = { waiting: [], room: [], due: [], done: [], missed: [], gone: [] };
  for (const original of appointments) {
    if (practitionerId !== null && original.practitionerId !== practitionerId) continue;
    const appointment = withPending(original, pending, now);
    const since = sinceOf(appointment);
    board[stateOf[appointment.status]].push({
      appointment,
      minutes: since === undefined ? undefined : minutesBetween(since, now),
      limits: limitsOf(appointment, limits),
      lateMinutes: appointment.status === 'booked' ? minutesBetween(appointment.startsAt, now) : 0,
      isPending: pending[appointment.id] !== undefined,
    });
  }
  board.waiting.sort(byWait);
  board.room.sort(byWait);
  board.due.sort(byStart);
  for (const section of [board.done, board.missed, board.gone]) section.sort(newestFirst);
  return board;
};

/** The one act a row offers: the next step of its status. */
export const nextStep: Partial<Record<AppointmentStatus, AppointmentStatus>> = {
  booked: 'arrived',
  arrived: 'checked-in',
  'checked-in': 'fulfilled',
};

const QUARTERS = 4;
const markOf: Record<BoardState | 'gone', MarkKind> = {
  waiting: 'waiting',
  room: 'room',
  due: 'due',
  done: 'done',
  missed: 'missed',
  gone: 'gone',
};

type Axis = { slots: BeadSlot[]; nowPercent: number };

/** The day as quarters of an hour, each with the marks of the visits that begin in it, from the first hour to the last. */
export const beadsOf = (board: Board, minuteOfDay: (instant: string | Date) => number, now: Date): Axis => {
  const placed = ([...boardStates] as const).flatMap((state) =>
    board[state].map((row) => ({ state, minute: minuteOfDay(row.appointment.startsAt) })),
  );
  const hours = placed.map(({ minute }) => Math.floor(minute / 60));
  const firstHour = Math.min(8, ...hours);
  const lastHour = Math.max(17, ...hours);
  const slots = Array.from({ length: (lastHour - firstHour + 1) * QUARTERS }, (_, index): BeadSlot => {
    const start = firstHour * 60 + index * 15;
    const marks = placed
      .filter(({ minute }) => minute >= start && minute < start + 15)
      .map(({ state }) => markOf[state]);
    const hour = index % QUARTERS === 0 ? { hour: String(start / 60).padStart(2, '0') } : {};
    return { id: String(start), marks, ...hour };
  });
  const span = slots.length * 15;
  return { slots, nowPercent: ((minuteOfDay(now) - firstHour * 60) / span) * 100 };
};

/**
 * How many minutes a practitioner runs behind: as long ago as the earliest patient still waiting should have been called
 * in, or as long as the visit in the room has gone past its end, whichever is more.
 */
export const minutesBehind = (board: Board, practitionerId: string, now: Date): number => {
  const own = (row: BoardRow): boolean => row.appointment.practitionerId === practitionerId;
  const waiting = board.waiting.filter(own).map((row) => minutesBetween(row.appointment.startsAt, now));
  const overrun = board.room.filter(own).map((row) => minutesBetween(row.appointment.endsAt, now));
  return Math.max(0, ...waiting, ...overrun);
};
