export { createRepositories } from './create-repositories.ts';
export type { Repositories } from './create-repositories.ts';
export { ClinicCiphers, KEYS_FRESH_MS } from './clinic-ciphers.ts';
export type { CipherOptions, ClinicCipher, ClinicRings } from './clinic-ciphers.ts';
export type { ClinicKeyRow } from './clinic-key.repository.ts';
export type {
  AppointmentMove,
  AppointmentRow,
  Blocking,
  NewAppointmentRow,
  StatusUpdate,
  VisitRow,
  Wanted,
} from './appointment.rows.ts';
export type { AuditEventRow, AuditFilter, AuditRecord } from './audit-event.repository.ts';
export type { AuditChainState, AuditSeals, AuditStrays, UnsealedClinic } from './audit-seal.repository.ts';
export type { ClinicRow } from './clinic.repository.ts';
export type { ClinicalContent } from './clinical-resource.columns.ts';
export type { ClinicalResourceRow, NewClinicalResource } from './clinical-resource.repository.ts';
export type { NewEncounterRow } from './encounter.repository.ts';
export type { KnownAnswer } from './idempotency.repository.ts';
export { importRecordKey, importSourceKey } from './import.columns.ts';
export type { ImportBatchRow, ImportOutcomeRow, ImportProgress } from './import.repository.ts';
export type {
  NewImportRecord,
  NewImportSource,
  OwnedRecord,
  SettledRecord,
} from './import-record.repository.ts';
export type {
  DuplicatePair,
  Moved,
  PatientAlerts,
  PersonRow,
  Removal,
  SharedKeys,
} from './imported-patient.repository.ts';
export type { HeldQuestion, VisitRemoval } from './imported-visit.repository.ts';
export type { KeyChangeRow, KeyUse, NeededKey } from './key-change.repository.ts';
export type { PatientIdentity, PatientKeys } from './patient.columns.ts';
export type { NewPatientRow, PatientRow, PatientUpdate, PatientWithNotes } from './patient.repository.ts';
export type {
  AppointmentTypeRow,
  NewPractitioner,
  PractitionerRow,
  RoomRow,
  ScheduleExceptionRow,
  WorkingHoursRow,
} from './reference.repository.ts';
export type { TotpRow } from './second-factor.repository.ts';
export { sealedTables } from './sealed-columns.ts';
export type { SealedTable } from './sealed-columns.ts';
export type { SealedCount, SealedPlace, SealedStep } from './sealed-row.repository.ts';
export type { NewSession, OpenSession, SessionRow } from './session.repository.ts';
export type { ThrottleBucket, ThrottledAttempt, ThrottleRules } from './throttle.repository.ts';
export { finishWrite } from './unit-of-work.ts';
export type { AuditEntry, Change, StoredAnswer, WriteEnd } from './unit-of-work.ts';
export type { LinkPurpose, NewUserLink, UserLinkRow } from './user-link.repository.ts';
export type { LoginPlace, NewUser, UserRow, UserUpdate } from './user.repository.ts';
