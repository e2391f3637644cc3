import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { AuditEntry } from '@clinic/repositories';
import { anId, aPatient } from '@clinic/contracts/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { jobs } from '#api/jobs/index.ts';
import { systemContext } from '#api/system-context.ts';
import type { SealingOrder } from '#api/testing/sealing-process.ts';
import { startTestApi, type TestApi, type TestClinic, type TestProcess } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let others: TestProcess[] = [];

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  api.clock.set('2030-01-07T14:00:00Z');
  clinic = await api.newClinic();
});

afterEach(async () => {
  await Promise.all(others.map((other) => other.close()));
  others = [];
});

const another = async (): Promise<TestProcess> => {
  const process = await api.another();
  others.push(process);
  return process;
};

/** Records in one commit so many events, as an import does. */
const record = async (count: number): Promise<void> => {
  const entries = Array.from({ length: count }, (): AuditEntry => ({ id: anId(), action: 'patient.import' }));
  const context = systemContext(clinic.id, 'a test');
  const records = entries.map((entry) => ({ context, entry, occurredAt: api.clock.now() }));
  await api.deps.database.inClinic(context, (tx) =>
    api.deps.repositories.auditEvents.finishWithMany(tx, records),
  );
};

const inClinic = async <Row extends object>(text: string): Promise<Row[]> =>
  api.asOwner<Row>(text, [clinic.id]);

const sequences = async (): Promise<number[]> => {
  const rows = await inClinic<{ seq: string }>(
    'select seq from audit_seals where clinic_id = $1 order by seq',
  );
  return rows.map(({ seq }) => Number(seq));
};

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const report = () => api.deps.auditChain.verify(clinic.id);

