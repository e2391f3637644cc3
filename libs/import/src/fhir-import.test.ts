import { describe, expect, it } from 'vitest';
import type { ImportRecord } from './imported-records.ts';
import { readRecords } from './testing.ts';

type Resource = Record<string, unknown>;

const ndjson = (...resources: (Resource | string)[]): string =>
  resources
    .map((resource) => (typeof resource === 'string' ? resource : JSON.stringify(resource)))
    .join('\n');

const readLines = (...resources: (Resource | string)[]) => readRecords('data.ndjson', ndjson(...resources));

const what = (record: ImportRecord | undefined): string | undefined => {
  if (record?.kind === 'rejected') return record.reasons.join();
  return record?.kind === 'skipped' ? record.reason : record?.kind;
};

const whatOf = async (resource: Resource | string) => what((await readLines(resource))[0]);

const patient = { resourceType: 'Patient', id: 'p1', name: [{ family: 'Roth', given: ['Eva', 'Maria'] }] };
const appointment = {
  resourceType: 'Appointment',
  id: 'a1',
  status: 'booked',
  start: '2026-11-24T09:00:00+01:00',
  end: '2026-11-24T09:30:00+01:00',
  participant: [
    { actor: { reference: 'Practitioner/d1' } },
    { actor: { reference: 'Patient/p1' } },
    { actor: { reference: 'Location/l1' } },
  ],
  serviceType: [{ text: 'Check-up' }],
  description: 'Cough',
};
const encounter = {
  resourceType: 'Encounter',
  id: 'e1',
  status: 'finished',
  class: { code: 'AMB' },
  subject: { reference: 'Patient/p1' },
  participant: [{ individual: { reference: 'Practitioner/d1' } }],
  period: { start: '2026-11-20T09:00:00Z', end: '2026-11-20T09:20:00Z' },
};

describe('lines of FHIR resources', () => {
  it('are numbered by line, and a broken line is one refused record', async () => {
    const records = await readLines(patient, '{"resourceType":"Patient",', '', { no: 'type' }, '[]', patient);
    expect(records.map((record) => [record.record, what(record)])).toEqual([
      [1, 'patient'],
      [2, 'broken_json'],
      [4, 'not_a_resource'],
      [5, 'not_a_resource'],
      [6, 'patient'],
    ]);
  });

  it('refuse NUL and half characters, also behind escapes, and take whole ones', async () => {
    const named = (name: string): string =>
      `{"resourceType":"Patient","id":"p","name":[{"family":"${name}"}]}`;
    expect(await whatOf(named('Now\\u0000ak'))).toBe('text_not_storable');
    expect(await whatOf(named('\\ud83d'))).toBe('text_not_storable');
    expect(await whatOf(named('\\ud83d\\ude00'))).toBe('patient');
    expect(await whatOf(named('C:\\\\u0000'))).toBe('patient');
  });

  it('count what has no place yet by its type', async () => {
    const records = await readLines(
      { resourceType: 'Organization', id: 'o' },
      { resourceType: 'constructor' },
    );
    expect(records).toMatchObject([
      { kind: 'unsupported', resourceType: 'Organization', source: 'Organization/o' },
      { kind: 'unsupported', resourceType: 'constructor' },
    ]);
  });

  it('refuse an id no FHIR server would give', async () => {
    expect(await whatOf({ ...patient, id: 'a b' })).toBe('id_invalid');
    expect(await whatOf({ ...patient, id: 7 })).toBe('id_invalid');
    expect(await whatOf({ ...patient, id: 'x'.repeat(65) })).toBe('id_invalid');
  });
});

