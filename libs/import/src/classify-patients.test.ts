import { describe, expect, it } from 'vitest';
import { classifyPatients, type PatientAction } from './classify-patients.ts';
import { MOST_PER_KEY } from './hash-index.ts';
import type { ImportedPatient, PatientRecord } from './imported-records.ts';
import type { KnownPerson } from './person-lookup.ts';
import { RunMatcher } from './run-matcher.ts';
import { aPatient } from './testing.ts';

const phone = '+15558476640';
const chidi = aPatient({ sourceId: '7', phones: [phone] });

const asRecords = (patients: ImportedPatient[]): PatientRecord[] =>
  patients.map((patient, index) => ({
    kind: 'patient',
    file: 'p.csv',
    record: index + 1,
    source: patient.sourceId,
    warnings: [],
    patient,
  }));

type Settings = { known?: KnownPerson[]; settled?: (record: PatientRecord) => PatientAction | null };

const classify = async (patients: ImportedPatient[], { known = [], settled = () => null }: Settings = {}) => {
  const asked: ImportedPatient[] = [];
  const lookup = {
    find: async (batch: ImportedPatient[]) => {
      asked.push(...batch);
      return batch.map(() => known);
    },
  };
  const classified = await classifyPatients(asRecords(patients), {
    matcher: new RunMatcher(),
    lookup,
    settled,
  });
  return {
    classified,
    asked,
    said: classified.map(({ action, of }) => [
      action,
      of?.kind === 'record' ? of.record : (of?.patientId ?? null),
    ]),
  };
};

/** Names that are no slips of one another. */
const nameOf = (index: number): string =>
  String.fromCharCode(65 + (index % 26)).repeat(3) +
  String.fromCharCode(97 + Math.floor(index / 26)).repeat(3);

describe('records of a run', () => {
  it('are new, repeat an earlier one, or need a person to decide', async () => {
    const { said, classified } = await classify([
      chidi,
      chidi,
      { ...chidi, sourceId: '8' },
      { ...chidi, sourceId: '9', phones: ['+16175550110'] },
      { ...chidi, sourceId: '10', givenName: 'Emeka' },
      aPatient({ sourceId: '7', familyName: 'Bello', birthDate: '1950-01-01' }),
    ]);
    expect(said).toEqual([
      ['create', null],
      ['duplicate', 1],
      ['duplicate', 1],
      ['review', 1],
      ['create', null],
      ['review', 1],
    ]);
    expect(classified.map(({ warnings }) => warnings)).toEqual([
      [],
      [],
      [],
      ['possible_duplicate'],
      [],
      ['legacy_id_conflict'],
    ]);
  });

  it('name the record a duplicate stands for, not another duplicate', async () => {
    const { said } = await classify([chidi, chidi, chidi]);
    expect(said.map(([, of]) => of)).toEqual([null, 1, 1]);
  });

  it('are compared by names in each other’s columns', async () => {
    const swapped = aPatient({ familyName: 'Chidi', givenName: 'Okafor', phones: [phone] });
    expect((await classify([chidi, swapped])).said[1]).toEqual(['review', 1]);
  });

  it('without birth date, phone and e-mail are compared by name and source id', async () => {
    const bare = aPatient({ sourceId: '3', birthDate: null });
    expect((await classify([bare, bare, { ...bare, sourceId: '4' }])).said).toEqual([
      ['create', null],
      ['duplicate', 1],
      ['create', null],
    ]);
  });

  it('that all bear the clinic’s own phone number do not stand for one another', async () => {
    const people = Array.from({ length: MOST_PER_KEY * 3 }, (_, index) =>
      aPatient({ sourceId: String(index), familyName: nameOf(index), birthDate: null, phones: [phone] }),
    );
    const { said } = await classify(people);
    expect(said.every(([action]) => action === 'create')).toBe(true);
  });
});

describe('people of the clinic', () => {
  const known: KnownPerson = { ...chidi, sourceId: null, patientId: 'ours' };

  it('are found again and are not made twice', async () => {
    expect((await classify([chidi], { known: [known] })).said).toEqual([['duplicate', 'ours']]);
    const moved = { ...chidi, phones: ['+16175550110'] };
    expect((await classify([moved], { known: [known] })).said).toEqual([['review', 'ours']]);
  });

  it('stand behind an earlier record of the run that is as likely', async () => {
    const { said } = await classify(
      [
        { ...chidi, birthDate: '1999-01-01' },
        { ...chidi, birthDate: '1999-01-01' },
      ],
      {
        known: [{ ...known, birthDate: '1999-01-01', givenName: 'Emeka' }],
      },
    );
    expect(said).toEqual([
      ['create', null],
      ['duplicate', 1],
    ]);
  });
});

describe('a file that is imported again', () => {
  const settledAs: Record<number, PatientAction> = { 1: 'create', 2: 'duplicate', 3: 'review' };

  it('says of every record what it said before, without finding itself', async () => {
    const patients = [chidi, chidi, { ...chidi, sourceId: '9', phones: ['+16175550110'] }];
    const first = await classify(patients);
    const known = patients.map((patient, index): KnownPerson => ({ ...patient, patientId: `ours${index}` }));
    const again = await classify(patients, { known, settled: (record) => settledAs[record.record] ?? null });
    expect(again.said).toEqual(first.said);
    expect(again.asked).toEqual([]);
  });

  it('asks only for what is new in it', async () => {
    const added = aPatient({ sourceId: '11', familyName: 'Bello' });
    const { said, asked } = await classify([chidi, added], {
      settled: (record) => (record.record === 1 ? 'create' : null),
    });
    expect(said).toEqual([
      ['create', null],
      ['create', null],
    ]);
    expect(asked).toEqual([added]);
  });
});
