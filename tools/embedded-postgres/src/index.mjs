export { startPostgres } from './start-postgres.mjs';
export { LockedError, lockHolder, takeLock } from './lock-file.mjs';
export {
  allPids,
  commandLineOf,
  environmentOf,
  identityOf,
  isAlive,
  parentOf,
  signal,
  waitUntil,
} from './processes.mjs';