describe('a Patient', () => {
  const read = async (fields: Resource) => {
    const [record] = await readLines({ ...patient, ...fields });
    if (record?.kind !== 'patient') throw new Error(JSON.stringify(record));
    return { ...record.patient, warnings: record.warnings };
  };

  it('keeps names byte for byte, digits of generated ones and blanks included', async () => {
    expect(await read({ name: [{ family: ' Mu\u0308ller46 ', given: ['O’Brien', '李'] }] })).toMatchObject({
      familyName: ' Mu\u0308ller46 ',
      givenName: 'O’Brien 李',
    });
  });

  it('loses of its names what no interface takes, with a warning, and nothing else', async () => {
    const name = [
      { family: ' \u202eByron\u202c46\u200f ', given: ['A\u0007da', 'Eva\nMaria\t'] },
      { use: 'nickname', given: ['Mi\u2066mi'] },
      { use: 'maiden', family: '\u202e\u200b' },
    ];
    const address = [{ line: ['1 Mill\u202e Lane', 'Suite 2'], city: 'Bos\u0085ton' }];
    expect(await read({ name, address })).toMatchObject({
      familyName: ' Byron46\u200f ',
      givenName: 'Ada Eva Maria ',
      otherNames: [{ kind: 'preferred', name: 'Mimi' }],
      address: { line: '1 Mill Lane\nSuite 2', city: 'Boston' },
      warnings: ['control_character_removed'],
    });
    expect(await whatOf({ ...patient, name: [{ family: '\u200b', given: ['\u202e'] }] })).toBe(
      'name_missing',
    );
  });

  it('is read however deep a file nests what nobody asks for', async () => {
    const extension = `${'[{"extension":'.repeat(20_000)}[]${'}]'.repeat(20_000)}`;
    const line = `{"resourceType":"Patient","id":"deep","name":[{"family":"Byron"}],"extension":${extension}}`;
    const [record] = await readRecords('Patient.ndjson', line);
    expect(record).toMatchObject({ kind: 'patient', patient: { familyName: 'Byron' } });
  });

  it('goes by the official name; others are kept as what they are', async () => {
    const name = [
      { use: 'old', family: 'Shaw', given: ['Amy'] },
      { use: 'nickname', given: ['Mimi'] },
      { use: 'maiden', family: 'Vogel', given: ['Amy'] },
      { use: 'official', family: 'Baxter', given: ['Amy', 'V.'] },
    ];
    expect(await read({ name })).toMatchObject({
      familyName: 'Baxter',
      givenName: 'Amy V.',
      otherNames: [
        { kind: 'former', name: 'Amy Shaw' },
        { kind: 'preferred', name: 'Mimi' },
        { kind: 'maiden', name: 'Vogel' },
      ],
    });
  });

  it('has a single name as family name, and a name that is text only as it stands', async () => {
    expect(await read({ name: [{ given: ['Lola'] }] })).toMatchObject({
      familyName: 'Lola',
      givenName: null,
    });
    expect(await read({ name: [{ text: 'Ana de la Cruz' }] })).toMatchObject({
      familyName: 'Ana de la Cruz',
    });
    expect(await whatOf({ ...patient, name: [] })).toBe('name_missing');
  });

  it('keeps a partial birth date as text and refuses one that never was', async () => {
    expect(await read({ birthDate: '1984-03' })).toMatchObject({
      birthDate: null,
      birthDateText: '1984-03',
      warnings: ['birth_date_partial'],
    });
    expect(await read({ birthDate: '1984-03-12' })).toMatchObject({ birthDate: '1984-03-12', warnings: [] });
    expect(await read({})).toMatchObject({ birthDate: null, warnings: [] });
    for (const birthDate of ['1984-02-30', '12/03/1984', '2030-01-01', '1984-13'])
      expect(await whatOf({ ...patient, birthDate })).toBe('invalid_birth_date');
  });

  it('brings contacts that are current, the mobile number first', async () => {
    const fields = {
      telecom: [
        { system: 'phone', use: 'old', value: '555-111-2222' },
        { system: 'phone', use: 'home', value: '555-847-6640' },
        { system: 'phone', use: 'mobile', value: '(555) 238-7327' },
        { system: 'email', value: 'Eva@Example.org' },
        { system: 'url', value: 'http://example.org' },
      ],
      address: [
        { use: 'old', line: ['49 Meadow St'] },
        {
          line: ['183 Mountain View St', '2nd floor'],
          city: 'Mounds',
          state: 'OK',
          postalCode: '74048',
          country: 'US',
        },
      ],
    };
    expect(await read(fields)).toMatchObject({
      phones: ['+15552387327', '+15558476640'],
      email: 'eva@example.org',
      address: {
        line: '183 Mountain View St\n2nd floor',
        city: 'Mounds',
        state: 'OK',
        postalCode: '74048',
        country: 'US',
      },
    });
  });

  it('tells identifiers, sex, language, death and activity', async () => {
    const fields = {
      identifier: [{ system: 'urn:mrn', value: '7' }, { system: 'urn:empty' }],
      gender: 'other',
      communication: [
        { language: { coding: [{ code: 'es' }] } },
        { language: { coding: [{ code: 'de' }] }, preferred: true },
      ],
      deceasedDateTime: '2022-07-22',
      active: false,
    };
    expect(await read(fields)).toMatchObject({
      sourceId: 'Patient/p1',
      identifiers: [{ system: 'urn:mrn', value: '7' }],
      sex: 'other',
      language: 'de',
      isDeceased: true,
      isActive: false,
    });
  });
});

