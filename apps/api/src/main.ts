import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { loadApiConfig } from '@clinic/config';
import { findServingRole, readMigrations } from '@clinic/database';
import { createLogger } from '@clinic/logging';
import { createApp } from '#api/app.ts';
import { closeDeps, createDeps } from '#api/composition.ts';
import { startJobs } from '#api/job-runner.ts';
import { findMigrations } from '#api/migrations-folder.ts';
import { Readiness } from '#api/readiness.ts';
import { systemClock } from '#api/system-ports.ts';
import { programVersion } from '#api/version.ts';

const config = loadApiConfig();
const logger = createLogger({ level: config.logLevel, fields: { service: 'api' } });
const deps = await createDeps({ config, logger, clock: systemClock, version: programVersion });

const role = await deps.database.asSystem((tx) => findServingRole(tx));
if (role.isTooPowerful) {
  logger.error('role_too_powerful', { code: 'role_too_powerful' });
  throw new Error('DATABASE_URL names a role that row-level security does not bind. Serve as clinic_app');
}

const files = await readMigrations(await findMigrations(fileURLToPath(import.meta.url)));
const readiness = new Readiness({ ...deps, expectedMigration: files.length });
const server = createServer(createApp(deps, { ...config, readiness, logger }));
// Slow senders are cut: the head within 15 s, the whole request within 30 s. An import streams longer than that.
server.headersTimeout = 15_000;
server.requestTimeout = 300_000;
// Longer than any proxy before us keeps a connection, so that it is never us who close one that is about to be used.
server.keepAliveTimeout = 65_000;
server.maxHeadersCount = 100;

await deps.doorbell.open();
server.listen(config.port, config.host, () =>
  logger.info('listening', { port: config.port, host: config.host }),
);
const stopJobs = startJobs(deps);
await readiness.warm();
logger.info('ready', { migration: files.length });

const stop = (signal: string): void => {
  readiness.drain();
  logger.info('stopping', { signal });
  const cut = setTimeout(() => server.closeAllConnections(), config.drainMs);
  stopJobs();
  server.close(() => {
    clearTimeout(cut);
    void closeDeps(deps).then(() => logger.info('stopped'));
  });
  server.closeIdleConnections();
};

process.once('SIGTERM', () => stop('SIGTERM'));
process.once('SIGINT', () => stop('SIGINT'));
