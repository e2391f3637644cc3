import type { AppointmentStatus } from '@clinic/contracts';
import type { ImportedAppointment, ImportedEncounter } from '@clinic/import';
import { importRecordKey, type NewAppointmentRow, type NewEncounterRow } from '@clinic/repositories';
import { settle } from './import-plan.ts';
import { settleRepeated, type Repeated } from './plan-staff.ts';
import type { BatchScope } from './run-scope.ts';
import { namesOf, type SourceKind, type SourceName } from './source-book.ts';

const MINUTE_MS = 60_000;
/** For an appointment that ends when it begins. */
const SHORTEST_MINUTES = 15;
/** What the schema allows for the usual length of a type. */
const TYPE_MINUTES = { least: 5, most: 480 };
const UNNAMED_TYPE = 'Visit';
const TYPE_NAME_LENGTH = 200;

/** FHIR R4 AppointmentStatus in the clinic's words; who waits for a time has none. */
const STATUSES: ReadonlyMap<string, AppointmentStatus> = new Map([
  ['proposed', 'booked'],
  ['pending', 'booked'],
  ['booked', 'booked'],
  ['arrived', 'arrived'],
  ['checked-in', 'checked-in'],
  ['fulfilled', 'fulfilled'],
  ['cancelled', 'cancelled'],
  ['noshow', 'noshow'],
]);

const BLOCKING: readonly string[] = ['booked', 'arrived', 'checked-in'];

export const isBlocking = ({ status }: ImportedAppointment): boolean =>
  BLOCKING.includes(STATUSES.get(status) ?? '');

export const sourceNames = (kind: SourceKind, { sourceId }: { sourceId: string | null }): SourceName[] =>
  sourceId === null ? [] : [{ kind, sourceId }];

const typeMinutes = (startsAt: Date, endsAt: Date): number => {
  const minutes = Math.round((endsAt.getTime() - startsAt.getTime()) / MINUTE_MS / 5) * 5;
  return Math.min(TYPE_MINUTES.most, Math.max(TYPE_MINUTES.least, minutes));
};

/** The type of that name, made where there is none. */
const findType = (
  { run, plan }: BatchScope,
  service: string | null,
  time: { startsAt: Date; endsAt: Date },
): string => {
  const name = (service ?? UNNAMED_TYPE).slice(0, TYPE_NAME_LENGTH);
  const known = run.catalog.findType(name);
  if (known !== undefined) return known;
  const id = run.newId();
  run.catalog.addType(name, id);
  plan.types.push({
    id,
    name,
    durationMinutes: typeMinutes(time.startsAt, time.endsAt),
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    isActive: true,
    key: importRecordKey(run.cipher, JSON.stringify(['appointmentType', name, id])),
  });
  return id;
};

const timesOf = (status: AppointmentStatus, time: { startsAt: Date; endsAt: Date }, now: Date) => {
  const { startsAt, endsAt } = time;
  const earlier = (instant: Date): Date => (instant < now ? instant : now);
  const since = { booked: now, fulfilled: earlier(endsAt) }[String(status)] ?? earlier(startsAt);
  return {
    statusSince: since,
    statusBefore: status === 'cancelled' || status === 'noshow' ? ('booked' as const) : null,
    arrivedAt: status === 'arrived' || status === 'checked-in' ? since : null,
    checkedInAt: status === 'checked-in' ? since : null,
    fulfilledAt: status === 'fulfilled' ? since : null,
  };
};

type Found =
  | { patientId: string; practitionerId: string; status: AppointmentStatus }
  | { action: 'reject' | 'skip'; reason: string };

const findPeople = ({ run }: BatchScope, appointment: ImportedAppointment): Found => {
  const status = STATUSES.get(appointment.status);
  if (status === undefined) return { action: 'skip', reason: 'not_scheduled' };
  const patientId = run.sources.find(namesOf('patient', appointment.patient));
  if (patientId === undefined) return { action: 'reject', reason: 'patient_not_found' };
  if (appointment.practitioner === null) return { action: 'reject', reason: 'practitioner_missing' };
  const practitionerId = run.sources.find(namesOf('practitioner', appointment.practitioner));
  if (practitionerId === undefined) return { action: 'reject', reason: 'practitioner_not_found' };
  return { patientId, practitionerId, status };
};

const endOf = (startsAt: Date, endsAt: Date): Date =>
  endsAt > startsAt ? endsAt : new Date(startsAt.getTime() + SHORTEST_MINUTES * MINUTE_MS);

