import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadAuditRing, loadCommandConfig, type CommandConfig } from '@clinic/config';
import { AppError } from '@clinic/core';
import { failureOf } from '@clinic/database';
import { createLogger } from '@clinic/logging';
import { isFileCheck } from '#api/commands/audit-arguments.ts';
import { auditCommand, auditFileCommand } from '#api/commands/audit.command.ts';
import { importCommand } from '#api/commands/import.command.ts';
import { keysCommand } from '#api/commands/keys.command.ts';
import { explainMigrate, migrateCommand } from '#api/commands/migrate.command.ts';
import { seedDemo } from '#api/commands/seed-demo.command.ts';
import { foundClinicCommand, resetLinkCommand, type StaffCommand } from '#api/commands/staff.command.ts';
import { closeDeps, createDeps, type Deps } from '#api/composition.ts';
import { findMigrations } from '#api/migrations-folder.ts';
import { systemClock } from '#api/system-ports.ts';
import { programVersion } from '#api/version.ts';

const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs work with everything the API has, except that nobody listens. */
const withDeps = async (config: CommandConfig, work: (deps: Deps) => Promise<void>): Promise<void> => {
  // Standard output is the command's alone: it may be one JSON document.
  const toErrors = (line: string): void => void process.stderr.write(line);
  const logger = createLogger({ level: config.logLevel, fields: { service: 'command' }, write: toErrors });
  const deps = await createDeps({
    config: { ...config, publicOrigin: 'http://localhost', searchIndexBytes: 0 },
    logger,
    clock: systemClock,
    version: programVersion,
    hasProcessMetrics: false,
  });
  // Running replicas hear of what a command wrote.
  await deps.doorbell.open();
  // What a command records is sealed also where no API runs.
  deps.sealer.start();
  try {
    await work(deps);
    // Rings are gathered for some milliseconds before they leave.
    await setTimeout(100);
  } finally {
    await closeDeps(deps);
  }
};

type Run = (config: CommandConfig, rest: string[]) => Promise<void>;

const { stdout: output, stderr: notices } = process;

const staff =
  (command: (deps: Deps, staffCommand: StaffCommand) => Promise<number>): Run =>
  (config, words) =>
    withDeps(config, async (deps) => {
      const localOrigin = config.mode === 'production' ? undefined : 'http://localhost:4200';
      process.exitCode = await command(deps, { words, localOrigin, output, notices });
    });

const commands: Record<string, Run> = {
  import: (config, words) =>
    withDeps(config, async (deps) => {
      process.exitCode = await importCommand(deps, { words, output, notices });
    }),
  audit: (config, words) =>
    withDeps(config, async (deps) => {
      process.exitCode = await auditCommand(deps, { words, output, notices });
    }),
  'found-clinic': staff(foundClinicCommand),
  'reset-link': staff(resetLinkCommand),
  keys: (config, words) =>
    withDeps(config, async (deps) => {
      process.exitCode = await keysCommand(deps, { words, config, output, notices });
    }),
  migrate: async (config, words) => {
    const folder = await findMigrations(fileURLToPath(import.meta.url));
    await migrateCommand({ ...config, folder, write }, words);
  },
  'seed-demo': (config) =>
    withDeps(config, async (deps) => {
      const founded = await seedDemo(deps, { dataDir: resolve(config.dataDir), clinics: config.demoClinics });
      write(founded === 0 ? 'there is a clinic already' : `${founded} demo clinics founded`);
    }),
};

const sentenceOf = (error: unknown): string => {
  const failure = failureOf(error);
  // The database's own words may quote a value.
  if (failure !== undefined) return `The database refused it (${failure})`;
  if (!(error instanceof Error)) return 'Something went wrong';
  const cause = error instanceof AppError ? failureOf(error.cause) : undefined;
  return cause === undefined ? error.message : `${error.message} (${cause})`;
};

/** One sentence for whoever typed the command; where it happened is for those who set LOG_LEVEL=debug. */
const fail = (config: CommandConfig, error: unknown, exitCode: number): void => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  const stack = error instanceof Error ? error.stack : undefined;
  if (config.logLevel === 'debug') process.stderr.write(`${stack ?? ''}\n`);
  process.exitCode = exitCode;
};

const run = async (name: string, rest: string[]): Promise<void> => {
  if (name === 'audit' && isFileCheck(rest)) {
    process.exitCode = await auditFileCommand(loadAuditRing, { words: rest, output, notices });
    return;
  }
  const explained =
    name === 'migrate'
      ? explainMigrate(rest, { write, notice: (line) => void notices.write(`${line}\n`) })
      : undefined;
  if (explained !== undefined) {
    process.exitCode = explained;
    return;
  }
  const config = loadCommandConfig();
  const command = commands[name];
  if (!command) {
    notices.write(
      `There is no command ${JSON.stringify(name)}. Known: ${Object.keys(commands).join(', ')}\n`,
    );
    process.exitCode = 2;
    return;
  }
  // What keeps an audit log from being looked at says nothing of it.
  const failed = name === 'audit' && rest[0] === 'verify' ? 2 : 1;
  await command(config, rest).catch((error: unknown) => fail(config, error, failed));
};

const [name = '', ...rest] = process.argv.slice(2);
await run(name, rest);
