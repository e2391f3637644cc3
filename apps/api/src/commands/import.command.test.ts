import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Appointment, Patient, Practitioner } from '@clinic/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findImportFiles } from '#api/commands/import-files.ts';
import { anId } from '@clinic/contracts/testing';
import { ImportLock, ImportRunner } from '#api/features/imports/index.ts';
import { clinicState, importReport, nameOfClinic, runImport } from '#api/testing/run-import.ts';
import { startTestApi, type TestApi } from '#api/testing/test-api.ts';

let api: TestApi;
let folder: string;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'clinic-import-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (name: string, content: string | Buffer): Promise<string> => {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
};

const lines = (...resources: object[]): string => resources.map((each) => JSON.stringify(each)).join('\n');

const withoutCounters = ({ change_feed: _feed, seq: _seq, ...state }: Record<string, string>) => state;

const reference = (text: string) => ({ reference: text });

const aPerson = (id: string, family: string) => ({
  ...{ resourceType: 'Patient', id, name: [{ family, given: ['Ines'] }], birthDate: '1975-02-03' },
});

const doctor = {
  ...{ resourceType: 'Practitioner', id: 'd1', active: true },
  name: [{ family: 'Osei', given: ['Kofi'], prefix: ['Dr.'] }],
  identifier: [{ system: 'urn:npi', value: '77' }],
};

const aDoctor = (id: string, family: string) => ({
  ...{ resourceType: 'Practitioner', id, active: true, name: [{ family, given: ['Kofi'] }] },
});

const role = {
  ...{ resourceType: 'PractitionerRole', id: 'r1' },
  practitioner: { identifier: { system: 'urn:npi', value: '77' } },
  specialty: [{ text: 'Cardiology' }],
};

const room = { resourceType: 'Location', id: 'l1', name: 'Blue room' };

const anAppointment = (id: string, start: string, more: object = {}) => ({
  ...{ resourceType: 'Appointment', id, status: 'booked', start, end: start.replace(':00:00', ':30:00') },
  serviceType: [{ text: 'Echo' }],
  participant: ['Patient/p1', 'Practitioner/d1', 'Location/l1'].map((actor) => ({ actor: reference(actor) })),
  ...more,
});

const anEncounter = (id: string, start: string, more: object = {}) => ({
  ...{ resourceType: 'Encounter', id, status: 'finished', class: { code: 'AMB' } },
  subject: reference('Patient/p1'),
  participant: [{ individual: reference('Practitioner/d1') }],
  period: { start, end: start.replace(':00:00', ':30:00') },
  ...more,
});

const anAllergy = (id: string, patient: string, code: object, more: object = {}) => ({
  ...{ resourceType: 'AllergyIntolerance', id, patient: reference(patient), code },
  ...more,
});

const everything = () => [
  anAppointment('a1', '2026-03-02T14:00:00Z', { status: 'fulfilled' }),
  anEncounter('e1', '2026-03-02T14:00:00Z'),
  anEncounter('e2', '2026-01-05T09:00:00Z'),
  anAppointment('a2', '2030-12-01T14:00:00Z'),
  anAppointment('a3', '2030-12-01T14:00:00Z', { status: 'cancelled' }),
  anAppointment('a4', '2030-12-01T14:00:00Z'),
  anAppointment('a5', '2030-12-02T14:00:00Z', {
    participant: [{ actor: reference('Patient/p1') }],
  }),
  anAppointment('a6', '2030-12-03T14:00:00Z', {
    participant: [{ actor: reference('Patient/unknown') }, { actor: reference('Practitioner/d1') }],
  }),
  anAllergy('g1', 'Patient/p1', { text: 'Penicillin' }, { criticality: 'high' }),
  anAllergy('g2', 'Patient/p1', { text: 'Dust' }, { clinicalStatus: { coding: [{ code: 'resolved' }] } }),
  anAllergy('g3', 'Patient/p2', { coding: [{ code: '716186003' }] }),
];

const importEverything = async (clinicId: string) => {
  await put('a/Practitioner.ndjson', lines(doctor));
  await put('a/PractitionerRole.ndjson', lines(role));
  await put('b/Location.ndjson', lines(room));
  await put('b/Patient.ndjson', lines(aPerson('p1', 'Duarte'), aPerson('p2', 'Ferreira')));
  await put('visits.ndjson', lines(...everything()));
  await put('notes.md', '# not data');
  // A name that tells nothing stands with the patients: what it points at must be there already.
  return importReport(api, clinicId, [folder]);
};

