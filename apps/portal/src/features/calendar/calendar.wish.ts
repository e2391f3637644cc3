import { appointment, appointmentChange, appointmentStatuses, newAppointment } from '@clinic/contracts';
import type { AppError, ErrorCode } from '@clinic/core';
import { z } from 'zod';

const instant = z.string();

/** A booking that was begun, kept while its patient is registered. */
const draft = z.object({
  practitionerId: z.string(),
  startsAt: instant,
  typeId: z.string(),
  reason: z.string(),
  /** The address of the calendar it was begun in. */
  path: z.string(),
});

const wish = z.discriminatedUnion('act', [
  z.object({ act: z.literal('book'), booking: newAppointment }),
  z.object({ act: z.literal('move'), id: z.string(), change: appointmentChange }),
  z.object({ act: z.literal('status'), id: z.string(), to: z.enum(appointmentStatuses) }),
  z.object({ act: z.literal('dismiss'), id: z.string() }),
  /** Registers who is not there yet, from what was typed, and comes back to the booking. */
  z.object({ act: z.literal('register'), query: z.string(), draft }),
  z.object({ act: z.literal('forget') }),
]);

export type BookingDraft = z.infer<typeof draft>;

/** What the calendar asks its action for, as JSON. */
export type CalendarWish = z.infer<typeof wish>;

export type MoveWish = Extract<CalendarWish, { act: 'move' }>;
export type StatusWish = Extract<CalendarWish, { act: 'status' }>;

/** By what a change of a visit is known to who asked for it. */
export const keyOf = (wish: MoveWish | StatusWish): string => {
  if (wish.act === 'status') return `${wish.id} ${wish.to}`;
  const { practitionerId, startsAt, durationMinutes } = wish.change;
  return [wish.id, practitionerId, startsAt, durationMinutes].join(' ');
};

/** Reads a wish; undefined when it is none. */
export const wishOf = (value: unknown): CalendarWish | undefined => wish.safeParse(value).data;

const answered = z.object({
  alternatives: z.array(z.object({ startsAt: instant, practitionerId: z.string() })).catch([]),
  blocking: z.array(z.object({ startsAt: instant, endsAt: instant, what: z.string() })).catch([]),
  current: appointment.optional().catch(undefined),
  why: z.string().optional().catch(undefined),
});

/** Why the server said no, and what it offers instead. */
export type Refusal = z.infer<typeof answered> & {
  code: ErrorCode;
  message: string;
  isPast: boolean;
};

/** What a refusal carries, read from the problem document. */
export const refusalOf = (error: AppError): Refusal => ({
  ...answered.parse(error.extra ?? {}),
  code: error.code,
  message: error.message,
  isPast: error.issues?.some((issue) => issue.code === 'in_the_past') ?? false,
});
