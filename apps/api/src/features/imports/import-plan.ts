import type { Alert, ImportAction } from '@clinic/contracts';
import type { ImportedHours, ImportedPatient, ImportRecord } from '@clinic/import';
import {
  importRecordKey,
  type AppointmentTypeRow,
  type ClinicCipher,
  type DuplicatePair,
  type NewAppointmentRow,
  type NewClinicalResource,
  type NewEncounterRow,
  type NewImportSource,
  type NewPractitioner,
  type RoomRow,
} from '@clinic/repositories';

/** A record that was read, and the key it is known by; rejected and skipped ones have none. */
export type PreparedRecord = {
  record: ImportRecord;
  key: Buffer | null;
  /** How many times this content came up in the run. */
  occurrence: number;
  /** About how much memory it takes. */
  size: number;
};

/** What becomes of a record. `isOwned` says that this import makes `entityId`. */
export type PlannedRow = {
  file: string;
  record: number;
  kind: string;
  source: string | null;
  key: Buffer | null;
  isSettled: boolean;
  action: ImportAction;
  of: number | null;
  entityId: string | null;
  isOwned: boolean;
  warnings: string[];
};

export type Outcome = Pick<PlannedRow, 'action'> &
  Partial<Pick<PlannedRow, 'of' | 'entityId' | 'isOwned' | 'warnings'>>;

export type PlannedPatient = { id: string; patient: ImportedPatient };

export type PlannedType = Omit<AppointmentTypeRow, 'version'> & { key: Buffer };

/** The hours that a role brings to somebody. */
export type PlannedHours = { row: PlannedRow; practitionerId: string; hours: ImportedHours };

/** What is remembered of the hours that a role brought. */
export const hoursKey = (cipher: ClinicCipher, roleKey: Buffer): Buffer =>
  importRecordKey(cipher, JSON.stringify(['workingHours', roleKey.toString('hex')]));

/** What the allergies of one person add to their banner. */
export type AllergyNews = { alerts: Alert[]; areKnown: boolean };

/** All that one batch of records is going to do, worked out before anything is written. */
export class BatchPlan {
  readonly rows: PlannedRow[] = [];
  readonly practitioners: NewPractitioner[] = [];
  readonly professions = new Map<string, string>();
  readonly hours: PlannedHours[] = [];
  readonly rooms: Omit<RoomRow, 'version'>[] = [];
  readonly types: PlannedType[] = [];
  readonly patients: PlannedPatient[] = [];
  readonly pairs: DuplicatePair[] = [];
  readonly appointments: NewAppointmentRow[] = [];
  readonly encounters: NewEncounterRow[] = [];
  readonly clinicals: NewClinicalResource[] = [];
  /** The last visit that each person made by this batch. */
  readonly visits = new Map<string, Date>();
  readonly allergies = new Map<string, AllergyNews>();
  /** Whose record this batch adds to. */
  readonly touched = new Set<string>();
  readonly adopted: Buffer[] = [];
  sources: NewImportSource[] = [];

  visit(patientId: string, at: Date): void {
    const known = this.visits.get(patientId);
    if (!known || known < at) this.visits.set(patientId, at);
  }

  allergy(patientId: string, news: AllergyNews): void {
    const known = this.allergies.get(patientId);
    if (!known) return void this.allergies.set(patientId, news);
    known.alerts.push(...news.alerts);
    known.areKnown ||= news.areKnown;
  }
}

export const settle = (row: PlannedRow, outcome: Outcome): void => {
  row.action = outcome.action;
  row.of = outcome.of ?? null;
  row.entityId = outcome.entityId ?? null;
  row.isOwned = outcome.isOwned ?? false;
  row.warnings = [...row.warnings, ...(outcome.warnings ?? [])];
};

export const noteHoursNotTaken = (row: PlannedRow): void => {
  if (!row.warnings.includes('hours_not_taken')) row.warnings = [...row.warnings, 'hours_not_taken'];
};
