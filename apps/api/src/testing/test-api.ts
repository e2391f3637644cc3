import { randomBytes, randomUUID } from 'node:crypto';
import { roles, type Role } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import { FakeClock, memoryLogger } from '@clinic/core/testing';
import { createTestDatabase } from '@clinic/database/testing';
import type { Express } from 'express';
import supertest from 'supertest';
import { createApp } from '#api/app.ts';
import { closeDeps, createDeps, type Deps } from '#api/composition.ts';
import { foundClinic } from '#api/found-clinic.ts';
import { Readiness } from '#api/readiness.ts';

const PASSWORD = 'only for tests, and long enough';
// Monday, 7 January 2030, 09:00 in New York.
const START = '2030-01-07T14:00:00Z';

const ring = () => ({ activeId: 'k1', keys: new Map([['k1', randomBytes(32)]]) });

type Verb = 'get' | 'post' | 'patch' | 'put' | 'delete';

/** Somebody signed in: each verb sends their cookie. */
export type Desk = Record<Verb, (path: string) => supertest.Test> & { userId: string; cookie: string };

export type TestClinic = {
  id: string;
  /** Somebody of that role, signed in once and remembered. */
  as: (role: Role) => Promise<Desk>;
  email: (role: Role) => string;
  practitionerIds: [string, string];
  /** Half an hour without buffers, and an hour with a quarter before and after. */
  typeIds: [string, string];
  roomIds: [string, string];
};

type Keys = Parameters<typeof createDeps>[0]['config']['keys'];

/** One process of the API: what a replica is. */
export type TestProcess = {
  app: Express;
  deps: Deps;
  readiness: Readiness;
  lines: ReturnType<typeof memoryLogger>['lines'];
  /** How long who signs in was made to wait, in milliseconds; nobody really waits. */
  pauses: number[];
  close: () => Promise<void>;
};

export type TestApi = TestProcess & {
  clock: FakeClock;
  password: string;
  appUrl: string;
  adminUrl: string;
  keys: Keys;
  asOwner: Awaited<ReturnType<typeof createTestDatabase>>['asOwner'];
  newClinic: () => Promise<TestClinic>;
  /** Somebody signed in anew, for when the clock has moved past the end of an earlier session. */
  signIn: (email: string, at?: Express) => Promise<Desk>;
  /** A second process over the same database, with the same keys and clock. */
  another: (options?: TestApiOptions) => Promise<TestProcess>;
};

export type TestApiOptions = {
  generalRateLimit?: number;
  metricsToken?: string;
  databaseUrl?: string;
  publicOrigin?: string;
  poolSize?: number;
  /** Another ring than the one the processes share. */
  auditKey?: Keys['auditKey'];
  /** Other rings than those the processes share. */
  keys?: Keys;
  /** The rings as they are by now, for a process that reads them from a file. */
  rereadKeys?: () => Keys;
  keysFile?: Parameters<typeof createDeps>[0]['config']['keysFile'];
};

const weekdaysOf = (practitionerId: string) =>
  [1, 2, 3, 4, 5].map((weekday) => ({
    ...{ id: anId(), practitionerId, weekday, startsAt: '08:00', endsAt: '18:00' },
    ...{ validFrom: null, validTo: null },
  }));

const foundTestClinic = async (deps: Deps, now: Date) => {
  const id = anId();
  const tag = randomUUID().slice(0, 8);
  const users = roles.map((role) => ({ id: anId(), role, email: `${role}.${tag}@clinic.example` }));
  const practitionerIds: [string, string] = [anId(), anId()];
  const typeIds: [string, string] = [anId(), anId()];
  const roomIds: [string, string] = [anId(), anId()];
  await deps.database.inClinic({ clinicId: id }, (tx) =>
    foundClinic(tx, deps, {
      ...{
        name: `Clinic ${tag}`,
        timeZone: 'America/New_York',
        locale: 'en-US',
        country: 'US',
        isDemo: false,
        now,
      },
      staff: users.map((user) => ({ ...user, displayName: `The ${user.role}`, password: PASSWORD })),
      practitioners: practitionerIds.map((practitionerId, index) => ({
        ...{ id: practitionerId, name: `Dr ${index}`, profession: 'Physician', isActive: true, userId: null },
      })),
      rooms: roomIds.map((roomId, index) => ({ id: roomId, name: `Room ${index}`, isActive: true })),
      types: [
        {
          id: typeIds[0],
          name: 'Visit',
          durationMinutes: 30,
          bufferBeforeMinutes: 0,
          bufferAfterMinutes: 0,
          isActive: true,
        },
        {
          id: typeIds[1],
          name: 'Long',
          durationMinutes: 60,
          bufferBeforeMinutes: 15,
          bufferAfterMinutes: 15,
          isActive: true,
        },
      ],
      hours: practitionerIds.flatMap(weekdaysOf),
      exceptions: [],
    }),
  );
  return { id, users, practitionerIds, typeIds, roomIds };
};

