import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { classifyPatients, type Classification } from './classify-patients.ts';
import type { ImportOptions } from './import-options.ts';
import type { ImportedPatient, ImportRecord, PatientRecord } from './imported-records.ts';
import { OccurrenceCounter } from './occurrence-counter.ts';
import { orderFiles } from './order-files.ts';
import { readImport } from './read-import.ts';
import { recordKey } from './record-key.ts';
import { RunMatcher } from './run-matcher.ts';

// Data that stands beside a checkout, never inside it.
const sharedData = path.resolve(import.meta.dirname, '../../../../shared/data');

/** Says loudly that a check did not run, where the data is not there. */
const need = (context: TestContext, place: string): string => {
  const folder = path.join(sharedData, place);
  if (!existsSync(folder)) {
    process.stderr.write(`\nNOT CHECKED: ${folder} is not there, so "${context.task.name}" did not run.\n`);
    context.skip();
  }
  return folder;
};

const options: ImportOptions = { country: 'US', dateOrder: 'mdy', importDate: '2026-11-23' };

const readFile = async (file: string): Promise<ImportRecord[]> => {
  const records: ImportRecord[] = [];
  const source = { name: path.basename(file), stream: createReadStream(file) };
  for await (const record of readImport(source, options)) records.push(record);
  return records;
};

type Row = { record: ImportRecord; action: string; classification: Classification | null };

const runFile = async (file: string, matcher = new RunMatcher()): Promise<Row[]> => {
  const rows: Row[] = [];
  const ports = {
    matcher,
    lookup: { find: async (batch: unknown[]) => batch.map(() => []) },
    settled: () => null,
  };
  for (const record of await readFile(file)) {
    if (record.kind !== 'patient') {
      rows.push({ record, action: record.kind === 'rejected' ? 'reject' : 'skip', classification: null });
      continue;
    }
    const [classification = null] = await classifyPatients([record satisfies PatientRecord], ports);
    rows.push({ record, action: classification?.action ?? '', classification });
  }
  return rows;
};

type TruthRow = {
  record: number;
  kind: string;
  action: string;
  of?: number;
  warnings?: string[];
  expected?: Record<string, string | string[] | null>;
};
type Truth = { rows: TruthRow[]; files: Record<string, { records: number; truthRecords: 'all' | number[] }> };

/** A row of the truth as it holds for one file: numbered as in that file, and new where its original is not in it. */
const truthFor = (truth: Truth, file: string): (TruthRow & { number: number })[] => {
  const listed = truth.files[file]?.truthRecords ?? 'all';
  const numbers = listed === 'all' ? truth.rows.map((row) => row.record) : listed;
  return numbers.map((number, index) => {
    const row = truth.rows.find((candidate) => candidate.record === number);
    if (!row) throw new Error(`no truth for record ${number}`);
    if (row.of === undefined) return { ...row, number: index + 1 };
    const of = numbers.indexOf(row.of) + 1;
    const { of: _of, warnings: _warnings, ...alone } = row;
    return of > 0 ? { ...row, number: index + 1, of } : { ...alone, number: index + 1, action: 'create' };
  });
};

const asExpected = (patient: ImportedPatient): Record<string, string | null> => ({
  legacyId: patient.sourceId,
  given: patient.givenName,
  family: patient.familyName,
  birthDate: patient.birthDate,
  sex: patient.sex,
  phone: patient.phones[0] ?? null,
  phoneExtension: patient.phoneExtension,
  email: patient.email,
  address: patient.address?.line ?? null,
  city: patient.address?.city ?? null,
  state: patient.address?.state ?? null,
  postalCode: patient.address?.postalCode ?? null,
  notes: patient.notes,
});

/** The truth leaves a single name in the column it stood in; here it is the family name. */
const inOurWords = (row: TruthRow): Record<string, string | null> => {
  const { familyAlternatives, ...expected } = row.expected ?? {};
  const named: Record<string, string | null> = {};
  for (const [field, value] of Object.entries(expected))
    named[field] = typeof value === 'string' ? value : null;
  if (Array.isArray(familyAlternatives)) named['family'] = familyAlternatives[0] ?? null;
  if (named['family'] !== null) return named;
  return { ...named, family: named['given'] ?? null, given: null };
};

const pick = (values: Record<string, string | null>, fields: string[]): Record<string, string | null> =>
  Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));

describe('a dirty patient table and what is true of it', () => {
  const files = [
    'patients.utf8-bom.csv',
    'patients.utf16le-tab.txt',
    'patients.cp1252-semicolon.csv',
    'patients.utf8-lf.csv',
  ];

  it.for(files)('is read record by record as the truth of %s has it', async (file, context) => {
    const folder = need(context, 'dirty-csv');
    const truth = JSON.parse(readFileSync(path.join(folder, 'truth.json'), 'utf8')) as Truth;
    const expectedRows = truthFor(truth, file);
    const rows = await runFile(path.join(folder, file));

    const differences: unknown[] = [];
    expectedRows.forEach((expected, index) => {
      const row = rows[index];
      const label = `${expected.number} ${expected.kind}`;
      if (!row) return void differences.push([label, 'missing']);
      const target = row.classification?.of;
      const of = target?.kind === 'record' ? target.record : undefined;
      if (row.action !== expected.action || of !== expected.of)
        differences.push([label, expected.action, expected.of, row.action, of, row.classification?.reasons]);
      const warnings = [
        ...row.record.warnings,
        ...(row.record.kind === 'rejected' ? row.record.reasons : []),
        ...(row.classification?.warnings ?? []),
      ];
      const missing = (expected.warnings ?? []).filter((code) => !(warnings as string[]).includes(code));
      if (missing.length > 0) differences.push([label, 'warnings', missing, warnings]);
      if (!expected.expected || row.record.kind !== 'patient') return;
      const values = inOurWords(expected);
      const ours = pick(asExpected(row.record.patient), Object.keys(values));
      for (const field of Object.keys(values))
        if (values[field] !== ours[field]) differences.push([label, field, values[field], ours[field]]);
    });
    expect(differences).toEqual([]);
    expect(rows.map((row) => row.record.record)).toEqual(expectedRows.map((row) => row.number));
  });
});

