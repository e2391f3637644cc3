import { setImmediate } from 'node:timers/promises';
import type { AppointmentStatus } from '@clinic/contracts';
import type { Transaction } from '@clinic/database';
import {
  finishWrite,
  type AuditEntry,
  type Change,
  type Moved,
  type NewImportRecord,
  type WorkingHoursRow,
} from '@clinic/repositories';
import { mergeAlerts } from './allergy-news.ts';
import { hoursKey, noteHoursNotTaken, type BatchPlan, type PlannedRow } from './import-plan.ts';
import { toPatientRow } from './imported-person.mapper.ts';
import type { RunScope } from './run-scope.ts';

const HOLDING: ReadonlySet<AppointmentStatus> = new Set(['booked', 'arrived', 'checked-in']);

/** Writes what a batch was planned to do, with its feed and audit lines, in one transaction. */
export class BatchWriter {
  private readonly run: RunScope;

  constructor(run: RunScope) {
    this.run = run;
  }

  /** Whether the batch changes anything of the clinic. */
  hasWork(plan: BatchPlan): boolean {
    return plan.adopted.length > 0 || plan.rows.some((row) => row.key !== null && !row.isSettled);
  }

  /** The next file numbers, in a transaction of their own: the clinic's other writers do not wait for this batch. */
  takeFileNumbers(tx: Transaction, plan: BatchPlan): Promise<string[]> {
    return this.run.ports.repositories.changeFeed.takeFileNumbers(tx, plan.patients.length);
  }

  /** Writes all of it, what `keep` sends included; the feed and the audit lines are last and commit. */
  async write(
    tx: Transaction,
    plan: BatchPlan,
    { fileNumbers, keep }: { fileNumbers: readonly string[]; keep: (tx: Transaction) => Promise<void> },
  ): Promise<void> {
    const { importRecords } = this.run.ports.repositories;
    const { importId, context } = this.run.settings;
    const now = this.run.ports.clock.now();
    const things = this.insertThings(tx, plan, { fileNumbers, now });
    // They leave, and the server is at work on them while the rest is made ready.
    await setImmediate();
    if (plan.appointments.length > 0) leaveOut(plan, await things.free);
    const notes = inBackground(this.noteThings(tx, plan));
    const { importedReference } = this.run.ports.repositories;
    const [patients, booked, opened, staff] = await Promise.all([
      this.touchPatients(tx, plan, now),
      importedReference.activate(tx, expected(plan, now), now),
      importedReference.openHours(tx, { importId, rows: this.hoursOf(plan), now }),
      importedReference.fillProfessions(tx, plan.professions, now),
    ]);
    const records = [
      ...this.hourRecordsOf(plan, latest(opened), latest([...opened, ...staff])),
      ...roleRecordsOf(plan, latest(staff)),
    ];
    const changes = changesOf(plan, latest(patients), [...booked, ...opened, ...staff]);
    await Promise.all([
      things.all,
      notes,
      importRecords.insertMany(tx, importId, records),
      keep(tx),
      finishWrite(tx, { context, now, changes, audit: this.auditOf(plan) }),
    ]);
  }

  /** Remembers what the batch did, once it is committed. */
  committed(plan: BatchPlan): void {
    for (const id of plan.touched) this.run.audited.add(id);
  }

