import { describe, expect, it } from 'vitest';
import type { FileReport } from './import-options.ts';
import type { ImportRecord } from './imported-records.ts';
import { readPatients, readRecords } from './testing.ts';

const header =
  'Patient ID,First Name,Last Name,Date of Birth,Sex,Home Phone,Mobile,Email,Address,City,State,Zip,Notes';
const ada =
  '7,Ada,Byron,12/31/1980,F,555-847-6640,555-238-7327,ada@example.org,1 Mill Lane,Boston,MA,02108,likes figures';

const what = (record: ImportRecord): string => {
  if (record.kind === 'rejected') return record.reasons.join();
  if (record.kind === 'skipped') return record.reason;
  return record.kind === 'unsupported' ? `unsupported ${record.resourceType}` : record.kind;
};

describe('a patient table', () => {
  it('is read whole, the mobile number first', async () => {
    const [patient] = await readPatients([header, ada]);
    expect(patient).toEqual({
      sourceId: '7',
      familyName: 'Byron',
      givenName: 'Ada',
      otherNames: [],
      birthDate: '1980-12-31',
      birthDateText: null,
      sex: 'female',
      phones: ['+15552387327', '+15558476640'],
      phoneExtension: null,
      email: 'ada@example.org',
      address: { line: '1 Mill Lane', city: 'Boston', state: 'MA', postalCode: '02108', country: 'US' },
      identifiers: [],
      language: null,
      notes: 'likes figures',
      isDeceased: false,
      isActive: true,
    });
  });

  it('gives the same records in every encoding, with every delimiter and order of columns', async () => {
    const text = `${header}\r\n${ada.replace('Ada', 'Zoë')}\r\n`;
    const turned = `${text
      .split('\r\n')
      .map((line) => line.split(',').reverse().join('\t'))
      .join('\r\n')}`;
    const expected = await readRecords('patients.csv', text);
    expect(expected).toHaveLength(1);
    const variants = [
      Buffer.from(`\uFEFF${text}`, 'utf8'),
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
      Buffer.from(text.replaceAll(',', ';'), 'latin1'),
      Buffer.from(turned.trimStart(), 'utf8'),
      Buffer.from(text.replaceAll('\r\n', '\r'), 'utf8'),
    ];
    for (const bytes of variants) expect(await readRecords('patients.csv', bytes)).toEqual(expected);
  });

  it('rejects a record with a cell of megabytes by its number, and keeps the numbers behind it', async () => {
    const huge = ada.replace('likes figures', `"${'line of a letter, and\n'.repeat(120_000)}"`);
    const records = await readRecords('patients.csv', [header, ada, huge, ada].join('\n'));
    expect(records.map((record) => [record.record, what(record)])).toEqual([
      [1, 'patient'],
      [2, 'record_too_large'],
      [3, 'patient'],
    ]);
  });

  it('passes over blank rows, a repeated header and totals, and counts them', async () => {
    const blanks = '   , \u00a0,,,,,,,,,,,';
    const records = await readRecords(
      'p.csv',
      [header, ada, '', blanks, header, 'Total: 1,,,,,,,,,,,,'].join('\n'),
    );
    expect(records.map((record) => [record.record, what(record)])).toEqual([
      [1, 'patient'],
      [2, 'blank_row'],
      [3, 'blank_row'],
      [4, 'repeated_header'],
      [5, 'totals_row'],
    ]);
  });

  it('refuses a row without a name or with a birth date that never was, and reads on', async () => {
    const rows = ['8,,,1980-01-01', '9,Eva,Roth,1980-02-30', '10,Eva,Roth,1980-02-28'];
    const records = await readRecords('p.csv', [header, ...rows].join('\n'));
    expect(records.map(what)).toEqual(['name_missing', 'invalid_birth_date', 'patient']);
    expect(records.map((record) => record.source)).toEqual(['8', '9', '10']);
  });

  it('warns of rows shorter and longer than the header', async () => {
    const [short, long, padded] = await readRecords(
      'p.csv',
      [header, '1,Ada,Byron', `${ada},,junk`, `${ada},`].join('\n'),
    );
    expect(short?.warnings).toContain('short_row');
    expect(long?.warnings).toEqual(['extra_cells']);
    expect(padded?.warnings).toEqual([]);
  });

  it('reads days and months in the order of the column, else of the clinic', async () => {
    const dates = (cells: string[], dateOrder: 'mdy' | 'dmy' | 'ymd') =>
      readPatients(['Name,DOB', ...cells.map((cell, index) => `Person${index},${cell}`)], { dateOrder }).then(
        (patients) => patients.map((patient) => patient.birthDate),
      );
    expect(await dates(['1/2/1980', '25/3/1980'], 'mdy')).toEqual(['1980-02-01', '1980-03-25']);
    expect(await dates(['1/2/1980', '3/4/1980'], 'mdy')).toEqual(['1980-01-02', '1980-03-04']);
    expect(await dates(['1/2/1980', '3/4/1980'], 'dmy')).toEqual(['1980-02-01', '1980-04-03']);
    expect(await dates(['80/02/01', '04/03/02'], 'mdy')).toEqual(['1980-02-01', '2004-03-02']);
    expect(await dates(['04/03/02'], 'ymd')).toEqual(['2004-03-02']);
  });

  it('keeps preferred and maiden names, identifiers, death and status', async () => {
    const [patient] = await readPatients([
      'PatNum,FName,LName,Preferred,Maiden,Birthdate,DEATHDATE,PatStatus,SSN,ChartNumber,Language',
      '3,Anna,Roth,Anni,Vogel,1950-01-01,2020-05-05,Archived,999-17-5017,C-12,de',
    ]);
    expect(patient).toMatchObject({
      otherNames: [
        { kind: 'preferred', name: 'Anni' },
        { kind: 'maiden', name: 'Vogel' },
      ],
      isDeceased: true,
      isActive: false,
      identifiers: [
        { system: 'urn:import:chart-number', value: 'C-12' },
        { system: 'http://hl7.org/fhir/sid/us-ssn', value: '999-17-5017' },
      ],
      language: 'de',
    });
  });

  it('takes an empty death date and a date of zeros for a living patient', async () => {
    const patients = await readPatients([
      'Name,DOB,DEATHDATE',
      'A,1980-01-01,',
      'B,1980-01-01,0001-01-01',
      'C,1980-01-01,0000-00-00',
    ]);
    expect(patients.map((patient) => patient.isDeceased)).toEqual([false, false, false]);
  });

  it('finds a header below the title of a report', async () => {
    const [patient] = await readPatients([
      'Patient list of 23 November',
      '',
      'Surname,First name,DOB',
      'Roth,Eva,1980-02-28',
    ]);
    expect(patient).toMatchObject({ familyName: 'Roth', givenName: 'Eva' });
  });

  it('is known by its names alone', async () => {
    const [patient] = await readPatients(['Last Name,First Name,Notes', 'Roth,Eva,likes figures']);
    expect(patient).toMatchObject({ familyName: 'Roth', givenName: 'Eva', notes: 'likes figures' });
  });

  it('tells how it understood the file before the first record', async () => {
    const reports: FileReport[] = [];
    await readRecords('p.csv', 'Surname;DOB;Shoe size\nRoth;1980-02-28;41\n', {
      onFile: (report) => reports.push(report),
    });
    expect(reports).toEqual([
      {
        file: 'p.csv',
        format: 'csv',
        encoding: 'utf-8',
        delimiter: ';',
        content: 'Patient',
        columns: {
          mapped: [
            { header: 'Surname', field: 'familyName' },
            { header: 'DOB', field: 'birthDate' },
          ],
          unmapped: ['Shoe size'],
          ambiguous: [],
        },
      },
    ]);
  });

  it('reads columns as it is told', async () => {
    const options = { columns: { A: 'familyName', B: 'birthDate' } } as const;
    expect(await readPatients(['A,B', 'Roth,1980-02-28'], options)).toMatchObject([
      { familyName: 'Roth', birthDate: '1980-02-28' },
    ]);
  });

  it('cuts notes that are longer than the clinic keeps, with a warning', async () => {
    const [record] = await readRecords('p.csv', `Name,DOB,Notes\nRoth,1980-02-28,${'x'.repeat(10_001)}\n`);
    expect(record?.warnings).toEqual(['text_shortened']);
    expect(record?.kind === 'patient' && record.patient.notes?.length).toBe(10_000);
  });
});

