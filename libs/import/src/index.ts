export { classifyPatients } from './classify-patients.ts';
export type { Classification, ClassifyPorts, MatchTarget, PatientAction } from './classify-patients.ts';
export type { PatientField } from './column-names.ts';
export { compareIdentity } from './compare-identity.ts';
export type { IdentityComparison, IdentityReason, PersonTraits } from './compare-identity.ts';
export { detectFormat } from './detect-format.ts';
export type { DetectedFormat, ImportFormat } from './detect-format.ts';
export { foldName } from './fold-name.ts';
export type { RejectionCode, SkipCode, WarningCode } from './import-codes.ts';
export type {
  ColumnOverrides,
  ColumnReport,
  DateOrder,
  FileReport,
  ImportOptions,
} from './import-options.ts';
export type {
  ImportedAddress,
  ImportedAppointment,
  ImportedClinical,
  ImportedContent,
  ImportedEncounter,
  ImportedHours,
  ImportedIdentifier,
  ImportedLocation,
  ImportedName,
  ImportedPatient,
  ImportedPractitioner,
  ImportedPractitionerRole,
  ImportedReference,
  ImportedWindow,
  ImportRecord,
  PatientRecord,
  Sex,
} from './imported-records.ts';
export { OccurrenceCounter } from './occurrence-counter.ts';
export { orderFiles } from './order-files.ts';
export type { KnownPerson, PersonLookup } from './person-lookup.ts';
export { internationalPhone } from './phone-number.ts';
export { readImport } from './read-import.ts';
export type { ImportSource } from './read-import.ts';
export { recordKey } from './record-key.ts';
export { RunMatcher } from './run-matcher.ts';
export type { RecordPlace } from './run-matcher.ts';
