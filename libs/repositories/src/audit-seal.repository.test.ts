import { randomBytes, randomUUID } from 'node:crypto';
import { AuditKeys, BEGINNING, eventBytes, proveEnd, sealEvents } from '@clinic/audit';
import type { Transaction } from '@clinic/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from './unit-of-work.ts';
import { finishWrite } from './unit-of-work.ts';
import { later, NOW, startRepositories, type TestClinic, type TestRepositories } from './testing.ts';

let test: TestRepositories;
let clinic: TestClinic;
const keys = new AuditKeys({ activeId: '1', keys: new Map([['1', randomBytes(32)]]) });

beforeAll(async () => {
  test = await startRepositories();
});

afterAll(() => test.close());

beforeEach(async () => {
  clinic = await test.newClinic();
});

const entries = (count: number): AuditEntry[] =>
  Array.from({ length: count }, () => ({ id: randomUUID(), action: 'patient.read' }));

const seals = () => clinic.repositories.auditSeals;

const record = (count: number): Promise<void> =>
  clinic.write((tx) =>
    clinic.repositories.auditEvents.finishWithMany(
      tx,
      entries(count).map((entry) => ({ context: clinic.context, entry, occurredAt: NOW })),
    ),
  );

const begin = () => proveEnd(keys, clinic.id, BEGINNING);

const sealNext = async (tx: Transaction): Promise<number> => {
  await seals().insertHead(tx, begin());
  const end = await seals().lockHead(tx);
  const waiting = await seals().listWaiting(tx);
  if (!end || !waiting) return 0;
  const { events, queueIds } = waiting;
  const sealed = sealEvents(keys, { clinicId: clinic.id, end, events, now: NOW });
  const eventIds = events.map(({ id }) => id);
  await seals().finishWithSeals(tx, { ...sealed, eventIds, queueIds, now: NOW, format: 1 });
  return events.length;
};

const unsealedHere = async () => {
  const all = await test.database.asSystem((tx) => seals().listUnsealedClinics(tx));
  return all.filter(({ clinicId }) => clinicId === clinic.id);
};

describe('what is recorded', () => {
  it('waits for its seal, however it was recorded, and not when nothing was', async () => {
    await record(3);
    const end = { context: clinic.context, now: later(1), changes: [] };
    await clinic.write((tx) => finishWrite(tx, { ...end, audit: entries(2) }));
    await clinic.write((tx) => finishWrite(tx, { ...end, audit: [] }));
    expect(await unsealedHere()).toEqual([{ clinicId: clinic.id, oldestAt: NOW, events: 5 }]);
    const queue = await test.asOwner('select 1 from unsealed_audit_events where clinic_id = $1', [clinic.id]);
    expect(queue).toHaveLength(2);
  });

  it('waits for nothing when its transaction fails', async () => {
    const [entry] = entries(1);
    const audit = entry ? [entry, entry] : [];
    const failing = clinic.write((tx) =>
      finishWrite(tx, { context: clinic.context, now: NOW, changes: [], audit }),
    );
    await expect(failing).rejects.toThrow();
    expect(await unsealedHere()).toEqual([]);
  });
});

