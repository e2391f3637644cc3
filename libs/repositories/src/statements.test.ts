import { randomBytes, randomUUID } from 'node:crypto';
import { AuditKeys, BEGINNING, proveEnd, sealEvents } from '@clinic/audit';
import type { Transaction } from '@clinic/database';
import { wrapKey } from '@clinic/encryption';
import { testKeyRing } from '@clinic/encryption/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Repositories } from './create-repositories.ts';
import { keyPlace } from './clinic-ciphers.ts';
import { sealedTables } from './sealed-columns.ts';
import { sealedStatements } from './sealed-row.repository.ts';
import {
  anAppointmentRow,
  aPatientRow,
  later,
  NOW,
  startRepositories,
  type TestClinic,
  type TestRepositories,
} from './testing.ts';
import { finishWrite } from './unit-of-work.ts';

/*
 * Every method of every repository is called once, its statements are caught on the way, and PostgreSQL is asked how it
 * would run each: whether every table in it is held to the clinic, and whether a large table would be read from end to end.
 */

let test: TestRepositories;
let clinic: TestClinic;
let repositories: Repositories;
const caught = new Map<string, string>();

const catching = (tx: Transaction, name: string): Transaction => ({
  clinicId: tx.clinicId,
  query: (text, values) => {
    caught.set(text, name);
    return tx.query(text, values);
  },
  finish: (text, values) => {
    caught.set(text, name);
    return tx.finish(text, values);
  },
});

type Call = (tx: Transaction) => Promise<unknown>;

// Helpers that are private in TypeScript and methods to the language, and those that send no statement.
const NOT_CALLED = [
  ...[
    'ciphers.known',
    'ciphers.forget',
    'ciphers.refresh',
    'ciphers.nowMs',
    'ciphers.isFresh',
    'ciphers.learn',
    'ciphers.unwrapAll',
    'ciphers.build',
    'appointments.select',
    'patients.findOne',
    'patients.list',
    'auditSeals.insertDailySeal',
    'users.findOne',
    'secondFactors.findOne',
    'secondFactors.hashOf',
  ],
  // In no clinic: the sign-in directory and the list of clinics have tests of their own.
  ...['clinics.listIds', 'clinics.findIdByName', 'users.listLogins'],
  ...['findLast', 'insert', 'finish', 'listNeeded', 'listProcesses'].map((name) => `keyChanges.${name}`),
  ...['jobRuns.claim', 'jobRuns.finish', 'jobRuns.deleteBefore'],
  ...['auditSeals.listUnsealedClinics', 'auditSeals.findBeginning'],
  ...['list', 'admit', 'forgive', 'forget', 'countNetwork', 'deleteForgotten'].map(
    (name) => `throttle.${name}`,
  ),
];

const keyCalls = (r: Repositories): [string, Call][] => {
  const rings = { field: testKeyRing(), index: testKeyRing() };
  const sealing = { rings, now: NOW };
  const other = { purpose: 'field' as const, keyId: 1, isActive: true, createdAt: NOW };
  const stored = { ...other, wrappedAt: null, retiredAt: null };
  return [
    ['clinicKeys.list', (tx) => r.clinicKeys.list(tx)],
    ['clinicKeys.listShut', (tx) => r.clinicKeys.listShut(tx, rings)],
    ['clinicKeys.listForUpdate', (tx) => r.clinicKeys.listForUpdate(tx)],
    ['clinicKeys.insertField', (tx) => r.clinicKeys.insertField(tx, 9, sealing)],
    [
      'clinicKeys.rewrap',
      (tx) => {
        // Of another clinic's key nothing is written over: this one is made for the call.
        const wrapped = wrapKey(rings.field, keyPlace(tx.clinicId, 'field', 8), randomBytes(32));
        return r.clinicKeys.rewrap(tx, { ...stored, keyId: 8, ...wrapped }, sealing);
      },
    ],
    ['clinicKeys.activateField', (tx) => r.clinicKeys.activateField(tx, 1, NOW)],
    ['clinicKeys.deleteField', (tx) => r.clinicKeys.deleteField(tx, 9)],
    ['keyChanges.countPeppers', (tx) => r.keyChanges.countPeppers(tx)],
    ['keyChanges.countAuditKeys', (tx) => r.keyChanges.countAuditKeys(tx)],
    ...sealedTables.map((of): [string, Call] => ['sealedRows.count', (tx) => r.sealedRows.count(tx, of)]),
    ...sealedTables.map((of): [string, Call] => [
      'sealedRows.reseal',
      (tx) => r.sealedRows.reseal(tx, of, { from: undefined, keyId: 1, limit: 5 }),
    ]),
  ];
};

