import type { Patient, PatientSummary, Visit } from '@clinic/contracts';
import type { PatientRow, PatientWithNotes, VisitRow } from '@clinic/repositories';

/** A row that a search found, and why. */
export type FoundPatient = { row: PatientRow; match?: PatientSummary['match'] };

const toInstant = (date: Date | null): string | null => (date === null ? null : date.toISOString());

/** Said only where there is something to say. */
const unreadableOf = ({ unreadable }: Pick<PatientRow, 'unreadable'>): Pick<Patient, 'unreadable'> =>
  unreadable.length === 0 ? {} : { unreadable: [...unreadable] };

const summaryOf = (row: PatientRow): Omit<PatientSummary, 'match'> => ({
  id: row.id,
  version: row.version,
  fileNumber: row.identity.fileNumber,
  givenName: row.identity.givenName,
  familyName: row.identity.familyName,
  birthDate: row.identity.birthDate,
  sex: row.identity.sex,
  phone: row.identity.phone,
  email: row.identity.email,
  language: row.identity.language,
  lastVisitAt: toInstant(row.lastVisitAt),
  nextAppointmentAt: toInstant(row.nextAppointmentAt),
  alerts: row.alerts,
  isArchived: row.archivedAt !== null,
  ...unreadableOf(row),
});

export const toPatientSummary = ({ row, match }: FoundPatient): PatientSummary =>
  match === undefined ? summaryOf(row) : { ...summaryOf(row), match };

export const toPatient = (row: PatientWithNotes): Patient => ({
  ...summaryOf(row),
  preferredName: row.identity.preferredName,
  otherPhones: row.identity.otherPhones,
  address: row.identity.address,
  identifiers: row.identity.identifiers,
  notes: row.notes,
  areAllergiesKnown: row.areAllergiesKnown,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  archivedAt: toInstant(row.archivedAt),
});

export const toVisit = ({ unreadable, ...row }: VisitRow): Visit => ({
  ...row,
  ...unreadableOf({ unreadable }),
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
});
