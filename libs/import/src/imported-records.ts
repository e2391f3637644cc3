import type { RejectionCode, SkipCode, WarningCode } from './import-codes.ts';

export type Sex = 'male' | 'female' | 'other' | 'unknown';

export type ImportedName = { kind: 'preferred' | 'maiden' | 'former' | 'alias'; name: string };

export type ImportedAddress = {
  line: string | null;
  city: string | null;
  state: string | null;
  postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
};

export type ImportedIdentifier = { system: string; value: string };

/** A person as a file tells of them, in the clinic's own spelling of every value. A single name is the family name. */
export type ImportedPatient = {
  /** The record's own id in the system it comes from: `Patient/…` from FHIR, the id column's cell from a table. */
  sourceId: string | null;
  familyName: string;
  givenName: string | null;
  otherNames: ImportedName[];
  /** `YYYY-MM-DD`, a day that exists. */
  birthDate: string | null;
  /** `YYYY` or `YYYY-MM` where the source knows no more; then `birthDate` is null. */
  birthDateText: string | null;
  sex: Sex;
  /** E.164 where the number is possible in its country, otherwise as typed; the mobile number first. */
  phones: string[];
  /** Extension of the first number, digits. */
  phoneExtension: string | null;
  /** Lower case. */
  email: string | null;
  address: ImportedAddress | null;
  identifiers: ImportedIdentifier[];
  /** BCP 47 or ISO 639. */
  language: string | null;
  notes: string | null;
  isDeceased: boolean;
  isActive: boolean;
};

/**
 * Points at another record: by its source id (`Patient/…` from FHIR, the bare id from a table) or, where the source
 * says so, by one of its identifiers.
 */
export type ImportedReference = {
  sourceId: string | null;
  identifier: ImportedIdentifier | null;
  display: string | null;
};

export type ImportedPractitioner = {
  sourceId: string | null;
  familyName: string;
  givenName: string | null;
  prefix: string | null;
  sex: Sex;
  identifiers: ImportedIdentifier[];
  phones: string[];
  email: string | null;
  specialties: string[];
  isActive: boolean;
};

/** Weekly times in the clinic's wall time, `HH:MM`; ISO weekday, Monday is 1. */
export type ImportedWindow = { weekday: number; startsAt: string; endsAt: string };

/** When somebody works; dates `YYYY-MM-DD`, the last included. */
export type ImportedHours = { windows: ImportedWindow[]; validFrom: string | null; validTo: string | null };

export type ImportedPractitionerRole = {
  sourceId: string | null;
  practitioner: ImportedReference;
  organization: ImportedReference | null;
  locations: ImportedReference[];
  roles: string[];
  specialties: string[];
  /** Left out where the source names no times. */
  hours?: ImportedHours;
  isActive: boolean;
};

export type ImportedLocation = {
  sourceId: string | null;
  name: string;
  identifiers: ImportedIdentifier[];
  phones: string[];
  address: ImportedAddress | null;
  isActive: boolean;
};

/** Instants are UTC, `2026-11-23T09:00:00.000Z`. */
export type ImportedAppointment = {
  sourceId: string | null;
  /** FHIR R4 AppointmentStatus. */
  status: string;
  startsAt: string;
  endsAt: string;
  patient: ImportedReference;
  practitioner: ImportedReference | null;
  location: ImportedReference | null;
  /** What kind of visit, in the source's words. */
  service: string | null;
  reason: string | null;
};

export type ImportedEncounter = {
  sourceId: string | null;
  /** FHIR R4 EncounterStatus. */
  status: string;
  /** HL7 v3 ActCode: AMB, EMER, IMP, ... or the source's own word. */
  classCode: string | null;
  startsAt: string;
  /** Null while it lasts, or where the source does not tell. */
  endsAt: string | null;
  patient: ImportedReference;
  practitioner: ImportedReference | null;
  location: ImportedReference | null;
  appointment: ImportedReference | null;
  service: string | null;
  reason: string | null;
};

export type JsonObject = { [key: string]: unknown };

/** A clinical resource kept whole, for the chart that reads it later. */
export type ImportedClinical = {
  resourceType: string;
  sourceId: string | null;
  patient: ImportedReference;
  encounter: ImportedReference | null;
  /** UTC instant, or a date as far as the source knows it. */
  recordedAt: string | null;
  content: JsonObject;
};

type RecordBase = {
  file: string;
  /** From 1: the CSV record after the header, the NDJSON line, the Bundle entry. */
  record: number;
  /** The record's own id in its source, for the report. */
  source: string | null;
  warnings: WarningCode[];
};

export type PatientRecord = RecordBase & { kind: 'patient'; patient: ImportedPatient };

/** A record that has a place in the clinic's data. */
export type ImportedContent =
  | { kind: 'patient'; patient: ImportedPatient }
  | { kind: 'practitioner'; practitioner: ImportedPractitioner }
  | { kind: 'practitionerRole'; practitionerRole: ImportedPractitionerRole }
  | { kind: 'location'; location: ImportedLocation }
  | { kind: 'appointment'; appointment: ImportedAppointment }
  | { kind: 'encounter'; encounter: ImportedEncounter }
  | { kind: 'clinical'; clinical: ImportedClinical };

/** One record of one file. `unsupported` is well-formed but has no place yet; it is counted by `resourceType`. */
export type ImportRecord = RecordBase &
  (
    | ImportedContent
    | { kind: 'unsupported'; resourceType: string }
    | { kind: 'rejected'; resourceType: string; reasons: RejectionCode[] }
    | { kind: 'skipped'; reason: SkipCode }
  );

/** What one record turned out to be, before it is known which file and number it has. */
export type ReadOutcome = { source: string | null; warnings: WarningCode[] } & (
  | ImportedContent
  | { kind: 'unsupported'; resourceType: string }
  | { kind: 'rejected'; resourceType: string; reasons: RejectionCode[] }
  | { kind: 'skipped'; reason: SkipCode }
);