const callsOf = (place: TestClinic): [string, Call][] => {
  const r = place.repositories;
  const patient = aPatientRow({ notes: 'Notes' });
  const other = aPatientRow();
  const removable = aPatientRow();
  const visit = anAppointmentRow(place, patient.id, { reason: 'Check-up', roomId: place.roomId });
  const encounter = {
    ...{ id: randomUUID(), patientId: patient.id, practitionerId: place.practitionerId, appointmentId: null },
    ...{ status: 'finished', class: 'AMB', startsAt: later(-60), endsAt: later(-30), reason: 'Cough' },
  };
  const finding = {
    id: randomUUID(),
    patientId: patient.id,
    resourceType: 'Condition',
    recordedAt: NOW,
    content: {},
  };
  const practitioner = { id: randomUUID(), name: 'Dr New', profession: null, isActive: true, userId: null };
  const room = { id: randomUUID(), name: 'Room 2', isActive: true };
  const type = {
    ...{ id: randomUUID(), name: 'Long', durationMinutes: 60, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
    isActive: true,
  };
  const hours = {
    ...{
      id: randomUUID(),
      practitionerId: place.practitionerId,
      weekday: 1,
      startsAt: '08:00',
      endsAt: '12:00',
    },
    ...{ validFrom: null, validTo: null },
  };
  const exception = {
    ...{
      id: randomUUID(),
      practitionerId: null,
      kind: 'closed' as const,
      fromDate: '2030-01-01',
      toDate: '2030-01-02',
    },
    ...{ startsAt: null, endsAt: null, weekdays: [1, 2], reason: 'Holiday' },
  };
  const range = { from: NOW, to: later(600) };
  const sessionId = randomUUID();
  const importId = randomUUID();
  const key = randomBytes(16);
  const answer = {
    ...{ key: randomUUID(), userId: place.userId, requestHash: randomBytes(32), status: 201 },
    answerEnc: randomBytes(64),
  };
  const entry = { id: randomUUID(), action: 'patient.read', patientId: patient.id };
  const end = {
    context: place.context,
    now: NOW,
    changes: [{ entity: 'patient', id: patient.id, version: 2 }],
  };
  const wanted = { ...range, startsAt: NOW, endsAt: later(30), roomId: place.roomId, exceptId: null };
  const keys = new AuditKeys({ activeId: 'k1', keys: new Map([['k1', randomBytes(32)]]) });
  const head = proveEnd(keys, place.id, BEGINNING);
  const seal = async (tx: Transaction): Promise<void> => {
    const waiting = await r.auditSeals.listWaiting(tx);
    const { events = [], queueIds = [] } = waiting ?? {};
    const sealed = sealEvents(keys, { clinicId: place.id, end: head, events, now: NOW });
    const eventIds = events.map(({ id }) => id);
    await r.auditSeals.finishWithSeals(tx, { ...sealed, eventIds, queueIds, now: NOW, format: 1 });
  };
  const record = {
    recordKey: key,
    kind: 'Patient',
    action: 'create' as const,
    ofRecord: null,
    warnings: ['a'],
  };
  return [
    [
      'ciphers.of',
      async (tx) => {
        r.ciphers.forget(tx.clinicId);
        return r.ciphers.of(tx);
      },
    ],
    ...keyCalls(r),
    ['ciphers.create', (tx) => r.ciphers.create(tx, NOW).catch(() => undefined)],
    ['patients.insert', (tx) => r.patients.insert(tx, patient)],
    ['patients.insertMany', (tx) => r.patients.insertMany(tx, [other, removable])],
    ['patients.isCreatedBy', (tx) => r.patients.isCreatedBy(tx, patient.id, 'a request')],
    ['patients.findById', (tx) => r.patients.findById(tx, patient.id, NOW)],
    ['patients.findForUpdate', (tx) => r.patients.findForUpdate(tx, patient.id, NOW)],
    ['patients.listByIds', (tx) => r.patients.listByIds(tx, [patient.id], NOW)],
    ['patients.listRecent', (tx) => r.patients.listRecent(tx, { limit: 5, isArchived: false, now: NOW })],
    ['patients.listRecent', (tx) => r.patients.listRecent(tx, { limit: 5, isArchived: true, now: NOW })],
    ['patients.listPage', (tx) => r.patients.listPage(tx, { limit: 5 })],
    ['patients.listCandidates', (tx) => r.patients.listCandidates(tx, [patient.keys], NOW)],
    ['patients.update', (tx) => r.patients.update(tx, { ...patient, version: 1 })],
    [
      'patients.archive',
      (tx) => r.patients.archive(tx, { id: other.id, version: 1, archivedAt: NOW, now: NOW }),
    ],
    ['patients.touchSeen', (tx) => r.patients.touchSeen(tx, patient.id, { at: NOW, now: NOW })],
    [
      'patients.noteDuplicates',
      (tx) =>
        r.patients.noteDuplicates(tx, patient.id, {
          others: [{ id: other.id, score: 90, reasons: ['name'] }],
          now: NOW,
        }),
    ],
    ['patients.delete', (tx) => r.patients.delete(tx, [randomUUID()])],
    ['appointments.insert', (tx) => r.appointments.insert(tx, visit)],
    [
      'appointments.insertMany',
      (tx) =>
        r.appointments.insertMany(tx, [
          anAppointmentRow(place, other.id, { startsAt: later(200), endsAt: later(230) }),
        ]),
    ],
    ['appointments.isCreatedBy', (tx) => r.appointments.isCreatedBy(tx, visit.id, 'a request')],
    ['appointments.findById', (tx) => r.appointments.findById(tx, visit.id)],
    ['appointments.findForUpdate', (tx) => r.appointments.findForUpdate(tx, visit.id)],
    ['appointments.list', (tx) => r.appointments.list(tx, range)],
    [
      'appointments.list',
      (tx) => r.appointments.list(tx, { ...range, practitionerId: place.practitionerId }),
    ],
    ['appointments.list', (tx) => r.appointments.list(tx, { ...range, patientId: patient.id })],
    [
      'appointments.list',
      (tx) =>
        r.appointments.list(tx, { ...range, patientId: patient.id, practitionerId: place.practitionerId }),
    ],
    [
      'appointments.listBlocking',
      (tx) =>
        r.appointments.listBlocking(tx, {
          ...wanted,
          practitionerId: place.practitionerId,
          patientId: patient.id,
        }),
    ],
    ['appointments.listBusy', (tx) => r.appointments.listBusy(tx, range)],
    ['appointments.listHeld', (tx) => r.appointments.listHeld(tx, range)],
    ['appointments.move', (tx) => r.appointments.move(tx, { ...visit, version: 1 })],
    [
      'appointments.changeStatus',
      (tx) =>
        r.appointments.changeStatus(tx, {
          ...visit,
          version: 2,
          status: 'arrived',
          statusBefore: null,
          arrivedAt: NOW,
          checkedInAt: null,
          fulfilledAt: null,
        }),
    ],
    [
      'appointments.insertStep',
      (tx) =>
        r.appointments.insertStep(tx, {
          id: randomUUID(),
          appointmentId: visit.id,
          from: 'booked',
          to: 'arrived',
          occurredAt: NOW,
          recordedAt: NOW,
          actorId: null,
          reason: 'Late',
        }),
    ],
    ['appointments.listVisits', (tx) => r.appointments.listVisits(tx, { patientId: patient.id, limit: 5 })],
    ['appointments.delete', (tx) => r.appointments.delete(tx, [randomUUID()])],
    ['encounters.insertMany', (tx) => r.encounters.insertMany(tx, [encounter], NOW)],
    ['clinicalResources.insertMany', (tx) => r.clinicalResources.insertMany(tx, [finding], NOW)],
    [
      'clinicalResources.listOfSamePeople',
      (tx) => r.clinicalResources.listOfSamePeople(tx, 'Condition', [finding.id]),
    ],
    ['clinics.find', (tx) => r.clinics.find(tx)],
    ['clinics.findForUpdate', (tx) => r.clinics.findForUpdate(tx)],
    [
      'clinics.update',
      (tx) =>
        r.clinics.update(tx, {
          version: 1,
          name: 'New',
          timeZone: 'UTC',
          locale: 'en-US',
          country: 'US',
          settings: {},
          now: NOW,
        }),
    ],
    [
      'clinics.insert',
      (tx) =>
        r.clinics
          .insert(tx, {
            name: 'Again',
            timeZone: 'UTC',
            locale: 'en-US',
            country: 'US',
            settings: {},
            isDemo: false,
            epoch: randomUUID(),
            now: NOW,
          })
          .catch(() => undefined),
    ],
    ['changeFeed.findHead', (tx) => r.changeFeed.findHead(tx)],
    ['changeFeed.listChanged', (tx) => r.changeFeed.listChanged(tx, 'patient', 0)],
    ['changeFeed.takeFileNumbers', (tx) => r.changeFeed.takeFileNumbers(tx, 3)],
    ['changeFeed.lock', (tx) => r.changeFeed.lock(tx)],
    [
      'auditEvents.finishWithMany',
      (tx) => r.auditEvents.finishWithMany(tx, [{ context: place.context, entry, occurredAt: NOW }]),
    ],
    ['auditEvents.list', (tx) => r.auditEvents.list(tx, { limit: 5 })],
    ['auditEvents.list', (tx) => r.auditEvents.list(tx, { limit: 5, patientId: patient.id })],
    ['auditEvents.list', (tx) => r.auditEvents.list(tx, { limit: 5, actorId: place.userId })],
    ['auditEvents.list', (tx) => r.auditEvents.list(tx, { limit: 5, action: 'access.deny' })],
    ['idempotencyKeys.insert', (tx) => r.idempotencyKeys.insert(tx, answer, NOW)],
    ['idempotencyKeys.find', (tx) => r.idempotencyKeys.find(tx, place.userId, answer.key)],
    ['idempotencyKeys.deleteBefore', (tx) => r.idempotencyKeys.deleteBefore(tx, later(-1))],
    ['finishWrite', (tx) => finishWrite(tx, { ...end, audit: [{ ...entry, id: randomUUID() }] })],
    ['finishWrite', (tx) => finishWrite(tx, { ...end, audit: [], answer: { ...answer, key: randomUUID() } })],
    ['auditSeals.insertHead', (tx) => r.auditSeals.insertHead(tx, head)],
    ['auditSeals.lockHead', (tx) => r.auditSeals.lockHead(tx)],
    ['auditSeals.findHead', (tx) => r.auditSeals.findHead(tx)],
    ['auditSeals.listWaiting', (tx) => r.auditSeals.listWaiting(tx)],
    ['auditSeals.finishWithSeals', seal],
    ['auditSeals.findState', (tx) => r.auditSeals.findState(tx)],
    ['auditSeals.listSealed', (tx) => r.auditSeals.listSealed(tx, { after: 0, through: 9, limit: 5 })],
    ['auditSeals.countStrays', (tx) => r.auditSeals.countStrays(tx, { from: later(-15), to: later(15) })],
    [
      'auditSeals.insertStrays',
      (tx) => r.auditSeals.insertStrays(tx, { from: later(-15), to: later(15) }, NOW),
    ],
    ['reference.insertPractitioners', (tx) => r.reference.insertPractitioners(tx, [practitioner], NOW)],
    ['reference.insertRooms', (tx) => r.reference.insertRooms(tx, [room], NOW)],
    ['reference.insertAppointmentTypes', (tx) => r.reference.insertAppointmentTypes(tx, [type], NOW)],
    ['reference.insertWorkingHours', (tx) => r.reference.insertWorkingHours(tx, [hours])],
    ['reference.insertExceptions', (tx) => r.reference.insertExceptions(tx, [exception])],
    ['reference.listPractitioners', (tx) => r.reference.listPractitioners(tx)],
    ['reference.listRooms', (tx) => r.reference.listRooms(tx)],
    ['reference.listAppointmentTypes', (tx) => r.reference.listAppointmentTypes(tx)],
    ['reference.listWorkingHours', (tx) => r.reference.listWorkingHours(tx)],
    ['reference.listExceptions', (tx) => r.reference.listExceptions(tx)],
    ['reference.deletePractitioners', (tx) => r.reference.deletePractitioners(tx, [randomUUID()])],
    ['reference.deleteRooms', (tx) => r.reference.deleteRooms(tx, [randomUUID()])],
    ['reference.deleteAppointmentTypes', (tx) => r.reference.deleteAppointmentTypes(tx, [randomUUID()])],
    [
      'sessions.insert',
      (tx) =>
        r.sessions.insert(tx, {
          ...{ id: sessionId, userId: place.userId, device: null },
          ...{ now: NOW, expiresAt: later(60) },
        }),
    ],
    ['sessions.listOpen', (tx) => r.sessions.listOpen(tx, place.userId, { now: NOW, seenSince: later(-15) })],
    ['sessions.stepUp', (tx) => r.sessions.stepUp(tx, sessionId, later(1))],
    ['sessions.revokeAll', (tx) => r.sessions.revokeAll(tx, place.userId, { exceptId: sessionId, now: NOW })],
    ['sessions.findById', (tx) => r.sessions.findById(tx, sessionId)],
    ['sessions.touch', (tx) => r.sessions.touch(tx, sessionId, later(1))],
    ['sessions.revoke', (tx) => r.sessions.revoke(tx, sessionId, NOW)],
    ['sessions.deleteExpiredBefore', (tx) => r.sessions.deleteExpiredBefore(tx, NOW)],
    ['users.findById', (tx) => r.users.findById(tx, place.userId)],
    ['users.findForUpdate', (tx) => r.users.findForUpdate(tx, place.userId)],
    ['users.list', (tx) => r.users.list(tx, { after: randomUUID(), limit: 5 })],
    ['users.isCreatedBy', (tx) => r.users.isCreatedBy(tx, place.userId, 'a request')],
    ['users.noteChange', (tx) => r.users.noteChange(tx, place.userId, NOW)],
    ['users.findOwner', (tx) => r.users.findOwner(tx, randomBytes(16))],
    ['users.countOtherAdmins', (tx) => r.users.countOtherAdmins(tx, place.userId)],
    ['users.moveLogin', (tx) => r.users.moveLogin(tx, place.userId, randomBytes(16))],
    [
      'users.update',
      (tx) =>
        r.users.update(tx, {
          ...{ id: place.userId, version: 1, email: 'other@clinic.example', displayName: 'Other' },
          ...{ role: 'nurse', isActive: true, now: NOW },
        }),
    ],
    [
      'secondFactors.insertSeed',
      (tx) => r.secondFactors.insertSeed(tx, place.userId, { seed: 'SEED', now: NOW }),
    ],
    ['secondFactors.find', (tx) => r.secondFactors.find(tx, place.userId)],
    ['secondFactors.findForUpdate', (tx) => r.secondFactors.findForUpdate(tx, place.userId)],
    ['secondFactors.confirm', (tx) => r.secondFactors.confirm(tx, place.userId, { step: 1, now: NOW })],
    ['secondFactors.useStep', (tx) => r.secondFactors.useStep(tx, place.userId, 2)],
    [
      'secondFactors.replaceCodes',
      (tx) => r.secondFactors.replaceCodes(tx, place.userId, { codes: ['A', 'B'], now: NOW }),
    ],
    ['secondFactors.useCode', (tx) => r.secondFactors.useCode(tx, place.userId, { code: 'A', now: NOW })],
    ['secondFactors.countCodes', (tx) => r.secondFactors.countCodes(tx, place.userId)],
    ['secondFactors.delete', (tx) => r.secondFactors.delete(tx, place.userId)],
    [
      'userLinks.insert',
      (tx) =>
        r.userLinks.insert(tx, {
          ...{ id: sessionId, userId: place.userId, purpose: 'invitation', tokenHash: randomBytes(32) },
          ...{ now: NOW, expiresAt: later(60) },
        }),
    ],
    ['userLinks.findById', (tx) => r.userLinks.findById(tx, sessionId)],
    ['userLinks.findForUpdate', (tx) => r.userLinks.findForUpdate(tx, sessionId)],
    ['userLinks.findOfUser', (tx) => r.userLinks.findOfUser(tx, place.userId)],
    ['userLinks.use', (tx) => r.userLinks.use(tx, sessionId, NOW)],
    ['userLinks.deleteOfUser', (tx) => r.userLinks.deleteOfUser(tx, place.userId)],
    ['userLinks.deleteExpiredBefore', (tx) => r.userLinks.deleteExpiredBefore(tx, NOW)],
    ['users.setPassword', (tx) => r.users.setPassword(tx, place.userId, { hash: 'k1:other', now: NOW })],
    [
      'users.renewHash',
      (tx) => r.users.renewHash(tx, { id: place.userId, passwordHash: 'k1:hash' }, 'k1:other'),
    ],
    [
      'users.insert',
      (tx) =>
        r.users.insert(tx, {
          id: randomUUID(),
          email: 'new@clinic.example',
          displayName: 'New',
          role: 'admin',
          passwordHash: null,
          isActive: true,
          loginIndex: randomBytes(16),
          now: NOW,
        }),
    ],
    [
      'imports.insert',
      (tx) => r.imports.insert(tx, { id: importId, isDryRun: false, actorId: null, now: NOW }),
    ],
    [
      'imports.updateProgress',
      (tx) =>
        r.imports.updateProgress(tx, {
          id: importId,
          format: 'csv',
          recordsRead: 1,
          counts: {},
          unsupported: {},
          unmappedColumns: [],
        }),
    ],
    [
      'imports.insertRows',
      (tx) =>
        r.imports.insertRows(tx, importId, [
          {
            ordinal: 1,
            file: 'a.csv',
            record: 1,
            kind: 'Patient',
            action: 'create',
            ofRecord: null,
            source: null,
            entityId: null,
            warnings: [],
          },
        ]),
    ],
    ['imports.listRows', (tx) => r.imports.listRows(tx, { importId, action: null, after: 0, limit: 5 })],
    [
      'imports.finish',
      (tx) => r.imports.finish(tx, { id: importId, status: 'failed', problem: null, now: NOW }),
    ],
    ['imports.deletePreviewsBefore', (tx) => r.imports.deletePreviewsBefore(tx, NOW)],
    ['imports.reopen', (tx) => r.imports.reopen(tx, importId)],
    ['imports.failStopped', (tx) => r.imports.failStopped(tx, NOW)],
    ['imports.findById', (tx) => r.imports.findById(tx, importId)],
    ['imports.list', (tx) => r.imports.list(tx, { limit: 5 })],
    ['imports.tryLock', (tx) => r.imports.tryLock(tx)],
    ['imports.keepAlive', (tx) => r.imports.keepAlive(tx)],
    [
      'importRecords.insertMany',
      (tx) =>
        r.importRecords.insertMany(tx, importId, [{ ...record, entityId: patient.id, entityVersion: 1 }]),
    ],
    [
      'importRecords.insertSources',
      (tx) =>
        r.importRecords.insertSources(tx, importId, [
          { sourceKey: key, kind: 'Patient', entityId: patient.id },
        ]),
    ],
    ['importRecords.listByKeys', (tx) => r.importRecords.listByKeys(tx, [key])],
    ['importRecords.listSources', (tx) => r.importRecords.listSources(tx, [key])],
    ['importRecords.listImportedIds', (tx) => r.importRecords.listImportedIds(tx, 'Patient')],
    [
      'importRecords.listOwned',
      (tx) => r.importRecords.listOwned(tx, { importId, kind: 'Patient', after: Buffer.alloc(0), limit: 5 }),
    ],
    ['importRecords.adopt', (tx) => r.importRecords.adopt(tx, importId, [key])],
    ['importRecords.forgetRest', (tx) => r.importRecords.forgetRest(tx, importId)],
    ['importRecords.forget', (tx) => r.importRecords.forget(tx, [patient.id])],
    [
      'importedPatients.listSharing',
      (tx) =>
        r.importedPatients.listSharing(tx, [
          { phones: ['+12125550147'], email: 'ada@example.org', birthDate: '1985-12-10' },
        ]),
    ],
    ['importedPatients.listPeople', (tx) => r.importedPatients.listPeople(tx, [patient.id])],
    [
      'importedPatients.touchVisits',
      (tx) => r.importedPatients.touchVisits(tx, new Map([[patient.id, later(5)]]), NOW),
    ],
    [
      'importedPatients.restoreVisits',
      (tx) => r.importedPatients.restoreVisits(tx, new Map([[patient.id, later(5)]]), NOW),
    ],
    [
      'importedPatients.listAlertsForUpdate',
      (tx) => r.importedPatients.listAlertsForUpdate(tx, [patient.id]),
    ],
    [
      'importedPatients.updateAlerts',
      (tx) =>
        r.importedPatients.updateAlerts(tx, [{ id: patient.id, alerts: [], areAllergiesKnown: true }], NOW),
    ],
    [
      'importedPatients.notePairs',
      (tx) =>
        r.importedPatients.notePairs(
          tx,
          [{ patientId: other.id, otherPatientId: patient.id, score: 80, reasons: ['phone'] }],
          NOW,
        ),
    ],
    ['importedPatients.remove', (tx) => r.importedPatients.remove(tx, [{ id: removable.id, version: 1 }])],
    [
      'importedReference.fillProfessions',
      (tx) => r.importedReference.fillProfessions(tx, new Map([[place.practitionerId, 'Nurse']]), NOW),
    ],
    ['importedReference.activate', (tx) => r.importedReference.activate(tx, [place.practitionerId], NOW)],
    [
      'importedReference.clearProfessions',
      (tx) => r.importedReference.clearProfessions(tx, [{ id: place.practitionerId, version: 2 }], NOW),
    ],
    [
      'importedReference.openHours',
      (tx) => {
        const week = { weekday: 1, startsAt: '08:00', endsAt: '16:00', validFrom: null, validTo: null };
        const rows = [{ ...week, id: randomUUID(), practitionerId: place.practitionerId }];
        return r.importedReference.openHours(tx, { importId: randomUUID(), rows, now: NOW });
      },
    ],
    [
      'importedReference.closeHours',
      (tx) => r.importedReference.closeHours(tx, [{ id: place.practitionerId, version: 99 }], NOW),
    ],
    [
      'importedReference.remove',
      (tx) => r.importedReference.remove(tx, 'Practitioner', [{ id: practitioner.id, version: 1 }]),
    ],
    [
      'importedReference.remove',
      (tx) => r.importedReference.remove(tx, 'Location', [{ id: room.id, version: 1 }]),
    ],
    [
      'importedReference.remove',
      (tx) => r.importedReference.remove(tx, 'AppointmentType', [{ id: type.id, version: 1 }]),
    ],
    [
      'importedVisits.insertFree',
      (tx) =>
        r.importedVisits.insertFree(
          tx,
          [anAppointmentRow(place, patient.id, { startsAt: later(400), endsAt: later(430) })],
          NOW,
        ),
    ],
    [
      'importedVisits.listHeld',
      (tx) =>
        r.importedVisits.listHeld(tx, {
          ...range,
          practitionerIds: [place.practitionerId],
          roomIds: [],
          patientIds: [],
        }),
    ],
    [
      'importedVisits.remove',
      (tx) => r.importedVisits.remove(tx, 'Appointment', [{ id: randomUUID(), version: 1 }]),
    ],
    [
      'importedVisits.remove',
      (tx) => r.importedVisits.remove(tx, 'Encounter', [{ id: encounter.id, version: 1 }]),
    ],
    [
      'importedVisits.remove',
      (tx) => r.importedVisits.remove(tx, 'Clinical', [{ id: finding.id, version: 1 }]),
    ],
  ];
};

// Enough that reading all of it would show: a dozen clinics, each with thousands of everything.
const LOAD = `
  set session_replication_role = replica;
  create temporary table load_clinics as select gen_random_uuid() as clinic_id from generate_series(1, 12);
  insert into patients (clinic_id, id, identity_enc, file_number_bidx, phone_bidx, email_bidx, birth_date_bidx, seen_at, created_at, updated_at)
    select clinic_id, gen_random_uuid(), '\\x00', uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()),
      uuid_send(gen_random_uuid()), now() - n * interval '1 minute', now(), now() from load_clinics, generate_series(1, 1500) n;
  insert into appointments (clinic_id, id, patient_id, practitioner_id, type_id, room_id, starts_at, ends_at, status, status_since, created_at, updated_at)
    select clinic_id, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
      now() - n * interval '1 hour', now() - n * interval '1 hour' + interval '30 minutes', case n % 3 when 0 then 'booked' else 'fulfilled' end, now(), now(), now()
    from load_clinics, generate_series(1, 2000) n;
  insert into appointment_steps (clinic_id, id, appointment_id, status_from, status_to, occurred_at, recorded_at)
    select clinic_id, gen_random_uuid(), gen_random_uuid(), 'booked', 'arrived', now(), now() from load_clinics, generate_series(1, 1000);
  insert into encounters (clinic_id, id, patient_id, practitioner_id, appointment_id, status, starts_at, ends_at, created_at, updated_at)
    select clinic_id, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), case n % 2 when 0 then gen_random_uuid() end, 'finished',
      now(), now(), now(), now()
    from load_clinics, generate_series(1, 1500) n;
  insert into clinical_resources (clinic_id, id, patient_id, resource_type, content_enc, created_at, updated_at)
    select clinic_id, gen_random_uuid(), gen_random_uuid(), 'Condition', '\\x00', now(), now() from load_clinics, generate_series(1, 1500);
  insert into possible_duplicates (clinic_id, patient_id, other_patient_id, score, reasons, found_at)
    select clinic_id, gen_random_uuid(), gen_random_uuid(), 90, '{name}', now() from load_clinics, generate_series(1, 500);
  insert into audit_events (clinic_id, id, occurred_at, actor_id, actor_role, origin, action, patient_id, outcome, request_id)
    select clinic_id, gen_random_uuid(), now() - n * interval '1 second', gen_random_uuid(), 'nurse', 'api', 'patient.read', gen_random_uuid(), 'success', 'r'
    from load_clinics, generate_series(1, 3000) n;
  insert into audit_seals (clinic_id, seq, event_id, mac, key_id, format, sealed_at)
    select clinic_id, row_number() over (partition by clinic_id order by occurred_at, id), id, sha256(uuid_send(id)), '1', 1, now()
    from audit_events where clinic_id in (select clinic_id from load_clinics);
  insert into change_feed (clinic_id, seq, entity, entity_id, op, version, changed_at)
    select clinic_id, n, 'patient', gen_random_uuid(), 'upsert', 1, now() from load_clinics, generate_series(1, 3000) n;
  insert into idempotency_keys (clinic_id, user_id, key, request_hash, status, answer_enc, created_at)
    select clinic_id, gen_random_uuid(), gen_random_uuid(), '\\x00', 201, '\\x00', now() from load_clinics, generate_series(1, 1000);
  insert into sessions (clinic_id, id, user_id, created_at, last_seen_at, expires_at)
    select clinic_id, gen_random_uuid(), gen_random_uuid(), now(), now(), now() from load_clinics, generate_series(1, 1000);
  insert into imports (clinic_id, id, status, is_dry_run, format, started_at)
    select clinic_id, gen_random_uuid(), 'done', false, 'csv', now() from load_clinics, generate_series(1, 300);
  insert into import_rows (clinic_id, import_id, ordinal, record, kind, action)
    select clinic_id, clinic_id, n, n, 'Patient', 'create' from load_clinics, generate_series(1, 3000) n;
  insert into import_records (clinic_id, record_key, kind, action, entity_id, entity_version, import_id)
    select clinic_id, uuid_send(gen_random_uuid()), 'Patient', 'create', gen_random_uuid(), 1, gen_random_uuid()
    from load_clinics, generate_series(1, 1500);
  insert into import_sources (clinic_id, source_key, kind, entity_id, import_id)
    select clinic_id, uuid_send(gen_random_uuid()), 'Patient', gen_random_uuid(), gen_random_uuid() from load_clinics, generate_series(1, 1500);
  set session_replication_role = default;
  analyze;`;

const LARGE = [
  ...[
    'patients',
    'appointments',
    'appointment_steps',
    'encounters',
    'clinical_resources',
    'possible_duplicates',
  ],
  ...[
    'audit_events',
    'audit_seals',
    'change_feed',
    'idempotency_keys',
    'sessions',
    'imports',
    'import_rows',
    'import_records',
    'import_sources',
  ],
];

// What is meant to go through all that a clinic has: the imports themselves are few, and what they made is read once each;
// who verifies the audit log reads all of it, and counts it before.
const READS_A_CLINIC = [
  'importRecords.listImportedIds: import_records',
  'imports.failStopped: imports',
  'auditSeals.findState: audit_events',
  'auditSeals.countStrays: audit_seals',
  'sealedRows.reseal: imports',
  // Which keys are needed is asked of all there is, by somebody who changes them.
  'keyChanges.countAuditKeys: audit_seals',
  ...['patients', 'appointments', 'appointment_steps', 'encounters', 'clinical_resources'].map(
    (table) => `sealedRows.count: ${table}`,
  ),
  ...['idempotency_keys', 'imports', 'import_rows'].map((table) => `sealedRows.count: ${table}`),
  // Page by page, from one end to the other.
  ...['idempotency_keys', 'import_rows'].map((table) => `sealedRows.reseal: ${table}`),
];

type Plan = Record<string, unknown> & { Plans?: Plan[] };

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

type Explained = { 'QUERY PLAN': [{ Plan: Plan }] };

/** How the server would run a statement whatever its parameters: past the wall, or inside the clinic. */
const planOf = async (who: 'owner' | 'application', text: string): Promise<Plan[]> => {
  const question = `explain (generic_plan, format json) ${text}`;
  const rows =
    who === 'owner'
      ? await test.asOwner<Explained>(question)
      : await test.asApplication<Explained>(clinic.id, question);
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  if (!plan) throw new Error('The server did not say how it would run the statement');
  return nodesOf(plan);
};

const partOf = (node: Plan, name: string): string => {
  const part = node[name];
  return typeof part === 'string' ? part : '';
};

const conditionsOf = (node: Plan): string =>
  ['Index Cond', 'Filter', 'Recheck Cond'].map((name) => partOf(node, name)).join(' ');

/** The scans that read a table itself; a bitmap's index part says nothing of the table. */
const scansOf = (nodes: Plan[]): Plan[] =>
  nodes.filter((node) => node['Relation Name'] !== undefined && partOf(node, 'Node Type').endsWith('Scan'));

/**
 * The large tables of which a plan may read all that a clinic has: no index condition but the clinic's, or a mere place to go
 * on from while what is asked for is looked for row by row.
 */
const wholeReadsOf = (nodes: Plan[]): string[] =>
  scansOf(nodes).flatMap((scan) => {
    const inner = [scan, ...(scan.Plans ?? []).flatMap(nodesOf)];
    const looked = inner.map((node) => partOf(node, 'Index Cond')).join(' ');
    const conditions = looked.replaceAll(/current_setting\([^)]*\)/g, '');
    const isSought =
      conditions.includes('ROW(') && /\$\d+/.test(partOf(scan, 'Filter').replaceAll(/\$\d+ IS NULL/g, ''));
    const isFound = /\b(?!clinic_id\b)\w+\)? = /.test(conditions);
    const isNarrow = isFound || (!isSought && /\b(?!clinic_id\b)\w+\)? (<|>|<=|>=) /.test(conditions));
    const table = partOf(scan, 'Relation Name');
    return LARGE.includes(table) && !isNarrow ? [table] : [];
  });