  /** `free`: the appointments whose time was still free. */
  private insertThings(
    tx: Transaction,
    plan: BatchPlan,
    { fileNumbers, now }: { fileNumbers: readonly string[]; now: Date },
  ): { free: Promise<ReadonlySet<string>>; all: Promise<unknown> } {
    const { repositories } = this.run.ports;
    const { country } = this.run.settings.options;
    const patients = plan.patients.map((each, index) =>
      toPatientRow(each, { fileNumber: fileNumbers[index] ?? '', country, now }),
    );
    const { reference, importedVisits, importedPatients } = repositories;
    const before = [
      plan.practitioners.length > 0 && reference.insertPractitioners(tx, plan.practitioners, now),
      plan.rooms.length > 0 && reference.insertRooms(tx, plan.rooms, now),
      plan.types.length > 0 && reference.insertAppointmentTypes(tx, plan.types, now),
      repositories.patients.insertMany(tx, patients),
      importedPatients.notePairs(tx, plan.pairs, now),
    ];
    const free = importedVisits.insertFree(tx, plan.appointments, now);
    const behind = [
      repositories.encounters.insertMany(tx, plan.encounters, now),
      repositories.clinicalResources.insertMany(tx, plan.clinicals, now),
    ];
    return { free, all: inBackground(Promise.all([...before, free, ...behind])) };
  }

  /** What the clinic now knows of the records: what became of them, and where their names lead. */
  private noteThings(tx: Transaction, plan: BatchPlan): Promise<unknown> {
    const { importId } = this.run.settings;
    const { importRecords } = this.run.ports.repositories;
    return Promise.all([
      importRecords.adopt(tx, importId, plan.adopted),
      importRecords.insertMany(tx, importId, [...recordsOf(plan), ...typeRecordsOf(plan)]),
      importRecords.insertSources(tx, importId, plan.sources),
    ]);
  }

  private async touchPatients(tx: Transaction, plan: BatchPlan, now: Date): Promise<Moved[]> {
    const { importedPatients } = this.run.ports.repositories;
    const moved = await Promise.all([
      importedPatients.touchVisits(tx, plan.visits, now),
      this.writeAlerts(tx, plan, now),
    ]);
    return moved.flat();
  }

  private async writeAlerts(tx: Transaction, plan: BatchPlan, now: Date): Promise<Moved[]> {
    if (plan.allergies.size === 0) return [];
    const { importedPatients } = this.run.ports.repositories;
    const known = await importedPatients.listAlertsForUpdate(tx, [...plan.allergies.keys()]);
    const changed = known.flatMap((row) => {
      const news = plan.allergies.get(row.id);
      if (!news) return [];
      const alerts = mergeAlerts(row.alerts, news.alerts);
      const areAllergiesKnown = row.areAllergiesKnown || news.areKnown;
      const isSame = areAllergiesKnown === row.areAllergiesKnown && isSameList(alerts, row.alerts);
      return isSame ? [] : [{ id: row.id, alerts, areAllergiesKnown }];
    });
    return importedPatients.updateAlerts(tx, changed, now);
  }

  private hoursOf(plan: BatchPlan): WorkingHoursRow[] {
    return plan.hours.flatMap(({ practitionerId, hours: { windows, validFrom, validTo } }) =>
      windows.map((window) => ({
        ...window,
        practitionerId,
        validFrom,
        validTo,
        id: this.run.ports.ids.next(),
      })),
    );
  }

  /** Hours are taken back at the version they left; of those that found no place the report says so. */
  private hourRecordsOf(
    plan: BatchPlan,
    opened: ReadonlyMap<string, number>,
    versions: ReadonlyMap<string, number>,
  ): NewImportRecord[] {
    return plan.hours.flatMap(({ row, practitionerId: entityId }) => {
      if (!opened.has(entityId)) noteHoursNotTaken(row);
      if (!opened.has(entityId) || row.key === null) return [];
      const said = { kind: 'WorkingHours', action: 'create' as const, ofRecord: null, warnings: [] };
      const recordKey = hoursKey(this.run.cipher, row.key);
      return [{ ...said, recordKey, entityId, entityVersion: versions.get(entityId) ?? null }];
    });
  }

  /** One event for each person of the run: the first batch that adds to their record says it. */
  private auditOf(plan: BatchPlan): AuditEntry[] {
    const { audited, ports, settings } = this.run;
    const people = [...plan.touched].filter((id) => !audited.has(id));
    return people.map((patientId) => ({
      id: ports.ids.next(),
      action: 'patient.import',
      patientId,
      resourceType: 'import',
      resourceId: settings.importId,
    }));
  }
}

