import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtemp } from 'node:fs/promises';
import { startPostgres } from './tools/embedded-postgres/index.mjs';

/**
 * One throw-away server for the test files of a project. `npm test` starts one for all projects and names it in
 * TEST_DATABASE_ADMIN_URL; a project tested by itself starts its own here.
 */
export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_DATABASE_ADMIN_URL'] !== undefined) return undefined;
  const dataDir = await mkdtemp(join(tmpdir(), 'clinic-test-'));
  const server = await startPostgres({ dataDir, mode: 'test', log: () => undefined });
  process.env['TEST_DATABASE_ADMIN_URL'] = server.adminUrl;
  return () => server.stop();
}