describe('staff and places', () => {
  it('are read with their names, references by identifier included', async () => {
    const records = await readLines(
      {
        resourceType: 'Practitioner',
        id: 'd1',
        name: [{ family: 'Emard19', given: ['Irvin970'], prefix: ['Dr.'] }],
      },
      {
        resourceType: 'PractitionerRole',
        id: 'r1',
        practitioner: { identifier: { system: 'npi', value: '9' }, display: 'Dr. X' },
        location: [{ identifier: { system: 's', value: 'l' } }],
        specialty: [{ coding: [{ display: 'General Practice' }] }],
      },
      { resourceType: 'Location', id: 'l1', name: 'Mill House', status: 'inactive' },
    );
    expect(records).toMatchObject([
      {
        practitioner: {
          sourceId: 'Practitioner/d1',
          familyName: 'Emard19',
          givenName: 'Irvin970',
          prefix: 'Dr.',
        },
      },
      {
        practitionerRole: {
          practitioner: { sourceId: null, identifier: { system: 'npi', value: '9' }, display: 'Dr. X' },
          organization: null,
          locations: [{ identifier: { system: 's', value: 'l' } }],
          specialties: ['General Practice'],
        },
      },
      { location: { name: 'Mill House', isActive: false } },
    ]);
  });

  it('bring the hours of a role, and say which of them they are not able to', async () => {
    const week = { daysOfWeek: ['mon', 'fri'], availableStartTime: '08:00:00', availableEndTime: '16:30' };
    const aRole = (id: string, ...availableTime: object[]) => ({
      ...{ resourceType: 'PractitionerRole', id, practitioner: { reference: 'Practitioner/d1' } },
      ...{ period: { start: '2026-01-01T00:00:00Z' }, availableTime },
    });
    const whole = { daysOfWeek: ['sat'], allDay: true };
    const records = await readLines(aRole('r1', week, week), aRole('r2', whole), aRole('r3', week, whole));
    const windows = [1, 5].map((weekday) => ({ weekday, startsAt: '08:00', endsAt: '16:30' }));
    const hours = { windows, validFrom: '2026-01-01', validTo: null };
    const found = records.map((record) => [
      record.kind === 'practitionerRole' ? record.practitionerRole.hours : null,
      record.warnings,
    ]);
    expect(found).toEqual([
      [hours, []],
      [undefined, ['hours_not_taken']],
      [hours, ['hours_not_taken']],
    ]);
  });

  it('are refused without a practitioner or a name', async () => {
    expect(await whatOf({ resourceType: 'PractitionerRole', id: 'r' })).toBe(
      'practitioner_reference_missing',
    );
    expect(await whatOf({ resourceType: 'Location', id: 'l' })).toBe('name_missing');
  });
});

describe('an Appointment', () => {
  it('is an instant in UTC with its patient, practitioner and place', async () => {
    expect((await readLines(appointment))[0]).toMatchObject({
      kind: 'appointment',
      source: 'Appointment/a1',
      appointment: {
        status: 'booked',
        startsAt: '2026-11-24T08:00:00.000Z',
        endsAt: '2026-11-24T08:30:00.000Z',
        patient: { sourceId: 'Patient/p1' },
        practitioner: { sourceId: 'Practitioner/d1' },
        location: { sourceId: 'Location/l1' },
        service: 'Check-up',
        reason: 'Cough',
      },
    });
  });

  it.each([
    ['patient_reference_missing', { participant: [{ actor: { reference: 'Practitioner/d1' } }] }],
    ['patient_reference_missing', { participant: [{ actor: { reference: '#contained' } }] }],
    ['status_invalid', { status: 'done' }],
    ['start_missing', { start: undefined }],
    ['end_missing', { end: undefined }],
    ['invalid_date', { start: '2026-02-30T09:00:00Z' }],
    ['invalid_date', { start: '2026-11-24T09:00:00' }],
    ['period_reversed', { end: '2026-11-24T07:00:00Z' }],
    ['entered_in_error', { status: 'entered-in-error' }],
    ['not_scheduled', { status: 'cancelled', start: undefined, end: undefined }],
  ])('is not taken: %s', async (reason, fields) => {
    expect(await whatOf({ ...appointment, ...fields })).toBe(reason);
  });
});

describe('an Encounter', () => {
  it('is read with its period', async () => {
    expect((await readLines(encounter))[0]).toMatchObject({
      encounter: {
        classCode: 'AMB',
        startsAt: '2026-11-20T09:00:00.000Z',
        patient: { sourceId: 'Patient/p1' },
      },
    });
  });

  it('may last still, and may know its day only', async () => {
    const [lasting, dated] = await readLines(
      { ...encounter, status: 'in-progress', period: { start: '2026-11-20T09:00:00Z' } },
      { ...encounter, period: { start: '2026-11-20' } },
    );
    expect(lasting).toMatchObject({ encounter: { endsAt: null }, warnings: [] });
    expect(dated).toMatchObject({
      encounter: { startsAt: '2026-11-20T00:00:00.000Z' },
      warnings: ['time_of_day_missing'],
    });
  });

  it.each([
    ['patient_reference_missing', { subject: { display: 'somebody' } }],
    ['start_missing', { period: undefined }],
    ['period_reversed', { period: { start: '2026-11-20T09:00:00Z', end: '2026-11-20T08:00:00Z' } }],
    ['invalid_date', { period: { start: '2026-11-31' } }],
    ['status_invalid', { status: undefined }],
  ])('is not taken: %s', async (reason, fields) => {
    expect(await whatOf({ ...encounter, ...fields })).toBe(reason);
  });
});

