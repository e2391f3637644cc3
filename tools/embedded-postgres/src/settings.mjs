/** @typedef {'durable' | 'test'} Mode */

/**
 * The same sort order and text handling on every machine; the built-in provider exists from Postgres 17 on.
 * @param {number} major
 * @param {Mode} mode
 */
export function initdbFlags(major, mode) {
  const locale = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const disk = mode === 'test' ? ['--no-sync'] : [];
  return ['--encoding=UTF8', '--locale=C', ...locale, '--auth=scram-sha-256', '--username=postgres', ...disk];
}

const COMMON = {
  listen_addresses: '127.0.0.1',
  // No socket file at all: the default folder is shared with every user of the machine, and a private one may
  // lie deeper than the 107 bytes a socket's path may have.
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A statement or a violated key in the log could carry what patients entrusted to the clinic.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/** Everything that makes a commit survive a crash is off: the cluster is deleted after the tests. */
const THROW_AWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '300',
};

/**
 * After a crash every file is made safe before recovery: in one call where the system has it, which takes a fifth of
 * the time that opening each of them does.
 */
const RECOVERY = process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {};

/**
 * @param {number} major
 * @param {Mode} mode
 * @returns {string[]} `-c name=value` for the server
 */
export function serverFlags(major, mode) {
  // Clones of a template database take 30 ms instead of 500 (`create database ... strategy file_copy`).
  const clone = mode === 'test' && major >= 18 ? { file_copy_method: 'clone' } : {};
  const settings = { ...COMMON, ...RECOVERY, ...(mode === 'test' ? THROW_AWAY : {}), ...clone };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