type Visit = Pick<
  NewAppointmentRow,
  'patientId' | 'practitionerId' | 'roomId' | 'startsAt' | 'endsAt' | 'status'
>;

const planFree = (scope: BatchScope, appointment: ImportedAppointment, visit: Visit): string => {
  const { run, plan } = scope;
  const id = run.newId();
  const now = run.ports.clock.now();
  plan.appointments.push({
    ...visit,
    ...timesOf(visit.status, visit, now),
    id,
    typeId: findType(scope, appointment.service, visit),
    lane: 0,
    reason: appointment.reason,
    overbookReason: null,
    now,
  });
  if (visit.status === 'fulfilled' && visit.startsAt <= now) plan.visit(visit.patientId, visit.startsAt);
  for (const name of sourceNames('appointment', appointment)) run.sources.add(name, id);
  return id;
};

const roomOf = ({ run }: BatchScope, appointment: ImportedAppointment) => {
  if (appointment.location === null) return { roomId: null, warnings: [] };
  const roomId = run.sources.find(namesOf('location', appointment.location)) ?? null;
  return { roomId, warnings: roomId === null ? ['location_not_found'] : [] };
};

export const planAppointment = (
  scope: BatchScope,
  appointment: ImportedAppointment,
  task: Repeated,
): void => {
  const { run, plan } = scope;
  const known = run.sources.find(sourceNames('appointment', appointment));
  if (known !== undefined || task.occurrence > 1) return settleRepeated(task, known ?? null);
  const found = findPeople(scope, appointment);
  if ('reason' in found) return settle(task.row, { action: found.action, warnings: [found.reason] });
  const { roomId, warnings } = roomOf(scope, appointment);
  const startsAt = new Date(appointment.startsAt);
  const endsAt = endOf(startsAt, new Date(appointment.endsAt));
  const visit = { ...found, roomId, startsAt, endsAt };
  if (isBlocking(appointment) && !run.held.take(visit)) {
    return settle(task.row, { action: 'review', warnings: [...warnings, 'time_taken'] });
  }
  const entityId = planFree(scope, appointment, visit);
  plan.touched.add(found.patientId);
  settle(task.row, { action: 'create', entityId, isOwned: true, warnings });
};

const practitionerOf = ({ run }: BatchScope, encounter: ImportedEncounter) => {
  if (encounter.practitioner === null) return { practitionerId: null, warnings: [] };
  const practitionerId = run.sources.find(namesOf('practitioner', encounter.practitioner)) ?? null;
  return { practitionerId, warnings: practitionerId === null ? ['practitioner_not_found'] : [] };
};

const encounterOf = (
  encounter: ImportedEncounter,
  ids: Pick<NewEncounterRow, 'id' | 'patientId' | 'practitionerId'>,
): Omit<NewEncounterRow, 'appointmentId'> => {
  const startsAt = new Date(encounter.startsAt);
  return {
    ...ids,
    status: encounter.status,
    class: encounter.classCode,
    startsAt,
    endsAt: encounter.endsAt === null ? startsAt : new Date(encounter.endsAt),
    reason: encounter.reason ?? encounter.service,
  };
};

const isOver = ({ status, startsAt }: { status: string; startsAt: Date }, now: Date): boolean =>
  status === 'finished' && startsAt <= now;

export const planEncounter = (scope: BatchScope, encounter: ImportedEncounter, task: Repeated): void => {
  const { run, plan } = scope;
  const known = run.sources.find(sourceNames('encounter', encounter));
  if (known !== undefined || task.occurrence > 1) return settleRepeated(task, known ?? null);
  const patientId = run.sources.find(namesOf('patient', encounter.patient));
  if (patientId === undefined) return settle(task.row, { action: 'reject', warnings: ['patient_not_found'] });
  const { practitionerId, warnings } = practitionerOf(scope, encounter);
  const id = run.newId();
  const visit = encounterOf(encounter, { id, patientId, practitionerId });
  const { startsAt } = visit;
  const appointmentId = run.sources.find(namesOf('appointment', encounter.appointment)) ?? null;
  plan.encounters.push({ ...visit, appointmentId });
  plan.touched.add(patientId);
  if (isOver(visit, run.ports.clock.now())) plan.visit(patientId, startsAt);
  for (const name of sourceNames('encounter', encounter)) run.sources.add(name, id);
  settle(task.row, { action: 'create', entityId: id, isOwned: true, warnings });
};