describe('several processes that seal at once', () => {
  it('make one chain without a fork, a gap or an event twice', async () => {
    const processes = [api, await another(), await another()];
    const writing = Array.from({ length: 60 }, (_, index) => record(1 + (index % 7)));
    const seal = () => Promise.all(processes.map(({ deps }) => deps.sealer.sealAll()));
    for (let round = 0; round < 10; round += 1) await seal();
    await Promise.all(writing);
    await seal();
    await seal();
    const [{ count } = { count: '' }] = await inClinic<{ count: string }>(
      'select count(*) from audit_events where clinic_id = $1',
    );
    expect(await sequences()).toEqual(upTo(Number(count)));
    expect(await report()).toMatchObject({ outcome: 'intact', checked: Number(count), unsealed: 0 });
    for (const { lines } of processes) expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('begin a chain together, and once', async () => {
    const processes = [api, await another(), await another()];
    await record(3);
    await Promise.all(processes.map(({ deps }) => deps.sealer.sealAll()));
    await api.deps.sealer.sealAll();
    expect(await sequences()).toEqual(upTo(3));
    expect(await report()).toMatchObject({ outcome: 'intact', checked: 3 });
  });
});

describe('a process that is killed while it seals', { timeout: 60_000 }, () => {
  const order = (): SealingOrder => ({
    databaseUrl: api.appUrl,
    auditKey: api.keys.auditKey.keys.get('k1')?.toString('base64') ?? '',
  });

  const last = async (): Promise<number> => {
    const [row] = await inClinic<{ last: string | null }>(
      'select max(seq) as last from audit_seals where clinic_id = $1',
    );
    return Number(row?.last ?? 0);
  };

  /** Its transaction ends when the server notices. */
  const isGone = async (): Promise<boolean> => {
    const left = await api.asOwner(
      "select 1 from pg_stat_activity where datname = current_database() and application_name = 'sealing'",
    );
    return left.length === 0;
  };

  it('leaves nothing half done, and another goes on from there', async () => {
    const script = path.join(import.meta.dirname, '../testing/sealing-process.ts');
    for (const recorded of [5_000, 10_000]) {
      for (let commit = 0; commit < 10; commit += 1) await record(500);
      const before = await last();
      const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(order())], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      await vi.waitUntil(async () => (await last()) > before, { timeout: 30_000, interval: 1 });
      child.kill('SIGKILL');
      await once(child, 'exit');
      await vi.waitUntil(isGone, { timeout: 10_000 });
      const sealed = await sequences();
      expect(sealed).toEqual(upTo(sealed.length));
      expect(sealed.length).toBeLessThan(recorded);
      const state = { outcome: 'intact', checked: sealed.length, unsealed: recorded - sealed.length };
      expect(await report()).toMatchObject(state);
    }
    await api.deps.sealer.sealAll();
    expect(await report()).toMatchObject({ outcome: 'intact', checked: 10_000, unsealed: 0 });
  });
});

describe('a process that serves', () => {
  it('seals by itself what it and others record, and says how far it is', async () => {
    const server = await another();
    await record(2);
    api.clock.advance(3_000);
    server.deps.sealer.start();
    await vi.waitUntil(async () => (await sequences()).length === 2);
    const nurse = await clinic.as('nurse');
    await nurse.post('/api/patients').send(aPatient()).expect(201);
    await vi.waitUntil(async () => (await sequences()).length === 4);
    await vi.waitUntil(() => server.deps.sealer.stats().unsealed === 0);
    const page = (await server.deps.metrics.render()).split('\n');
    expect(page).toEqual(
      expect.arrayContaining([
        ...['audit_unsealed_events 0', 'audit_unsealed_age_seconds 0', 'audit_events_sealed_total 4'],
        'audit_seal_failures_total 0',
      ]),
    );
  });

  it('says how long something waits that it cannot seal, once a minute and not each time', async () => {
    const server = await another();
    await record(4);
    await server.deps.sealer.sealAll();
    await inClinic('update audit_heads set last_seq = 2, sealed_seq = 1 where clinic_id = $1');
    await record(5);
    api.clock.advance(61_000);
    const { sealer } = server.deps;
    await vi.waitUntil(async () => {
      await sealer.sealAll();
      return sealer.stats().failures === 3;
    });
    expect(sealer.stats()).toMatchObject({ unsealed: 5, ageSeconds: 61, sealed: 4 });
    const told = server.lines.filter(({ level }) => level === 'error');
    expect(told).toEqual([
      {
        ...{ level: 'error', event: 'audit_chain_broken' },
        fields: { clinicId: clinic.id, cause: 'ChainBrokenError' },
      },
    ]);
  });

  it('tells of an event that was taken out before it was sealed, and seals the others', async () => {
    await record(3);
    await inClinic(
      'delete from audit_events where clinic_id = $1 and id = (select event_ids[2] from unsealed_audit_events where clinic_id = $1)',
    );
    await api.deps.sealer.sealAll();
    expect(await report()).toMatchObject({ outcome: 'intact', checked: 2, unsealed: 0 });
    expect(api.lines).toContainEqual({
      level: 'error',
      event: 'audit_events_missing',
      fields: { clinicId: clinic.id, count: 1 },
    });
  });

  it('seals what is left when it ends, and needs nobody to be there for it', async () => {
    const server = await api.another();
    server.deps.sealer.start();
    await vi.waitUntil(() => server.deps.sealer.stats().failures === 0);
    for (let commit = 0; commit < 3; commit += 1) await record(400);
    await server.close();
    expect((await sequences()).length).toBe(1_200);
  });

  it('ends all the same when the database has gone', async () => {
    const stopped = await api.another();
    stopped.deps.sealer.start();
    await stopped.deps.database.close();
    await stopped.deps.sealer.close();
    expect(stopped.deps.sealer.stats().sealed).toBe(0);
  });
});

describe('what programs of the version before recorded during a deployment', () => {
  const adopt = jobs.find(({ name }) => name === 'adopt-audit-events');
  const write = (age: string) =>
    inClinic(
      `insert into audit_events (clinic_id, id, occurred_at, actor_role, origin, action, outcome, request_id)
       select $1, gen_random_uuid(), applied_at + interval '${age}', 'nurse', 'api', 'patient.read', 'success', 'old'
       from ops.migrations where number = 10`,
    );

  it('is sealed too, and what comes by no door later is not', async () => {
    const [{ at } = { at: new Date() }] = await api.asOwner<{ at: Date }>(
      'select applied_at as at from ops.migrations where number = 10',
    );
    for (const age of ['5 minutes', '23 hours', '25 hours']) await write(age);
    api.clock.set(new Date(at.getTime() + 49 * 3_600_000).toISOString());
    await adopt?.run(api.deps);
    await api.deps.sealer.sealAll();
    expect(await sequences()).toEqual([]);
    api.clock.set(new Date(at.getTime() + 47 * 3_600_000).toISOString());
    await adopt?.run(api.deps);
    await adopt?.run(api.deps);
    await api.deps.sealer.sealAll();
    expect(await sequences()).toEqual([1, 2]);
    expect(await report()).toMatchObject({
      outcome: 'broken',
      reason: 'not_sealed',
      checked: 2,
      unsealed: 1,
    });
  });
});
