import type { Transaction } from '@clinic/database';
import type { ImportedAppointment, ImportRecord } from '@clinic/import';
import type { HeldQuestion, SettledRecord } from '@clinic/repositories';
import { BatchPlan, hoursKey, type PlannedRow, type PreparedRecord } from './import-plan.ts';
import { planClinical } from './plan-clinical.ts';
import { planPatients, type PatientTask } from './plan-patients.ts';
import {
  locationNames,
  planLocation,
  planPractitioner,
  planRole,
  practitionerNames,
  roleNames,
} from './plan-staff.ts';
import { isBlocking, planAppointment, planEncounter, sourceNames } from './plan-visits.ts';
import { recordKind } from './record-kind.ts';
import type { BatchScope, RunScope } from './run-scope.ts';
import { namesOf, type SourceName } from './source-book.ts';

/** All names a record has or points at. */
const namesIn = (record: ImportRecord): SourceName[] => {
  switch (record.kind) {
    case 'patient':
      return sourceNames('patient', record.patient);
    case 'practitioner':
      return practitionerNames(record.practitioner);
    case 'practitionerRole':
      return [
        ...roleNames(record.practitionerRole),
        ...namesOf('practitioner', record.practitionerRole.practitioner),
      ];
    case 'location':
      return locationNames(record.location);
    case 'appointment':
    case 'encounter':
      return visitNames(record);
    case 'clinical':
      return [...sourceNames('clinical', record.clinical), ...namesOf('patient', record.clinical.patient)];
    default:
      return [];
  }
};

const visitNames = (record: Extract<ImportRecord, { kind: 'appointment' | 'encounter' }>): SourceName[] => {
  const visit = record.kind === 'appointment' ? record.appointment : record.encounter;
  return [
    ...sourceNames(record.kind, visit),
    ...namesOf('patient', visit.patient),
    ...namesOf('practitioner', visit.practitioner),
    ...namesOf('location', visit.location),
    ...('appointment' in visit ? namesOf('appointment', visit.appointment) : []),
  ];
};

const initialRow = ({ record, key }: PreparedRecord): PlannedRow => {
  const base = {
    file: record.file,
    record: record.record,
    kind: recordKind(record),
    source: record.source,
    key,
    isSettled: false,
    of: null,
    entityId: null,
    isOwned: false,
  };
  if (record.kind === 'rejected') {
    return { ...base, action: 'reject', warnings: [...record.warnings, ...record.reasons] };
  }
  const reason = record.kind === 'skipped' ? [record.reason] : [];
  const unsupported = record.kind === 'unsupported' ? ['not_supported'] : [];
  return { ...base, action: 'skip', warnings: [...record.warnings, ...reason, ...unsupported] };
};

const settledRow = (row: PlannedRow, settled: SettledRecord): PlannedRow => ({
  ...row,
  isSettled: true,
  action: settled.action,
  of: settled.ofRecord,
  entityId: settled.entityId,
  warnings: settled.warnings,
});

type Task = PreparedRecord & { row: PlannedRow };

/** In the order in which one needs the other. */
const PHASES: readonly ImportRecord['kind'][] = [
  'practitioner',
  'practitionerRole',
  'location',
  'patient',
  'appointment',
  'encounter',
  'clinical',
];

const planTask = (scope: BatchScope, { record, row, occurrence }: Task): void => {
  const task = { row, occurrence };
  switch (record.kind) {
    case 'practitioner':
      return planPractitioner(scope, record.practitioner, task);
    case 'practitionerRole':
      return planRole(scope, record.practitionerRole, task);
    case 'location':
      return planLocation(scope, record.location, task);
    case 'appointment':
      return planAppointment(scope, record.appointment, task);
    case 'encounter':
      return planEncounter(scope, record.encounter, task);
    case 'clinical':
      return planClinical(scope, record.clinical, task);
    default:
  }
};

const noteRetired = (run: RunScope, { record, row }: Task): void => {
  if (record.kind !== 'practitioner' || record.practitioner.isActive) return;
  if (row.entityId !== null) run.retired.add(row.entityId);
};

/** A record that an import left behind which broke off, and what hangs on it. */
const adoptedKeys = (run: RunScope, { record }: PreparedRecord, key: Buffer): Buffer[] =>
  record.kind === 'practitionerRole' ? [key, hoursKey(run.cipher, key)] : [key];

const patientTasks = (tasks: readonly Task[]): PatientTask[] =>
  tasks.flatMap(({ record, row }) => (record.kind === 'patient' ? [{ record, row }] : []));

const heldQuestion = (run: RunScope, appointments: readonly ImportedAppointment[]): HeldQuestion => {
  const times = appointments.flatMap(({ startsAt, endsAt }) => [Date.parse(startsAt), Date.parse(endsAt)]);
  const ids = (find: (appointment: ImportedAppointment) => string | undefined): string[] => [
    ...new Set(appointments.flatMap((appointment) => find(appointment) ?? [])),
  ];
  return {
    from: new Date(Math.min(...times)),
    // An appointment that ends when it begins is given some minutes.
    to: new Date(Math.max(...times) + 60 * 60_000),
    practitionerIds: ids(({ practitioner }) => run.sources.find(namesOf('practitioner', practitioner))),
    roomIds: ids(({ location }) => run.sources.find(namesOf('location', location))),
    patientIds: ids(({ patient }) => run.sources.find(namesOf('patient', patient))),
  };
};

const loadHeld = async ({ run, tx }: BatchScope, tasks: readonly Task[]): Promise<void> => {
  const blocking = tasks.flatMap(({ record, row }) =>
    record.kind === 'appointment' && !row.isSettled && isBlocking(record.appointment)
      ? [record.appointment]
      : [],
  );
  const { importedVisits } = run.ports.repositories;
  run.held.load(blocking.length === 0 ? [] : await importedVisits.listHeld(tx, heldQuestion(run, blocking)));
};

const readSettled = async (
  run: RunScope,
  tx: Transaction,
  prepared: readonly PreparedRecord[],
): Promise<Map<string, SettledRecord>> => {
  const keys = prepared.flatMap(({ key }) => key ?? []);
  const rows = await run.ports.repositories.importRecords.listByKeys(tx, keys);
  return new Map(rows.map((row) => [row.recordKey.toString('hex'), row]));
};

/** Works out what a batch of records is going to do. Nothing is written; the run remembers what it decided. */
export const planBatch = async (
  run: RunScope,
  tx: Transaction,
  prepared: readonly PreparedRecord[],
): Promise<BatchPlan> => {
  const plan = new BatchPlan();
  const scope = { run, tx, plan };
  const [settledByKey] = await Promise.all([
    readSettled(run, tx, prepared),
    run.sources.prime(
      tx,
      prepared.flatMap(({ record }) => namesIn(record)),
    ),
  ]);
  const tasks = prepared.map((each): Task => {
    const settled = each.key ? settledByKey.get(each.key.toString('hex')) : undefined;
    if (settled?.isUnfinished === true) plan.adopted.push(...adoptedKeys(run, each, settled.recordKey));
    const row = initialRow(each);
    return { ...each, row: settled ? settledRow(row, settled) : row };
  });
  plan.rows.push(...tasks.map(({ row }) => row));
  for (const phase of PHASES) {
    if (phase === 'patient') await planPatients(scope, patientTasks(tasks));
    if (phase === 'appointment') await loadHeld(scope, tasks);
    for (const task of tasks) {
      if (task.record.kind === phase && !task.row.isSettled) planTask(scope, task);
      if (task.record.kind === phase) noteRetired(run, task);
    }
  }
  plan.sources = run.sources.takeAdded();
  return plan;
};
