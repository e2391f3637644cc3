import { stat } from 'node:fs/promises';
import type { AuditRing } from '@clinic/audit';
import { AppError } from '@clinic/core';
import { AUDIT_USAGE, readAuditArguments, type AuditArguments } from '#api/commands/audit-arguments.ts';
import { AuditFileError, assertUnwritten, verifyFile, writeFileOf } from '#api/commands/audit-file.ts';
import { BROKEN, INTACT, sentenceOf, UNCHECKED, writeJson } from '#api/commands/audit-output.ts';
import { UsageError } from '#api/commands/import-arguments.ts';
import { ProgressDisplay, type TextSink } from '#api/commands/import-output.ts';
import type { ChainReport } from '#api/audit-chain.ts';
import type { Deps } from '#api/composition.ts';
import { systemContext } from '#api/system-context.ts';

export type AuditCommand = {
  words: string[];
  /** The result. */
  output: TextSink;
  /** Progress, and what went wrong. */
  notices: TextSink;
};

type Verify = Extract<AuditArguments, { act: 'verify' }>;
type Export = Extract<AuditArguments, { act: 'export' }>;
type Named = { clinicId: string; name: string };

const nameOf = async (deps: Deps, clinicId: string): Promise<Named> => {
  const clinic = await deps.database.readInClinic({ clinicId }, (tx) => deps.repositories.clinics.find(tx));
  return { clinicId, name: clinic?.name ?? clinicId };
};

const findClinic = async (deps: Deps, name: string | null): Promise<Named> => {
  const clinicId = await deps.database.asSystem((tx) => deps.repositories.clinics.findIdByName(tx, name));
  if (clinicId === undefined)
    throw new AuditFileError(name === null ? 'There is no clinic yet' : `There is no clinic ${name}`);
  return nameOf(deps, clinicId);
};

const clinicsOf = async (deps: Deps, name: string | null): Promise<Named[]> => {
  if (name !== null) return [await findClinic(deps, name)];
  const ids = await deps.database.asSystem((tx) => deps.repositories.clinics.listIds(tx));
  if (ids.length === 0) throw new AuditFileError('There is no clinic yet');
  const named: Named[] = [];
  for (const clinicId of ids) named.push(await nameOf(deps, clinicId));
  return named;
};

const progressOf = (sink: TextSink, total: number): ProgressDisplay =>
  new ProgressDisplay(sink, total, () => performance.now());

/** One clinic. That it was verified, and how far it was right, is on record. */
const verifyClinic = async (
  deps: Deps,
  { notices }: AuditCommand,
  { clinicId, seals }: { clinicId: string; seals: string[] },
): Promise<ChainReport> => {
  let progress: ProgressDisplay | undefined;
  const report = await deps.auditChain.verify(clinicId, {
    seals,
    onProgress: ({ checked, total }) => {
      progress ??= progressOf(notices, total);
      progress.show({ bytes: checked, records: checked });
    },
  });
  progress?.clear();
  const outcome = report.outcome === 'intact' ? 'success' : 'failed';
  const context = systemContext(clinicId, deps.ids.next());
  await deps.audit.record(context, { action: 'audit.verify', count: report.checked, outcome });
  return report;
};

const verifyAll = async (deps: Deps, command: AuditCommand, asked: Verify): Promise<number> => {
  const clinics: (Named & ChainReport)[] = [];
  for (const named of await clinicsOf(deps, asked.clinic)) {
    const { clinicId } = named;
    const report = await verifyClinic(deps, command, { clinicId, seals: asked.seals });
    clinics.push({ ...named, ...report });
    command.output.write(`${sentenceOf(named.name, report)}\n`);
  }
  const shown = clinics.find(({ outcome }) => outcome === 'broken') ?? clinics[0];
  if (asked.isJson && shown) {
    const { clinicId: _id, name: _name, ...report } = shown;
    const sum = (read: (clinic: ChainReport) => number) => clinics.reduce((all, each) => all + read(each), 0);
    const totals = { checked: sum(({ checked }) => checked), unsealed: sum(({ unsealed }) => unsealed) };
    writeJson(command.output, { ...report, ...totals, clinics });
  }
  return shown?.outcome === 'broken' ? BROKEN : INTACT;
};

