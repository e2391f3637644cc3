import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadCommandConfig } from '@clinic/config';
import { createLogger } from '@clinic/logging';
import { importCommand } from '#api/commands/import.command.ts';
import { runMigrate, showMigrations } from '#api/commands/migrate.command.ts';
import { seedDemo } from '#api/commands/seed-demo.command.ts';
import { closeDeps, createDeps, type Deps } from '#api/composition.ts';
import { findMigrations } from '#api/migrations-folder.ts';
import { systemClock } from '#api/system-ports.ts';
import { programVersion } from '#api/version.ts';

const config = loadCommandConfig();
const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs work with everything the API has, except that nobody listens. */
const withDeps = async (work: (deps: Deps) => Promise<void>): Promise<void> => {
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
  try {
    await work(deps);
    // Rings are gathered for some milliseconds before they leave.
    await setTimeout(100);
  } finally {
    await closeDeps(deps);
  }
};

const migrateCommand = async () => ({
  ...config,
  folder: await findMigrations(fileURLToPath(import.meta.url)),
  write,
});

const commands: Record<string, (rest: string[]) => Promise<void>> = {
  import: (words) =>
    withDeps(async (deps) => {
      const { stdout: output, stderr: notices } = process;
      process.exitCode = await importCommand(deps, { words, output, notices });
    }),
  migrate: async ([what]) => {
    const command = await migrateCommand();
    await (what === 'status' ? showMigrations(command) : runMigrate(command));
  },
  'seed-demo': () =>
    withDeps(async (deps) => {
      const founded = await seedDemo(deps, { dataDir: resolve(config.dataDir), clinics: config.demoClinics });
      write(founded === 0 ? 'there is a clinic already' : `${founded} demo clinics founded`);
    }),
};

/** One sentence for whoever typed the command; where it happened is for those who set LOG_LEVEL=debug. */
const fail = (error: unknown): void => {
  const known = error instanceof Error ? error : new Error('Something went wrong');
  process.stderr.write(`${known.message}\n`);
  if (config.logLevel === 'debug') process.stderr.write(`${known.stack ?? ''}\n`);
  process.exitCode = 1;
};

const [name = '', ...rest] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  process.stderr.write(
    `There is no command ${JSON.stringify(name)}. Known: ${Object.keys(commands).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  await command(rest).catch(fail);
}
