import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureRoles, migrate } from '@clinic/database';
import { startPostgres } from '@clinic/embedded-postgres';
import pg from 'pg';
import { casesOf, type Case } from './cases.ts';
import { cpuSecondsOfTree, residentMebibytes } from './cpu-time.ts';
import { drive, type Ask, type Measured } from './drive.ts';
import { loadClinic, type LoadedClinic } from './load-clinic.ts';
import { printTable, type Row } from './report.ts';
import { benchRotation } from './rotation.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const API_PORT = 3451;
const BARE_PORT = 3452;
const CONNECTIONS = 10;
const WARM_UPS = 8;
const ROUNDS = 20;
const SECONDS = 0.25;

const randomKey = (): string => randomBytes(32).toString('base64');
const RINGS = [
  'FIELD_KEK',
  'INDEX_KEK',
  'JWT_KEY',
  'PEPPER',
  'LOGIN_INDEX',
  'AUDIT_KEY',
  'BACKUP_KEY',
] as const;
const keys = Object.fromEntries(RINGS.map((ring) => [ring, randomKey()]));
const ringOf = (name: (typeof RINGS)[number]) => ({
  activeId: 'k1',
  keys: new Map([['k1', Buffer.from(keys[name] ?? '', 'base64')]]),
});

const arguments_ = process.argv.slice(2);
const profileDir = arguments_[arguments_.indexOf('--profile') + 1];
const isProfiled = arguments_.includes('--profile') && profileDir !== undefined;
const sizes = arguments_.flatMap((argument, index) =>
  arguments_[index - 1] === '--patients' ? [Number(argument)] : [],
);
const names = arguments_.filter(
  (argument, index) => !argument.startsWith('--') && !(arguments_[index - 1] ?? '').startsWith('--'),
);

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const wait = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

const start = (script: string, rest: string[], environment: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [script, ...rest], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
};

const waitFor = async (url: string, child: ChildProcess): Promise<number> => {
  const startedAt = performance.now();
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const isUp = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isUp) return (performance.now() - startedAt) / 1000;
    if (child.exitCode !== null) throw new Error(`${url} ended before it came up`);
    await wait(100);
  }
  throw new Error(`${url} did not come up`);
};

const signIn = async (clinic: { email: string; password: string }): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${API_PORT}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: clinic.email, password: clinic.password }),
  });
  if (!answer.ok) throw new Error(`Signing in answered ${answer.status}`);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
};

const ROW_ID = 4_711;
const prepareBareRows = async (adminUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`create table bench_rows (id integer primary key, body jsonb not null)`);
  await client.query(
    `insert into bench_rows select n, jsonb_build_object('givenName', 'Ada', 'familyName', 'Lovelace', 'phone', '+15550100', 'filler', repeat('x', 200)) from generate_series(1, 10000) n`,
  );
  await client.query('vacuum analyze');
  await client.query('grant select on bench_rows to clinic_app');
  await client.end();
};

const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length * share)] ?? 0;
};

const median = (values: readonly number[]): number => quantile(values, 0.5);

// Neighbours only ever add to the time a request takes on a processor (shared caches, shared cores).
const leastDisturbed = (values: readonly number[]): number => quantile(values, 0.25);

type Contestant = {
  name: string;
  port: number;
  pid: number;
  cookie: string;
  ask: (index: number) => Ask;
  limits: Case['limits'];
};
type Sample = Measured & { apiCpu: number; databaseCpu: number };

const measure = async (contestant: Contestant, postgres: number, first: number): Promise<Sample> => {
  const before = [await cpuSecondsOfTree(contestant.pid), await cpuSecondsOfTree(postgres)];
  const measured = await drive(contestant, { connections: CONNECTIONS, seconds: SECONDS, first });
  const after = [await cpuSecondsOfTree(contestant.pid), await cpuSecondsOfTree(postgres)];
  const perThousand = (index: number): number =>
    (((after[index] ?? 0) - (before[index] ?? 0)) / measured.requests) * 1000;
  return { ...measured, apiCpu: perThousand(0), databaseCpu: perThousand(1) };
};

const toRow = (contestant: Contestant, samples: readonly Sample[]): Row => ({
  name: contestant.name,
  limits: contestant.limits,
  requestsPerSecond: median(samples.map((sample) => sample.requests / sample.seconds)),
  p50Ms: median(samples.map((sample) => sample.p50Ms)),
  p99Ms: median(samples.map((sample) => sample.p99Ms)),
  apiCpu: leastDisturbed(samples.map((sample) => sample.apiCpu)),
  databaseCpu: leastDisturbed(samples.map((sample) => sample.databaseCpu)),
});

