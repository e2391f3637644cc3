import { AppointmentRepository } from './appointment.repository.ts';
import { AuditEventRepository } from './audit-event.repository.ts';
import { ChangeFeedRepository } from './change-feed.repository.ts';
import { ClinicCiphers, type ClinicRings } from './clinic-ciphers.ts';
import { ClinicRepository } from './clinic.repository.ts';
import { IdempotencyRepository } from './idempotency.repository.ts';
import { PatientRepository } from './patient.repository.ts';
import { ReferenceRepository } from './reference.repository.ts';
import { SessionRepository } from './session.repository.ts';
import { UserRepository } from './user.repository.ts';

export type Repositories = {
  ciphers: ClinicCiphers;
  appointments: AppointmentRepository;
  auditEvents: AuditEventRepository;
  changeFeed: ChangeFeedRepository;
  clinics: ClinicRepository;
  idempotencyKeys: IdempotencyRepository;
  patients: PatientRepository;
  reference: ReferenceRepository;
  sessions: SessionRepository;
  users: UserRepository;
};

/** All repositories of one process, over the same clinics' keys. */
export const createRepositories = (rings: ClinicRings): Repositories => {
  const ciphers = new ClinicCiphers(rings);
  return {
    ciphers,
    appointments: new AppointmentRepository(ciphers),
    auditEvents: new AuditEventRepository(),
    changeFeed: new ChangeFeedRepository(),
    clinics: new ClinicRepository(),
    idempotencyKeys: new IdempotencyRepository(),
    patients: new PatientRepository(ciphers),
    reference: new ReferenceRepository(),
    sessions: new SessionRepository(),
    users: new UserRepository(ciphers),
  };
};
