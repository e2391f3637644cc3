import { describe, expect, it } from 'vitest';
import type { ImportedContent } from './imported-records.ts';
import { OccurrenceCounter } from './occurrence-counter.ts';
import { recordKey } from './record-key.ts';
import { orderFiles } from './order-files.ts';
import { aPatient, readRecords } from './testing.ts';

const isContent = <Kind extends { kind: string }>(record: Kind): record is Kind & ImportedContent =>
  !['unsupported', 'rejected', 'skipped'].includes(record.kind);

const keysOf = async (name: string, content: string | Uint8Array): Promise<string[]> =>
  (await readRecords(name, content)).filter(isContent).map((record) => recordKey(record, 1));

describe('the key of a record', () => {
  const text = 'Name,Vorname,DOB,Phone\nRöth,Eva,28.02.1980,(555) 847-6640\n';

  it('is the same in another encoding, order of columns and spelling of the same values', async () => {
    const [key] = await keysOf('a.csv', text);
    expect(key).toBeDefined();
    expect(await keysOf('b.txt', Buffer.from(`\uFEFF${text.replaceAll(',', '\t')}`, 'utf16le'))).toEqual([
      key,
    ]);
    expect(await keysOf('c.csv', Buffer.from(text.replaceAll(',', ';'), 'latin1'))).toEqual([key]);
    expect(await keysOf('d.csv', 'Phone,DOB,Vorname,Name\n555.847.6640,1980-02-28, Eva ,Röth\n')).toEqual([
      key,
    ]);
  });

  it('is another where anything was changed', async () => {
    const [key] = await keysOf('a.csv', text);
    expect(await keysOf('a.csv', text.replace('Eva', 'Ewa'))).not.toEqual([key]);
  });

  it('is the same for a resource whose members stand in another order', async () => {
    const one =
      '{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"code":{"text":"x","coding":[]}}';
    const other =
      '{"code":{"coding":[],"text":"x"},"subject":{"reference":"Patient/p"},"id":"c","resourceType":"Condition"}';
    expect(await keysOf('a.ndjson', one)).toEqual(await keysOf('a.ndjson', other));
  });

  it('tells equal rows of a file apart by their occurrence', () => {
    const record = { kind: 'patient', patient: aPatient() } as const;
    const counter = new OccurrenceCounter();
    const keys = [1, 2, 3].map(() => recordKey(record, counter.next(recordKey(record, 0))));
    expect(new Set(keys).size).toBe(3);
    expect(keys[1]).toBe(recordKey(record, 2));
  });
});

describe('the files of a folder', () => {
  it('are read so that what they point at is there already', () => {
    expect(
      orderFiles([
        'x/Observation.ndjson',
        'x/derived.Appointment.ndjson',
        'x/Encounter.ndjson',
        'x/derived-cldr-names.Patient.ndjson',
        'x/Patient.ndjson',
        'x/PractitionerRole.ndjson',
        'x/Practitioner.ndjson',
        'x/Location.ndjson',
        'x/export.json',
        'x/Organization.ndjson',
      ]),
    ).toEqual([
      'x/Organization.ndjson',
      'x/Location.ndjson',
      'x/Practitioner.ndjson',
      'x/PractitionerRole.ndjson',
      'x/Patient.ndjson',
      'x/derived-cldr-names.Patient.ndjson',
      'x/export.json',
      'x/derived.Appointment.ndjson',
      'x/Encounter.ndjson',
      'x/Observation.ndjson',
    ]);
  });

  it('keep that order under the names of tables', () => {
    expect(
      orderFiles([
        'conditions.csv',
        'encounters.csv',
        'medications.csv',
        'organizations.csv',
        'patients.csv',
        'providers.csv',
      ]),
    ).toEqual([
      'organizations.csv',
      'providers.csv',
      'patients.csv',
      'encounters.csv',
      'conditions.csv',
      'medications.csv',
    ]);
  });
});
