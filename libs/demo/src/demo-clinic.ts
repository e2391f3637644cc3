import type { Alert, AppointmentStatus, Role } from '@clinic/contracts';

export type DemoAddress = {
  line: string;
  city: string;
  state: string | null;
  postalCode: string;
  country: string;
};

export type DemoPractitioner = {
  id: string;
  /** As staff say it, title included. */
  name: string;
  profession: string;
  /** The room they usually work in. */
  roomId: string;
  /** The types of visit they offer. */
  typeIds: string[];
};

export type DemoRoom = { id: string; name: string };

export type DemoAppointmentType = {
  id: string;
  name: string;
  durationMinutes: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
};

/** Wall time of the clinic, `HH:MM`; weekday in ISO numbers, Monday is 1. Two rows a day stand around a break. */
export type DemoWorkingHours = {
  id: string;
  practitionerId: string;
  weekday: number;
  startsAt: string;
  endsAt: string;
  validFrom: string | null;
  validTo: string | null;
};

/** Dates of the clinic, both included; without times the whole day; without a practitioner the whole clinic. */
export type DemoScheduleException = {
  id: string;
  practitionerId: string | null;
  kind: 'closed' | 'open' | 'blocked';
  fromDate: string;
  toDate: string;
  startsAt: string | null;
  endsAt: string | null;
  reason: string;
};

export type DemoPatient = {
  id: string;
  /** Consecutive from 10001, oldest registration first. */
  fileNumber: string;
  /** Null for a person with a single name, which is the family name then. */
  givenName: string | null;
  familyName: string;
  birthDate: string | null;
  sex: 'female' | 'male' | 'other' | 'unknown' | null;
  /** As somebody typed it: national or international form. */
  phone: string | null;
  otherPhones: string[];
  email: string | null;
  address: DemoAddress | null;
  language: string;
  notes: string | null;
  alerts: Alert[];
  areAllergiesKnown: boolean;
  createdAt: Date;
  /** Start of the newest visit that took place. */
  lastVisitAt: Date | null;
};

export type DemoAppointment = {
  id: string;
  patientId: string;
  practitionerId: string;
  typeId: string;
  roomId: string | null;
  startsAt: Date;
  endsAt: Date;
  status: AppointmentStatus;
  statusSince: Date;
  /** Where one step back leads; null for what is only booked. */
  statusBefore: AppointmentStatus | null;
  arrivedAt: Date | null;
  checkedInAt: Date | null;
  fulfilledAt: Date | null;
  /** 0; 1 for a visit booked over another one, which has a reason then. */
  lane: number;
  reason: string;
  overbookReason: string | null;
  createdAt: Date;
};

/** One person for each role. Passwords are made by whoever seeds. */
export type DemoStaff = {
  id: string;
  email: string;
  displayName: string;
  role: Role;
  /** The practitioner this person is. */
  practitionerId: string | null;
};

/** A whole clinic as plain data: nothing is encrypted, nothing knows a database. */
export type DemoClinic = {
  clinic: {
    id: string;
    name: string;
    timeZone: string;
    locale: string;
    country: string;
    /** ISO 639, the language of the clinic's own words. */
    language: string;
    createdAt: Date;
  };
  staff: DemoStaff[];
  practitioners: DemoPractitioner[];
  rooms: DemoRoom[];
  appointmentTypes: DemoAppointmentType[];
  workingHours: DemoWorkingHours[];
  exceptions: DemoScheduleException[];
  patients: DemoPatient[];
  appointments: DemoAppointment[];
};
