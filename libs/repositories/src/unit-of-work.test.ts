import { randomBytes, randomUUID } from 'node:crypto';
import { isViolationOf } from '@clinic/database';
import { AppError } from '@clinic/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { later, NOW, startRepositories, type TestClinic, type TestRepositories } from './testing.ts';
import { finishWrite, type WriteEnd } from './unit-of-work.ts';

let test: TestRepositories;
let clinic: TestClinic;

beforeAll(async () => {
  test = await startRepositories();
});

afterAll(() => test.close());

beforeEach(async () => {
  clinic = await test.newClinic();
});

const finish = (end: Partial<WriteEnd> = {}) =>
  clinic.write((tx) =>
    finishWrite(tx, { context: clinic.context, now: NOW, changes: [], audit: [], ...end }),
  );

const aChange = () => ({ entity: 'patient', id: randomUUID(), version: 1 });

const anAnswer = () => ({
  ...{ key: randomUUID(), userId: clinic.userId, requestHash: randomBytes(32), status: 201 },
  answerEnc: randomBytes(64),
});

const feed = () =>
  test.asOwner<{ seq: string; entity_id: string }>(
    'select seq, entity, entity_id, op, version, actor_id from change_feed where clinic_id = $1 order by seq',
    [clinic.id],
  );

describe('the end of a write', () => {
  it('numbers what changed, in order, and tells the counter', async () => {
    const changes = [aChange(), { ...aChange(), entity: 'appointment', op: 'delete' as const, version: 4 }];
    expect(await finish({ changes })).toBe(2);
    expect(await finish({ changes: [aChange()] })).toBe(3);
    expect((await feed()).slice(0, 2)).toEqual([
      {
        seq: '1',
        entity: 'patient',
        entity_id: changes[0]?.id,
        op: 'upsert',
        version: 1,
        actor_id: clinic.userId,
      },
      {
        seq: '2',
        entity: 'appointment',
        entity_id: changes[1]?.id,
        op: 'delete',
        version: 4,
        actor_id: clinic.userId,
      },
    ]);
  });

  it('leaves no gap and no double, however many write at once and fail', async () => {
    const attempts = Array.from({ length: 40 }, (_, index) =>
      clinic
        .write(async (tx) => {
          if (index % 4 === 0) {
            await finishWriteButFail(tx);
            return;
          }
          await finishWrite(tx, { context: clinic.context, now: NOW, changes: [aChange()], audit: [] });
        })
        .catch(() => undefined),
    );
    await Promise.all(attempts);
    expect((await feed()).map((row) => Number(row.seq))).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    );
    expect(await clinic.read((tx) => clinic.repositories.changeFeed.findHead(tx))).toBe(30);
  });

  it('puts it on record with who, where and in which request', async () => {
    const patientId = randomUUID();
    const entries = [
      { id: randomUUID(), action: 'patient.read', patientId, resourceType: 'patient', resourceId: patientId },
      { id: randomUUID(), action: 'patient.search', count: 12, outcome: 'denied' as const },
    ];
    await finish({ audit: entries });
    const rows = await clinic.read((tx) => clinic.repositories.auditEvents.list(tx, { limit: 5 }));
    const who = {
      occurredAt: NOW,
      actorId: clinic.userId,
      actorRole: 'nurse',
      origin: 'api',
      requestId: 'a request',
    };
    expect(rows.find((row) => row.id === entries[0]?.id)).toEqual({
      ...{ ...who, id: entries[0]?.id, action: 'patient.read', patientId, count: null },
      ...{ resourceType: 'patient', resourceId: patientId, outcome: 'success', sequence: null },
    });
    expect(rows.find((row) => row.id === entries[1]?.id)).toMatchObject({
      count: 12,
      outcome: 'denied',
      patientId: null,
    });
  });

  it('keeps the answer of a request, once for each key of a user', async () => {
    const answer = anAnswer();
    await finish({ answer });
    const { idempotencyKeys } = clinic.repositories;
    const known = await clinic.read((tx) => idempotencyKeys.find(tx, clinic.userId, answer.key));
    expect(known).toEqual({ requestHash: answer.requestHash, status: 201, answerEnc: answer.answerEnc });
    expect(await clinic.read((tx) => idempotencyKeys.find(tx, randomUUID(), answer.key))).toBeUndefined();
    const again = finish({ answer, changes: [aChange()] });
    await expect(again).rejects.toSatisfy(
      (error) => error instanceof AppError && isViolationOf(error.cause, 'idempotency_keys_pkey'),
    );
    expect(await feed()).toEqual([]);
  });

  it('fails whole where the clinic does not exist', async () => {
    const nowhere = test.database.inClinic({ clinicId: randomUUID() }, (tx) =>
      finishWrite(tx, { context: clinic.context, now: NOW, changes: [aChange()], audit: [] }),
    );
    await expect(nowhere).rejects.toThrow('no change counter');
  });
});

