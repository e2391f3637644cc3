import type { Alert, AppointmentStatus, UnreadablePart } from '@clinic/contracts';
import type { PatientIdentity } from './patient.columns.ts';

/** An appointment with the person it is for, opened. */
export type AppointmentRow = {
  id: string;
  version: number;
  patientId: string;
  patient: PatientIdentity;
  alerts: Alert[];
  practitionerId: string;
  typeId: string;
  roomId: string | null;
  startsAt: Date;
  endsAt: Date;
  status: AppointmentStatus;
  statusSince: Date;
  statusBefore: AppointmentStatus | null;
  arrivedAt: Date | null;
  checkedInAt: Date | null;
  fulfilledAt: Date | null;
  lane: number;
  reason: string | null;
  overbookReason: string | null;
  createdAt: Date;
  /** What of it and of its patient did not open; stand-ins are in its place. */
  unreadable: readonly UnreadablePart[];
};

export type NewAppointmentRow = {
  id: string;
  patientId: string;
  practitionerId: string;
  typeId: string;
  roomId: string | null;
  startsAt: Date;
  endsAt: Date;
  status: AppointmentStatus;
  statusSince: Date;
  statusBefore?: AppointmentStatus | null;
  arrivedAt?: Date | null;
  checkedInAt?: Date | null;
  fulfilledAt?: Date | null;
  lane: number;
  reason: string | null;
  overbookReason: string | null;
  now: Date;
};

export type AppointmentMove = Pick<
  NewAppointmentRow,
  | 'practitionerId'
  | 'typeId'
  | 'roomId'
  | 'startsAt'
  | 'endsAt'
  | 'lane'
  | 'reason'
  | 'overbookReason'
  | 'now'
> & { id: string; version: number };

export type StatusUpdate = {
  id: string;
  version: number;
  status: AppointmentStatus;
  statusSince: Date;
  statusBefore: AppointmentStatus | null;
  arrivedAt: Date | null;
  checkedInAt: Date | null;
  fulfilledAt: Date | null;
  now: Date;
};

/** Time of a practitioner that is booked, under way or done. */
export type Held = Pick<Blocking, 'practitionerId' | 'startsAt' | 'endsAt'>;

/** What stands in the way of a time: whose it is, when, and in which lane. */
export type Blocking = {
  id: string;
  practitionerId: string;
  roomId: string | null;
  patientId: string;
  startsAt: Date;
  endsAt: Date;
  lane: number;
  typeId: string;
};

export type Wanted = {
  startsAt: Date;
  endsAt: Date;
  practitionerId: string;
  roomId: string | null;
  patientId: string | null;
  /** The appointment being moved does not stand in its own way. */
  exceptId: string | null;
};

/** A visit in the list of one person: an appointment, or an encounter that had none. */
export type VisitRow = {
  kind: 'appointment' | 'encounter';
  id: string;
  startsAt: Date;
  endsAt: Date;
  status: string;
  practitionerId: string | null;
  typeId: string | null;
  reason: string | null;
  unreadable: readonly UnreadablePart[];
};
