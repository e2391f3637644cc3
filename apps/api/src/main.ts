import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { loadApiConfig } from '@clinic/config';
import { findServingRole, readMigrations } from '@clinic/database';
import { answerBrokenRequests, drain, listen } from '@clinic/http';
import { createLogger } from '@clinic/logging';
import { createApp } from '#api/app.ts';
import { closeDeps, createDeps } from '#api/composition.ts';
import { startJobs } from '#api/job-runner.ts';
import { assertKeys } from '#api/key-check.ts';
import { findMigrations } from '#api/migrations-folder.ts';
import { Readiness } from '#api/readiness.ts';
import { systemClock } from '#api/system-ports.ts';
import { programVersion } from '#api/version.ts';

// Left alone, the collector lets the heap double before it looks again: with 100,000 patients indexed 280 MiB instead of 190.
setFlagsFromString('--heap-growing-percent=40');

const config = loadApiConfig();
const logger = createLogger({ level: config.logLevel, fields: { service: 'api' } });
const deps = await createDeps({ config, logger, clock: systemClock, version: programVersion });

const role = await deps.database.asSystem((tx) => findServingRole(tx));
if (role.isTooPowerful) {
  logger.error('role_too_powerful', { code: 'role_too_powerful' });
  throw new Error('DATABASE_URL names a role that row-level security does not bind. Serve as clinic_app');
}

await assertKeys(deps, config.keys);

const files = await readMigrations(await findMigrations(fileURLToPath(import.meta.url)));
const readiness = new Readiness({ ...deps, expectedMigration: files.length });
const app = createApp(deps, { ...config, readiness, logger });

const createApiServer = (): Server => {
  const server = createServer(app);
  // Slow senders are cut: the head within 15 s. A request as a whole has as long as an import of 100 MB needs.
  server.headersTimeout = 15_000;
  server.requestTimeout = 300_000;
  // Longer than any proxy before us keeps a connection, so that it is never us who close one that is about to be used.
  server.keepAliveTimeout = 65_000;
  server.maxHeadersCount = 100;
  answerBrokenRequests(server, deps.ids);
  return server;
};

await deps.doorbell.open();
const { servers, port } = await listen(createApiServer, config);
logger.info('listening', { port, host: config.host });
const stopJobs = startJobs(deps);
await readiness.warm();
logger.info('ready', { migration: files.length });

/** Open requests end by themselves or are cut when their time is over; then what they needed is closed. */
const stop = async (signal: string): Promise<void> => {
  readiness.drain();
  logger.info('stopping', { signal });
  stopJobs();
  await drain(servers, config);
  await closeDeps(deps);
  logger.info('stopped');
};

process.once('SIGTERM', () => void stop('SIGTERM'));
process.once('SIGINT', () => void stop('SIGINT'));
