import { parseArgs } from 'node:util';

export type ImportArguments =
  | {
      act: 'import';
      path: string;
      clinic: string | null;
      isDryRun: boolean;
      output: 'text' | 'json' | 'report';
    }
  | { act: 'undo'; importId: string; clinic: string | null; output: 'text' | 'json' };

export const IMPORT_USAGE = `npm run import -- PATH [--clinic NAME] [--dry-run] [--report json]
npm run import -- --undo BATCH [--clinic NAME]

PATH is a file or a folder of CSV, FHIR R4 NDJSON or FHIR Bundles.
--clinic NAME   into this clinic; without it into the first
--dry-run       says what would happen and writes nothing
--report json   prints what became of every record as one JSON document
--json          prints the summary as a last line of JSON
--undo BATCH    takes one import back; what was edited since stays`;

/** What was typed is not understood; the message says how it is meant. */
export class UsageError extends Error {}

const options = {
  clinic: { type: 'string' },
  'dry-run': { type: 'boolean' },
  report: { type: 'string' },
  json: { type: 'boolean' },
  undo: { type: 'string' },
} as const;

const parse = (words: string[]) => {
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments are not understood');
  }
};

const undoOf = (importId: string, path: string | undefined): { act: 'undo'; importId: string } => {
  if (path !== undefined) throw new UsageError('Give a path or --undo, not both');
  return { act: 'undo', importId };
};

const pathOf = ([path, ...more]: string[]): string => {
  if (path === undefined) throw new UsageError('Say what to import');
  if (more.length > 0) throw new UsageError('Give one path: a file or a folder');
  return path;
};

/** @throws UsageError */
export const readImportArguments = (words: string[]): ImportArguments => {
  const { values, positionals } = parse(words);
  const { clinic = null, report, undo } = values;
  const output = values.json === true ? 'json' : 'text';
  if (report !== undefined && report !== 'json') throw new UsageError('The report comes as json');
  if (undo !== undefined) return { ...undoOf(undo, positionals[0]), clinic, output };
  const asked = { act: 'import' as const, path: pathOf(positionals), clinic };
  return { ...asked, isDryRun: values['dry-run'] === true, output: report === 'json' ? 'report' : output };
};
