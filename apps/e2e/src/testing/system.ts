import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../../../..');

/** Where a system runs: its folder and its ports. Enough to find it, stop it and start it again. */
export type Place = { dataDir: string; portalPort: number; apiPort: number };

export type Role = 'admin' | 'practitioner' | 'nurse' | 'receptionist' | 'billing' | 'auditor';
export type Account = { clinic: string; role: Role; email: string; password: string };
export type Pids = { launcher: number; portal: number | null; api: number | null; postgres: number | null };

/** `localhost`, because to a browser that is a secure place. */
export const addressOf = ({ portalPort }: Place): string => `http://localhost:${portalPort}`;

export const freePort = (): Promise<number> =>
  new Promise((answer) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => answer(typeof address === 'object' && address ? address.port : 0));
    });
  });

const readJson = (place: Place, name: string): unknown =>
  JSON.parse(readFileSync(join(place.dataDir, name), 'utf8'));

export const accountsOf = (place: Place): Account[] => readJson(place, 'demo-accounts.json') as Account[];
export const pidsOf = (place: Place): Pids => readJson(place, 'pids.json') as Pids;

export const logOf = (place: Place, name: 'api' | 'portal'): string =>
  readFileSync(join(place.dataDir, 'logs', `${name}.log`), 'utf8');

/** Only what a shell gives: nothing of the test run, and no database of somebody else. */
const shell = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'XDG_CACHE_HOME'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** A system that was started: what it said until it was open, and how long that took. */
export type Started = { launcher: ChildProcess; said: () => string; seconds: number };

const START_LIMIT_MS = 480_000;

export const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** Asks until the answer is yes. */
export const until = async (isTrue: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> => {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(50)) if (await isTrue()) return true;
  return isTrue();
};

/** `npm start`, as a child without a terminal, with two demo clinics. */
export const startSystem = async (
  place: Place,
  more: Readonly<Record<string, string>> = {},
): Promise<Started> => {
  const startedAt = performance.now();
  const launcher = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: {
      ...shell(),
      CLINIC_DATA_DIR: place.dataDir,
      CLINIC_DEMO_CLINICS: '2',
      PORT: String(place.portalPort),
      API_PORT: String(place.apiPort),
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [launcher.stdout, launcher.stderr]) stream.on('data', (chunk) => (said += chunk));
  await until(() => said.includes('Ctrl-C closes it') || hasEnded(launcher), START_LIMIT_MS);
  if (!said.includes('Ctrl-C closes it')) {
    launcher.kill('SIGTERM');
    throw new Error(`The system did not start:\n${said}`);
  }
  return { launcher, said: () => said, seconds: (performance.now() - startedAt) / 1000 };
};

/** Whether a process runs. A zombie does not. */
export const isAlive = (pid: number | null): boolean => {
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
};