describe('a folder of FHIR resources', () => {
  it('becomes people, staff, rooms, visits and warnings', async () => {
    const clinic = await api.newClinic();
    const report = await importEverything(clinic.id);
    const brief = report.rows.map(({ file, record, action, kind, warnings = [] }) => [
      ...[file, record, action],
      ...(kind === 'Patient' ? [] : warnings),
    ]);
    expect(brief).toEqual([
      ['b/Location.ndjson', 1, 'create'],
      ['a/Practitioner.ndjson', 1, 'create'],
      ['a/PractitionerRole.ndjson', 1, 'create'],
      ['b/Patient.ndjson', 1, 'create'],
      ['b/Patient.ndjson', 2, 'create'],
      ['visits.ndjson', 1, 'create'],
      ['visits.ndjson', 2, 'create'],
      ['visits.ndjson', 3, 'create'],
      ['visits.ndjson', 4, 'create'],
      ['visits.ndjson', 5, 'create'],
      ['visits.ndjson', 6, 'review', 'time_taken'],
      ['visits.ndjson', 7, 'reject', 'practitioner_missing'],
      ['visits.ndjson', 8, 'reject', 'patient_not_found'],
      ['visits.ndjson', 9, 'create'],
      ['visits.ndjson', 10, 'create'],
      ['visits.ndjson', 11, 'create'],
    ]);
    const desk = await clinic.as('admin');
    const idAt = (file: string, record: number) =>
      report.rows.find((row) => row.file === file && row.record === record)?.id;
    const ines = (await desk.get(`/api/patients/${idAt('b/Patient.ndjson', 1)}`)).body as Patient;
    expect(ines).toMatchObject({
      familyName: 'Duarte',
      lastVisitAt: '2026-03-02T14:00:00.000Z',
      nextAppointmentAt: '2030-12-01T14:00:00.000Z',
      areAllergiesKnown: true,
      alerts: [{ kind: 'allergy', label: 'Penicillin', severity: 'high' }],
    });
    const other = (await desk.get(`/api/patients/${idAt('b/Patient.ndjson', 2)}`)).body as Patient;
    expect(other).toMatchObject({ areAllergiesKnown: true, alerts: [], lastVisitAt: null });
    const staff = (await desk.get('/api/practitioners')).body as { items: Practitioner[] };
    expect(staff.items).toContainEqual(
      expect.objectContaining({
        name: 'Dr. Kofi Osei',
        profession: 'Cardiology',
        version: 3,
        isActive: true,
      }),
    );
    const week = await desk.get(
      `/api/appointments?from=2030-12-01T00:00:00Z&to=2030-12-04T00:00:00Z&patientId=${ines.id}`,
    );
    const statuses = (week.body as { items: Appointment[] }).items.map(({ status }) => status);
    expect(statuses.sort()).toEqual(['booked', 'cancelled']);
    const linked = await api.asOwner(
      'select appointment_id from encounters where clinic_id = $1 order by starts_at desc',
      [clinic.id],
    );
    expect(linked).toEqual([{ appointment_id: idAt('visits.ndjson', 1) }, { appointment_id: null }]);
  });

  it('is as the dry run said, changes nothing the second time, and leaves the clinic as it was when taken back', async () => {
    const clinic = await api.newClinic();
    const before = withoutCounters(await clinicState(api, clinic.id));
    const first = await importEverything(clinic.id);
    const after = await clinicState(api, clinic.id);
    const again = await importReport(api, clinic.id, [folder]);
    expect(again.rows).toEqual(first.rows);
    expect(await clinicState(api, clinic.id)).toEqual(after);
    const dry = await importReport(api, clinic.id, [folder, '--dry-run']);
    expect(dry.rows).toEqual(first.rows);
    expect(dry.summary.batch).toBeNull();
    const undone = await runImport(api, ['--undo', first.summary.batch, '--json']);
    expect(undone.code).toBe(0);
    expect(JSON.parse(undone.output.trim().split('\n').at(-1) ?? '')).toMatchObject({
      removed: 13,
      kept: [],
    });
    expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
  });

  it('leaves what others brought to the same people, and gives the last visit back', async () => {
    const clinic = await api.newClinic();
    await put('Practitioner.ndjson', lines(doctor));
    await put('Patient.ndjson', lines(aPerson('p1', 'Duarte')));
    const people = await importReport(api, clinic.id, [folder]);
    const old = await put('later/Encounter.ndjson', lines(anEncounter('e2', '2026-01-05T09:00:00Z')));
    const first = await importReport(api, clinic.id, [old]);
    const visits = await put(
      'visits.ndjson',
      lines(anEncounter('e1', '2026-03-02T14:00:00Z'), anAllergy('g1', 'Patient/p1', { text: 'Penicillin' })),
    );
    const second = await importReport(api, clinic.id, [visits]);
    const desk = await clinic.as('admin');
    const id = people.rows.find(({ kind }) => kind === 'Patient')?.id;
    const read = async () => (await desk.get(`/api/patients/${id}`)).body as Patient;
    expect(await read()).toMatchObject({ lastVisitAt: '2026-03-02T14:00:00.000Z', areAllergiesKnown: true });
    await runImport(api, ['--undo', second.summary.batch]);
    expect(await read()).toMatchObject({
      lastVisitAt: '2026-01-05T09:00:00.000Z',
      areAllergiesKnown: false,
      alerts: [],
    });
    const kept = await runImport(api, ['--undo', people.summary.batch]);
    expect([kept.code, kept.notices]).toEqual([1, 'Not all of it was taken back: 2 of its things stay\n']);
    expect(kept.output).toContain(`stays: Patient ${id} is still needed by something else`);
    expect(kept.output).toContain('stays: Practitioner');
    await runImport(api, ['--undo', first.summary.batch]);
    const now = await runImport(api, ['--undo', people.summary.batch]);
    expect(now).toMatchObject({ code: 0 });
    expect((await desk.get(`/api/patients/${id}`)).status).toBe(404);
  });

  it('shows in the calendar only those of its staff who are still to see somebody', async () => {
    const clinic = await api.newClinic();
    const at = (id: string) => ({
      participant: ['Patient/p1', `Practitioner/${id}`].map((actor) => ({ actor: reference(actor) })),
    });
    await put('Practitioner.ndjson', lines(doctor, aDoctor('d2', 'Past'), aDoctor('d3', 'Off')));
    await put('Patient.ndjson', lines(aPerson('p1', 'Duarte')));
    await put(
      'visits.ndjson',
      lines(
        anAppointment('a1', '2030-12-01T14:00:00Z', at('d1')),
        anAppointment('a2', '2026-03-02T14:00:00Z', { ...at('d2'), status: 'fulfilled' }),
        anAppointment('a3', '2030-12-02T14:00:00Z', { ...at('d3'), status: 'cancelled' }),
      ),
    );
    const report = await importReport(api, clinic.id, [folder]);
    const staff = (await (await clinic.as('admin')).get('/api/practitioners')).body as {
      items: Practitioner[];
    };
    const imported = staff.items.filter(({ id }) => !clinic.practitionerIds.includes(id));
    expect(imported.map(({ name, isActive }) => [name, isActive])).toEqual([
      ['Dr. Kofi Osei', true],
      ['Kofi Off', false],
      ['Kofi Past', false],
    ]);
    const undone = await runImport(api, ['--undo', report.summary.batch, '--json']);
    expect(JSON.parse(undone.output.trim().split('\n').at(-1) ?? '')).toMatchObject({ removed: 8, kept: [] });
  });

  it('gives its staff their hours and a place in the calendar, and takes both back', async () => {
    const clinic = await api.newClinic();
    const week = {
      daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri'],
      ...{ availableStartTime: '08:00:00', availableEndTime: '16:00:00' },
    };
    const aRole = (id: string) => ({
      ...{ resourceType: 'PractitionerRole', id: `r-${id}`, practitioner: reference(`Practitioner/${id}`) },
      ...{ specialty: [{ text: 'Surgery' }], availableTime: [week] },
    });
    await put(
      'Practitioner.ndjson',
      lines(aDoctor('d1', 'Here'), { ...aDoctor('d2', 'Gone'), active: false }),
    );
    await put('PractitionerRole.ndjson', lines(aRole('d1'), aRole('d2')));
    const before = await clinicState(api, clinic.id);
    const report = await importReport(api, clinic.id, [folder]);
    expect(report.rows.slice(2).map(({ action, warnings }) => [action, warnings])).toEqual([
      ['create', undefined],
      ['create', ['hours_not_taken']],
    ]);
    const [here, gone] = report.rows.map(({ id }) => id);
    const staff = (await (await clinic.as('admin')).get('/api/practitioners')).body as {
      items: Practitioner[];
    };
    const isActive = (id: string | undefined) => staff.items.find((each) => each.id === id)?.isActive;
    expect([isActive(here), isActive(gone)]).toEqual([true, false]);
    const hours = () =>
      api.asOwner(
        `select practitioner_id, weekday, starts_at::text, ends_at::text from working_hours
        where clinic_id = $1 and not practitioner_id = any($2::uuid[]) order by weekday`,
        [clinic.id, clinic.practitionerIds],
      );
    expect(await hours()).toEqual(
      [1, 2, 3, 4, 5].map((weekday) => ({
        ...{ practitioner_id: here, weekday, starts_at: '08:00:00', ends_at: '16:00:00' },
      })),
    );
    expect((await importReport(api, clinic.id, [folder])).rows).toEqual(report.rows);
    expect(await hours()).toHaveLength(5);
    const undone = await runImport(api, ['--undo', report.summary.batch, '--json']);
    expect(JSON.parse(undone.output.trim().split('\n').at(-1) ?? '')).toMatchObject({ removed: 2, kept: [] });
    expect(await hours()).toEqual([]);
    const { change_feed: _feed, seq: _seq, ...after } = await clinicState(api, clinic.id);
    expect(before).toMatchObject(after);
  });

  it('stores names that the clinic may save again as they are', async () => {
    const clinic = await api.newClinic();
    const name = [{ family: '\u202eBy\u0085ron', given: ['A\u0007da\nEva'] }];
    await put('Patient.ndjson', lines({ resourceType: 'Patient', id: 'p1', name, birthDate: '1975-02-03' }));
    await put('people.csv', 'last name,first name,dob\n\u2066Duarte\u2069,"I\u0001nes\nMaria",1980-05-06\n');
    const report = await importReport(api, clinic.id, [folder]);
    expect(report.rows.map(({ warnings = [] }) => warnings)).toEqual(
      Array(2).fill(expect.arrayContaining(['control_character_removed'])),
    );
    const desk = await clinic.as('admin');
    const names: string[][] = [];
    for (const { id } of report.rows) {
      const { familyName, givenName = '' } = (await desk.get(`/api/patients/${id}`)).body as Patient;
      names.push([familyName, givenName ?? '']);
      const saved = await desk
        .patch(`/api/patients/${id}`)
        .set('If-Match', '"1"')
        .send({ familyName, givenName });
      expect(saved.status, JSON.stringify(saved.body)).toBe(200);
    }
    expect(names.sort()).toEqual([
      ['Byron', 'Ada Eva'],
      ['Duarte', 'Ines Maria'],
    ]);
  });

  it('is on record once for each person, as done at the command line', async () => {
    const clinic = await api.newClinic();
    await importEverything(clinic.id);
    const events = await api.asOwner(
      `select actor_id, origin, count(*)::integer as count, count(distinct patient_id)::integer as people
       from audit_events where clinic_id = $1 and action = 'patient.import' group by 1, 2`,
      [clinic.id],
    );
    expect(events).toEqual([{ actor_id: null, origin: 'cli', count: 2, people: 2 }]);
  });

  it('is on record as well when it only looks', async () => {
    const clinic = await api.newClinic();
    const person = { resourceType: 'Patient', id: 'p', name: [{ family: 'Okafor', given: ['Ada'] }] };
    await importReport(api, clinic.id, [await put('looked-at.ndjson', lines(person)), '--dry-run']);
    const events = await api.asOwner(
      'select action, actor_id, origin from audit_events where clinic_id = $1 and actor_id is null',
      [clinic.id],
    );
    expect(events).toEqual([{ action: 'import.preview', actor_id: null, origin: 'cli' }]);
  });

  it('finds again the staff and rooms that the clinic entered itself', async () => {
    const clinic = await api.newClinic();
    const file = await put(
      'staff.ndjson',
      lines(
        { resourceType: 'Practitioner', id: 'x', name: [{ family: '0', given: ['Dr'] }] },
        { resourceType: 'Location', id: 'y', name: 'ROOM 1' },
      ),
    );
    const report = await importReport(api, clinic.id, [file]);
    expect(report.rows.map(({ action, id }) => [action, id])).toEqual([
      ['duplicate', clinic.practitionerIds[0]],
      ['duplicate', clinic.roomIds[1]],
    ]);
  });
});

