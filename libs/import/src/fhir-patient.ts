import { readBirthDate } from './birth-date.ts';
import { noteBirthDate } from './csv-patient.ts';
import {
  readFhirAddress,
  readHumanName,
  readIdentifiers,
  readOtherHumanNames,
  readTelecom,
} from './fhir-person.ts';
import type { ResourceContext } from './fhir-resource.ts';
import type { ImportedContent, ImportedPatient, JsonObject } from './imported-records.ts';
import { objectAt, objectsAt, textAt } from './json-reader.ts';
import { readSex } from './sex-word.ts';

const readBirth = (
  patient: JsonObject,
  context: ResourceContext,
): Pick<ImportedPatient, 'birthDate' | 'birthDateText'> => {
  const text = textAt(patient, 'birthDate');
  // Not to know a birth date is allowed in FHIR, and no warning.
  if (text === null) return { birthDate: null, birthDateText: null };
  const isFhirDate = /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text);
  if (!isFhirDate) context.findings.reject('invalid_birth_date');
  const rules = { dateOrder: context.options.dateOrder, importDate: context.options.importDate };
  return noteBirthDate(readBirthDate(text, rules), context.findings);
};

const readLanguage = (patient: JsonObject): string | null => {
  const languages = objectsAt(patient, 'communication');
  const preferred = languages.find((entry) => entry['preferred'] === true) ?? languages[0] ?? null;
  const code = textAt(objectsAt(objectAt(preferred, 'language'), 'coding')[0] ?? null, 'code');
  return code !== null && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code) ? code : null;
};

/** Maps a FHIR R4 Patient. */
export const readFhirPatient = (resource: JsonObject, context: ResourceContext): ImportedContent | null => {
  const { findings, options, sourceId } = context;
  const name = readHumanName(resource, findings);
  const birth = readBirth(resource, context);
  if (!name) return null;
  const isDeceased = resource['deceasedBoolean'] === true || textAt(resource, 'deceasedDateTime') !== null;
  return {
    kind: 'patient',
    patient: {
      sourceId,
      familyName: name.familyName,
      givenName: name.givenName,
      otherNames: readOtherHumanNames(resource, findings),
      ...birth,
      sex: readSex(textAt(resource, 'gender') ?? '', findings),
      ...readTelecom(resource, options, findings),
      address: readFhirAddress(objectsAt(resource, 'address'), options, findings),
      identifiers: readIdentifiers(resource, findings),
      language: readLanguage(resource),
      notes: null,
      isDeceased,
      isActive: resource['active'] !== false,
    },
  };
};
