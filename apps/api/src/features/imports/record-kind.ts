import type { ImportRecord } from '@clinic/import';

const KINDS = {
  patient: 'Patient',
  practitioner: 'Practitioner',
  practitionerRole: 'PractitionerRole',
  location: 'Location',
  appointment: 'Appointment',
  encounter: 'Encounter',
} as const;

const RESOURCE_TYPE = /^[A-Z][A-Za-z]{2,39}$/;

/** A file may write anything for a type; what does not look like one is not repeated. */
const asResourceType = (text: string): string => (RESOURCE_TYPE.test(text) ? text : 'Unknown');

/** What a record is, in FHIR's word for it. */
export const recordKind = (record: ImportRecord): string => {
  switch (record.kind) {
    case 'clinical':
      return record.clinical.resourceType;
    case 'unsupported':
    case 'rejected':
      return record.resourceType === 'Unknown table' ? 'Unknown' : asResourceType(record.resourceType);
    case 'skipped':
      return 'Unknown';
    default:
      return KINDS[record.kind];
  }
};