describe('an import that was broken off', () => {
  const header = 'id,last name,first name,dob\n';
  const rowsOf = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, index) => {
      const day = new Date(Date.UTC(1930, 0, 1 + (from + index) * 9)).toISOString().slice(0, 10);
      return `n${from + index},Name${from + index},Given,${day}\n`;
    }).join('');

  /** What a process leaves that dies after some batches: their rows are committed. */
  const breakOff = async (clinicId: string, file: string): Promise<string> => {
    const importId = anId();
    const context = {
      ...{ clinicId, actorId: null, actorRole: 'system', sessionId: null },
      ...{ requestId: importId, origin: 'cli' as const },
    };
    const hold = await new ImportLock(api.deps).hold(context);
    const runner = new ImportRunner(api.deps);
    await runner.begin(context, importId, false);
    const { files } = await findImportFiles(file);
    let batches = 0;
    const onRows = async (): Promise<void> => {
      batches += 1;
      if (batches === 2) throw new Error('the terminal went away');
    };
    const run = runner.run({ context, hold, importId, files, isDryRun: false, isKept: true, onRows });
    await expect(run).rejects.toThrow('the terminal went away');
    return importId;
  };

  it('leaves to the next run what that finishes, and keeps the rest to be taken back with it', async () => {
    const clinic = await api.newClinic();
    const before = withoutCounters(await clinicState(api, clinic.id));
    const brokenOff = await breakOff(clinic.id, await put('people.csv', header + rowsOf(0, 1_600)));
    const made = Number((await clinicState(api, clinic.id))['patients']);
    const part = await put('part.csv', header + rowsOf(0, 20));
    const [next, again] = [
      await importReport(api, clinic.id, [part]),
      await importReport(api, clinic.id, [part]),
    ];
    expect(next.summary.counts).toMatchObject({ create: 20, duplicate: 0 });
    expect(again.rows).toEqual(next.rows);
    const removedBy = async (batch: string): Promise<unknown> => {
      const { output } = await runImport(api, ['--undo', batch, '--json']);
      return JSON.parse(output.trim().split('\n').at(-1) ?? '');
    };
    expect(await removedBy(again.summary.batch)).toMatchObject({ removed: 0, kept: [] });
    expect(await removedBy(next.summary.batch)).toMatchObject({ removed: 20, kept: [] });
    expect(await removedBy(brokenOff)).toMatchObject({ removed: made - 20, kept: [] });
    expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
  });

  it(
    'is finished by a second run, doubles nothing, and is taken back as one',
    { timeout: 60_000 },
    async () => {
      const clinic = await api.newClinic();
      const before = withoutCounters(await clinicState(api, clinic.id));
      const file = await put('people.csv', header + rowsOf(0, 1_600) + rowsOf(0, 5));
      await breakOff(clinic.id, file);
      const between = await clinicState(api, clinic.id);
      expect(Number(between['patients'])).toBeGreaterThan(0);
      expect(Number(between['patients'])).toBeLessThan(1_600);

      const whole = await importReport(api, clinic.id, [file]);
      expect(whole.rows.map(({ action }) => action)).toEqual([
        ...Array<string>(1_600).fill('create'),
        ...Array<string>(5).fill('duplicate'),
      ]);
      expect(whole.rows.slice(1_600).map(({ of, id }) => [of, id])).toEqual(
        whole.rows.slice(0, 5).map(({ record, id }) => [record, id]),
      );
      expect(new Set(whole.rows.slice(0, 1_600).map(({ id }) => id)).size).toBe(1_600);
      const after = await clinicState(api, clinic.id);
      expect(after['patients']).toBe('1600');
      await runImport(api, ['--undo', whole.summary.batch]);
      expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
    },
  );
});

