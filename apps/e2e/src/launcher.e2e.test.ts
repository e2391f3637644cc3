import { connect } from 'node:net';
import { afterEach, expect, inject, it } from 'vitest';
import {
  accountsOf,
  addressOf,
  hasEnded,
  isAlive,
  pidsOf,
  startSystem,
  until,
  type Pids,
  type Started,
} from './testing/system.ts';

const place = inject('place');
const STOP_LIMIT_MS = 12_000;

const isListening = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });

const areGone = (pids: Pids): boolean => Object.values(pids).every((pid) => !isAlive(pid));

/** Who may sign in, and who is on the list: what a start must find again. */
const patientsNow = async (): Promise<unknown> => {
  const account = accountsOf(place).find(({ role }) => role === 'receptionist');
  const login = await fetch(`${addressOf(place)}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: account?.email, password: account?.password }),
  });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const answer = await fetch(`${addressOf(place)}/api/patients?limit=100`, { headers: { cookie } });
  expect(answer.status).toBe(200);
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items.map(({ id }) => id);
};

let started: Started | undefined;
afterEach(async () => {
  if (!started) return;
  started.launcher.kill('SIGTERM');
  await until(() => started === undefined || hasEnded(started.launcher), 20_000);
});

it('ends everything on Ctrl-C, and opens again with its data after that and after a kill', async () => {
  const before = await patientsNow();
  const first = pidsOf(place);
  process.kill(first.launcher, 'SIGINT');
  expect(await until(() => areGone(first), STOP_LIMIT_MS)).toBe(true);
  expect(await isListening(place.portalPort)).toBe(false);
  expect(await isListening(place.apiPort)).toBe(false);

  started = await startSystem(place);
  expect(started.said()).toMatch(/data +[\d.]+ s +kept as it is/);
  expect(started.said()).toMatch(/portal build +[\d.]+ s +unchanged/);
  expect(await patientsNow()).toEqual(before);

  const second = pidsOf(place);
  process.kill(second.launcher, 'SIGKILL');
  expect(await until(() => !isAlive(second.launcher), 10_000)).toBe(true);
  expect(isAlive(second.api)).toBe(true);
  started = await startSystem(place);
  expect([second.api, second.portal, second.postgres].filter(isAlive)).toEqual([]);
  expect(await patientsNow()).toEqual(before);

  const third = pidsOf(place);
  process.kill(third.launcher, 'SIGINT');
  expect(await until(() => areGone(third), STOP_LIMIT_MS)).toBe(true);
  expect(await isListening(place.apiPort)).toBe(false);
});