/** Moves the counter and then fails, as a write does whose last statement breaks a promise. */
const finishWriteButFail = async (tx: Parameters<typeof finishWrite>[0]): Promise<void> => {
  await clinic.repositories.changeFeed.lock(tx);
  await tx.query('update clinic_feed_head set last_seq = last_seq + 1 where clinic_id = $1', [tx.clinicId]);
  throw new Error('The program fails');
};

describe('the feed', () => {
  it('says which things of a kind changed since, each once, and how far it is', async () => {
    const [one, other] = [aChange(), aChange()];
    await finish({ changes: [one, { ...one, version: 2 }, { ...aChange(), entity: 'appointment' }] });
    await finish({ changes: [other] });
    const { changeFeed } = clinic.repositories;
    const since = (seq: number) => clinic.read((tx) => changeFeed.listChanged(tx, 'patient', seq));
    const all = await since(0);
    expect([all.lastSeq, new Set(all.changedIds)]).toEqual([4, new Set([one.id, other.id])]);
    expect(await since(3)).toEqual({ lastSeq: 4, changedIds: [other.id] });
    expect(await since(4)).toEqual({ lastSeq: 4, changedIds: [] });
  });

  it('gives out file numbers that nobody else gets', async () => {
    const take = () => clinic.write((tx) => clinic.repositories.changeFeed.takeFileNumbers(tx, 3));
    const taken = (await Promise.all(Array.from({ length: 10 }, take))).flat();
    expect(taken.map(Number).sort((one, other) => one - other)).toEqual(
      Array.from({ length: 30 }, (_, index) => 10_001 + index),
    );
  });
});

describe('a refusal that is kept', () => {
  it('is kept for who comes first, and forgotten with its age', async () => {
    const { idempotencyKeys } = clinic.repositories;
    const answer = anAnswer();
    const keep = () => clinic.write((tx) => idempotencyKeys.insert(tx, answer, NOW));
    expect([await keep(), await keep()]).toEqual([true, false]);
    const forget = (before: Date) => clinic.write((tx) => idempotencyKeys.deleteBefore(tx, before));
    expect(await forget(NOW)).toBe(0);
    expect(await forget(later(1))).toBe(1);
  });
});

describe('the audit log', () => {
  it('takes many lines in one go and lists them newest first, by every filter', async () => {
    const { auditEvents } = clinic.repositories;
    const [patientId, actorId] = [randomUUID(), randomUUID()];
    const record = (minutes: number, entry: object = {}, context: object = {}) => ({
      context: { ...clinic.context, ...context },
      entry: { id: randomUUID(), action: 'patient.read', ...entry },
      occurredAt: later(minutes),
    });
    const records = [
      record(0),
      record(1, { patientId }),
      record(2, {}, { actorId }),
      record(3, { action: 'audit.read' }),
    ];
    await clinic.write((tx) => auditEvents.finishWithMany(tx, records));
    const list = async (filter: object) => {
      const rows = await clinic.read((tx) => auditEvents.list(tx, { limit: 10, ...filter }));
      return rows.map((row) => records.findIndex((known) => known.entry.id === row.id));
    };
    expect(await list({})).toEqual([3, 2, 1, 0]);
    expect(await list({ patientId })).toEqual([1]);
    expect(await list({ actorId })).toEqual([2]);
    expect(await list({ patientId, actorId })).toEqual([]);
    expect(await list({ action: 'audit.read' })).toEqual([3]);
    expect(await list({ from: later(1).toISOString(), to: later(3).toISOString() })).toEqual([2, 1]);
    expect(await list({ limit: 1, after: { occurredAt: later(2), id: records[2]?.entry.id } })).toEqual([1]);
  });

  it('is written for a clinic that exists alone', async () => {
    const clinicId = randomUUID();
    const record = {
      context: clinic.context,
      entry: { id: randomUUID(), action: 'patient.read' },
      occurredAt: NOW,
    };
    await test.database.inClinic({ clinicId }, (tx) =>
      clinic.repositories.auditEvents.finishWithMany(tx, [record]),
    );
    expect(await test.asOwner('select id from audit_events where clinic_id = $1', [clinicId])).toEqual([]);
  });
});
