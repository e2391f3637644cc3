import type { ImportedContent, JsonObject } from './imported-records.ts';
import { isJsonObject } from './json-reader.ts';

/** JSON with the members of every object in one order, so that equal content is equal text. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isJsonObject(value)) return value;
  const sorted: JsonObject = {};
  for (const key of Object.keys(value).sort()) sorted[key] = canonical(value[key]);
  return sorted;
};

const contentOf = (record: ImportedContent): unknown => {
  switch (record.kind) {
    case 'patient':
      return record.patient;
    case 'practitioner':
      return record.practitioner;
    case 'practitionerRole':
      return record.practitionerRole;
    case 'location':
      return record.location;
    case 'appointment':
      return record.appointment;
    case 'encounter':
      return record.encounter;
    case 'clinical':
      return record.clinical;
  }
};

/**
 * What makes a record the same when its file is imported again: its content as understood, whatever file, encoding
 * or order of columns it came in. `occurrence` tells equal rows of one file apart, from 1. The text holds patient
 * data: it is a key's raw material, to be hashed with a secret before it is kept.
 */
export const recordKey = (record: ImportedContent, occurrence: number): string =>
  JSON.stringify([record.kind, occurrence, canonical(contentOf(record))]);