describe('a clinical resource', () => {
  const condition = {
    resourceType: 'Condition',
    id: 'c1',
    subject: { reference: 'https://old.example/fhir/Patient/p1/_history/3' },
    recordedDate: '2020-01-02T03:04:05+01:00',
    code: { text: 'Cough' },
  };

  it('is kept whole, with whose it is and when', async () => {
    expect((await readLines(condition))[0]).toMatchObject({
      kind: 'clinical',
      clinical: {
        resourceType: 'Condition',
        patient: { sourceId: 'Patient/p1' },
        recordedAt: '2020-01-02T02:04:05.000Z',
        content: condition,
      },
    });
  });

  it.each([
    ['patient_reference_missing', { subject: undefined }],
    ['invalid_date', { recordedDate: '2020-02-30' }],
    ['period_reversed', { onsetPeriod: { start: '2020-01-02', end: '2020-01-01' } }],
  ])('is not taken: %s', async (reason, fields) => {
    expect(await whatOf({ ...condition, ...fields })).toBe(reason);
  });
});

describe('a Bundle', () => {
  const bundle = (...entries: unknown[]): string =>
    JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: entries }, null, 1);

  it('is numbered by entry, and its URNs lead to the entries', async () => {
    const text = bundle(
      { fullUrl: 'urn:uuid:11111111-1111-1111-1111-111111111111', resource: { ...patient, id: undefined } },
      { fullUrl: 'urn:uuid:22222222-2222-2222-2222-222222222222', resource: { ...patient, id: 'other' } },
      {
        fullUrl: 'urn:uuid:33333333-3333-3333-3333-333333333333',
        resource: { resourceType: 'Practitioner', name: [{ family: 'Arzt' }] },
      },
      {
        resource: {
          ...appointment,
          participant: [
            { actor: { reference: 'urn:uuid:33333333-3333-3333-3333-333333333333' } },
            { actor: { reference: 'urn:uuid:22222222-2222-2222-2222-222222222222' } },
          ],
        },
      },
      {
        resource: {
          ...encounter,
          subject: { reference: 'urn:uuid:11111111-1111-1111-1111-111111111111' },
          participant: [{ individual: { reference: 'Practitioner?identifier=npi|9' } }],
        },
      },
      { request: { method: 'DELETE', url: 'Patient/x' } },
    );
    const records = await readRecords('bundle.json', text);
    expect(records.map((record) => [record.record, record.source, what(record)])).toEqual([
      [1, 'Patient/11111111-1111-1111-1111-111111111111', 'patient'],
      [2, 'Patient/other', 'patient'],
      [3, 'Practitioner/33333333-3333-3333-3333-333333333333', 'practitioner'],
      [4, 'Appointment/a1', 'appointment'],
      [5, 'Encounter/e1', 'encounter'],
      [6, null, 'no_resource'],
    ]);
    expect(records[3]).toMatchObject({
      appointment: {
        patient: { sourceId: 'Patient/other' },
        practitioner: { sourceId: 'Practitioner/33333333-3333-3333-3333-333333333333' },
      },
    });
    expect(records[4]).toMatchObject({
      encounter: {
        patient: { sourceId: 'Patient/11111111-1111-1111-1111-111111111111' },
        practitioner: { identifier: { system: 'npi', value: '9' } },
      },
    });
  });

  it('has a record for each of its entries, those that are none as well', async () => {
    const text = bundle({ resource: patient }, {}, null, { resource: null }, 7, [patient], {
      resource: patient,
    });
    const records = await readRecords('bundle.json', text);
    expect(records.map((record) => [record.record, what(record)])).toEqual([
      [1, 'patient'],
      [2, 'not_a_resource'],
      [3, 'not_a_resource'],
      [4, 'not_a_resource'],
      [5, 'not_a_resource'],
      [6, 'not_a_resource'],
      [7, 'patient'],
    ]);
  });

  it('that is cut off gives what it had, and a refused record', async () => {
    const text = bundle({ resource: patient }, { resource: patient }).slice(0, -60);
    expect((await readRecords('bundle.json', text)).map(what)).toEqual(['patient', 'broken_json']);
  });

  it('may be a single resource or a list of them', async () => {
    expect((await readRecords('p.json', JSON.stringify(patient, null, 2))).map(what)).toEqual(['patient']);
    expect((await readRecords('p.json', JSON.stringify([patient, encounter]))).map(what)).toEqual([
      'patient',
      'encounter',
    ]);
  });
});
