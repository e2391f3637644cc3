import { readFhirClinical } from './fhir-clinical.ts';
import { readFhirPatient } from './fhir-patient.ts';
import type { BundleLinks } from './fhir-reference.ts';
import { readFhirLocation, readFhirPractitioner, readFhirPractitionerRole } from './fhir-staff.ts';
import { readFhirAppointment, readFhirEncounter } from './fhir-visits.ts';
import { isStorableText } from '@clinic/core';
import { Findings, type SkipCode } from './import-codes.ts';
import type { ImportOptions } from './import-options.ts';
import type { ImportedContent, JsonObject, ReadOutcome } from './imported-records.ts';
import { isJsonObject, storableObject, textAt } from './json-reader.ts';

/** What a mapper needs beside the resource. A mapper answers null once it has rejected or skipped the resource. */
export type ResourceContext = {
  resourceType: string;
  /** `Type/id`; null where the resource has no id. */
  sourceId: string | null;
  findings: Findings;
  links: BundleLinks;
  options: ImportOptions;
  /** Passes the resource over. */
  skip: (reason: SkipCode) => null;
};

type Mapper = (resource: JsonObject, context: ResourceContext) => ImportedContent | null;

const MAPPERS: Record<string, Mapper> = {
  Patient: readFhirPatient,
  Practitioner: readFhirPractitioner,
  PractitionerRole: readFhirPractitionerRole,
  Location: readFhirLocation,
  Appointment: readFhirAppointment,
  Encounter: readFhirEncounter,
  AllergyIntolerance: readFhirClinical,
  Condition: readFhirClinical,
  MedicationRequest: readFhirClinical,
  Observation: readFhirClinical,
  Immunization: readFhirClinical,
  Procedure: readFhirClinical,
};

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

const readSourceId = (resource: JsonObject, resourceType: string, findings: Findings): string | null => {
  if (resource['id'] === undefined) return null;
  const id = textAt(resource, 'id');
  if (id !== null && ID.test(id)) return `${resourceType}/${id}`;
  findings.reject('id_invalid');
  return null;
};

const mapResource = (
  resource: JsonObject,
  mapper: Mapper,
  context: Omit<ResourceContext, 'skip'>,
): ReadOutcome => {
  const skips: SkipCode[] = [];
  const skip = (reason: SkipCode): null => {
    skips.push(reason);
    return null;
  };
  const content = mapper(resource, { ...context, skip });
  const { warnings, rejections } = context.findings;
  const base = { source: context.sourceId, warnings };
  const [skipped] = skips;
  if (skipped !== undefined && rejections.length === 0) return { kind: 'skipped', reason: skipped, ...base };
  if (content === null || rejections.length > 0)
    return { kind: 'rejected', resourceType: context.resourceType, reasons: rejections, ...base };
  return { ...content, ...base };
};

/** Reads one parsed resource. */
export const readResource = (value: unknown, links: BundleLinks, options: ImportOptions): ReadOutcome => {
  const resourceType = isJsonObject(value) ? textAt(value, 'resourceType') : null;
  if (!isJsonObject(value) || resourceType === null)
    return {
      kind: 'rejected',
      resourceType: 'Unknown',
      reasons: ['not_a_resource'],
      source: null,
      warnings: [],
    };
  const findings = new Findings();
  const sourceId = readSourceId(value, resourceType, findings);
  const mapper = Object.hasOwn(MAPPERS, resourceType) ? MAPPERS[resourceType] : undefined;
  if (!mapper) return { kind: 'unsupported', resourceType, source: sourceId, warnings: [] };
  // A clinical resource is kept whole, for the chart: it is shown nowhere as text of ours.
  const resource = mapper === readFhirClinical ? value : storableObject(value, findings);
  return mapResource(resource, mapper, { resourceType, sourceId, findings, links, options });
};

const unescapeAll = (text: string): string =>
  text.replace(/\\(?:\\|u([0-9a-fA-F]{4}))/g, (whole, hex: string | undefined) =>
    hex === undefined ? whole : String.fromCharCode(Number.parseInt(hex, 16)),
  );

/** NUL and half characters may hide behind escapes; the database refuses both. */
const isStorableJson = (text: string): boolean =>
  isStorableText(/\\u(?:0000|[dD][89a-fA-F])/.test(text) ? unescapeAll(text) : text);

type Parsed = { value: unknown } | { reason: 'broken_json' | 'text_not_storable' };

const parseJson = (text: string): Parsed => {
  if (!isStorableJson(text)) return { reason: 'text_not_storable' };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { reason: 'broken_json' };
  }
};

/** Parses and reads the text of one resource, or answers why it is none. */
export const readResourceText = (text: string, read: (value: unknown) => ReadOutcome): ReadOutcome => {
  const parsed = parseJson(text);
  if ('value' in parsed) return read(parsed.value);
  return { kind: 'rejected', resourceType: 'Unknown', reasons: [parsed.reason], source: null, warnings: [] };
};
