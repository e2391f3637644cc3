import {
  classifyPatients,
  type Classification,
  type MatchTarget,
  type PatientAction,
  type PatientRecord,
} from '@clinic/import';
import { ClinicPeople } from './clinic-people.ts';
import { settle, type PlannedRow } from './import-plan.ts';
import type { BatchScope, RunScope } from './run-scope.ts';

export type PatientTask = { record: PatientRecord; row: PlannedRow };

const isPatientAction = (action: string): action is PatientAction =>
  ['create', 'duplicate', 'review'].includes(action);

const targetId = (run: RunScope, target: MatchTarget | null): string | null => {
  if (target === null) return null;
  return target.kind === 'patient' ? target.patientId : (run.people.idAt(target) ?? null);
};

/** The number of the record that this one repeats, where it stands in the same file. */
const targetRecord = (record: PatientRecord, target: MatchTarget | null): number | null =>
  target?.kind === 'record' && target.file === record.file ? target.record : null;

const planNew = (scope: BatchScope, task: PatientTask, classification: Classification): string => {
  const { run, plan } = scope;
  const { patient } = task.record;
  const id = run.newId();
  run.people.add(task.record, id);
  plan.patients.push({ id, patient });
  const otherPatientId = targetId(run, classification.of);
  const { score, reasons } = classification;
  if (otherPatientId !== null) plan.pairs.push({ patientId: id, otherPatientId, score, reasons });
  return id;
};

const planOne = (scope: BatchScope, task: PatientTask, classification: Classification): void => {
  const { run } = scope;
  const { record, row } = task;
  if (row.isSettled) {
    if (row.action !== 'duplicate' && row.entityId !== null) run.people.add(record, row.entityId);
    return;
  }
  const isNew = classification.action !== 'duplicate';
  const entityId = isNew ? planNew(scope, task, classification) : targetId(run, classification.of);
  settle(row, {
    action: classification.action,
    of: targetRecord(record, classification.of),
    entityId,
    isOwned: isNew,
    warnings: classification.warnings,
  });
  if (entityId === null) return;
  if (isNew) scope.plan.touched.add(entityId);
  const { sourceId } = record.patient;
  // What the source hangs on a repeated record belongs to the person it repeats.
  if (sourceId !== null) run.sources.add({ kind: 'patient', sourceId }, entityId);
};

/**
 * Decides who is new and who is there already. Someone who may be somebody else is registered all the same, and the two
 * are put on the list of possible duplicates: left out, their visits would have nowhere to go.
 */
export const planPatients = async (scope: BatchScope, tasks: readonly PatientTask[]): Promise<void> => {
  if (tasks.length === 0) return;
  const { run, tx } = scope;
  const rowOf = new Map(tasks.map(({ record, row }) => [record, row]));
  const lookup = new ClinicPeople({
    tx,
    patients: run.ports.repositories.importedPatients,
    sources: run.sources,
    people: run.people,
    country: run.settings.options.country,
  });
  const settled = (record: PatientRecord): PatientAction | null => {
    const row = rowOf.get(record);
    return row?.isSettled === true && isPatientAction(row.action) ? row.action : null;
  };
  const classifications = await classifyPatients(
    tasks.map(({ record }) => record),
    { matcher: run.matcher, lookup, settled },
  );
  tasks.forEach((task, index) => {
    const classification = classifications[index];
    if (classification) planOne(scope, task, classification);
  });
};
