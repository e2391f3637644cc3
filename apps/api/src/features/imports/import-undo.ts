import type { RequestContext } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import {
  finishWrite,
  type Change,
  type Moved,
  type OwnedRecord,
  type Removal,
  type VisitRemoval,
} from '@clinic/repositories';
import type { Hold } from './import-lock.ts';
import type { ImportRunnerDeps } from './import-runner.ts';
import { UndoneAllergies } from './undone-allergies.ts';

export type Kept = { kind: string; id: string; reason: 'edited' | 'in_use' };
export type Undone = { removed: number; kept: Kept[] };

export type UndoRequest = {
  context: RequestContext;
  importId: string;
  /** The clinic's import lock. */
  hold: Pick<Hold, 'assertHeld'>;
};

const BATCH = 500;

const CLINICAL = [
  'AllergyIntolerance',
  'Condition',
  'MedicationRequest',
  'Observation',
  'Immunization',
  'Procedure',
] as const;

/** What hangs on something goes before it. */
const ORDER = [
  ...CLINICAL,
  'Encounter',
  'Appointment',
  'Patient',
  'Location',
  'AppointmentType',
  'WorkingHours',
  'PractitionerRole',
  'Practitioner',
] as const;

type Kind = (typeof ORDER)[number];

const entities: Record<Kind, string> = {
  AllergyIntolerance: 'clinicalResource',
  Condition: 'clinicalResource',
  MedicationRequest: 'clinicalResource',
  Observation: 'clinicalResource',
  Immunization: 'clinicalResource',
  Procedure: 'clinicalResource',
  Encounter: 'encounter',
  Appointment: 'appointment',
  Patient: 'patient',
  Location: 'room',
  AppointmentType: 'appointmentType',
  WorkingHours: 'practitioner',
  PractitionerRole: 'practitioner',
  Practitioner: 'practitioner',
};

/** What was said of someone: they change, and nothing goes. */
const isSaid = (kind: Kind): kind is 'WorkingHours' | 'PractitionerRole' =>
  kind === 'WorkingHours' || kind === 'PractitionerRole';

/** What one batch of removals did: what became of each, and whose record changed by it. */
type Step = { removals: Removal[]; patients: Moved[]; people: string[]; staff: Moved[] };

const asMoved = ({ entityId, entityVersion }: OwnedRecord): Moved => ({
  id: entityId,
  version: entityVersion,
});

/**
 * Takes an import back, the last first, in transactions of some hundred things. What someone edited since stays, and so
 * does what something else hangs on; both are named. Broken off, it is simply begun again.
 */
export class ImportUndo {
  private readonly deps: ImportRunnerDeps;

  constructor(deps: ImportRunnerDeps) {
    this.deps = deps;
  }

  /**
   * Removes what can go and leaves the import running, for the caller to close as `undone` with the answer it gives. Broken
   * off it is `failed`: an import of which some is gone may not say that it is done.
   */
  async run(request: UndoRequest): Promise<Undone> {
    const { context, importId } = request;
    const { database, repositories, clock } = this.deps;
    await database.inClinic(context, (tx) => repositories.imports.reopen(tx, importId));
    try {
      return await this.removeAll(request);
    } catch (error) {
      const end = { id: importId, status: 'failed' as const, problem: 'undo_interrupted', now: clock.now() };
      await database.inClinic(context, (tx) => repositories.imports.finish(tx, end)).catch(() => undefined);
      throw error;
    }
  }

  private async removeAll(request: UndoRequest): Promise<Undone> {
    const { context, importId } = request;
    const { database, doorbell, repositories } = this.deps;
    const undone: Undone = { removed: 0, kept: [] };
    const audited = new Set<string>();
    for (const kind of ORDER) await this.undoKind(request, kind, { undone, audited });
    await database.inClinic(context, (tx) => repositories.importRecords.forgetRest(tx, importId));
    doorbell.ring(context.clinicId, 'data');
    doorbell.ring(context.clinicId, 'reference');
    return undone;
  }

  private async undoKind(
    request: UndoRequest,
    kind: Kind,
    { undone, audited }: { undone: Undone; audited: Set<string> },
  ): Promise<void> {
    const { database, repositories } = this.deps;
    const { context, importId } = request;
    let after: Buffer = Buffer.alloc(0);
    for (;;) {
      await request.hold.assertHeld();
      const page = { importId, kind, after, limit: BATCH };
      const owned = await database.inClinic(context, (tx) => repositories.importRecords.listOwned(tx, page));
      const last = owned.at(-1);
      if (!last) return;
      const removals = await database.inClinic(context, (tx) =>
        this.undoBatch(tx, request, { kind, owned, audited }),
      );
      for (const { id, outcome } of removals) {
        if (outcome === 'removed') undone.removed += 1;
        else if (outcome !== 'missing') undone.kept.push({ kind, id, reason: outcome });
      }
      after = last.recordKey;
    }
  }

