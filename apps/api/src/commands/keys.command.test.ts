import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rereadKeyRings, ringNames, type KeyRings, type RingName } from '@clinic/config';
import { aBooking, anId, aPatient } from '@clinic/contracts/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ringOf, type KeyStatus } from '#api/commands/key-status.ts';
import { keysCommand, type KeysCommand } from '#api/commands/keys.command.ts';
import { assertKeys } from '#api/key-check.ts';
import {
  startTestApi,
  type Desk,
  type TestApi,
  type TestClinic,
  type TestProcess,
} from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let folder: string;
let others: TestProcess[] = [];

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  api.clock.set('2030-01-07T14:00:00Z');
  clinic = await api.newClinic();
  folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
});

afterEach(async () => {
  await Promise.all(others.map((other) => other.close()));
  others = [];
  rmSync(folder, { recursive: true });
});

type Run = { code: number; output: string; notices: string };

const runOn = async (
  process: Pick<TestProcess, 'deps'>,
  words: string[],
  more: Partial<KeysCommand['config']> = {},
): Promise<Run> => {
  const said = { output: '', notices: '' };
  const sink = (which: 'output' | 'notices') => ({
    write: (text: string) => ((said[which] += text), true),
    once: () => undefined,
  });
  const config = {
    keys: api.keys,
    rereadKeys: () => api.keys,
    keysFile: undefined,
    dataDir: folder,
    ...more,
  };
  const code = await keysCommand(process.deps, {
    words,
    config,
    output: sink('output'),
    notices: sink('notices'),
  });
  return { code, ...said };
};

const run = (...words: string[]) => runOn(api, words);

const lastLine = <Result>({ output }: Run): Result =>
  JSON.parse(output.trim().split('\n').at(-1) ?? '') as Result;

const statusOf = async (...words: string[]) => lastLine<KeyStatus>(await run('status', '--json', ...words));

const dataKeys = async () => {
  const { clinics } = await statusOf('--ring', 'field');
  const here = clinics.find(({ clinicId }) => clinicId === clinic.id);
  return here?.dataKeys.map(({ keyId, isActive, values }) => ({ keyId, isActive, values }));
};

const addPatients = async (desk: Desk, count: number) => {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const answer = await desk.post('/api/patients').send(aPatient()).expect(201);
    ids.push((answer.body as { id: string }).id);
  }
  return ids;
};

/** The variables of a process of its own over the same database. */
const environment = (rings: KeyRings) => ({
  PATH: process.env['PATH'],
  DATABASE_URL: api.appUrl,
  LOG_LEVEL: 'error',
  ...Object.fromEntries(
    ringNames.flatMap((ring) => {
      const { activeId, keys } = ringOf(rings, ring);
      return [
        ...[...keys].map(([id, key]) => [`${ring}_${id}`, key.toString('base64')]),
        [`${ring}_ACTIVE`, activeId],
      ];
    }),
  ),
});

