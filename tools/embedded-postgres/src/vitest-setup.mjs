import { startPostgres } from './start-postgres.mjs';

/**
 * A vitest `globalSetup`: gives tests a throw-away server under `TEST_DATABASE_ADMIN_URL` (a superuser's URL),
 * unless the caller already named one. One server serves every file; each makes its own databases.
 * @returns {Promise<(() => Promise<void>) | undefined>} ends the server
 */
export default async function setup() {
  if (process.env['TEST_DATABASE_ADMIN_URL']) return undefined;
  const server = await startPostgres({ mode: 'test' });
  process.env['TEST_DATABASE_ADMIN_URL'] = server.adminUrl;
  return () => server.stop();
}