const runExport = async (deps: Deps, { output, notices }: AuditCommand, asked: Export): Promise<number> => {
  const { clinicId, name } = await findClinic(deps, asked.clinic);
  await assertUnwritten(asked.to);
  const { seals } = await deps.auditChain.state(clinicId);
  const context = systemContext(clinicId, deps.ids.next());
  await deps.audit.record(context, { action: 'audit.export', count: seals });
  // So that what was recorded until now goes with it, this export included.
  await deps.sealer.sealAll();
  const { head, dailySeals, seals: through } = await deps.auditChain.state(clinicId);
  const progress = progressOf(notices, through);
  const pages = async function* () {
    let done = 0;
    for await (const rows of deps.auditChain.pages(clinicId, through)) {
      yield rows;
      done += rows.length;
      progress.show({ bytes: done, records: done });
    }
  };
  const header = {
    clinicId,
    exportedAt: deps.clock.now(),
    keys: deps.auditKeys.publicKeys(),
    head,
    dailySeals,
  };
  const events = await writeFileOf(asked.to, header, pages()).finally(() => progress.clear());
  output.write(`${name}: ${events} events written to ${asked.to}\n`);
  if (asked.isJson) writeJson(output, { outcome: 'exported', clinicId, events, file: asked.to });
  return INTACT;
};

const FILE_PROBLEMS = ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'ENOSPC', 'EROFS', 'EEXIST'];

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

/** What may be said of a failure: an error of ours is a sentence, anything else may quote what it failed on. */
const problemOf = (error: unknown): string => {
  if (error instanceof UsageError) return `${error.message}\n\n${AUDIT_USAGE}`;
  if (error instanceof AuditFileError || error instanceof AppError) return error.message;
  const code = codeOf(error);
  if (FILE_PROBLEMS.includes(code)) return `The file cannot be opened (${code})`;
  return `It failed (${error instanceof Error ? error.name : 'unknown'})`;
};

/** Runs what was asked; a failure is said, and is neither intact nor broken. */
const orUnchecked = async (
  { words, output, notices }: AuditCommand,
  run: (asked: AuditArguments) => Promise<number>,
): Promise<number> => {
  try {
    const asked = readAuditArguments(words);
    return await run(asked);
  } catch (error) {
    notices.write(`${problemOf(error)}\n`);
    if (words.includes('--json')) writeJson(output, { outcome: 'unchecked' });
    // An export that failed is no check: it did not do what it says.
    return words[0] === 'export' && !(error instanceof UsageError) ? BROKEN : UNCHECKED;
  }
};

/** `npm run audit`, on the database. @returns the exit code. */
export const auditCommand = (deps: Deps, command: AuditCommand): Promise<number> =>
  orUnchecked(command, (asked) =>
    asked.act === 'export' ? runExport(deps, command, asked) : verifyAll(deps, command, asked),
  );

/** `npm run audit -- verify EXPORT`: needs the key ring and nothing else. @returns the exit code. */
export const auditFileCommand = (readRing: () => AuditRing, command: AuditCommand): Promise<number> =>
  orUnchecked(command, async (asked) => {
    if (asked.act !== 'verify' || asked.file === null) throw new UsageError('Say which export');
    const { file: path, seals } = asked;
    const { size } = await stat(path);
    const progress = progressOf(command.notices, size);
    const onProgress = (bytes: number, records: number): void => progress.show({ bytes, records });
    const found = await verifyFile(ringOrProblem(readRing), { path, seals, onProgress }).finally(() =>
      progress.clear(),
    );
    command.output.write(`${sentenceOf('The export', found)}\n`);
    if (asked.isJson) writeJson(command.output, found);
    return found.outcome === 'intact' ? INTACT : BROKEN;
  });

const ringOrProblem = (readRing: () => AuditRing): AuditRing => {
  try {
    return readRing();
  } catch (error) {
    // It names variables and never a value.
    throw new AuditFileError(error instanceof Error ? error.message : 'The key ring cannot be read');
  }
};