describe('keys status', () => {
  it('says of each ring which keys there are, which is used, and how much needs each', async () => {
    const { rings } = await statusOf();
    expect(rings.map(({ ring }) => ring)).toEqual([...ringNames]);
    const users = await api.asOwner<{ count: string }>(
      'select count(*) from users where password_hash is not null',
    );
    const clinics = await api.asOwner<{ count: string }>('select count(*) from clinics');
    const of = (ring: RingName) => rings.find((each) => each.ring === ring)?.keys;
    const active = { id: 'k1', isActive: true, isHeld: true, removable: 'no', why: 'In use.' };
    expect(of('FIELD_KEK')).toEqual([{ ...active, needs: Number(clinics[0]?.count) }]);
    expect(of('INDEX_KEK')).toEqual([{ ...active, needs: Number(clinics[0]?.count) }]);
    expect(of('PEPPER')).toEqual([{ ...active, needs: Number(users[0]?.count) }]);
    expect(of('JWT_KEY')).toEqual([{ ...active, needs: null }]);
  });

  it('counts the sealed values of each clinic by the data key they need', async () => {
    await addPatients(await clinic.as('nurse'), 3);
    const [known] = (await dataKeys()) ?? [];
    const rows = await api.asOwner<{ count: string }>(
      `select (select count(*) from users where clinic_id = $1) + (select count(identity_enc) + count(notes_enc) + count(alerts_enc)
         from patients where clinic_id = $1) + (select count(*) from idempotency_keys where clinic_id = $1) as count`,
      [clinic.id],
    );
    expect(known).toEqual({ keyId: 1, isActive: true, values: Number(rows[0]?.count) });
    expect(known?.values).toBeGreaterThanOrEqual(6 + 3);
  });

  it('ends with 1 and names a key that the data needs and this process was not given', async () => {
    const bare = { ...api.keys, fieldKek: { activeId: 'k9', keys: new Map([['k9', randomBytes(32)]]) } };
    const { code, output } = await runOn(api, ['status', '--ring', 'FIELD_KEK'], { keys: bare });
    expect(code).toBe(1);
    expect(output).toMatch(/k1 .*must stay.*MISSING/);
  });

  it.each([
    [[], /Say status or rotate/],
    [['mend'], /Say status or rotate/],
    [['status', 'rotate'], /Say status or rotate/],
    [['status', '--ring', 'none'], /There is no ring of that name/],
    [['status', '--wrap-only'], /--wrap-only with rotate/],
    [['rotate', '--unknown'], /unknown/],
  ])('ends with 2 where it is not understood: %j', async (words, notice) => {
    const { code, output, notices } = await run(...words);
    expect([code, output]).toEqual([2, '']);
    expect(notices).toMatch(notice);
  });
});