const kindOf = (record: ImportRecord): string => {
  if (record.kind === 'clinical') return record.clinical.resourceType;
  return record.kind === 'unsupported' ? `${record.resourceType} (counted)` : record.kind;
};

const countKinds = (records: ImportRecord[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const record of records) counts[kindOf(record)] = (counts[kindOf(record)] ?? 0) + 1;
  return counts;
};

const readFolder = async (folder: string): Promise<Record<string, Record<string, number>>> => {
  const counts: Record<string, Record<string, number>> = {};
  for (const file of orderFiles(readdirSync(folder)))
    counts[file] = countKinds(await readFile(path.join(folder, file)));
  return counts;
};

describe('real exports', () => {
  it('of a FHIR server are read whole', async (context) => {
    expect(await readFolder(need(context, 'fhir'))).toEqual({
      'Organization.ndjson': { 'Organization (counted)': 67 },
      'Practitioner.ndjson': { practitioner: 67 },
      'PROVENANCE.json': {},
      'Patient.ndjson': { patient: 150 },
      'derived-cldr-names.Patient.ndjson': { patient: 40 },
      'official-examples.Patient.ndjson': { patient: 4 },
      'derived.Appointment.ndjson': { appointment: 897 },
      'Encounter.ndjson': { encounter: 897 },
      'AllergyIntolerance.ndjson': { AllergyIntolerance: 52 },
      'Condition.ndjson': { Condition: 1003 },
      'Immunization.ndjson': { Immunization: 545 },
      'MedicationRequest.ndjson': { MedicationRequest: 533 },
      'Observation.ndjson': { Observation: 2574 },
      'Procedure.ndjson': { Procedure: 413 },
    });
  });

  it('of a bulk export are read whole, digits of generated names included', async (context) => {
    const folder = need(context, 'bulk-10');
    expect(await readFolder(folder)).toEqual({
      'Organization.ndjson': { 'Organization (counted)': 43 },
      'Location.ndjson': { location: 44 },
      'Practitioner.ndjson': { practitioner: 43 },
      'PractitionerRole.ndjson': { practitionerRole: 43 },
      'Patient.ndjson': { patient: 13 },
      'AllergyIntolerance.ndjson': { AllergyIntolerance: 11 },
    });
    const [first] = await readFile(path.join(folder, 'Patient.ndjson'));
    expect(first).toMatchObject({ patient: { familyName: 'Medhurst46', givenName: 'Sumiko254 Larue605' } });
  });

  it('of tables are read where they have a place, and counted where not', async (context) => {
    expect(await readFolder(need(context, 'synthea-csv'))).toEqual({
      'organizations.csv': { 'Organization (counted)': 63 },
      'providers.csv': { practitioner: 166 },
      'patients.csv': { patient: 27 },
      'encounters.csv': { encounter: 604 },
      'allergies.csv': { 'AllergyIntolerance (counted)': 40 },
      'conditions.csv': { 'Condition (counted)': 438 },
      'immunizations.csv': { 'Immunization (counted)': 29 },
      'medications.csv': { 'MedicationRequest (counted)': 663 },
      'observations.csv': { 'Observation (counted)': 990 },
    });
  });

  it('hold no person twice', async (context) => {
    const folder = need(context, 'fhir');
    const matcher = new RunMatcher();
    const names = ['Patient.ndjson', 'derived-cldr-names.Patient.ndjson', 'official-examples.Patient.ndjson'];
    const actions: string[] = [];
    for (const name of names)
      actions.push(...(await runFile(path.join(folder, name), matcher)).map((row) => row.action));
    expect(new Set(actions)).toEqual(new Set(['create']));
  });
});

describe('one table in three encodings', () => {
  it('has the same records and keys in each', async (context) => {
    const folder = need(context, 'dirty-csv');
    const keysOf = async (file: string): Promise<string[]> => {
      const counter = new OccurrenceCounter();
      const keys: string[] = [];
      for (const record of await readFile(path.join(folder, file)))
        if (record.kind === 'patient') keys.push(recordKey(record, counter.next(recordKey(record, 0))));
      return keys;
    };
    const keys = await keysOf('patients.utf8-bom.csv');
    expect(new Set(keys).size).toBe(keys.length);
    expect(await keysOf('patients.utf16le-tab.txt')).toEqual(keys);
    const western = await keysOf('patients.cp1252-semicolon.csv');
    expect(western.filter((key) => !keys.includes(key))).toEqual([]);
  });
});
