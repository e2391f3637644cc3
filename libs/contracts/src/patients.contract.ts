import { z } from 'zod';
import { endpoint, noFields, nothingMore, paging } from './endpoint.ts';
import {
  calendarDate,
  countryCode,
  email,
  fewLines,
  id,
  instant,
  languageTag,
  longText,
  newId,
  personName,
  phone,
  searchText,
  shortText,
} from './schema.ts';

/** FHIR administrative gender. */
export const sexes = ['female', 'male', 'other', 'unknown'] as const;

export const address = z.strictObject({
  line: fewLines.nullish(),
  city: shortText.nullish(),
  state: shortText.nullish(),
  postalCode: shortText.nullish(),
  country: countryCode.nullish(),
});

const identifier = z.strictObject({ system: shortText, value: shortText });

/** What staff say of a person. A single-name person has `familyName` only. */
const patientFields = {
  familyName: personName,
  givenName: personName.nullish(),
  preferredName: personName.nullish(),
  birthDate: calendarDate.nullish(),
  sex: z.enum(sexes).nullish(),
  phone: phone.nullish(),
  otherPhones: z.array(phone).max(10).optional(),
  email: email.nullish(),
  address: address.nullish(),
  identifiers: z.array(identifier).max(20).optional(),
  language: languageTag.nullish(),
  notes: longText.nullish(),
};

export const newPatient = z.strictObject({
  id: newId.optional(),
  ...patientFields,
  confirmNotDuplicate: z.boolean().optional(),
});

export const patientChange = z.strictObject({ ...patientFields, familyName: personName.optional() });

export const alert = z.object({
  kind: z.enum(['allergy', 'alert', 'guardian']),
  label: z.string(),
  severity: z.enum(['low', 'moderate', 'high']),
});

/**
 * Parts of a record that are sealed and do not open any more. Where an answer names them under `unreadable`, what stands in
 * their place is no data: an empty family name, no phone, one alert that says so. A change that would write over such a
 * part is refused (`unreadable`).
 */
export const unreadableParts = ['identity', 'alerts', 'notes', 'reason', 'overbookReason'] as const;

export type UnreadablePart = (typeof unreadableParts)[number];

/** Absent where everything opened. */
export const unreadable = z.array(z.enum(unreadableParts)).optional();

/** Why a search found this person: which field, and the part of it that matched, for the eye to find. */
export const matchReason = z.object({
  kind: z.enum(['name', 'phone', 'email', 'fileNumber', 'identifier', 'birthDate', 'typo', 'sound']),
  term: z.string(),
});

export const patientSummary = z.object({
  id,
  version: z.int(),
  fileNumber: z.string(),
  givenName: z.string().nullable(),
  familyName: z.string(),
  birthDate: z.string().nullable(),
  sex: z.enum(sexes).nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  language: z.string().nullable(),
  lastVisitAt: instant.nullable(),
  nextAppointmentAt: instant.nullable(),
  alerts: z.array(alert),
  isArchived: z.boolean(),
  unreadable,
  match: z.object({ exact: z.boolean(), reasons: z.array(matchReason) }).optional(),
});

export const patient = patientSummary.omit({ match: true }).extend({
  preferredName: z.string().nullable(),
  otherPhones: z.array(z.string()),
  address: z
    .object({
      line: z.string().nullable(),
      city: z.string().nullable(),
      state: z.string().nullable(),
      postalCode: z.string().nullable(),
      country: z.string().nullable(),
    })
    .nullable(),
  identifiers: z.array(z.object({ system: z.string(), value: z.string() })),
  notes: z.string().nullable(),
  /** False when the allergies of this person were never asked: "not asked" is not "none". */
  areAllergiesKnown: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
  archivedAt: instant.nullable(),
});

