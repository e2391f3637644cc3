import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { classifyPatients, type Classification } from './classify-patients.ts';
import type { FileReport, ImportOptions } from './import-options.ts';
import type { ImportedPatient, ImportRecord, PatientRecord } from './imported-records.ts';
import { OccurrenceCounter } from './occurrence-counter.ts';
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
  const ports = { matcher, lookup: { find: async (batch: unknown[]) => batch.map(() => []) }, settled: () => null };
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
  for (const [field, value] of Object.entries(expected)) named[field] = typeof value === 'string' ? value : null;
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
  it.each(files)('reads every record of %s as the truth has it', async (file) => {
    const context = it as unknown as TestContext;
    void context;
    const folder = path.join(sharedData, 'dirty-csv');
    if (!existsSync(folder)) {
      process.stderr.write(`\nNOT CHECKED: ${folder} is not there, so ${file} was not compared with its truth.\n`);
      return;
    }
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

const countKinds = (records: ImportRecord[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const record of records) {
    const kind = record.kind === 'clinical' ? record.clinical.resourceType : record.kind === 'unsupported' ? record.resourceType : record.kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};

void ({} as FileReport); void readdirSync; void recordKey; void OccurrenceCounter; void need; void countKinds;