beforeAll(async () => {
  test = await startRepositories();
  clinic = await test.newClinic();
  repositories = clinic.repositories;
  for (const [name, call] of callsOf(clinic))
    await clinic
      .write((tx) => call(catching(tx, name)))
      .catch((error: unknown) => {
        // What may fail on purpose fails with its transaction; the statement was caught before.
        if (!['ciphers.create', 'clinics.insert'].includes(name)) throw error;
      });
  // Sent only where there is something to seal anew.
  for (const { update } of sealedStatements.values()) caught.set(update, 'sealedRows.reseal');
  await test.asOwner(LOAD);
});

afterAll(() => test.close());

describe('every statement of the repositories', () => {
  it('is caught here', () => {
    const methods = Object.entries(repositories).flatMap(([place, repository]) =>
      Object.getOwnPropertyNames(Object.getPrototypeOf(repository))
        .filter((name) => name !== 'constructor')
        .map((name) => `${place}.${name}`),
    );
    const called = new Set(callsOf(clinic).map(([name]) => name));
    expect(methods.filter((name) => !called.has(name) && !NOT_CALLED.includes(name))).toEqual([]);
    expect(caught.size).toBeGreaterThan(80);
  });

  it('holds each table in it to the clinic by itself, with no wall to help', async () => {
    const loose: string[] = [];
    for (const [text, name] of caught) {
      for (const scan of scansOf(await planOf('owner', text))) {
        if (!/clinic_id = \$1\b/.test(conditionsOf(scan)))
          loose.push(`${name}: ${partOf(scan, 'Relation Name')}`);
      }
    }
    expect(loose).toEqual([]);
  });

  it('finds what it wants of a large table by an index that knows it', { timeout: 60_000 }, async () => {
    const whole: string[] = [];
    for (const [text, name] of caught) {
      for (const table of wholeReadsOf(await planOf('application', text))) whole.push(`${name}: ${table}`);
    }
    expect([...new Set(whole)].sort()).toEqual([...READS_A_CLINIC].sort());
  });

  it('looks for events to be sealed where they wait, not in the log', async () => {
    const [body] = await test.asOwner<{ text: string }>(
      "select prosrc as text from pg_proc where proname = 'unsealed_clinics'",
    );
    const tables = scansOf(await planOf('owner', body?.text ?? '')).map((scan) =>
      partOf(scan, 'Relation Name'),
    );
    expect(tables).toEqual(['unsealed_audit_events']);
    const sealing = ['auditSeals.lockHead', 'auditSeals.listWaiting', 'auditSeals.finishWithSeals'];
    const texts = [...caught].filter(([, name]) => sealing.includes(name)).map(([text]) => text);
    expect(texts).toHaveLength(5);
    for (const text of texts)
      expect([text, wholeReadsOf(await planOf('application', text))]).toEqual([text, []]);
  });

  it('would be seen if it forgot the clinic, or looked for what no index knows', async () => {
    const forgetful = 'select id from patients where id = $2::uuid and $1::uuid is not null';
    const scans = scansOf(await planOf('owner', forgetful));
    expect(scans.some((scan) => !/clinic_id = \$1\b/.test(conditionsOf(scan)))).toBe(true);
    const blind = 'select id from patients where clinic_id = $1 and version = $2';
    expect(wholeReadsOf(await planOf('application', blind))).toEqual(['patients']);
    const goingOn = `select id from patients where clinic_id = $1 and (seen_at, id) < ($2::timestamptz, $3::uuid)
      and (archived_at is not null) = $4 order by seen_at desc, id desc limit $5`;
    expect(wholeReadsOf(await planOf('application', goingOn))).toEqual(['patients']);
    const either = 'select id from patients where clinic_id = $1 and ($2::uuid is null or id = $2)';
    expect(wholeReadsOf(await planOf('application', either))).toEqual(['patients']);
  });
});
