import { z } from 'zod';

/** A text turned into what it means, or `undefined` where it means nothing. `must` completes "NAME must ...". */
const readAs = <T>(must: string, read: (text: string) => T | undefined) =>
  z.string({ error: 'is missing' }).transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must ${must}` });
    return z.NEVER;
  });

const wholeNumber = (from: number, to: number) =>
  readAs(`be a whole number from ${from} to ${to}`, (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    return value !== undefined && value >= from && value <= to ? value : undefined;
  });

const oneOf = <const Choice extends string>(choices: readonly Choice[]) =>
  readAs(`be one of ${choices.join(', ')}`, (text) => choices.find((choice) => choice === text));

const address = (must: string, protocols: string[], accept: (url: URL) => boolean = () => true) =>
  readAs(must, (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url && protocols.includes(url.protocol) && accept(url) ? text : undefined;
  });

const databaseAddress = () =>
  address('be a postgres:// address', ['postgres:', 'postgresql:'], (url) => url.hostname !== '');

const isBare = (url: URL) =>
  url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';

const originAddress = (example: string) =>
  address(`be an address without a path, such as ${example}`, ['http:', 'https:'], isBare).transform(
    (text) => new URL(text).origin,
  );

const secretText = (length: number) =>
  readAs(`be at least ${length} characters long`, (text) => (text.length >= length ? text : undefined));

const certificate = () =>
  readAs('be a PEM certificate', (text) => {
    // Dashboards keep one line per variable, so line ends may arrive written out.
    const pem = text.replaceAll('\\n', '\n');
    return /^-----BEGIN CERTIFICATE-----[^]+-----END CERTIFICATE-----\s*$/.test(pem) ? pem : undefined;
  });

/**
 * What stands between a process and its tables: the server itself; a pooler that hands each transaction another
 * connection (PgBouncer below 1.21 forgets prepared statements); or the coordinator of a sharded cluster.
 */
export type DatabaseTopology = 'server' | 'pooler' | 'sharded';

const text = () => z.string({ error: 'is missing' });

/** Every variable but the key rings: what it must look like and what it is when it is not set. */
export const variables = {
  NODE_ENV: oneOf(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: oneOf(['error', 'warn', 'info', 'debug']).default('info'),
  PORT: wholeNumber(0, 65_535),
  HOST: text().optional(),
  DATABASE_URL: databaseAddress(),
  MIGRATION_DATABASE_URL: databaseAddress().optional(),
  DATABASE_POOL_SIZE: wholeNumber(1, 100).default(10),
  DATABASE_CA: certificate().optional(),
  DATABASE_TOPOLOGY: oneOf(['server', 'pooler', 'sharded']).default('server'),
  PUBLIC_ORIGIN: originAddress('http://localhost:4200'),
  API_URL: originAddress('http://localhost:3333'),
  PORTAL_DIST_DIR: text().default('apps/portal/dist'),
  METRICS_TOKEN: secretText(16).optional(),
  GENERAL_RATE_LIMIT: wholeNumber(0, 1_000_000).default(6000),
  DRAIN_MS: wholeNumber(0, 600_000).default(25_000),
  TRUSTED_PROXY: oneOf(['none', 'forwarded-for', 'railway']).default('none'),
  TRUSTED_PROXY_HOPS: wholeNumber(0, 10),
  SEARCH_INDEX_MIB: wholeNumber(1, 65_536).default(128),
  KEYS_FILE: text().optional(),
  CLINIC_DATA_DIR: text().default('.data'),
  CLINIC_DEMO_CLINICS: wholeNumber(0, 1000).default(1),
  CLINIC_OWNER_PASSWORD: secretText(16).optional(),
  CLINIC_APP_PASSWORD: secretText(16).optional(),
  CLINIC_JOBS_PASSWORD: secretText(16).optional(),
};
