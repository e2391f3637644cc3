import { type Environment, withoutEmpty } from './environment.ts';
import { type KeyRing, type KeyRings, readKeyRing, readKeyRings, rereadKeyRings } from './key-ring.ts';
import { findKeysFile, type KeysFile } from './keys-file.ts';
import { loadVariables, type LogLevel, type Mode } from './load-config.ts';
import { variables, type DatabaseTopology } from './variables.ts';

/** What commands run with: migrate, import and the demo clinic. */
export type CommandConfig = {
  mode: Mode;
  logLevel: LogLevel;
  /** What commands read and write with. */
  databaseUrl: string;
  /** The address migrations use: the same database by a role that may change tables. */
  migrationDatabaseUrl: string;
  databasePoolSize: number;
  databaseCa: string | undefined;
  /** What stands between this process and the tables. */
  databaseTopology: DatabaseTopology;
  /** Passwords that migrate gives the database roles; a role without one keeps what it has. */
  rolePasswords: { owner: string | undefined; app: string | undefined; jobs: string | undefined };
  /** Folder for what a local installation keeps, from the working directory or absolute. */
  dataDir: string;
  demoClinics: number;
  keys: KeyRings;
  /** The rings as a file of keys holds them by now. */
  rereadKeys: () => KeyRings;
  keysFile: KeysFile | undefined;
};

/** Names the commands read, besides the key rings. */
export const commandShape = {
  NODE_ENV: variables.NODE_ENV,
  LOG_LEVEL: variables.LOG_LEVEL,
  DATABASE_URL: variables.DATABASE_URL,
  MIGRATION_DATABASE_URL: variables.MIGRATION_DATABASE_URL,
  DATABASE_POOL_SIZE: variables.DATABASE_POOL_SIZE,
  DATABASE_CA: variables.DATABASE_CA,
  DATABASE_TOPOLOGY: variables.DATABASE_TOPOLOGY,
  CLINIC_OWNER_PASSWORD: variables.CLINIC_OWNER_PASSWORD,
  CLINIC_APP_PASSWORD: variables.CLINIC_APP_PASSWORD,
  CLINIC_JOBS_PASSWORD: variables.CLINIC_JOBS_PASSWORD,
  KEYS_FILE: variables.KEYS_FILE,
  CLINIC_DATA_DIR: variables.CLINIC_DATA_DIR,
  CLINIC_DEMO_CLINICS: variables.CLINIC_DEMO_CLINICS,
};

/** Throws one `ConfigError` that names everything missing or bad. */
export const loadCommandConfig = (environment: Environment = process.env): CommandConfig => {
  const { rings, problems } = readKeyRings(environment);
  const settings = loadVariables(commandShape, environment, problems);
  return {
    mode: settings.NODE_ENV,
    logLevel: settings.LOG_LEVEL,
    databaseUrl: settings.DATABASE_URL,
    migrationDatabaseUrl: settings.MIGRATION_DATABASE_URL ?? settings.DATABASE_URL,
    databasePoolSize: settings.DATABASE_POOL_SIZE,
    databaseCa: settings.DATABASE_CA,
    databaseTopology: settings.DATABASE_TOPOLOGY,
    rolePasswords: {
      owner: settings.CLINIC_OWNER_PASSWORD,
      app: settings.CLINIC_APP_PASSWORD,
      jobs: settings.CLINIC_JOBS_PASSWORD,
    },
    dataDir: settings.CLINIC_DATA_DIR,
    demoClinics: settings.CLINIC_DEMO_CLINICS,
    keys: rings,
    rereadKeys: () => rereadKeyRings(environment),
    keysFile: findKeysFile(withoutEmpty(environment)),
  };
};

/** All that checking an exported audit log needs: it works where no clinic and no database is. */
export const loadAuditRing = (environment: Environment = process.env): KeyRing =>
  readKeyRing(environment, 'AUDIT_KEY');