/** Work that is waited for later; should it fail before that, it is still heard of there. */
const inBackground = <Result>(work: Promise<Result>): Promise<Result> => {
  work.catch(() => undefined);
  return work;
};

const isSameList = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((each, index) => each === other[index]);

/** Appointments whose time was taken between the look and the write are left for a person to decide. */
const leaveOut = (plan: BatchPlan, written: ReadonlySet<string>): void => {
  const late = new Set(plan.appointments.map(({ id }) => id).filter((id) => !written.has(id)));
  if (late.size === 0) return;
  for (const row of plan.rows) {
    if (row.entityId === null || !late.has(row.entityId)) continue;
    Object.assign(row, { action: 'review', entityId: null, isOwned: false });
    row.warnings.push('time_taken');
  }
  plan.sources = plan.sources.filter(({ entityId }) => !late.has(entityId));
  plan.appointments.splice(0, Infinity, ...plan.appointments.filter(({ id }) => !late.has(id)));
};

/** Who is still to see somebody. */
const expected = (plan: BatchPlan, now: Date): string[] => {
  const ahead = plan.appointments.filter(({ status, endsAt }) => HOLDING.has(status) && endsAt > now);
  return [...new Set(ahead.map(({ practitionerId }) => practitionerId))];
};

const isRole = ({ kind }: PlannedRow): boolean => kind === 'PractitionerRole';

const recordOf = (row: PlannedRow, entityVersion: number | null): NewImportRecord[] => {
  if (row.key === null || row.isSettled || ['reject', 'skip'].includes(row.action)) return [];
  const { key: recordKey, kind, action, of: ofRecord, entityId, warnings } = row;
  return [{ recordKey, kind, action, ofRecord, entityId, entityVersion, warnings }];
};

const recordsOf = (plan: BatchPlan): NewImportRecord[] =>
  plan.rows.flatMap((row) => (isRole(row) ? [] : recordOf(row, row.isOwned ? 1 : null)));

/** What a role said of someone can be taken back as well: it remembers the version it made. */
const roleRecordsOf = (plan: BatchPlan, said: ReadonlyMap<string, number>): NewImportRecord[] =>
  plan.rows.flatMap((row) =>
    isRole(row) ? recordOf(row, (row.entityId !== null && said.get(row.entityId)) || null) : [],
  );

const typeRecordsOf = (plan: BatchPlan): NewImportRecord[] =>
  plan.types.map(({ id, key }) => ({
    recordKey: key,
    kind: 'AppointmentType',
    action: 'create',
    ofRecord: null,
    entityId: id,
    entityVersion: 1,
    warnings: [],
  }));

const latest = (moved: readonly Moved[]): Map<string, number> => {
  const versions = new Map<string, number>();
  for (const { id, version } of moved) versions.set(id, Math.max(version, versions.get(id) ?? 0));
  return versions;
};

const changesOf = (
  plan: BatchPlan,
  patients: ReadonlyMap<string, number>,
  staff: readonly Moved[],
): Change[] => {
  const created = (entity: string, things: readonly { id: string }[]): Change[] =>
    things.map(({ id }) => ({ entity, id, version: 1 }));
  const versions = new Map([...plan.patients.map(({ id }) => [id, 1] as const), ...patients]);
  const staffVersions = new Map([
    ...plan.practitioners.map(({ id }) => [id, 1] as const),
    ...staff.map(({ id, version }) => [id, version] as const),
  ]);
  return [
    ...[...staffVersions].map(([id, version]) => ({ entity: 'practitioner', id, version })),
    ...created('room', plan.rooms),
    ...created('appointmentType', plan.types),
    ...[...versions].map(([id, version]) => ({ entity: 'patient', id, version })),
    ...created('appointment', plan.appointments),
    ...created('encounter', plan.encounters),
    ...created('clinicalResource', plan.clinicals),
  ];
};
