import { conceptText, conceptTexts, readReference, typeOfReference } from './fhir-reference.ts';
import type { ResourceContext } from './fhir-resource.ts';
import { readDateTime, readInstant, startOfDateTime } from './fhir-time.ts';
import type { ImportedContent, ImportedReference, JsonObject } from './imported-records.ts';
import { objectAt, objectsAt, textAt } from './json-reader.ts';

/** FHIR R4 value sets AppointmentStatus and EncounterStatus. */
const APPOINTMENT_STATUSES =
  'proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist'.split(
    ' ',
  );
const ENCOUNTER_STATUSES =
  'planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown'.split(' ');

/** Appointments of these states may lack a time (invariant app-3). */
const TIMELESS = ['proposed', 'cancelled', 'waitlist'];

const readStatus = (resource: JsonObject, allowed: string[], context: ResourceContext): string | null => {
  const status = textAt(resource, 'status');
  if (status !== null && allowed.includes(status)) return status;
  context.findings.reject('status_invalid');
  return null;
};

const PRACTITIONER_TYPES = ['Practitioner', 'PractitionerRole'];

/** The first participant whose actor is of one of the types; one given by URN counts as the first type. */
const findActor = (
  actors: JsonObject[],
  types: string[],
  context: ResourceContext,
): ImportedReference | null => {
  const actor = actors.find((candidate) => types.includes(typeOfReference(candidate, context.links) ?? ''));
  return readReference(actor ?? null, types[0] ?? '', context.links);
};

const actorsOf = (resource: JsonObject, key: string): JsonObject[] =>
  objectsAt(resource, 'participant').map((participant) => objectAt(participant, key) ?? {});

const requirePatient = (
  patient: ImportedReference | null,
  context: ResourceContext,
): ImportedReference | null => {
  if (!patient) context.findings.reject('patient_reference_missing');
  return patient;
};

type Period = { startsAt: string; endsAt: string | null };

const checkOrder = (period: Period, context: ResourceContext): Period | null => {
  if (period.endsAt === null || period.startsAt <= period.endsAt) return period;
  context.findings.reject('period_reversed');
  return null;
};

const readTime = (
  text: string | null,
  missing: 'start_missing' | 'end_missing',
  context: ResourceContext,
) => {
  const instant = readInstant(text);
  if (instant === null) context.findings.reject(text === null ? missing : 'invalid_date');
  return instant;
};

const readAppointmentTimes = (
  resource: JsonObject,
  context: ResourceContext,
): { startsAt: string; endsAt: string } | null => {
  const startsAt = readTime(textAt(resource, 'start'), 'start_missing', context);
  const endsAt = readTime(textAt(resource, 'end'), 'end_missing', context);
  if (startsAt === null || endsAt === null) return null;
  return checkOrder({ startsAt, endsAt }, context) && { startsAt, endsAt };
};

const appointmentReason = (resource: JsonObject): string | null =>
  conceptTexts(objectsAt(resource, 'reasonCode'))[0] ??
  textAt(resource, 'description') ??
  textAt(resource, 'comment');

const readAppointmentParts = (resource: JsonObject, context: ResourceContext) => {
  const actors = actorsOf(resource, 'actor');
  const service = conceptTexts(objectsAt(resource, 'serviceType'))[0];
  return {
    sourceId: context.sourceId,
    practitioner: findActor(actors, PRACTITIONER_TYPES, context),
    location: findActor(actors, ['Location'], context),
    service: service ?? conceptText(objectAt(resource, 'appointmentType')),
    reason: appointmentReason(resource),
  };
};

const isTimeless = (resource: JsonObject, status: string | null): boolean =>
  status !== null && TIMELESS.includes(status) && textAt(resource, 'start') === null;

/** Maps a FHIR R4 Appointment that has a time. */
export const readFhirAppointment = (
  resource: JsonObject,
  context: ResourceContext,
): ImportedContent | null => {
  const status = readStatus(resource, APPOINTMENT_STATUSES, context);
  if (status === 'entered-in-error') return context.skip('entered_in_error');
  if (isTimeless(resource, status)) return context.skip('not_scheduled');
  const times = readAppointmentTimes(resource, context);
  const patient = requirePatient(findActor(actorsOf(resource, 'actor'), ['Patient'], context), context);
  if (status === null || !times || !patient) return null;
  return {
    kind: 'appointment',
    appointment: { ...readAppointmentParts(resource, context), status, ...times, patient },
  };
};

const readEncounterPeriod = (resource: JsonObject, context: ResourceContext): Period | null => {
  const period = objectAt(resource, 'period');
  const [start, end] = [textAt(period, 'start'), textAt(period, 'end')];
  if (start === null) {
    context.findings.reject('start_missing');
    return null;
  }
  const [startsAt, endsAt] = [readDateTime(start), readDateTime(end)];
  if (startsAt === null || (end !== null && endsAt === null)) {
    context.findings.reject('invalid_date');
    return null;
  }
  if (startsAt.length <= 10) context.findings.warn('time_of_day_missing');
  return checkOrder(
    { startsAt: startOfDateTime(startsAt), endsAt: endsAt === null ? null : startOfDateTime(endsAt) },
    context,
  );
};

const readEncounterParts = (resource: JsonObject, context: ResourceContext) => {
  const locations = objectsAt(resource, 'location').map((entry) => objectAt(entry, 'location') ?? {});
  return {
    sourceId: context.sourceId,
    classCode: textAt(objectAt(resource, 'class'), 'code'),
    practitioner: findActor(actorsOf(resource, 'individual'), PRACTITIONER_TYPES, context),
    location:
      findActor(locations, ['Location'], context) ??
      readReference(locations[0] ?? null, 'Location', context.links),
    appointment: readReference(objectsAt(resource, 'appointment')[0] ?? null, 'Appointment', context.links),
    service: conceptTexts(objectsAt(resource, 'type'))[0] ?? null,
    reason: conceptTexts(objectsAt(resource, 'reasonCode'))[0] ?? null,
  };
};

/** Maps a FHIR R4 Encounter that has a patient and a start. */
export const readFhirEncounter = (resource: JsonObject, context: ResourceContext): ImportedContent | null => {
  const status = readStatus(resource, ENCOUNTER_STATUSES, context);
  if (status === 'entered-in-error') return context.skip('entered_in_error');
  const period = readEncounterPeriod(resource, context);
  const patient = requirePatient(
    readReference(objectAt(resource, 'subject'), 'Patient', context.links),
    context,
  );
  if (status === null || !period || !patient) return null;
  return {
    kind: 'encounter',
    encounter: { ...readEncounterParts(resource, context), status, ...period, patient },
  };
};
