import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { id, instant, reference } from './schema.ts';

export const practitioner = z.object({
  id,
  name: z.string(),
  profession: z.string().nullable(),
  ...reference,
});
export const room = z.object({ id, name: z.string(), ...reference });
export const appointmentType = z.object({
  id,
  name: z.string(),
  durationMinutes: z.int(),
  bufferBeforeMinutes: z.int(),
  bufferAfterMinutes: z.int(),
  ...reference,
});

/** A stretch of time in which a practitioner works, or does not and why. A null practitioner means the whole clinic. */
export const scheduleEntry = z.object({
  practitionerId: id.nullable(),
  kind: z.enum(['open', 'closed', 'blocked']),
  startsAt: instant,
  endsAt: instant,
  reason: z.string().nullable(),
});

/** How full one practitioner's day is, in minutes. Nobody can be told from it. */
export const dayLoad = z.object({
  date: z.string(),
  practitionerId: id,
  openMinutes: z.int(),
  bookedMinutes: z.int(),
});

export type DayLoad = z.infer<typeof dayLoad>;
export type Practitioner = z.infer<typeof practitioner>;
export type Room = z.infer<typeof room>;
export type AppointmentType = z.infer<typeof appointmentType>;
export type ScheduleEntry = z.infer<typeof scheduleEntry>;

export const listPractitioners = endpoint({
  method: 'get',
  path: '/practitioners',
  summary: 'Practitioners of the clinic',
  permission: 'reference:read',
  offline: 'read',
  caching: 'reference',
  output: z.object({ items: z.array(practitioner) }),
});

export const listRooms = endpoint({
  method: 'get',
  path: '/rooms',
  summary: 'Rooms of the clinic',
  permission: 'reference:read',
  offline: 'read',
  caching: 'reference',
  output: z.object({ items: z.array(room) }),
});

export const listAppointmentTypes = endpoint({
  method: 'get',
  path: '/appointment-types',
  summary: 'Types of visit, their lengths and buffers',
  permission: 'reference:read',
  offline: 'read',
  caching: 'reference',
  output: z.object({ items: z.array(appointmentType) }),
});

export const readSchedule = endpoint({
  method: 'get',
  path: '/schedule',
  summary: 'When practitioners work, in a range of at most 31 days',
  permission: 'reference:read',
  offline: 'read',
  caching: 'reference',
  query: { from: { kind: 'instant', required: true }, to: { kind: 'instant', required: true } },
  output: z.object({ items: z.array(scheduleEntry) }),
});

export const listLoads = endpoint({
  method: 'get',
  path: '/schedule/loads',
  summary: 'How full the days of practitioners are, in a range of at most 31 days',
  permission: 'appointment:read',
  caching: 'none',
  query: { from: { kind: 'instant', required: true }, to: { kind: 'instant', required: true } },
  output: z.object({ items: z.array(dayLoad) }),
});