export type PatientSummary = z.infer<typeof patientSummary>;
export type Patient = z.infer<typeof patient>;
export type NewPatient = z.infer<typeof newPatient>;
export type PatientChange = z.infer<typeof patientChange>;
export type Alert = z.infer<typeof alert>;
export type MatchReason = z.infer<typeof matchReason>;

const patientPage = z.object({ items: z.array(patientSummary), nextCursor: z.string().nullable() });

/** A person who may be the one being registered, and why it looks so. */
export const lookAlike = patientSummary.extend({
  likeness: z.object({ verdict: z.enum(['same', 'likely']), reasons: z.array(z.string()) }),
});

export type LookAlike = z.infer<typeof lookAlike>;

/** A visit as the patient page lists it: an appointment, or an encounter that had none. */
export const visit = z.object({
  kind: z.enum(['appointment', 'encounter']),
  id,
  startsAt: instant,
  endsAt: instant,
  status: z.string(),
  practitionerId: id.nullable(),
  typeId: id.nullable(),
  /** Of an encounter it is a clinical note: null for roles without `clinical:read`. */
  reason: z.string().nullable(),
  unreadable,
});

export type Visit = z.infer<typeof visit>;

export const listPatients = endpoint({
  method: 'get',
  path: '/patients',
  summary: 'Find patients; without a search, those seen most recently',
  permission: 'patient:read',
  offline: 'read',
  query: { search: { kind: 'text', maximum: 200 }, archived: { kind: 'flag' }, ...paging },
  output: patientPage,
});

export const searchPatients = endpoint({
  method: 'post',
  path: '/patients/search',
  summary: 'Find patients without a name in the address',
  permission: 'patient:read',
  offline: 'read',
  body: z.strictObject({
    query: searchText,
    limit: z.int().min(1).max(100).optional(),
    cursor: z.string().max(500).nullish(),
  }),
  output: patientPage,
});

export const findLookAlikes = endpoint({
  method: 'post',
  path: '/patients/look-alikes',
  summary: 'Who may already be the person about to be registered',
  permission: 'patient:read',
  body: z.strictObject({
    familyName: personName,
    givenName: personName.nullish(),
    birthDate: calendarDate.nullish(),
    phone: phone.nullish(),
    email: email.nullish(),
  }),
  output: z.object({ items: z.array(lookAlike) }),
});

export const createPatient = endpoint({
  method: 'post',
  path: '/patients',
  summary: 'Register a patient',
  permission: 'patient:create',
  offline: 'queue',
  refusals: {
    possible_duplicate: z.object({ candidates: z.array(lookAlike) }),
    duplicate: nothingMore,
  },
  body: newPatient,
  output: patient,
  status: 201,
});

export const readPatient = endpoint({
  method: 'get',
  path: '/patients/:id',
  summary: 'One patient; reading it is recorded',
  permission: 'patient:read',
  offline: 'read',
  output: patient,
});

export const changePatient = endpoint({
  method: 'patch',
  path: '/patients/:id',
  summary: 'Change what is known of a patient; null clears a field',
  permission: 'patient:update',
  offline: 'queue',
  isVersioned: true,
  refusals: { unreadable: nothingMore },
  body: patientChange,
  output: patient,
});

export const archivePatient = endpoint({
  method: 'post',
  path: '/patients/:id/archive',
  summary: 'Put a patient away; nothing is deleted',
  permission: 'patient:archive',
  isVersioned: true,
  body: noFields,
  output: patient,
});

export const restorePatient = endpoint({
  method: 'post',
  path: '/patients/:id/restore',
  summary: 'Bring an archived patient back',
  permission: 'patient:archive',
  isVersioned: true,
  body: noFields,
  output: patient,
});

export const listVisits = endpoint({
  method: 'get',
  path: '/patients/:id/visits',
  summary: 'Visits of one patient, newest first',
  permission: 'appointment:read',
  offline: 'read',
  query: paging,
  output: z.object({ items: z.array(visit), nextCursor: z.string().nullable() }),
});