const runRounds = async (contestants: readonly Contestant[], postgres: number): Promise<Row[]> => {
  const samples = new Map<string, Sample[]>(contestants.map((contestant) => [contestant.name, []]));
  const asked = new Map<string, number>();
  // The first rounds warm connections, plans and the compiler, and are thrown away.
  for (let round = -WARM_UPS; round < ROUNDS; round += 1) {
    for (const contestant of contestants) {
      const first = asked.get(contestant.name) ?? 0;
      const sample = await measure(contestant, postgres, first);
      asked.set(contestant.name, first + sample.requests + CONNECTIONS);
      if (round >= 0) samples.get(contestant.name)?.push(sample);
    }
  }
  return contestants.map((contestant) => toRow(contestant, samples.get(contestant.name) ?? []));
};

type Server = { adminUrl: string; pid: number; stop: () => Promise<void> };

const rings = {
  fieldKek: ringOf('FIELD_KEK'),
  indexKek: ringOf('INDEX_KEK'),
  pepper: ringOf('PEPPER'),
  loginIndex: ringOf('LOGIN_INDEX'),
};

/** Roles, schema, the clinic and the bare rows. @returns the clinic and the URL of the restricted role. */
const prepare = async (
  server: Server,
  patients: number,
): Promise<{ clinic: LoadedClinic; appUrl: string }> => {
  const password = randomBytes(12).toString('hex');
  const appUrl = new URL(server.adminUrl);
  appUrl.username = 'clinic_app';
  appUrl.password = password;
  await ensureRoles(server.adminUrl, { owner: password, app: password, jobs: password });
  await migrate({ connectionString: server.adminUrl, folder: join(ROOT, 'libs/database/migrations') });
  const startedAt = performance.now();
  const clinic = await loadClinic(appUrl.href, rings, patients);
  await prepareBareRows(server.adminUrl);
  print(`\n${patients} patients, loaded in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return { clinic, appUrl: appUrl.href };
};

const environmentOf = (databaseUrl: string): Record<string, string> => ({
  ...Object.fromEntries(
    RINGS.flatMap((ring) => [
      [`${ring}_k1`, keys[ring] ?? ''],
      [`${ring}_ACTIVE`, 'k1'],
    ]),
  ),
  NODE_ENV: 'production',
  DATABASE_URL: databaseUrl,
});

const startApi = (databaseUrl: string): ChildProcess => {
  const main = join(ROOT, 'apps/api/dist/main.js');
  const profiled = isProfiled ? [`--cpu-prof-dir=${profileDir}`, main] : [];
  return start(isProfiled ? '--cpu-prof' : main, profiled, {
    ...environmentOf(databaseUrl),
    HOST: '127.0.0.1',
    PORT: String(API_PORT),
    PUBLIC_ORIGIN: 'https://bench.example',
    METRICS_TOKEN: randomBytes(32).toString('hex'),
    GENERAL_RATE_LIMIT: '0',
  });
};

const startBare = (databaseUrl: string): ChildProcess => {
  const script = join(import.meta.dirname, 'bare-server.ts');
  return start('--import', ['tsx', script, String(BARE_PORT), databaseUrl], { NODE_ENV: 'production' });
};

const contest = async (clinic: LoadedClinic, pids: { api: number; bare: number }): Promise<Contestant[]> => {
  const cookie = await signIn(clinic);
  const wanted = casesOf(clinic).filter((each) => names.length === 0 || names.includes(each.name));
  const bare: Contestant = {
    ...{ name: 'bare', port: BARE_PORT, pid: pids.bare, cookie: '', limits: {} },
    ask: (index) => ({ method: 'GET', path: `/row/${1 + (index % 10_000)}` }),
  };
  return [bare, ...wanted.map((each) => ({ ...each, port: API_PORT, pid: pids.api, cookie }))];
};

const rotateKeys = async (clinic: LoadedClinic, databaseUrl: string): Promise<void> => {
  const command = join(ROOT, 'apps/api/dist/command.js');
  const cookie = await signIn(clinic);
  const environment = environmentOf(databaseUrl);
  await benchRotation({ clinic, command, environment, port: API_PORT, cookie }, print);
};

const bench = async (patients: number): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'clinic-bench-'));
  const server: Server = await startPostgres({ dataDir, mode: 'durable', log: () => undefined });
  const children: ChildProcess[] = [];
  try {
    const { clinic, appUrl } = await prepare(server, patients);
    const api = startApi(appUrl);
    const bare = startBare(appUrl);
    children.push(api, bare);
    const warmUp = await waitFor(`http://127.0.0.1:${API_PORT}/ready`, api);
    await waitFor(`http://127.0.0.1:${BARE_PORT}/row/${ROW_ID}`, bare);
    const contestants = await contest(clinic, { api: api.pid ?? 0, bare: bare.pid ?? 0 });
    if (contestants.length > 1) printTable(await runRounds(contestants, server.pid), print);
    if (names.length === 0 || names.includes('rotate')) await rotateKeys(clinic, appUrl);
    const memory = await residentMebibytes(api.pid ?? 0);
    print(`API ready after ${warmUp.toFixed(1)} s, ${memory.toFixed(0)} MiB resident (limit 200)`);
  } finally {
    for (const child of children) await stop(child);
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

for (const patients of sizes.length > 0 ? sizes : [10_000, 100_000]) await bench(patients);
