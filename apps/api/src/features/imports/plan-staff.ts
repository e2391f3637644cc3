import type { ImportedLocation, ImportedPractitioner, ImportedPractitionerRole } from '@clinic/import';
import { noteHoursNotTaken, settle, type PlannedRow } from './import-plan.ts';
import type { BatchScope } from './run-scope.ts';
import { namesOf, type SourceKind, type SourceName } from './source-book.ts';

export type Repeated = { row: PlannedRow; occurrence: number };

/** The same id with other content is what the source changed since: ours stays as it is. */
export const settleRepeated = ({ row, occurrence }: Repeated, entityId: string | null): void =>
  settle(row, {
    action: 'duplicate',
    entityId,
    warnings: occurrence === 1 && entityId !== null ? ['changed_in_source'] : [],
  });

const namesOfThing = (
  kind: SourceKind,
  thing: { sourceId: string | null; identifiers: { system: string; value: string }[] },
): SourceName[] => [
  ...(thing.sourceId === null ? [] : [{ kind, sourceId: thing.sourceId }]),
  ...thing.identifiers.map(({ system, value }) => ({ kind, system, value })),
];

export const practitionerNames = (practitioner: ImportedPractitioner): SourceName[] =>
  namesOfThing('practitioner', practitioner);

export const locationNames = (location: ImportedLocation): SourceName[] => namesOfThing('location', location);

/** Someone may be pointed at by their role. */
export const roleNames = ({ sourceId }: ImportedPractitionerRole): SourceName[] =>
  sourceId === null ? [] : [{ kind: 'practitioner', sourceId }];

const joined = (parts: (string | null)[]): string => parts.filter((part) => part !== null).join(' ');

const fullNames = ({ prefix, givenName, familyName }: ImportedPractitioner): [string, string] => [
  joined([prefix, givenName, familyName]),
  joined([givenName, familyName]),
];

const professionOf = ({ specialties }: ImportedPractitioner): string | null => specialties[0] ?? null;

export const planPractitioner = (
  { run, plan }: BatchScope,
  practitioner: ImportedPractitioner,
  task: Repeated,
): void => {
  const names = practitionerNames(practitioner);
  const known = run.sources.find(names);
  if (known === undefined && task.occurrence > 1) return settleRepeated(task, null);
  const [name, bareName] = fullNames(practitioner);
  const there = known ?? run.catalog.findPractitioner([name, bareName]);
  const id = there ?? run.newId();
  for (const each of names) run.sources.add(each, id);
  if (known !== undefined) return settleRepeated(task, known);
  if (there !== undefined) return settle(task.row, { action: 'duplicate', entityId: there });
  // An export names everybody who ever worked there: who has nothing booked would fill the calendar with empty columns.
  const profession = professionOf(practitioner);
  plan.practitioners.push({ id, name, profession, isActive: false, userId: null });
  settle(task.row, { action: 'create', entityId: id, isOwned: true });
};

/** Only who came by an import is given hours, and who still works there: what the clinic entered itself it knows better. */
const planHours = (
  { run, plan }: BatchScope,
  role: ImportedPractitionerRole,
  { row, practitionerId }: { row: PlannedRow; practitionerId: string },
): void => {
  const { hours } = role;
  if (hours === undefined) return;
  const isOver = hours.validTo !== null && hours.validTo < run.settings.options.importDate;
  const isGone = isOver || !role.isActive || run.retired.has(practitionerId);
  if (isGone || run.catalog.isEntered(practitionerId)) return noteHoursNotTaken(row);
  plan.hours.push({ row, practitionerId, hours });
};

export const planRole = (scope: BatchScope, role: ImportedPractitionerRole, task: Repeated): void => {
  const { run, plan } = scope;
  const practitionerId = run.sources.find(namesOf('practitioner', role.practitioner));
  if (practitionerId === undefined) {
    settle(task.row, { action: 'reject', warnings: ['practitioner_not_found'] });
    return;
  }
  const isKnown = run.sources.find(roleNames(role)) !== undefined;
  for (const each of roleNames(role)) run.sources.add(each, practitionerId);
  if (isKnown || task.occurrence > 1) return settleRepeated(task, practitionerId);
  const profession = role.specialties[0] ?? role.roles[0];
  if (profession !== undefined) plan.professions.set(practitionerId, profession);
  settle(task.row, { action: 'create', entityId: practitionerId });
  planHours(scope, role, { row: task.row, practitionerId });
};

export const planLocation = ({ run, plan }: BatchScope, location: ImportedLocation, task: Repeated): void => {
  const names = locationNames(location);
  const known = run.sources.find(names);
  if (known !== undefined || task.occurrence > 1) return settleRepeated(task, known ?? null);
  const entered = run.catalog.findRoom(location.name);
  const id = entered ?? run.newId();
  for (const each of names) run.sources.add(each, id);
  if (entered === undefined) plan.rooms.push({ id, name: location.name, isActive: location.isActive });
  settle(task.row, {
    action: entered === undefined ? 'create' : 'duplicate',
    entityId: id,
    isOwned: entered === undefined,
  });
};
