import { setTimeout } from 'node:timers/promises';
import { AuditKeys } from '@clinic/audit';
import {
  createDeviceCookie,
  createLinkTokens,
  createPasswordHasher,
  createSessionCookie,
  createTokens,
} from '@clinic/auth';
import { TenantCache } from '@clinic/cache';
import type { ApiConfig } from '@clinic/config';
import type { Clock, Ids, Logger } from '@clinic/core';
import { createPool, Database, Doorbell } from '@clinic/database';
import { installationIndex, loginIndex, UnknownDataKeyError } from '@clinic/encryption';
import { createMetrics, httpTiming, type Metrics } from '@clinic/metrics';
import { createRepositories, type Repositories } from '@clinic/repositories';
import { IndexCache } from '@clinic/search';
import { processName } from '#api/process-name.ts';
import { AuditChain } from '#api/audit-chain.ts';
import { AuditTrail } from '#api/audit-trail.ts';
import { ClinicMemory } from '#api/clinic-memory.ts';
import { FileNumbers } from '#api/file-numbers.ts';
import { AuditSealer } from '#api/jobs/audit-sealer.ts';
import { PatientIndexes } from '#api/patient-indexes.ts';
import { SessionStore } from '#api/session-store.ts';
import { createIds } from '#api/system-ports.ts';
import { UserLinks } from '#api/user-links.ts';
import { WritePath } from '#api/write-path.ts';

export type CoreConfig = Pick<
  ApiConfig,
  | 'databaseUrl'
  | 'databasePoolSize'
  | 'databaseCa'
  | 'databaseTopology'
  | 'publicOrigin'
  | 'searchIndexBytes'
  | 'keys'
> &
  Partial<Pick<ApiConfig, 'rereadKeys' | 'keysFile'>>;

export type CompositionOptions = {
  config: CoreConfig;
  logger: Logger;
  clock: Clock;
  version: string;
  /** Cheaper hashing for tests that sign in hundreds of times; never below the default elsewhere. */
  passwordCost?: number;
  /** Process metrics are collected once per process; tests build several APIs in one. */
  hasProcessMetrics?: boolean;
  /** Lets time go by; tests do not wait for it. */
  pause?: (milliseconds: number) => Promise<void>;
};

const activeLoginKey = (keys: ApiConfig['keys']): Buffer => {
  const key = keys.loginIndex.keys.get(keys.loginIndex.activeId);
  if (!key) throw new Error('The login index ring has no active key');
  return key;
};

const clinicRings = (keys: ApiConfig['keys']) => ({ field: keys.fieldKek, index: keys.indexKek });

const openRepositories = ({ config, clock }: CompositionOptions): Repositories => {
  const { keys, rereadKeys } = config;
  const reread = rereadKeys && (() => clinicRings(rereadKeys()));
  return createRepositories(clinicRings(keys), { clock, ...(reread ? { reread } : {}) });
};

const openDatabase = ({ config, logger }: CompositionOptions, { ciphers }: Repositories) => {
  const { databaseUrl: connectionString, databaseCa: certificateAuthority } = config;
  const pool = createPool({
    connectionString,
    certificateAuthority,
    size: config.databasePoolSize,
    applicationName: processName(config),
    plansOnce: config.databaseTopology === 'server',
    logger,
  });
  return {
    database: new Database({
      pool,
      usesPreparedStatements: config.databaseTopology === 'server',
      isSharded: config.databaseTopology === 'sharded',
      // Sealed by a process that knew of a new data key a moment before this one.
      recover: (error, clinicId) => {
        if (!(error instanceof UnknownDataKeyError)) return false;
        ciphers.refresh(clinicId, error.keyId ?? undefined);
        return true;
      },
    }),
    doorbell: new Doorbell({ connectionString, certificateAuthority, logger }),
  };
};

type Base = { database: Database; repositories: Repositories; clock: Clock; ids: Ids };

/** What records, seals and reads the audit log. */
const createAudit = (base: Base, { config, logger }: CompositionOptions) => {
  const auditKeys = new AuditKeys(config.keys.auditKey);
  const sealing = { ...base, auditKeys, logger };
  return {
    auditKeys,
    audit: new AuditTrail(base),
    auditChain: new AuditChain(sealing),
    sealer: new AuditSealer(sealing),
  };
};

type Watched = {
  database: Database;
  cache: TenantCache;
  sessions: SessionStore;
  indexes: PatientIndexes;
  sealer: AuditSealer;
};

const watch = (metrics: Metrics, { database, cache, sessions, indexes, sealer }: Watched): void => {
  metrics.watchActiveUsers(() => sessions.activeUsers());
  metrics.watchDatabasePool(() => database.poolState());
  metrics.watchCache(() => cache.stats());
  metrics.watchSearchIndex(() => indexes.stats());
  metrics.watchAuditSeals(() => sealer.stats());
};

/** What proves who somebody is, and what somebody who proved it carries. */
const createSignIn = async ({ config, passwordCost, pause }: CompositionOptions) => {
  const loginKey = activeLoginKey(config.keys);
  return {
    tokens: createTokens(config.keys.jwtKey),
    linkTokens: createLinkTokens(config.keys.jwtKey),
    cookie: createSessionCookie(config.publicOrigin),
    devices: createDeviceCookie(config.publicOrigin, config.keys.jwtKey),
    hasher: await createPasswordHasher(config.keys.pepper, passwordCost),
    loginIndex: (email: string) => loginIndex(loginKey, email),
    keyedHash: (kind: string, parts: readonly (string | Buffer)[]) =>
      installationIndex(loginKey, kind, parts),
    pause: pause ?? ((milliseconds: number) => setTimeout(milliseconds)),
  };
};

/** Every part of the API's process, made once and joined here. */
export const createDeps = async (options: CompositionOptions) => {
  const { config, logger, clock, version } = options;
  const ids = createIds(clock);
  const repositories = openRepositories(options);
  const { database, doorbell } = openDatabase(options, repositories);
  const base = { database, doorbell, repositories, clock, ids };
  const cache = new TenantCache({ ttlSeconds: 300, maxEntries: 2_000 });
  const signIn = await createSignIn(options);
  const sessions = new SessionStore({ ...base, ...signIn });
  const indexes = new PatientIndexes({
    ...base,
    cache: new IndexCache({ maxBytes: config.searchIndexBytes }),
  });
  const metrics = createMetrics({ version, ofProcess: options.hasProcessMetrics ?? true });
  const auditing = createAudit(base, options);
  watch(metrics, { database, cache, sessions, indexes, sealer: auditing.sealer });
  const { audit } = auditing;
  metrics.watchUnreadableFields(() => audit.unreadableFields());
  return {
    ...base,
    ...signIn,
    logger,
    version,
    cache,
    sessions,
    indexes,
    metrics,
    observe: httpTiming(metrics),
    clinics: new ClinicMemory({ ...base, cache }),
    ...auditing,
    fileNumbers: new FileNumbers(base),
    userLinks: new UserLinks({ ...base, ...signIn, publicOrigin: config.publicOrigin }),
    writes: new WritePath({ ...base, ...signIn, audit }),
  };
};

export type Deps = Awaited<ReturnType<typeof createDeps>>;

/** Ends what `createDeps` opened, in the order in which one needs the other. */
export const closeDeps = async (deps: Deps): Promise<void> => {
  await deps.audit.idle();
  await deps.sealer.close();
  await deps.doorbell.close();
  await deps.database.close();
  deps.cache.close();
};
