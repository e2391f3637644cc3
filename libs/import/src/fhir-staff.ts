import { isBlank } from '@clinic/core';
import { storableName } from './clean-text.ts';
import { readFhirAddress, readHumanName, readIdentifiers, readTelecom } from './fhir-person.ts';
import { readFhirHours } from './fhir-hours.ts';
import { conceptTexts, readReference, readReferences } from './fhir-reference.ts';
import type { ResourceContext } from './fhir-resource.ts';
import type { ImportedContent, JsonObject } from './imported-records.ts';
import { objectAt, objectsAt, textAt } from './json-reader.ts';
import { readSex } from './sex-word.ts';

/** Maps a FHIR R4 Practitioner. */
export const readFhirPractitioner = (
  resource: JsonObject,
  context: ResourceContext,
): ImportedContent | null => {
  const { findings, options, sourceId } = context;
  const name = readHumanName(resource, findings);
  if (!name) return null;
  const { phones, email } = readTelecom(resource, options, findings);
  return {
    kind: 'practitioner',
    practitioner: {
      sourceId,
      ...name,
      sex: readSex(textAt(resource, 'gender') ?? '', findings),
      identifiers: readIdentifiers(resource, findings),
      phones,
      email,
      specialties: conceptTexts(
        objectsAt(resource, 'qualification').map((entry) => objectAt(entry, 'code') ?? {}),
      ),
      isActive: resource['active'] !== false,
    },
  };
};

/** Maps a FHIR R4 PractitionerRole; one that names nobody is refused. */
export const readFhirPractitionerRole = (
  resource: JsonObject,
  context: ResourceContext,
): ImportedContent | null => {
  const { findings, links, sourceId } = context;
  const practitioner = readReference(objectAt(resource, 'practitioner'), 'Practitioner', links);
  if (!practitioner) {
    findings.reject('practitioner_reference_missing');
    return null;
  }
  return {
    kind: 'practitionerRole',
    practitionerRole: {
      sourceId,
      practitioner,
      organization: readReference(objectAt(resource, 'organization'), 'Organization', links),
      locations: readReferences(objectsAt(resource, 'location'), 'Location', links),
      roles: conceptTexts(objectsAt(resource, 'code')),
      specialties: conceptTexts(objectsAt(resource, 'specialty')),
      ...readFhirHours(resource, findings),
      isActive: resource['active'] !== false,
    },
  };
};

/** Maps a FHIR R4 Location. */
export const readFhirLocation = (resource: JsonObject, context: ResourceContext): ImportedContent | null => {
  const { findings, options, sourceId } = context;
  const name = storableName(textAt(resource, 'name') ?? textAt(resource, 'description') ?? '', findings);
  if (isBlank(name)) {
    findings.reject('name_missing');
    return null;
  }
  return {
    kind: 'location',
    location: {
      sourceId,
      name,
      identifiers: readIdentifiers(resource, findings),
      phones: readTelecom(resource, options, findings).phones,
      address: readFhirAddress(objectsAt(resource, 'address'), options, findings),
      isActive: textAt(resource, 'status') !== 'inactive',
    },
  };
};
