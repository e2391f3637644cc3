import { isUuid, AppError, type RequestContext } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import { finishWrite } from '@clinic/repositories';
import type { Deps } from '#api/composition.ts';
import {
  IMPORT_USAGE,
  readImportArguments,
  UsageError,
  type ImportArguments,
} from '#api/commands/import-arguments.ts';
import { findImportFiles, ImportPathError } from '#api/commands/import-files.ts';
import { JsonReport, ProgressDisplay, type TextSink } from '#api/commands/import-output.ts';
import {
  ImportLock,
  ImportRunner,
  ImportUndo,
  type RunTally,
  type Undone,
} from '#api/features/imports/index.ts';
import { systemContext } from '#api/system-context.ts';

export type ImportCommand = {
  words: string[];
  /** The result. */
  output: TextSink;
  /** Progress, and what went wrong. */
  notices: TextSink;
};

type Import = Extract<ImportArguments, { act: 'import' }>;
type Undo = Extract<ImportArguments, { act: 'undo' }>;

const DONE = 0;
const FAILED = 1;
const MISUSED = 2;

const findClinic = async (deps: Deps, name: string | null): Promise<string> => {
  const clinicId = await deps.database.asSystem((tx) => deps.repositories.clinics.findIdByName(tx, name));
  if (clinicId !== undefined) return clinicId;
  throw new ImportPathError(name === null ? 'There is no clinic yet' : `There is no clinic ${name}`);
};

/** Why an import that came to its end is none all the same; null where it did what it says. */
const failureOf = (asked: Import, tally: RunTally): string | null => {
  const [damaged, binary] = [tally.damagedFiles(), tally.binaryFiles()];
  if (binary.length > 0)
    return `No text, so nothing of it was imported: ${binary.join(', ')}. Save it as CSV`;
  if (tally.isNothingUnderstood())
    return `There is nothing to import in ${asked.path}: no record in it could be read`;
  if (damaged.length > 0) return `Broken JSON, so only a part of it was read: ${damaged.join(', ')}`;
  const isAllRejected = tally.counts.reject === tally.recordsRead;
  return isAllRejected ? `None of the ${tally.recordsRead} records could be imported` : null;
};

const summaryOf = (importId: string, asked: Import, tally: RunTally) => ({
  status: failureOf(asked, tally) === null ? 'done' : 'failed',
  // A dry run leaves nothing that could be taken back.
  batch: asked.isDryRun ? null : importId,
  isDryRun: asked.isDryRun,
  recordsRead: tally.recordsRead,
  counts: tally.counts,
  kinds: tally.kinds,
  unsupported: tally.unsupported,
  unmappedColumns: tally.progress(importId).unmappedColumns,
  unreadFiles: tally.unreadFiles(),
});

type Summary = ReturnType<typeof summaryOf>;

const VERBS = [
  ['create', 'new'],
  ['duplicate', 'already there'],
  ['review', 'to be looked at'],
  ['reject', 'not imported'],
  ['skip', 'passed over'],
] as const;

const linesOf = (summary: Summary): string[] => [
  `${summary.recordsRead} records read${summary.isDryRun ? ' (dry run: nothing was written)' : ''}`,
  ...Object.entries(summary.kinds).map(([kind, counts]) => {
    const parts = VERBS.flatMap(([action, verb]) => (counts[action] ? [`${counts[action]} ${verb}`] : []));
    return `  ${kind}: ${parts.join(', ')}`;
  }),
  ...(summary.unmappedColumns.length > 0 ? [`columns left out: ${summary.unmappedColumns.join(', ')}`] : []),
  ...(summary.unreadFiles.length > 0 ? [`files not understood: ${summary.unreadFiles.join(', ')}`] : []),
  ...(summary.batch === null || summary.counts.create + summary.counts.review === 0
    ? []
    : [`take it back with: npm run import -- --undo ${summary.batch}`]),
];

const sayImported = (output: TextSink, asked: Import, summary: Summary): void => {
  for (const line of linesOf(summary)) output.write(`${line}\n`);
  if (asked.output === 'json') output.write(`${JSON.stringify(summary)}\n`);
};