describe('tables without people', () => {
  it('makes visits of encounters and staff of providers', async () => {
    const [encounter] = await readRecords(
      'encounters.csv',
      'Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,REASONDESCRIPTION\n' +
        'e1,2023-01-27T16:17:47Z,2023-01-27T16:32:47Z,p1,o1,d1,y1,ambulatory,185345009,Encounter for symptom,Cough\n',
    );
    expect(encounter).toMatchObject({
      kind: 'encounter',
      source: 'e1',
      encounter: {
        status: 'finished',
        classCode: 'AMB',
        startsAt: '2023-01-27T16:17:47.000Z',
        endsAt: '2023-01-27T16:32:47.000Z',
        patient: { sourceId: 'p1' },
        practitioner: { sourceId: 'd1' },
        service: 'Encounter for symptom',
        reason: 'Cough',
      },
    });
    const [provider] = await readRecords(
      'providers.csv',
      'Id,ORGANIZATION,NAME,GENDER,SPECIALITY,ADDRESS\nd1,o1,Ludivina884 Steuber698,F,GENERAL PRACTICE,1 Street\n',
    );
    expect(provider).toMatchObject({
      kind: 'practitioner',
      practitioner: {
        familyName: 'Steuber698',
        givenName: 'Ludivina884',
        sex: 'female',
        specialties: ['GENERAL PRACTICE'],
      },
    });
  });

  it('refuses an encounter of nobody, without a start, or that ends before it starts', async () => {
    const row = (start: string, stop: string, patient: string): string =>
      `e,${start},${stop},${patient},ambulatory`;
    const records = await readRecords(
      'encounters.csv',
      [
        'Id,START,STOP,PATIENT,ENCOUNTERCLASS',
        row('2023-01-27T16:17:47Z', '', ''),
        row('', '', 'p'),
        row('2023-01-27T16:17:47Z', '2023-01-27T15:00:00Z', 'p'),
        row('2023-02-30T16:17:47Z', '', 'p'),
        row('2023-01-27T16:17:47Z', '', 'p'),
      ].join('\n'),
    );
    expect(records.map(what)).toEqual([
      'patient_reference_missing',
      'start_missing',
      'period_reversed',
      'start_missing',
      'encounter',
    ]);
  });

  it('counts the rows of other tables and makes no patients of them', async () => {
    const companies =
      'Id,NAME,ADDRESS,CITY,STATE,ZIP,LAT,LON,PHONE,REVENUE,UTILIZATION\n1,CLINIC,S,B,MA,02108,1,2,555,0,1\n';
    expect((await readRecords('organizations.csv', companies)).map(what)).toEqual([
      'unsupported Organization',
    ]);
    expect((await readRecords('x.csv', 'colour,size\nred,3\nblue,4\n')).map(what)).toEqual([
      'unsupported Unknown table',
      'unsupported Unknown table',
    ]);
  });
});

describe('what is no file of these', () => {
  it('yields nothing and says what it is taken for', async () => {
    const formats: string[] = [];
    const options = { onFile: (report: FileReport) => formats.push(report.format) };
    for (const content of ['{"rows":[]}', 'PK\u0003\u0004', ''])
      expect(await readRecords('file', content, options)).toEqual([]);
    expect(formats).toEqual(['unknown', 'spreadsheet', 'unknown']);
  });
});
