import { z } from 'zod';
import { endpoint, nothingMore } from './endpoint.ts';
import { alert, unreadable } from './patients.contract.ts';
import { id, instant, newId, shortText } from './schema.ts';

/** FHIR appointment status codes. */
export const appointmentStatuses = [
  'booked',
  'arrived',
  'checked-in',
  'fulfilled',
  'cancelled',
  'noshow',
] as const;

export type AppointmentStatus = (typeof appointmentStatuses)[number];

/** These hold their time; the others free it. */
export const blockingStatuses: readonly AppointmentStatus[] = ['booked', 'arrived', 'checked-in'];

/** The ways forward. Each step can also be taken back by one step. */
export const statusSteps: Record<AppointmentStatus, readonly AppointmentStatus[]> = {
  booked: ['arrived', 'cancelled', 'noshow'],
  arrived: ['checked-in', 'cancelled', 'noshow'],
  'checked-in': ['fulfilled', 'cancelled'],
  fulfilled: [],
  cancelled: [],
  noshow: [],
};

export const appointment = z.object({
  id,
  version: z.int(),
  patient: z.object({
    id,
    name: z.object({
      familyName: z.string(),
      givenName: z.string().nullable(),
      language: z.string().nullable(),
    }),
    birthDate: z.string().nullable(),
    sex: z.string().nullable(),
    phone: z.string().nullable(),
    fileNumber: z.string(),
    alerts: z.array(alert),
  }),
  practitionerId: id,
  typeId: id,
  roomId: id.nullable(),
  startsAt: instant,
  endsAt: instant,
  status: z.enum(appointmentStatuses),
  statusSince: instant,
  /** When the person came, and when they were called in: what waits and stays are counted from. */
  arrivedAt: instant.nullable(),
  checkedInAt: instant.nullable(),
  /** Where one step back leads, if there is one. */
  previousStatus: z.enum(appointmentStatuses).nullable(),
  reason: z.string().nullable(),
  overbooked: z.boolean(),
  overbookReason: z.string().nullable(),
  lane: z.int(),
  /** `identity` and `alerts` are those of the patient. */
  unreadable,
});

export type Appointment = z.infer<typeof appointment>;

const durationMinutes = z.int().min(5).max(480);

export const newAppointment = z.strictObject({
  id: newId.optional(),
  patientId: id,
  practitionerId: id,
  typeId: id,
  startsAt: instant,
  durationMinutes: durationMinutes.optional(),
  roomId: id.nullish(),
  reason: shortText.nullish(),
  overbook: z.strictObject({ reason: shortText }).optional(),
});

export const appointmentChange = z.strictObject({
  practitionerId: id.optional(),
  typeId: id.optional(),
  startsAt: instant.optional(),
  durationMinutes: durationMinutes.optional(),
  roomId: id.nullish(),
  reason: shortText.nullish(),
  overbook: z.strictObject({ reason: shortText }).optional(),
});

export const statusChange = z.strictObject({
  status: z.enum(appointmentStatuses),
  reason: shortText.nullish(),
  occurredAt: instant.optional(),
});

export type NewAppointment = z.infer<typeof newAppointment>;
export type AppointmentChange = z.infer<typeof appointmentChange>;
export type StatusChange = z.infer<typeof statusChange>;

/** A time that stands in the way: when and by what it is taken, never by whom. */
export const blockingTime = z.object({
  startsAt: instant,
  endsAt: instant,
  what: z.enum(['practitioner', 'room', 'patient']),
});

/** A free time near the one that was refused. */
export const alternative = z.object({ startsAt: instant, endsAt: instant, practitionerId: id });

const alternatives = z.array(alternative);

const slotTaken = z.object({ blocking: z.array(blockingTime), alternatives });

/** `why`: `closed`, `blocked`, `outside_hours`, `too_long`; or what is no longer in use, such as `room_inactive`. */
const notOffered = z.object({ why: z.string(), alternatives });

const appointmentList = z.object({ items: z.array(appointment) });

export const slot = z.object({
  startsAt: instant,
  endsAt: instant,
  practitionerId: id,
  roomId: id.optional(),
});
export type Slot = z.infer<typeof slot>;

export const listAppointments = endpoint({
  method: 'get',
  path: '/appointments',
  summary: 'Appointments that overlap a range of at most 31 days',
  permission: 'appointment:read',
  offline: 'read',
  query: {
    from: { kind: 'instant', required: true },
    to: { kind: 'instant', required: true },
    practitionerId: { kind: 'id' },
    patientId: { kind: 'id' },
  },
  output: appointmentList,
});

export const listToday = endpoint({
  method: 'get',
  path: '/appointments/today',
  summary: "The clinic's own day",
  permission: 'appointment:read',
  offline: 'read',
  output: appointmentList,
});

export const readAppointment = endpoint({
  method: 'get',
  path: '/appointments/:id',
  summary: 'One appointment; reading it is recorded',
  permission: 'appointment:read',
  offline: 'read',
  output: appointment,
});

export const bookAppointment = endpoint({
  method: 'post',
  path: '/appointments',
  summary: 'Book an appointment',
  permission: 'appointment:create',
  offline: 'queue',
  refusals: { slot_taken: slotTaken, not_offered: notOffered, duplicate: nothingMore },
  body: newAppointment,
  output: appointment,
  status: 201,
});

export const changeAppointment = endpoint({
  method: 'patch',
  path: '/appointments/:id',
  summary: 'Move, resize or reassign an appointment',
  permission: 'appointment:update',
  offline: 'queue',
  isVersioned: true,
  refusals: {
    slot_taken: slotTaken,
    not_offered: notOffered,
    invalid_transition: nothingMore,
    unreadable: nothingMore,
  },
  body: appointmentChange,
  output: appointment,
});

export const changeAppointmentStatus = endpoint({
  method: 'post',
  path: '/appointments/:id/status',
  summary: 'Move an appointment one step on, or one step back',
  permission: 'appointment:update',
  offline: 'queue',
  isVersioned: true,
  refusals: { slot_taken: slotTaken, invalid_transition: nothingMore },
  body: statusChange,
  output: appointment,
});

export const listSlots = endpoint({
  method: 'get',
  path: '/slots',
  summary: 'Free times for one type of visit',
  permission: 'appointment:read',
  query: {
    practitionerId: { kind: 'id' },
    typeId: { kind: 'id', required: true },
    from: { kind: 'instant', required: true },
    to: { kind: 'instant', required: true },
  },
  output: z.object({ items: z.array(slot) }),
});