  private async undoBatch(
    tx: Transaction,
    { context, importId }: UndoRequest,
    batch: { kind: Kind; owned: OwnedRecord[]; audited: Set<string> },
  ): Promise<Removal[]> {
    const { repositories, clock, ids } = this.deps;
    const { kind, owned, audited } = batch;
    await repositories.ciphers.of(tx);
    const step = await this.remove(tx, kind, owned.map(asMoved));
    const gone = step.removals.filter(({ outcome }) => outcome === 'removed' || outcome === 'missing');
    const forgotten = gone.map(({ id }) => id);
    const people = step.people.filter((id) => !audited.has(id));
    for (const id of people) audited.add(id);
    const entry = { action: 'patient.import-undo', resourceType: 'import', resourceId: importId };
    await Promise.all([
      isSaid(kind) ? undefined : repositories.importRecords.forget(tx, forgotten),
      finishWrite(tx, {
        context,
        now: clock.now(),
        changes: changesOf(kind, owned, step),
        audit: people.map((patientId) => ({ ...entry, id: ids.next(), patientId })),
      }),
    ]);
    return step.removals;
  }

  private async remove(tx: Transaction, kind: Kind, wanted: Moved[]): Promise<Step> {
    const { importedPatients, importedReference } = this.deps.repositories;
    const nobody = { patients: [], people: [], staff: [] };
    switch (kind) {
      case 'Patient': {
        const removals = await importedPatients.remove(tx, wanted);
        const people = removals.filter(({ outcome }) => outcome === 'removed').map(({ id }) => id);
        return { ...nobody, removals, people };
      }
      case 'Location':
      case 'AppointmentType':
      case 'Practitioner':
        return { ...nobody, removals: await importedReference.remove(tx, kind, wanted) };
      case 'WorkingHours': {
        const staff = await importedReference.closeHours(tx, wanted, this.deps.clock.now());
        return { ...nobody, removals: [], staff };
      }
      case 'PractitionerRole': {
        const staff = await importedReference.clearProfessions(tx, wanted, this.deps.clock.now());
        return { ...nobody, removals: [], staff };
      }
      default:
        return this.removeVisits(tx, kind, wanted);
    }
  }

  private async removeVisits(
    tx: Transaction,
    kind: Exclude<
      Kind,
      'Patient' | 'Location' | 'AppointmentType' | 'Practitioner' | 'PractitionerRole' | 'WorkingHours'
    >,
    wanted: Moved[],
  ): Promise<Step> {
    const { importedPatients, importedVisits } = this.deps.repositories;
    const now = this.deps.clock.now();
    const isVisit = kind === 'Encounter' || kind === 'Appointment';
    const allergies = new UndoneAllergies(this.deps.repositories);
    if (kind === 'AllergyIntolerance') await allergies.read(tx, wanted);
    const found = await importedVisits.remove(tx, isVisit ? kind : 'Clinical', wanted);
    const removed = found.filter(({ outcome }) => outcome === 'removed');
    const [visited, warned] = await Promise.all([
      importedPatients.restoreVisits(tx, lastVisits(removed), now),
      allergies.takeBack(tx, removed, now),
    ]);
    const people = [...new Set(removed.flatMap(({ patientId }) => patientId ?? []))];
    return { removals: found, patients: [...visited, ...warned], people, staff: [] };
  }
}

const lastVisits = (removed: readonly VisitRemoval[]): Map<string, Date> => {
  const visits = new Map<string, Date>();
  for (const { patientId, startsAt } of removed) {
    if (patientId === null || startsAt === null) continue;
    const known = visits.get(patientId);
    if (!known || known < startsAt) visits.set(patientId, startsAt);
  }
  return visits;
};

const changesOf = (kind: Kind, owned: readonly OwnedRecord[], step: Step): Change[] => {
  const versions = new Map(owned.map(({ entityId, entityVersion }) => [entityId, entityVersion]));
  return [
    ...step.removals
      .filter(({ outcome }) => outcome === 'removed')
      .map(({ id }) => ({
        entity: entities[kind],
        id,
        version: (versions.get(id) ?? 0) + 1,
        op: 'delete' as const,
      })),
    ...step.patients.map(({ id, version }) => ({ entity: 'patient', id, version })),
    ...step.staff.map(({ id, version }) => ({ entity: 'practitioner', id, version })),
  ];
};
