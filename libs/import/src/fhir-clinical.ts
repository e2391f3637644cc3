import { readReference } from './fhir-reference.ts';
import type { ResourceContext } from './fhir-resource.ts';
import { readDateTime } from './fhir-time.ts';
import type { ImportedContent, JsonObject } from './imported-records.ts';
import { objectAt, textAt } from './json-reader.ts';

/** When it was written down or happened, by what the resource types call it, the most telling first. */
const DATES = [
  'effectiveDateTime',
  'performedDateTime',
  'occurrenceDateTime',
  'recordedDate',
  'authoredOn',
  'onsetDateTime',
  'issued',
  'recorded',
];
const PERIODS = ['effectivePeriod', 'performedPeriod', 'onsetPeriod'];

/** A date that is there and is none is a fault; the first that can be read is the answer. */
const readRecordedAt = (resource: JsonObject, context: ResourceContext): string | null => {
  const texts = [
    ...DATES.map((key) => textAt(resource, key)),
    ...PERIODS.map((key) => textAt(objectAt(resource, key), 'start')),
  ].filter((text) => text !== null);
  const dates = texts.map(readDateTime);
  if (dates.includes(null)) context.findings.reject('invalid_date');
  return dates[0] ?? null;
};

const checkPeriods = (resource: JsonObject, context: ResourceContext): void => {
  for (const key of PERIODS) {
    const period = objectAt(resource, key);
    const [start, end] = [readDateTime(textAt(period, 'start')), readDateTime(textAt(period, 'end'))];
    if (start !== null && end !== null && start.slice(0, end.length) > end)
      context.findings.reject('period_reversed');
  }
};

/** Keeps a clinical resource whole, once it is known whose it is and its dates exist. */
export const readFhirClinical = (resource: JsonObject, context: ResourceContext): ImportedContent | null => {
  const subject = objectAt(resource, 'patient') ?? objectAt(resource, 'subject');
  const patient = readReference(subject, 'Patient', context.links);
  if (!patient) context.findings.reject('patient_reference_missing');
  const recordedAt = readRecordedAt(resource, context);
  checkPeriods(resource, context);
  if (!patient) return null;
  return {
    kind: 'clinical',
    clinical: {
      resourceType: context.resourceType,
      sourceId: context.sourceId,
      patient,
      encounter: readReference(objectAt(resource, 'encounter'), 'Encounter', context.links),
      recordedAt,
      content: resource,
    },
  };
};