describe('the command', () => {
  it('says in a sentence what is wrong, and that it did not do it', async () => {
    const clinic = await api.newClinic();
    const file = await put('people.csv', 'last name,first name,dob\nDuarte,Ines,1975-02-03\n');
    await put('empty/readme.md', 'nothing');
    const cases: [string[], number, RegExp][] = [
      [[], 2, /Say what to import/],
      [[file, '--report', 'xml'], 2, /json/],
      [[file, '--unknown'], 2, /unknown/],
      [[path.join(folder, 'missing.csv')], 1, /no file or folder/],
      [[path.join(folder, 'empty')], 1, /nothing to import/],
      [[file, '--clinic', 'No such clinic'], 1, /no clinic No such clinic/],
      [['--undo', clinic.id], 1, /no import/],
      [['--undo', 'not-an-id'], 1, /no import/],
    ];
    for (const [words, code, notice] of cases) {
      const run = await runImport(api, words);
      expect([words, run.code, run.output]).toEqual([words, code, '']);
      expect(run.notices).toMatch(notice);
    }
  });

  it.each([
    ['a table of headers alone', 'people.csv', 'last name,first name,dob\n', /no record in it/],
    ['blank rows alone', 'people.csv', 'last name,first name,dob\n,,\n\n', /no record in it/],
    ['a table of something else', 'prices.csv', 'article,price\ncotton,3\n', /no record in it/],
    [
      'no text',
      'people.csv',
      Buffer.from(Array.from({ length: 4_000 }, (_, n) => (n * 89) % 251)),
      /No text/,
    ],
    ['a page of text', 'readme.md', 'nothing', /no record in it/],
    ['a spreadsheet', 'people.csv', 'PK\u0003\u0004', /No text/],
    ['an empty Bundle', 'a.json', '{"resourceType":"Bundle","entry":[]}', /no record in it/],
    ['a Bundle without entries', 'a.json', '{"resourceType":"Bundle"}', /no record in it/],
    ['a Bundle of no list', 'a.json', '{"resourceType":"Bundle","entry":"none"}', /no record in it/],
    ['a Bundle that is cut off', 'a.json', '{"resourceType":"Bundle","entry":[{"resource', /no record in it/],
    ['lines that are no JSON', 'a.ndjson', '{"resourceType":"Patient"\nnothing\n', /no record in it/],
    [
      'people who all are rejected',
      'people.csv',
      'last name,dob\nDuarte,1975-13-45\n',
      /None of the 1 records/,
    ],
  ])('did not do it where a file holds %s, and says so', async (_what, name, content, sentence) => {
    const clinic = await api.newClinic();
    const before = withoutCounters(await clinicState(api, clinic.id));
    const file = await put(name, content);
    const inClinic = [file, '--clinic', await nameOfClinic(api, clinic.id)];
    for (const words of [['--dry-run'], []]) {
      const run = await runImport(api, [...inClinic, '--report', 'json', ...words]);
      expect([run.code, run.notices]).toEqual([1, expect.stringMatching(sentence)]);
      expect(JSON.parse(run.output)).toMatchObject({ summary: { status: 'failed' } });
    }
    expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
  });

  it('names the file that was read in part only, or not at all, and keeps what was read', async () => {
    const clinic = await api.newClinic();
    const entry = (resource: object) => JSON.stringify({ resource });
    const whole = entry(aPerson('p1', 'Duarte'));
    await put('cut.json', `{"resourceType":"Bundle","entry":[${whole},{"resource":{"resour`);
    await put('notes.json', '{"not":"FHIR"}');
    const inClinic = ['--clinic', await nameOfClinic(api, clinic.id)];
    const cut = await runImport(api, [folder, ...inClinic, '--json']);
    expect([cut.code, cut.notices]).toEqual([1, 'Broken JSON, so only a part of it was read: cut.json\n']);
    expect(cut.output).toContain('files not understood: notes.json');
    expect(JSON.parse(cut.output.trim().split('\n').at(-1) ?? '')).toMatchObject({
      status: 'failed',
      counts: { create: 1, reject: 1 },
    });
    await put('cut.json', `{"resourceType":"Bundle","entry":[${whole}]}`);
    expect(await runImport(api, [folder, ...inClinic])).toMatchObject({ code: 0, notices: '' });
    await put('old.csv', '%PDF-1.7');
    const binary = await runImport(api, [folder, ...inClinic]);
    expect([binary.code, binary.notices]).toEqual([1, expect.stringMatching(/^No text.*old\.csv/)]);
  });

  it('tells in words what became of the records and how to take them back', async () => {
    const clinic = await api.newClinic();
    const file = await put('people.csv', 'last name,first name,dob,shoe\nDuarte,Ines,1975-02-03,40\nX,,,\n');
    const run = await runImport(api, [file, '--clinic', await nameOfClinic(api, clinic.id)]);
    expect(run.code).toBe(0);
    expect(run.output).toMatch(
      /^2 records read\n {2}Patient: 2 new\ncolumns left out: shoe\ntake it back with: npm run import -- --undo [0-9a-f-]{36}\n$/,
    );
  });
});
