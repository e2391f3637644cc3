import { type Environment, withoutEmpty } from './environment.ts';
import { type KeyRings, readKeyRings, rereadKeyRings } from './key-ring.ts';
import { findKeysFile, type KeysFile } from './keys-file.ts';
import { hostFor, loadVariables, type LogLevel, type Mode } from './load-config.ts';
import { variables, type DatabaseTopology } from './variables.ts';

/** What the API needs to run. */
export type ApiConfig = {
  mode: Mode;
  logLevel: LogLevel;
  host: string;
  /** 0 asks the operating system for a free port. */
  port: number;
  databaseUrl: string;
  databasePoolSize: number;
  /** PEM of the authority that signed the database's certificate. */
  databaseCa: string | undefined;
  /** What stands between this process and the tables. */
  databaseTopology: DatabaseTopology;
  /** Origin of the portal as a browser sees it: the only one whose writes are taken. */
  publicOrigin: string;
  /** Bearer token of the metrics page. Without one (never in production) the page answers its own machine alone. */
  metricsToken: string | undefined;
  /** Requests per minute and address; 0 sets no limit. */
  generalRateLimit: number;
  /** How long open requests may take to end after the process was told to stop. */
  drainMs: number;
  /** How many proxies stand before this process; their addresses are not the client's. */
  trustedProxyHops: number;
  searchIndexBytes: number;
  keys: KeyRings;
  /** The rings as a file of keys holds them by now. */
  rereadKeys: () => KeyRings;
  keysFile: KeysFile | undefined;
};

/** Names the API reads, besides the key rings. */
export const apiShape = {
  NODE_ENV: variables.NODE_ENV,
  LOG_LEVEL: variables.LOG_LEVEL,
  HOST: variables.HOST,
  PORT: variables.PORT.default(3333),
  DATABASE_URL: variables.DATABASE_URL,
  DATABASE_POOL_SIZE: variables.DATABASE_POOL_SIZE,
  DATABASE_CA: variables.DATABASE_CA,
  DATABASE_TOPOLOGY: variables.DATABASE_TOPOLOGY,
  PUBLIC_ORIGIN: variables.PUBLIC_ORIGIN,
  METRICS_TOKEN: variables.METRICS_TOKEN,
  GENERAL_RATE_LIMIT: variables.GENERAL_RATE_LIMIT,
  DRAIN_MS: variables.DRAIN_MS,
  // The portal server always stands before the API.
  TRUSTED_PROXY_HOPS: variables.TRUSTED_PROXY_HOPS.default(1),
  SEARCH_INDEX_MIB: variables.SEARCH_INDEX_MIB,
  KEYS_FILE: variables.KEYS_FILE,
};

const BYTES_PER_MIB = 1024 * 1024;

/** Throws one `ConfigError` that names everything missing or bad. */
export const loadApiConfig = (environment: Environment = process.env): ApiConfig => {
  const { rings, problems } = readKeyRings(environment);
  const settings = loadVariables(apiShape, environment, problems);
  return {
    mode: settings.NODE_ENV,
    logLevel: settings.LOG_LEVEL,
    host: hostFor(settings.HOST, settings.NODE_ENV),
    port: settings.PORT,
    databaseUrl: settings.DATABASE_URL,
    databasePoolSize: settings.DATABASE_POOL_SIZE,
    databaseCa: settings.DATABASE_CA,
    databaseTopology: settings.DATABASE_TOPOLOGY,
    publicOrigin: settings.PUBLIC_ORIGIN,
    metricsToken: settings.METRICS_TOKEN,
    generalRateLimit: settings.GENERAL_RATE_LIMIT,
    drainMs: settings.DRAIN_MS,
    trustedProxyHops: settings.TRUSTED_PROXY_HOPS,
    searchIndexBytes: settings.SEARCH_INDEX_MIB * BYTES_PER_MIB,
    keys: rings,
    rereadKeys: () => rereadKeyRings(environment),
    keysFile: findKeysFile(withoutEmpty(environment)),
  };
};