describe('a process that starts', () => {
  it('refuses keys that are not those the data was made with, by name and never by value', async () => {
    const other = { activeId: 'k1', keys: new Map([['k1', randomBytes(32)]]) };
    const wrong = { ...api.keys, fieldKek: other, indexKek: other };
    const refusal = await assertKeys(api.deps, wrong).catch((error: unknown) => String(error));
    expect(refusal).toContain('FIELD_KEK_k1, INDEX_KEK_k1 must be the key the data was made with');
    expect(refusal).not.toContain(other.keys.get('k1')?.toString('base64'));
    const none = { ...api.keys, pepper: { activeId: 'k2', keys: new Map([['k2', randomBytes(32)]]) } };
    await expect(assertKeys(api.deps, none)).rejects.toThrow('The data cannot be read without PEPPER_k1');
    await assertKeys(api.deps, api.keys);
  });

  it('ends before it listens, and says on its way out what is to be set', { timeout: 60_000 }, async () => {
    const other = { activeId: 'k9', keys: new Map([['k9', randomBytes(32)]]) };
    const script = path.join(import.meta.dirname, '../main.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      env: {
        ...environment({ ...api.keys, fieldKek: other }),
        ...{ PORT: '0', HOST: '127.0.0.1', PUBLIC_ORIGIN: 'http://localhost:4200' },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    expect([code, said]).toEqual([1, expect.stringContaining('cannot be read without FIELD_KEK_k1')]);
    expect(said).not.toContain(other.keys.get('k9')?.toString('base64'));
    expect(said).not.toContain('listening');
  });
});

describe('a new data key', () => {
  it('seals everything anew, and nothing anybody can see of it changes', async () => {
    const nurse = await clinic.as('nurse');
    const [id = ''] = await addPatients(nurse, 3);
    const before = await nurse.get(`/api/patients/${id}`).expect(200);
    const seen = () =>
      api.asOwner(
        `select (select last_seq from clinic_feed_head where clinic_id = $1) as seq,
           (select json_agg(json_build_array(id, version, updated_at) order by id) from patients where clinic_id = $1) as rows`,
        [clinic.id],
      );
    const unchanged = await seen();
    const answer = await run('rotate', '--ring', 'field', '--json');
    expect(answer).toMatchObject({ code: 0 });
    expect(lastLine(answer)).toMatchObject({
      rings: [{ ring: 'FIELD_KEK', outcome: 'changed', unreadable: 0 }],
    });
    const [old, fresh] = (await dataKeys()) ?? [];
    expect(old).toEqual({ keyId: 1, isActive: false, values: 0 });
    expect(fresh).toMatchObject({ keyId: 2, isActive: true });
    expect(fresh?.values).toBeGreaterThan(8);
    expect(await seen()).toEqual(unchanged);
    const after = await nurse.get(`/api/patients/${id}`).expect(200);
    expect([after.body, after.headers['etag']]).toEqual([before.body, before.headers['etag']]);
    const events = await api.asOwner(
      `select actor_id, origin, resource_type, outcome from audit_events
       where clinic_id = $1 and action = 'key.rotate' order by occurred_at, id`,
      [clinic.id],
    );
    const event = { actor_id: null, origin: 'cli', outcome: 'success' };
    expect(events).toEqual(
      ['data_key_made', 'data_key_active', 'data_key'].map((type) => ({ ...event, resource_type: type })),
    );
  });

  it('is learned by every process while people read and write, and no edit is lost', async () => {
    const nurse = await clinic.as('nurse');
    const ids = await addPatients(nurse, 21);
    const second = await api.another();
    others.push(second);
    let isOver = false;
    const versions = new Map(ids.map((id) => [id, 1]));
    const edit = async (id: string): Promise<void> => {
      const version = versions.get(id) ?? 0;
      const answer = await nurse
        .patch(`/api/patients/${id}`)
        .set('If-Match', `"${version}"`)
        .send({ preferredName: `Name ${version}` })
        .expect(200);
      versions.set(id, (answer.body as { version: number }).version);
      await nurse.get(`/api/patients/${id}`).expect(200);
    };
    const work = async (start: number): Promise<void> => {
      for (let turn = start; !isOver; turn += 3) await edit(ids[turn % ids.length] ?? '');
    };
    // Each on patients of their own, as people are.
    const working = [0, 1, 2].map((start) => work(start).catch((error: unknown) => error));
    const rotations = [await runOn(second, ['rotate', '--ring', 'field'])];
    api.clock.advance(60_000);
    rotations.push(await runOn(second, ['rotate', '--ring', 'field']));
    isOver = true;
    expect((await Promise.all(working)).filter((failure) => failure !== undefined)).toEqual([]);
    expect(rotations.map(({ code }) => code)).toEqual([0, 0]);
    for (const id of ids) {
      const { body } = await nurse.get(`/api/patients/${id}`).expect(200);
      const version = versions.get(id) ?? 0;
      expect(body).toMatchObject({ version });
      if (version > 1) expect(body).toMatchObject({ preferredName: `Name ${version - 1}` });
    }
    expect(api.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('stays beside the old one until nothing has needed that for a day; then the next change takes it away', async () => {
    await addPatients(await clinic.as('nurse'), 1);
    const ids = async () => (await dataKeys())?.map(({ keyId }) => keyId);
    await run('rotate', '--ring', 'field');
    api.clock.advance(23 * 60 * 60_000);
    await run('rotate', '--ring', 'field');
    expect(await ids()).toEqual([1, 2, 3]);
    // Somebody sealed with the first key after all.
    await api.asOwner('update users set email_enc = set_byte(email_enc, 5, 1) where clinic_id = $1', [
      clinic.id,
    ]);
    api.clock.advance(48 * 60 * 60_000);
    const answer = await run('rotate', '--ring', 'field', '--json');
    expect(lastLine(answer)).toMatchObject({ rings: [{ unreadable: 6 }] });
    expect(await ids()).toEqual([1, 3, 4]);
  });
});

describe('a change that was killed', () => {
  const start = (words: string[]) => {
    const script = path.join(import.meta.dirname, '../command.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, 'keys', ...words], {
      env: environment(api.keys),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return { child, said: () => said, ended: once(child, 'exit') };
  };

  const fill = async (count: number) => {
    const { database, repositories } = api.deps;
    const identity = {
      ...{
        familyName: 'Many',
        givenName: 'One of',
        preferredName: null,
        birthDate: null,
        sex: null,
        phone: null,
      },
      ...{ otherPhones: [], email: null, address: null, identifiers: [], language: null, formerNames: [] },
      ...{ birthDateText: null, isDeceased: false },
    };
    await database.inClinic({ clinicId: clinic.id }, async (tx) => {
      await repositories.ciphers.of(tx);
      const now = api.clock.now();
      await repositories.patients.insertMany(
        tx,
        Array.from({ length: count }, (_, index) => {
          const fileNumber = String(500_000 + index);
          return {
            ...{
              id: anId(),
              identity: { ...identity, fileNumber },
              notes: 'A note',
              alerts: [],
              seenAt: now,
              now,
            },
            ...{ keys: { fileNumber, phone: null, email: null, birthDate: null } },
            ...{ areAllergiesKnown: false, lastVisitAt: null },
          };
        }),
      );
    });
  };

  const countOf = async (table: string, column: string, keyId: number): Promise<number> => {
    const rows = await api.asOwner<{ count: string }>(
      `select count(*) from ${table} where clinic_id = $1 and get_byte(${column}, 5) = $2`,
      [clinic.id, keyId],
    );
    return Number(rows[0]?.count);
  };

  const patientsUnder = (keyId: number) => countOf('patients', 'identity_enc', keyId);

  const book = async (nurse: Desk): Promise<void> => {
    const [patientId = ''] = await addPatients(nurse, 1);
    const ids = { patientId, practitionerId: clinic.practitionerIds[0], typeId: clinic.typeIds[0] };
    await nurse
      .post('/api/appointments')
      .send(aBooking(ids, { reason: 'Check-up' }))
      .expect(201);
  };

  /** Lets everybody read appointments and nobody write them until it is released. */
  const holdAppointments = async (): Promise<() => Promise<void>> => {
    let release: (value?: unknown) => void = () => undefined;
    const released = new Promise((resolve) => (release = resolve));
    let done: Promise<unknown> = Promise.resolve();
    await new Promise((resolve) => {
      done = api.deps.database.inClinic({ clinicId: clinic.id }, async (tx) => {
        await tx.query('lock table appointments in share mode');
        resolve(undefined);
        await released;
      });
    });
    return async () => {
      release();
      await done;
    };
  };

  it(
    'is gone on with, to the same new key, and everything can be read in between',
    { timeout: 120_000 },
    async () => {
      await fill(1_200);
      const nurse = await clinic.as('nurse');
      await book(nurse);
      const release = await holdAppointments();
      const killed = start(['rotate', '--ring', 'field']);
      // All patients are sealed anew, and it is at the appointments.
      await vi.waitFor(async () => expect(await patientsUnder(2)).toBe(1_201), {
        timeout: 60_000,
        interval: 50,
      });
      killed.child.kill('SIGKILL');
      await killed.ended;
      expect([await patientsUnder(1), await countOf('users', 'email_enc', 1)]).toEqual([0, 6]);
      expect(await countOf('appointments', 'reason_enc', 1)).toBe(1);
      await release();
      const week = 'from=2030-01-07T00:00:00Z&to=2030-01-14T00:00:00Z';
      await nurse.get(`/api/appointments?${week}`).expect(200);
      const page = await nurse.post('/api/patients/search').send({ query: 'Many', limit: 100 }).expect(200);
      expect((page.body as { items: unknown[] }).items).toHaveLength(100);
      const { unfinished, rings } = await statusOf('--ring', 'field');
      expect(unfinished).toMatchObject([{ ring: 'FIELD_KEK', finishedAt: null }]);
      expect(rings[0]?.keys[0]).toMatchObject({ isActive: true });

      const resumed = start(['rotate', '--ring', 'field']);
      const [code] = (await resumed.ended) as [number];
      expect([code, resumed.said()]).toEqual([0, expect.stringMatching(/values of \d+ clinics sealed anew/)]);
      expect([await patientsUnder(1), await patientsUnder(2)]).toEqual([0, 1_201]);
      expect((await dataKeys())?.map(({ keyId }) => keyId)).toEqual([1, 2]);
      expect((await statusOf('--ring', 'field')).unfinished).toEqual([]);
    },
  );
});

describe('a new key of a ring', () => {
  const writeKeys = (file: string, rings: KeyRings): void => {
    const variables = ringNames.flatMap((ring) => {
      const { activeId, keys } = ringOf(rings, ring);
      return [
        ...[...keys].map(([id, key]) => [`${ring}_${id}`, key.toString('base64')]),
        [`${ring}_ACTIVE`, activeId],
      ];
    });
    writeFileSync(file, JSON.stringify(Object.fromEntries(variables)), { mode: 0o600 });
  };

  /** The rings of the installation in a file, as a data folder has them. */
  const fileOf = (): string => {
    const file = path.join(folder, 'keys.json');
    writeKeys(file, api.keys);
    return file;
  };

  it('is added to the file, wraps what the old one wrapped, and the old one may go', async () => {
    const file = path.join(folder, 'keys.json');
    const reread = () => rereadKeyRings({ KEYS_FILE: file });
    const keysFile = { path: file, rings: [...ringNames] };
    const serving = await startTestApi({ rereadKeys: reread, keysFile });
    try {
      writeKeys(file, serving.keys);
      const other = await serving.newClinic();
      const nurse = await other.as('nurse');
      const [id = ''] = await addPatients(nurse, 1);
      const second = await serving.another({ rereadKeys: reread, keysFile });
      others.push(second);
      const config = { rereadKeys: reread, keysFile };
      const answer = await runOn(second, ['rotate', '--json'], config);
      expect(answer).toMatchObject({ code: 0 });
      expect(lastLine(answer)).toMatchObject({
        rings: [
          { ring: 'FIELD_KEK', keyId: '1', outcome: 'changed' },
          { ring: 'INDEX_KEK', keyId: '1', outcome: 'changed' },
        ],
      });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        FIELD_KEK_ACTIVE: '1',
        INDEX_KEK_ACTIVE: '1',
      });
      // The other process has not heard of any of it and reads all the same.
      await nurse.get(`/api/patients/${id}`).expect(200);
      const { rings } = lastLine<KeyStatus>(await runOn(second, ['status', '--json'], config));
      for (const name of ['FIELD_KEK', 'INDEX_KEK'])
        expect(rings.find(({ ring }) => ring === name)?.keys).toMatchObject([
          { id: '1', isActive: true },
          { id: 'k1', needs: 0, removable: 'yes', why: expect.stringContaining('Backups from before') },
        ]);
      // Without the old keys a process starts and reads; without the new ones it says by name what it lacks.
      const without = (lost: string) => {
        const keys = reread();
        const less = (ring: KeyRings['fieldKek']) => ({
          ...ring,
          keys: new Map([...ring.keys].filter(([each]) => each !== lost)),
        });
        return { ...keys, fieldKek: less(keys.fieldKek), indexKek: less(keys.indexKek) };
      };
      await assertKeys(second.deps, without('k1'));
      await expect(assertKeys(second.deps, without('1'))).rejects.toThrow('FIELD_KEK_1, INDEX_KEK_1');
    } finally {
      await Promise.all(others.map((process) => process.close()));
      others = [];
      await serving.close();
    }
  });

  it('waits until every process that is connected can follow', async () => {
    const { fieldKek } = api.keys;
    const both = { activeId: 'k2', keys: new Map([...fieldKek.keys, ['k2', randomBytes(32)]]) };
    const keys = { ...api.keys, fieldKek: both };
    const deployed = await api.another({ keys });
    others.push(deployed);
    // It may be that the other process has no connection open just now: a request opens one.
    await (await clinic.as('nurse')).get('/api/patients').expect(200);
    const answer = await runOn(deployed, ['rotate', '--ring', 'field'], { keys });
    expect([answer.code, answer.output]).toEqual([1, '']);
    expect(answer.notices).toContain('A running API does not have FIELD_KEK_k2 yet');
    const file = fileOf();
    const config = {
      rereadKeys: () => rereadKeyRings({ KEYS_FILE: file }),
      keysFile: { path: file, rings: [...ringNames] },
    };
    const made = await runOn(deployed, ['rotate', '--ring', 'field'], config);
    expect([made.code, made.notices]).toEqual([1, expect.stringContaining('could not follow')]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ FIELD_KEK_ACTIVE: 'k1' });
    expect((await statusOf('--ring', 'field')).unfinished).toEqual([]);
  });

  it('is only noted where the ring stands for new work, and how to make one is said where none came', async () => {
    for (const [ring, advice] of [
      ['JWT_KEY', 'JWT_KEY_1'],
      ['PEPPER', 'PEPPER_1'],
      ['BACKUP_KEY', 'BACKUP_KEY_1'],
    ] as const) {
      expect(await run('rotate', '--ring', ring)).toMatchObject({ code: 0 });
      const again = await run('rotate', '--ring', ring);
      expect([again.code, again.output]).toEqual([1, '']);
      expect(again.notices).toContain(`give ${advice} (openssl rand -base64 32)`);
    }
    expect(await run('rotate', '--ring', 'login')).toMatchObject({
      code: 1,
      notices: expect.stringContaining('cannot be changed yet'),
    });
    const index = await run('rotate', '--ring', 'index');
    expect([index.code, index.output]).toEqual([1, expect.stringContaining('INDEX_KEK_ACTIVE=1')]);
  });

  it('of a pepper is needed until everybody has signed in, and of a signature until what was signed is over', async () => {
    const file = fileOf();
    const reread = () => rereadKeyRings({ KEYS_FILE: file });
    const config = { rereadKeys: reread, keysFile: { path: file, rings: [...ringNames] } };
    for (const ring of ['PEPPER', 'JWT_KEY'])
      expect(await runOn(api, ['rotate', '--ring', ring], config)).toMatchObject({ code: 0 });
    const of = async (ring: RingName) =>
      lastLine<KeyStatus>(await runOn(api, ['status', '--json', '--ring', ring], config)).rings[0]?.keys.find(
        ({ id }) => id === 'k1',
      );
    const before = await of('PEPPER');
    expect(before).toMatchObject({ isActive: false, removable: 'no' });
    const serving = await startSigningIn(reread());
    await serving(clinic.email('nurse'));
    expect((await of('PEPPER'))?.needs).toBe((before?.needs ?? 0) - 1);
    expect(await of('JWT_KEY')).toMatchObject({ removable: 'later', needs: null });
    api.clock.advance(8 * 24 * 60 * 60_000);
    expect(await of('JWT_KEY')).toMatchObject({ removable: 'yes' });
  });

  const startSigningIn = async (keys: KeyRings) => {
    const process = await api.another({ keys });
    others.push(process);
    return (email: string) => api.signIn(email, process.app);
  };

  it('of the audit log waits for the clinic to be stopped, because a running process could not go on with the log', async () => {
    const file = fileOf();
    writeFileSync(path.join(folder, 'pids.json'), JSON.stringify({ api: process.pid }));
    const config = {
      rereadKeys: () => rereadKeyRings({ KEYS_FILE: file }),
      keysFile: { path: file, rings: [...ringNames] },
    };
    const answer = await runOn(api, ['rotate', '--ring', 'audit'], config);
    expect([answer.code, answer.notices]).toEqual([1, expect.stringContaining('Stop the clinic first')]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ AUDIT_KEY_ACTIVE: 'k1' });
    writeFileSync(path.join(folder, 'pids.json'), JSON.stringify({ api: null }));
    expect(await runOn(api, ['rotate', '--ring', 'audit'], config)).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ AUDIT_KEY_ACTIVE: '1' });
  });
});