const openProcess = async (
  base: { databaseUrl: string; clock: FakeClock; keys: Keys },
  options: TestApiOptions,
): Promise<TestProcess> => {
  const logger = memoryLogger();
  const publicOrigin = options.publicOrigin ?? 'http://localhost:4200';
  const pauses: number[] = [];
  const deps = await createDeps({
    config: {
      databaseUrl: options.databaseUrl ?? base.databaseUrl,
      databasePoolSize: options.poolSize ?? 10,
      databaseCa: undefined,
      databaseTopology: 'server',
      publicOrigin,
      searchIndexBytes: 64 * 1024 * 1024,
      keys: { ...(options.keys ?? base.keys), ...(options.auditKey ? { auditKey: options.auditKey } : {}) },
      ...(options.rereadKeys ? { rereadKeys: options.rereadKeys, keysFile: options.keysFile } : {}),
    },
    ...{ logger, clock: base.clock, version: 'test', passwordCost: 4, hasProcessMetrics: false },
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  });
  await deps.doorbell.open();
  const readiness = new Readiness({ ...deps, expectedMigration: 1 });
  await readiness.warm();
  const app = createApp(deps, {
    ...{ publicOrigin, readiness, logger, trustedProxyHops: 1, metricsToken: options.metricsToken },
    generalRateLimit: options.generalRateLimit ?? 0,
  });
  return { app, deps, readiness, pauses, lines: logger.lines, close: () => closeDeps(deps) };
};

/** The real API in this process over a database of its own; the clock stands at Monday morning until it is moved. */
export const startTestApi = async (options: TestApiOptions = {}): Promise<TestApi> => {
  const test = await createTestDatabase();
  const clock = new FakeClock(START);
  const keys = {
    ...{ fieldKek: ring(), indexKek: ring(), jwtKey: ring(), pepper: ring(), loginIndex: ring() },
    ...{ auditKey: ring(), backupKey: ring() },
  };
  const base = { databaseUrl: test.appUrl, clock, keys };
  const first = await openProcess(base, options);
  const { app, deps } = first;

  const signIn = async (email: string, at: Express): Promise<{ cookie: string; userId: string }> => {
    const answer = await supertest(at).post('/api/auth/login').send({ email, password: PASSWORD });
    const [cookie = ''] = answer.get('Set-Cookie') ?? [];
    return { cookie: cookie.split(';')[0] ?? '', userId: (answer.body as { user: { id: string } }).user.id };
  };

  const deskOf = async (email: string, at: Express = app): Promise<Desk> => {
    const { cookie, userId } = await signIn(email, at);
    const send = (verb: Verb) => (path: string) => supertest(at)[verb](path).set('Cookie', cookie);
    return {
      ...{ get: send('get'), post: send('post'), patch: send('patch') },
      put: send('put'),
      delete: send('delete'),
      userId,
      cookie,
    };
  };

  const newClinic = async (): Promise<TestClinic> => {
    const { users, ...clinic } = await foundTestClinic(deps, clock.now());
    const desks = new Map<Role, Promise<Desk>>();
    const email = (role: Role): string => users.find((user) => user.role === role)?.email ?? '';
    const as = (role: Role): Promise<Desk> => {
      const desk = desks.get(role) ?? deskOf(email(role));
      desks.set(role, desk);
      return desk;
    };
    return { ...clinic, as, email };
  };

  return {
    ...first,
    ...{ clock, keys, password: PASSWORD, appUrl: test.appUrl, adminUrl: test.adminUrl },
    asOwner: test.asOwner,
    newClinic,
    signIn: deskOf,
    another: (more = {}) => openProcess(base, more),
    close: async () => {
      await first.close();
      await test.close();
    },
  };
};
