import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureRoles } from './roles.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});

afterAll(() => test.close());

const roles = () =>
  test.asOwner<{ name: string; bypass: boolean; super: boolean; login: boolean }>(
    `select rolname as name, rolbypassrls as bypass, rolsuper as super, rolcanlogin as login
     from pg_roles where rolname like 'clinic_%' order by 1`,
  );

it('makes an owner and a job role that see every clinic, and an application that does not', async () => {
  await ensureRoles(test.adminUrl, {});
  expect(await roles()).toEqual([
    { name: 'clinic_app', bypass: false, super: false, login: true },
    { name: 'clinic_jobs', bypass: true, super: false, login: true },
    { name: 'clinic_owner', bypass: true, super: false, login: true },
  ]);
});

it('takes a password with anything in it', async () => {
  const password = 'it\'s; -- a \\ "password" $1';
  await ensureRoles(test.adminUrl, { jobs: password });
  const url = new URL(test.adminUrl);
  const client = new pg.Client({
    ...{ host: url.hostname, port: Number(url.port), database: url.pathname.slice(1) },
    ...{ user: 'clinic_jobs', password },
  });
  await client.connect();
  await client.end();
  // The other test files sign in with the usual one.
  await ensureRoles(test.adminUrl, { jobs: 'only-for-tests' });
});

it('is done by each of several that begin at the same moment, in one database and in another', async () => {
  const other = await createTestDatabase();
  try {
    const urls = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? test : other).adminUrl);
    await Promise.all(urls.map((url) => ensureRoles(url, { jobs: 'only-for-tests' })));
  } finally {
    await other.close();
  }
  expect((await roles()).map(({ name }) => name)).toEqual(['clinic_app', 'clinic_jobs', 'clinic_owner']);
});

it('leaves everything as it is where the connection may not make roles', async () => {
  const before = await roles();
  await ensureRoles(test.ownerUrl, { app: 'not this one' });
  expect(await roles()).toEqual(before);
  const client = new pg.Client({ connectionString: test.appUrl });
  await client.connect();
  await client.end();
});
