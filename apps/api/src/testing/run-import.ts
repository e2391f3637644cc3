import type { ImportRow } from '@clinic/contracts';
import { importCommand } from '#api/commands/import.command.ts';
import type { TextSink } from '#api/commands/import-output.ts';
import type { TestApi } from '#api/testing/test-api.ts';

export type ImportReport = {
  summary: { batch: string; counts: Record<string, number>; [name: string]: unknown };
  rows: ImportRow[];
};

export type CommandRun = { code: number; output: string; notices: string };

const memorySink = (): TextSink & { text: () => string } => {
  const parts: string[] = [];
  return {
    write: (text) => parts.push(text) > 0,
    once: () => undefined,
    text: () => parts.join(''),
  };
};

/** Runs the command as its own process would, in this one. */
export const runImport = async (api: TestApi, words: string[]): Promise<CommandRun> => {
  const [output, notices] = [memorySink(), memorySink()];
  const code = await importCommand(api.deps, { words, output, notices });
  return { code, output: output.text(), notices: notices.text() };
};

export const nameOfClinic = async (api: TestApi, clinicId: string): Promise<string> => {
  const rows = await api.asOwner<{ name: string }>('select name from clinics where clinic_id = $1', [
    clinicId,
  ]);
  return rows[0]?.name ?? '';
};

/** Imports into one clinic and answers the report. */
export const importReport = async (
  api: TestApi,
  clinicId: string,
  words: string[],
): Promise<ImportReport> => {
  const clinic = await nameOfClinic(api, clinicId);
  const run = await runImport(api, [...words, '--clinic', clinic, '--report', 'json']);
  if (run.code !== 0) throw new Error(`The import ended with ${run.code}: ${run.notices}`);
  return JSON.parse(run.output) as ImportReport;
};

/** How many rows the clinic has in each table, imports themselves left out, and how far its feed is. */
export const clinicState = async (api: TestApi, clinicId: string): Promise<Record<string, string>> => {
  const tables = [
    ...['patients', 'possible_duplicates', 'practitioners', 'rooms', 'appointment_types', 'appointments'],
    ...['appointment_steps', 'encounters', 'clinical_resources', 'import_records', 'import_sources'],
    ...['change_feed'],
  ];
  const state: Record<string, string> = {};
  for (const table of tables) {
    const rows = await api.asOwner<{ count: string }>(
      `select count(*)::text as count from ${table} where clinic_id = $1`,
      [clinicId],
    );
    state[table] = rows[0]?.count ?? '';
  }
  const head = await api.asOwner<{ seq: string }>(
    'select last_seq::text as seq from clinic_feed_head where clinic_id = $1',
    [clinicId],
  );
  return { ...state, seq: head[0]?.seq ?? '' };
};