describe('a batch', () => {
  it('gives places without gaps, and leaves nothing waiting', async () => {
    await record(3);
    await record(1);
    expect(await clinic.write(sealNext)).toBe(4);
    await record(2);
    expect(await clinic.write(sealNext)).toBe(2);
    const rows = await test.asOwner<{ seq: string }>(
      'select seq from audit_seals where clinic_id = $1 order by seq',
      [clinic.id],
    );
    expect(rows.map(({ seq }) => Number(seq))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await unsealedHere()).toEqual([]);
    const events = await clinic.read((tx) => clinic.repositories.auditEvents.list(tx, { limit: 10 }));
    expect(events.map(({ sequence }) => sequence).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is about five hundred events, and as many more as one commit has', async () => {
    for (let commit = 0; commit < 4; commit += 1) await record(300);
    expect(await clinic.write(sealNext)).toBe(600);
    expect(await clinic.write(sealNext)).toBe(600);
    expect(await clinic.write(sealNext)).toBe(0);
  });

  it('passes over what is sealed already, named twice, or not there', async () => {
    await record(2);
    await clinic.write(sealNext);
    const [known] = await test.asOwner<{ event_id: string }>(
      'select event_id from audit_seals where clinic_id = $1 and seq = 1',
      [clinic.id],
    );
    await record(1);
    const waiting = await clinic.write((tx) => seals().listWaiting(tx));
    const again = [known?.event_id, waiting?.events[0]?.id, randomUUID()];
    await test.asOwner('insert into unsealed_audit_events values ($1, $2, $3, now())', [
      ...[clinic.id, randomUUID(), again],
    ]);
    expect(await clinic.write((tx) => seals().listWaiting(tx))).toMatchObject({ events: [{}], missing: 1 });
    expect(await clinic.write(sealNext)).toBe(1);
    expect(await unsealedHere()).toEqual([]);
  });

  it('is done by one alone: who comes second finds the end taken, and does not wait', async () => {
    await record(1);
    await clinic.write(sealNext);
    await clinic.write(async (tx) => {
      expect(await seals().lockHead(tx)).toBeDefined();
      expect(await clinic.write((other) => seals().lockHead(other))).toBeUndefined();
      expect(await clinic.write((other) => seals().insertHead(other, begin()))).toBe(false);
    });
  });

  it('never begins a chain anew that has seals already', async () => {
    await record(1);
    await clinic.write(sealNext);
    await test.asOwner('delete from audit_heads where clinic_id = $1', [clinic.id]);
    expect(await clinic.write((tx) => seals().insertHead(tx, begin()))).toBe(false);
  });
});

describe('what the chain is read as', () => {
  it('is its state at one moment and its seals in order with their events', async () => {
    await record(3);
    await clinic.write(sealNext);
    await record(1);
    const state = await clinic.read((tx) => seals().findState(tx));
    expect(state).toMatchObject({
      ...{ head: { lastSeq: 3, sealedOn: '2030-01-07', sealedSeq: 3 }, seals: 3, events: 4, waiting: 1 },
      dailySeals: [{ day: '2030-01-07', seq: 3, count: 3 }],
    });
    const page = await clinic.write((tx) => seals().listSealed(tx, { after: 1, through: 3, limit: 1 }));
    expect(page).toMatchObject([{ seq: 2, format: 1, event: { action: 'patient.read' } }]);
    expect(page[0]?.event?.occurredAtMicros).toBe(NOW.getTime() * 1_000);
  });

  it('is nothing before there is one', async () => {
    expect(await clinic.read((tx) => seals().findState(tx))).toEqual({
      ...{ head: undefined, dailySeals: [], seals: 0, events: 0, waiting: 0 },
    });
  });

  it('shows an instant as exactly as it is kept, and none that cannot have been written', async () => {
    await record(1);
    const instants: [string, number | null][] = [
      ['2030-01-07 14:00:00.000001+00', NOW.getTime() * 1_000 + 1],
      ['infinity', null],
      ['2030-01-07 14:00:00+00 BC', null],
    ];
    for (const [instant, micros] of instants) {
      await test.asOwner('update audit_events set occurred_at = $2 where clinic_id = $1', [
        clinic.id,
        instant,
      ]);
      const waiting = await clinic.write((tx) => seals().listWaiting(tx));
      expect(waiting?.events[0]?.occurredAtMicros).toBe(micros);
    }
  });
});

describe('events that came by no door of ours', () => {
  const forge = (occurredAt: Date) =>
    test.asOwner(
      `insert into audit_events (clinic_id, id, occurred_at, actor_role, origin, action, outcome, request_id)
       values ($1, $2, $3, 'nurse', 'api', 'patient.read', 'success', 'x')`,
      [clinic.id, randomUUID(), occurredAt],
    );
  const quarter = { from: later(-15), to: later(15) };

  it('are counted, unless they are of just now', async () => {
    await record(2);
    await clinic.write(sealNext);
    await record(1);
    await forge(later(-16));
    await forge(NOW);
    await forge(later(16));
    expect(await clinic.read((tx) => seals().countStrays(tx, quarter))).toBe(2);
  });

  it('are let in by time alone, once each', async () => {
    await record(1);
    await forge(later(-20));
    for (let count = 0; count < 3; count += 1) await forge(NOW);
    const adopt = () => clinic.write((tx) => seals().insertStrays(tx, quarter, later(60)));
    expect([await adopt(), await adopt()]).toEqual([3, 0]);
    expect(await clinic.write(sealNext)).toBe(4);
    expect(await adopt()).toBe(0);
  });
});

describe('what a seal covers', () => {
  it('is every column of an event: a new one needs a new format', async () => {
    await record(1);
    const columns = await test.asOwner<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = 'audit_events'::regclass and attnum > 0 and not attisdropped`,
    );
    const waiting = await clinic.write((tx) => seals().listWaiting(tx));
    const [event] = waiting?.events ?? [];
    expect(Object.keys(event ?? {}).length).toBe(columns.length - 1);
    const seen = new Set([event && eventBytes(event).toString('hex')]);
    for (const { name } of columns) {
      if (name === 'clinic_id' || name === 'id') continue;
      const changes: Record<string, string> = {
        occurred_at: "occurred_at + interval '1 microsecond'",
        seen_count: '7',
        outcome: "'denied'",
        origin: "'job'",
      };
      const isText = ['actor_role', 'action', 'resource_type', 'request_id'].includes(name);
      const value = changes[name] ?? (isText ? "'other'" : 'gen_random_uuid()');
      await test.asOwner(`update audit_events set ${name} = ${value} where clinic_id = $1`, [clinic.id]);
      const [changed] = (await clinic.write((tx) => seals().listWaiting(tx)))?.events ?? [];
      seen.add(changed && eventBytes(changed).toString('hex'));
    }
    expect(seen.size).toBe(columns.length - 1);
  });
});
