import { AppointmentRepository } from './appointment.repository.ts';
import { AuditEventRepository } from './audit-event.repository.ts';
import { AuditSealRepository } from './audit-seal.repository.ts';
import { ChangeFeedRepository } from './change-feed.repository.ts';
import { ClinicCiphers, type CipherOptions, type ClinicRings } from './clinic-ciphers.ts';
import { ClinicKeyRepository } from './clinic-key.repository.ts';
import { ClinicRepository } from './clinic.repository.ts';
import { ClinicalResourceRepository } from './clinical-resource.repository.ts';
import { EncounterRepository } from './encounter.repository.ts';
import { IdempotencyRepository } from './idempotency.repository.ts';
import { ImportRecordRepository } from './import-record.repository.ts';
import { ImportRepository } from './import.repository.ts';
import { ImportedPatientRepository } from './imported-patient.repository.ts';
import { ImportedReferenceRepository } from './imported-reference.repository.ts';
import { ImportedVisitRepository } from './imported-visit.repository.ts';
import { KeyChangeRepository } from './key-change.repository.ts';
import { JobRunRepository } from './job-run.repository.ts';
import { PatientRepository } from './patient.repository.ts';
import { ReferenceRepository } from './reference.repository.ts';
import { SecondFactorRepository } from './second-factor.repository.ts';
import { SealedRowRepository } from './sealed-row.repository.ts';
import { SessionRepository } from './session.repository.ts';
import { ThrottleRepository } from './throttle.repository.ts';
import { UserLinkRepository } from './user-link.repository.ts';
import { UserRepository } from './user.repository.ts';

export type Repositories = {
  ciphers: ClinicCiphers;
  appointments: AppointmentRepository;
  auditEvents: AuditEventRepository;
  auditSeals: AuditSealRepository;
  changeFeed: ChangeFeedRepository;
  clinicKeys: ClinicKeyRepository;
  clinicalResources: ClinicalResourceRepository;
  clinics: ClinicRepository;
  encounters: EncounterRepository;
  idempotencyKeys: IdempotencyRepository;
  importRecords: ImportRecordRepository;
  importedPatients: ImportedPatientRepository;
  importedReference: ImportedReferenceRepository;
  importedVisits: ImportedVisitRepository;
  imports: ImportRepository;
  jobRuns: JobRunRepository;
  keyChanges: KeyChangeRepository;
  patients: PatientRepository;
  reference: ReferenceRepository;
  secondFactors: SecondFactorRepository;
  sealedRows: SealedRowRepository;
  sessions: SessionRepository;
  throttle: ThrottleRepository;
  userLinks: UserLinkRepository;
  users: UserRepository;
};

/** All repositories of one process, over the same clinics' keys. */
export const createRepositories = (rings: ClinicRings, options: CipherOptions = {}): Repositories => {
  const ciphers = new ClinicCiphers(rings, options);
  return {
    ciphers,
    appointments: new AppointmentRepository(ciphers),
    auditEvents: new AuditEventRepository(),
    auditSeals: new AuditSealRepository(),
    changeFeed: new ChangeFeedRepository(),
    clinicKeys: new ClinicKeyRepository(),
    clinicalResources: new ClinicalResourceRepository(ciphers),
    clinics: new ClinicRepository(),
    encounters: new EncounterRepository(ciphers),
    idempotencyKeys: new IdempotencyRepository(),
    importRecords: new ImportRecordRepository(),
    importedPatients: new ImportedPatientRepository(ciphers),
    importedReference: new ImportedReferenceRepository(),
    importedVisits: new ImportedVisitRepository(ciphers),
    imports: new ImportRepository(ciphers),
    jobRuns: new JobRunRepository(),
    keyChanges: new KeyChangeRepository(),
    patients: new PatientRepository(ciphers),
    reference: new ReferenceRepository(),
    secondFactors: new SecondFactorRepository(ciphers),
    sealedRows: new SealedRowRepository(ciphers),
    sessions: new SessionRepository(),
    throttle: new ThrottleRepository(),
    userLinks: new UserLinkRepository(),
    users: new UserRepository(ciphers),
  };
};
