import { parseArgs } from 'node:util';
import { UsageError } from '#api/commands/import-arguments.ts';

export type AuditArguments =
  | { act: 'verify'; file: string | null; clinic: string | null; seals: string[]; isJson: boolean }
  | { act: 'export'; to: string; clinic: string | null; isJson: boolean };

export const AUDIT_USAGE = `npm run audit -- verify [EXPORT] [--clinic NAME] [--seal LETTERS] [--json]
npm run audit -- export --to FILE [--clinic NAME] [--json]

verify          whether the audit log is as it was sealed: of every clinic, or of an export; ends with 0 where it is
                intact, 1 where it is broken, 2 where it could not be checked
export          writes a clinic's audit log with its seals to a file, to be verified elsewhere
--clinic NAME   of this clinic; without it verify takes all, export the first
--seal LETTERS  a daily seal that was kept elsewhere and must be in the log; may be given several times
--json          prints the result as a last line of JSON`;

const options = {
  clinic: { type: 'string' },
  seal: { type: 'string', multiple: true },
  to: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const parse = (words: string[]) => {
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments are not understood');
  }
};

type Parsed = ReturnType<typeof parse>;

const sealsOf = (texts: string[] | undefined): string[] =>
  (texts ?? []).map((text) => text.trim().toUpperCase());

const verifyOf = ({ values, positionals }: Parsed): AuditArguments => {
  const { clinic = null, to, json = false } = values;
  const file = positionals[1] ?? null;
  if (positionals.length > 2) throw new UsageError('Give one export');
  if (to !== undefined) throw new UsageError('Say --to with export');
  if (file !== null && clinic !== null)
    throw new UsageError('An export is of one clinic: leave --clinic out');
  return { act: 'verify', file, clinic, seals: sealsOf(values.seal), isJson: json };
};

const exportOf = ({ values, positionals }: Parsed): AuditArguments => {
  const { clinic = null, seal, to, json = false } = values;
  if (to === undefined || to === '') throw new UsageError('Say where to write it: --to FILE');
  if (seal !== undefined || positionals.length > 1)
    throw new UsageError('An export takes --to and --clinic alone');
  return { act: 'export', to, clinic, isJson: json };
};

/** @throws UsageError */
export const readAuditArguments = (words: string[]): AuditArguments => {
  const parsed = parse(words);
  if (parsed.positionals[0] === 'verify') return verifyOf(parsed);
  if (parsed.positionals[0] === 'export') return exportOf(parsed);
  throw new UsageError('Say verify or export');
};

/** Whether these words ask for a file alone, which needs no database. What is not understood does not. */
export const isFileCheck = (words: string[]): boolean => {
  try {
    const asked = readAuditArguments(words);
    return asked.act === 'verify' && asked.file !== null;
  } catch {
    return false;
  }
};
