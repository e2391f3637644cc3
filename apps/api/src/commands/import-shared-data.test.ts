import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ImportBatch, ImportRow } from '@clinic/contracts';
import { afterAll, beforeAll, describe, expect, it, vi, type TestContext } from 'vitest';
import { clinicState, importReport, runImport } from '#api/testing/run-import.ts';
import { startTestApi, type TestApi } from '#api/testing/test-api.ts';

// Data that stands beside a checkout, never inside it.
const sharedData = path.resolve(import.meta.dirname, '../../../../../shared/data');

/** Says loudly that a check did not run, where the data is not there. */
const need = (context: TestContext, place: string): string => {
  const found = path.join(sharedData, place);
  if (!existsSync(found)) {
    process.stderr.write(`\nNOT CHECKED: ${found} is not there, so "${context.task.name}" did not run.\n`);
    context.skip();
  }
  return found;
};

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

const withoutCounters = ({ change_feed: _feed, seq: _seq, ...state }: Record<string, string>) => state;

const cutRow = ({ record, action, of }: ImportRow) => ({ record, action, of });

type TruthRow = { record: number; kind: string; action: string; of?: number; warnings?: string[] };
type Truth = { rows: TruthRow[]; files: Record<string, { truthRecords: 'all' | number[] }> };

/** What is true of one file: numbered as in it, and new where the original of a repetition is not in it. */
const truthFor = (truth: Truth, file: string) => {
  const listed = truth.files[file]?.truthRecords ?? 'all';
  const numbers = listed === 'all' ? truth.rows.map((row) => row.record) : listed;
  return numbers.map((number, index) => {
    const row = truth.rows.find((candidate) => candidate.record === number);
    const of = row?.of === undefined ? 0 : numbers.indexOf(row.of) + 1;
    const isAlone = row?.of !== undefined && of === 0;
    return { record: index + 1, action: isAlone ? 'create' : row?.action, of: of > 0 ? of : undefined };
  });
};

describe('a dirty patient table', () => {
  const files = [
    'patients.utf8-bom.csv',
    'patients.utf16le-tab.txt',
    'patients.cp1252-semicolon.csv',
    'patients.utf8-lf.csv',
  ];

  it.for(files)(
    'is imported as the truth of %s has it, again without a change, and taken back',
    async (file, context) => {
      const place = need(context, `dirty-csv/${file}`);
      const truth = JSON.parse(readFileSync(need(context, 'dirty-csv/truth.json'), 'utf8')) as Truth;
      const clinic = await api.newClinic();
      const before = withoutCounters(await clinicState(api, clinic.id));

      const preview = await importReport(api, clinic.id, [place, '--dry-run']);
      expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
      const first = await importReport(api, clinic.id, [place]);
      expect(first.rows.map(cutRow)).toEqual(truthFor(truth, file));
      expect(preview.rows.map(({ id: _id, ...row }) => row)).toEqual(
        first.rows.map(({ id: _id, ...row }) => row),
      );
      const after = await clinicState(api, clinic.id);
      const counted = truthFor(truth, file).filter(
        ({ action }) => action === 'create' || action === 'review',
      );
      expect(after['patients']).toBe(String(counted.length));

      const second = await importReport(api, clinic.id, [place]);
      expect(second.rows).toEqual(first.rows);
      expect(await clinicState(api, clinic.id)).toEqual(after);

      const undone = await runImport(api, ['--undo', first.summary.batch]);
      expect(undone).toMatchObject({ code: 0, notices: '' });
      expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
    },
  );
});

it('through the portal says the same of a dirty table as the truth', async (context) => {
  const file = 'patients.utf16le-tab.txt';
  const content = readFileSync(need(context, `dirty-csv/${file}`));
  const truth = JSON.parse(readFileSync(need(context, 'dirty-csv/truth.json'), 'utf8')) as Truth;
  const clinic = await api.newClinic();
  const desk = await clinic.as('admin');
  const started = await desk
    .post('/api/imports')
    .set('Content-Type', 'application/octet-stream')
    .send(content);
  expect(started.status).toBe(202);
  const { id } = started.body as ImportBatch;
  await vi.waitFor(
    async () => expect((await desk.get(`/api/imports/${id}`)).body).toMatchObject({ status: 'done' }),
    {
      timeout: 15_000,
    },
  );
  const rows: ImportRow[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = (
      await desk.get(`/api/imports/${id}/rows?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`)
    ).body as { items: ImportRow[]; nextCursor: string | null };
    rows.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(rows.map(cutRow)).toEqual(truthFor(truth, file));
});

describe('a folder', () => {
  const folders = [
    {
      place: 'fhir',
      kinds: {
        Organization: { skip: 67 },
        Practitioner: { create: 67 },
        Patient: { create: 194 },
        Appointment: { create: 883, reject: 14 },
        Encounter: { create: 897 },
        AllergyIntolerance: { create: 52 },
        Condition: { create: 1003 },
        Immunization: { create: 545 },
        MedicationRequest: { create: 533 },
        Observation: { create: 2574 },
        Procedure: { create: 413 },
      },
    },
    {
      place: 'bulk-10',
      kinds: {
        Organization: { skip: 43 },
        Location: { create: 44 },
        Practitioner: { create: 43 },
        PractitionerRole: { create: 43 },
        Patient: { create: 13 },
        AllergyIntolerance: { create: 11 },
      },
    },
    {
      place: 'synthea-csv',
      kinds: {
        Organization: { skip: 63 },
        Practitioner: { create: 166 },
        Patient: { create: 27 },
        Encounter: { create: 604 },
        AllergyIntolerance: { skip: 40 },
        Condition: { skip: 438 },
        Immunization: { skip: 29 },
        MedicationRequest: { skip: 663 },
        Observation: { skip: 990 },
      },
    },
  ];

  it.for(folders)(
    '$place is imported whole, again without a change, and taken back',
    { timeout: 120_000 },
    async ({ place, kinds }, context) => {
      const folder = need(context, place);
      const clinic = await api.newClinic();
      const before = withoutCounters(await clinicState(api, clinic.id));
      const preview = await importReport(api, clinic.id, [folder, '--dry-run']);
      expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
      const first = await importReport(api, clinic.id, [folder]);
      expect(first.summary['kinds']).toEqual(kinds);
      expect(preview.rows).toEqual(first.rows.map(({ id: _id, ...row }) => row));
      const after = await clinicState(api, clinic.id);
      const second = await importReport(api, clinic.id, [folder]);
      expect(second.rows).toEqual(first.rows);
      expect(await clinicState(api, clinic.id)).toEqual(after);
      const undone = await runImport(api, ['--undo', first.summary.batch]);
      expect(undone).toMatchObject({ code: 0, notices: '' });
      expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
    },
  );
});