const runImport = async (deps: Deps, command: ImportCommand, asked: Import): Promise<number> => {
  const { files, bytes } = await findImportFiles(asked.path);
  const importId = deps.ids.next();
  const context = systemContext(await findClinic(deps, asked.clinic), importId);
  const { output, notices } = command;
  const report = asked.output === 'report' ? new JsonReport(output) : undefined;
  const progress = new ProgressDisplay(notices, bytes, () => deps.clock.now().getTime());
  const runner = new ImportRunner(deps);
  const hold = await new ImportLock(deps).hold(context);
  try {
    if (!asked.isDryRun) await runner.begin(context, importId, false);
    // It changes nothing, and still says of people whether they are known here.
    else await deps.audit.record(context, { action: 'import.preview', resourceType: 'import' });
    const tally = await runner
      .run({
        ...{ context, hold, importId, files, isDryRun: asked.isDryRun, isKept: !asked.isDryRun },
        onProgress: (at) => progress.show(at),
        ...(report ? { onRows: (rows) => report.add(rows) } : {}),
      })
      .catch(async (error: unknown) => {
        // Whatever happens, what was printed is one document.
        await report?.end({ status: 'failed', batch: asked.isDryRun ? null : importId });
        throw error;
      });
    progress.clear();
    const summary = summaryOf(importId, asked, tally);
    if (report) await report.end(summary);
    else sayImported(output, asked, summary);
    const failure = failureOf(asked, tally);
    if (failure !== null) notices.write(`${failure}\n`);
    return failure === null ? DONE : FAILED;
  } finally {
    progress.clear();
    // A run lets go by itself; one that never began does it here.
    await hold.end().catch(() => undefined);
  }
};

/** The clinic that has the import: the one named, else whichever it is. */
const findClinicOf = async (deps: Deps, asked: Undo): Promise<string> => {
  const { clinics, imports } = deps.repositories;
  const ids =
    asked.clinic === null
      ? await deps.database.asSystem((tx) => clinics.listIds(tx))
      : [await findClinic(deps, asked.clinic)];
  for (const clinicId of isUuid(asked.importId) ? ids : []) {
    const found = await deps.database.inClinic({ clinicId }, (tx) => imports.findById(tx, asked.importId));
    if (found) return clinicId;
  }
  throw new ImportPathError(`There is no import ${asked.importId}`);
};

const REASONS = { edited: 'was edited since', in_use: 'is still needed by something else' } as const;

const sayUndone = (output: TextSink, asked: Undo, undone: Undone): void => {
  output.write(`${undone.removed} things taken back\n`);
  for (const { kind, id, reason } of undone.kept) output.write(`stays: ${kind} ${id} ${REASONS[reason]}\n`);
  if (asked.output === 'json') output.write(`${JSON.stringify({ batch: asked.importId, ...undone })}\n`);
};

const finishUndo = async (
  deps: Deps,
  tx: Transaction,
  { context, importId, removed }: { context: RequestContext; importId: string; removed: number },
): Promise<void> => {
  const now = deps.clock.now();
  const event = { action: 'import.undo', resourceType: 'import', resourceId: importId, count: removed };
  const audit = [{ ...event, id: deps.ids.next() }];
  await Promise.all([
    deps.repositories.imports.finish(tx, { id: importId, status: 'undone', problem: null, now }),
    finishWrite(tx, { context, now, changes: [], audit }),
  ]);
};

const runUndo = async (deps: Deps, { output, notices }: ImportCommand, asked: Undo): Promise<number> => {
  const context = systemContext(await findClinicOf(deps, asked), deps.ids.next());
  const { importId } = asked;
  const hold = await new ImportLock(deps).hold(context);
  try {
    const undone = await new ImportUndo(deps).run({ context, importId, hold });
    await hold.end((tx) => finishUndo(deps, tx, { context, importId, removed: undone.removed }));
    sayUndone(output, asked, undone);
    if (undone.kept.length === 0) return DONE;
    notices.write(`Not all of it was taken back: ${undone.kept.length} of its things stay\n`);
    return FAILED;
  } finally {
    await hold.end().catch(() => undefined);
  }
};

/** What may be said of a failure: an error of ours is a sentence, anything else may quote what it failed on. */
const sentenceOf = (error: unknown): string => {
  if (error instanceof ImportPathError || error instanceof AppError) return error.message;
  const name = error instanceof Error ? error.name : 'unknown';
  return `The import failed (${name}). What is done stays: run it again to finish it`;
};

/**
 * `npm run import`: brings files into a clinic, or takes an import back.
 * @returns the exit code: 0 when it did what was asked, 1 when not, 2 when it was not understood.
 */
export const importCommand = async (deps: Deps, command: ImportCommand): Promise<number> => {
  const { notices } = command;
  try {
    const asked = readImportArguments(command.words);
    return asked.act === 'undo' ? await runUndo(deps, command, asked) : await runImport(deps, command, asked);
  } catch (error) {
    if (error instanceof UsageError) {
      notices.write(`${error.message}\n\n${IMPORT_USAGE}\n`);
      return MISUSED;
    }
    notices.write(`${sentenceOf(error)}\n`);
    return FAILED;
  }
};
