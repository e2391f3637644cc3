import { randomBytes } from 'node:crypto';
import { AuditKeys, proveEnd, type ChainHead } from '@clinic/audit';
import { auditVerification, type AuditVerification } from '@clinic/contracts';
import { anId, aPatient } from '@clinic/contracts/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let nurse: Desk;
let auditor: Desk;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

const register = async (): Promise<string> =>
  (await nurse.post('/api/patients').send(aPatient()).expect(201)).body.id as string;

const verification = async (): Promise<AuditVerification> => {
  const answer = await auditor.get('/api/audit-events/verification').expect(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  return auditVerification.strict().parse(answer.body);
};

const seal = () => api.deps.sealer.sealAll();

/** A statement past every wall, as somebody sends it who has the whole database; `$1` is the clinic. */
const asOwner = <Row extends object = Record<string, unknown>>(text: string, ...values: unknown[]) =>
  api.asOwner<Row>(text, [clinic.id, ...values]);

beforeEach(async () => {
  api.clock.set('2030-01-07T14:00:00Z');
  clinic = await api.newClinic();
  nurse = await clinic.as('nurse');
  auditor = await clinic.as('auditor');
  // Two sign-ins and two events for each patient: twelve.
  for (let patient = 0; patient < 5; patient += 1) {
    const id = await register();
    await nurse.get(`/api/patients/${id}`).expect(200);
    // The first batch of the day, which the daily seal is made with, and one after it.
    if (patient === 1) await seal();
  }
  await seal();
});

describe('an audit log that nobody touched', () => {
  it('is intact from its first event to its last, and shows its daily seal', async () => {
    const report = await verification();
    expect(report).toMatchObject({ outcome: 'intact', checked: 12, unsealed: 0 });
    expect(report.seal).toMatchObject({ day: '2030-01-07', sequence: 6 });
    expect(report).not.toHaveProperty('firstBrokenSequence');
  });

  it('numbers its events, and has none for those that are not sealed yet', async () => {
    await verification();
    const { items } = (await auditor.get('/api/audit-events?limit=20')).body;
    const sequences = items.map((item: { sequence: number | null }) => item.sequence);
    expect(sequences[0]).toBeNull();
    expect(sequences.slice(1).sort((one: number, other: number) => one - other)).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    ]);
    expect(await verification()).toMatchObject({ outcome: 'intact', checked: 12, unsealed: 2 });
  });

  it('has a daily seal for each day on which something was recorded', async () => {
    api.clock.set('2030-01-09T23:59:59Z');
    nurse = await api.signIn(clinic.email('nurse'));
    await register();
    await seal();
    api.clock.set('2030-01-10T00:00:01Z');
    await register();
    await seal();
    auditor = await api.signIn(clinic.email('auditor'));
    const days = await asOwner<{ day: string; count: string }>(
      'select day::text, count from audit_daily_seals where clinic_id = $1 order by day',
    );
    expect(days).toEqual([
      { day: '2030-01-07', count: '6' },
      { day: '2030-01-09', count: '8' },
      { day: '2030-01-10', count: '1' },
    ]);
    const report = await verification();
    expect(report).toMatchObject({
      outcome: 'intact',
      checked: 15,
      seal: { day: '2030-01-10', sequence: 15 },
    });
    expect(api.lines).toContainEqual({
      ...{ level: 'info', event: 'audit_day_sealed' },
      fields: {
        ...{ clinicId: clinic.id, day: '2030-01-10', sequence: 15, count: 1, seal: report.seal?.short },
      },
    });
  });

  it('is verified by many at once with two walks, and each is on record', async () => {
    const reports = await Promise.all(Array.from({ length: 5 }, verification));
    expect(new Set(reports.map(({ outcome }) => outcome))).toEqual(new Set(['intact']));
    const { items } = (await auditor.get('/api/audit-events?action=audit.verify')).body;
    expect(items.map(({ count, outcome }: { count: number; outcome: string }) => [count, outcome])).toEqual(
      Array(5).fill([12, 'success']),
    );
  });

  it('is verified across pages', async () => {
    const audit = Array.from({ length: 1_200 }, () => ({ id: anId(), action: 'patient.import' }));
    const context = {
      ...{ clinicId: clinic.id, actorId: null, actorRole: 'system', sessionId: null },
      ...{ requestId: 'x', origin: 'cli' as const },
    };
    const records = audit.map((entry) => ({ context, entry, occurredAt: api.clock.now() }));
    await api.deps.database.inClinic(context, (tx) =>
      api.deps.repositories.auditEvents.finishWithMany(tx, records),
    );
    await seal();
    expect(await verification()).toMatchObject({ outcome: 'intact', checked: 1_212 });
    await asOwner(
      `delete from audit_events where clinic_id = $1 and id =
        (select event_id from audit_seals where clinic_id = $1 and seq = 1100)`,
    );
    expect(await verification()).toMatchObject({
      outcome: 'broken',
      firstBrokenSequence: 1_100,
      checked: 1_099,
    });
  });

  it('is open to administrators and auditors alone', async () => {
    expect((await (await clinic.as('admin')).get('/api/audit-events/verification')).status).toBe(200);
    expect((await nurse.get('/api/audit-events/verification')).status).toBe(403);
  });
});

const eventAt = (seq: number) => `(select event_id from audit_seals where clinic_id = $1 and seq = ${seq})`;

const tamperings: [string, string[], number, string][] = [
  [
    'an action changed',
    [`update audit_events set action = 'x' where clinic_id = $1 and id = ${eventAt(5)}`],
    5,
    'changed',
  ],
  [
    'another person blamed',
    [`update audit_events set actor_id = gen_random_uuid() where clinic_id = $1 and id = ${eventAt(12)}`],
    ...([12, 'changed'] as const),
  ],
  [
    'a microsecond added',
    [
      `update audit_events set occurred_at = occurred_at + interval '1 microsecond' where clinic_id = $1 and id = ${eventAt(1)}`,
    ],
    ...([1, 'changed'] as const),
  ],
  [
    'an event deleted',
    [`delete from audit_events where clinic_id = $1 and id = ${eventAt(4)}`],
    4,
    'missing',
  ],
  [
    'an event and its seal deleted',
    [
      `delete from audit_events where clinic_id = $1 and id = ${eventAt(4)}`,
      'delete from audit_seals where clinic_id = $1 and seq = 4',
    ],
    ...([4, 'missing'] as const),
  ],
  [
    'an event deleted and the gap closed',
    [
      `delete from audit_events where clinic_id = $1 and id = ${eventAt(4)}`,
      'delete from audit_seals where clinic_id = $1 and seq = 4',
      'update audit_seals set seq = seq + 1000 where clinic_id = $1 and seq > 4',
      'update audit_seals set seq = seq - 1001 where clinic_id = $1 and seq > 1000',
    ],
    ...([4, 'changed'] as const),
  ],
  [
    'two events swapped under their seals',
    [
      'update audit_seals set seq = 1003 where clinic_id = $1 and seq = 3',
      'update audit_seals set seq = 3 where clinic_id = $1 and seq = 9',
      'update audit_seals set seq = 9 where clinic_id = $1 and seq = 1003',
      `update audit_seals s set mac = o.mac, sealed_at = o.sealed_at from audit_seals o
       where s.clinic_id = $1 and o.clinic_id = $1 and (s.seq = 3 and o.seq = 9 or s.seq = 9 and o.seq = 3)`,
    ],
    ...([3, 'changed'] as const),
  ],
  [
    'what two events say swapped',
    [
      `update audit_events e set action = o.action, patient_id = o.patient_id, request_id = o.request_id
       from audit_events o where e.clinic_id = $1 and o.clinic_id = $1
         and (e.id = ${eventAt(7)} and o.id = ${eventAt(10)} or e.id = ${eventAt(10)} and o.id = ${eventAt(7)})`,
    ],
    ...([7, 'changed'] as const),
  ],
  [
    'the places of two seals swapped',
    [
      'update audit_seals set seq = 1008 where clinic_id = $1 and seq = 8',
      'update audit_seals set seq = 8 where clinic_id = $1 and seq = 11',
      'update audit_seals set seq = 11 where clinic_id = $1 and seq = 1008',
    ],
    ...([8, 'changed'] as const),
  ],
  ['the tail of seals cut', ['delete from audit_seals where clinic_id = $1 and seq > 9'], 10, 'missing'],
  [
    'the tail cut, and the end moved to where it was cut',
    [
      `delete from audit_events where clinic_id = $1 and id in
        (select event_id from audit_seals where clinic_id = $1 and seq > 9)`,
      'delete from audit_seals where clinic_id = $1 and seq > 9',
      `update audit_heads set last_seq = 9, last_mac = (select mac from audit_seals where clinic_id = $1 and seq = 9)
       where clinic_id = $1`,
    ],
    ...([10, 'end_unproven'] as const),
  ],
  ['the end taken away', ['delete from audit_heads where clinic_id = $1'], 13, 'end_unproven'],
  [
    'the tail cut, and the end taken away',
    [
      'delete from audit_seals where clinic_id = $1 and seq > 9',
      'delete from audit_heads where clinic_id = $1',
    ],
    ...([10, 'end_unproven'] as const),
  ],
  [
    'everything taken away but the daily seals',
    [
      'delete from audit_events where clinic_id = $1',
      'delete from audit_seals where clinic_id = $1',
      'delete from audit_heads where clinic_id = $1',
    ],
    ...([1, 'end_unproven'] as const),
  ],
  [
    'a seal added behind the end',
    [
      `insert into audit_seals select clinic_id, 13, gen_random_uuid(), mac, key_id, format, sealed_at
       from audit_seals where clinic_id = $1 and seq = 12`,
    ],
    ...([13, 'missing'] as const),
  ],
  ['the daily seal taken away', ['delete from audit_daily_seals where clinic_id = $1'], 6, 'day_seal'],
  [
    'a daily seal of another day',
    ["update audit_daily_seals set day = '2030-01-06' where clinic_id = $1"],
    6,
    'day_seal',
  ],
  [
    'an event put in of an earlier day',
    [
      `insert into audit_events (clinic_id, id, occurred_at, actor_role, origin, action, outcome, request_id)
       values ($1, gen_random_uuid(), '2029-12-24', 'nurse', 'api', 'patient.read', 'success', 'forged')`,
    ],
    ...([13, 'not_sealed'] as const),
  ],
];

describe('an audit log that somebody touched who has the whole database', () => {
  it.each(tamperings)('is found out: %s', async (_what, statements, firstBrokenSequence, reason) => {
    for (const statement of statements) await asOwner(statement);
    const report = await verification();
    expect(report).toMatchObject({ outcome: 'broken', firstBrokenSequence, reason });
    expect(api.lines.findLast(({ event }) => event === 'audit_chain_broken')).toMatchObject({
      level: 'error',
      fields: { clinicId: clinic.id, sequence: firstBrokenSequence, cause: reason },
    });
  });

  it('is found out when all is sealed anew with a key that was guessed, the end and the daily seal too', async () => {
    await asOwner(`update audit_events set action = 'x' where clinic_id = $1 and id = ${eventAt(5)}`);
    await asOwner('update unsealed_audit_events set recorded_at = recorded_at where clinic_id = $1');
    await asOwner(
      `insert into unsealed_audit_events
       select clinic_id, gen_random_uuid(), array_agg(event_id order by seq), now() from audit_seals
       where clinic_id = $1 and seq >= 5 group by clinic_id`,
    );
    await asOwner('delete from audit_daily_seals where clinic_id = $1');
    await asOwner('delete from audit_seals where clinic_id = $1 and seq >= 5');
    const [row] = await asOwner<{ mac: Buffer }>(
      'select mac from audit_seals where clinic_id = $1 and seq = 4',
    );
    const guessed = { activeId: 'k1', keys: new Map([['k1', randomBytes(32)]]) };
    const end = { lastSeq: 4, lastMac: row?.mac ?? Buffer.alloc(32), sealedOn: null, sealedSeq: 0 };
    const head: ChainHead = proveEnd(new AuditKeys(guessed), clinic.id, end);
    await asOwner(
      'update audit_heads set last_seq = 4, last_mac = $2, sealed_on = null, sealed_seq = 0, proof = $3 where clinic_id = $1',
      ...[head.lastMac, head.proof],
    );
    const intruder = await api.another({ auditKey: guessed });
    await intruder.deps.sealer.sealAll();
    expect(await intruder.deps.auditChain.verify(clinic.id)).toMatchObject({ firstBrokenSequence: 1 });
    await intruder.close();
    expect(await verification()).toMatchObject({
      ...{ outcome: 'broken', checked: 4, firstBrokenSequence: 5, reason: 'changed' },
    });
  });

  it('keeps the proof: nothing is sealed behind an end that was moved or taken away', async () => {
    const told = () => api.lines.filter(({ event }) => event === 'audit_chain_broken');
    const before = told().length;
    await asOwner('update audit_heads set last_seq = last_seq - 1 where clinic_id = $1');
    await register();
    await seal();
    await asOwner('delete from audit_heads where clinic_id = $1');
    await seal();
    expect(told().length).toBe(before + 1);
    const [waiting] = await asOwner<{ count: string }>(
      'select count(*) from unsealed_audit_events where clinic_id = $1',
    );
    expect(waiting?.count).toBe('1');
    expect(await verification()).toMatchObject({ outcome: 'broken', firstBrokenSequence: 13 });
  });

  it('breaks no chain but its own', async () => {
    const theirs = await api.newClinic();
    const other = await theirs.as('auditor');
    await other.get('/api/audit-events').expect(200);
    await seal();
    await asOwner('delete from audit_seals where clinic_id = $1');
    const answer = await other.get('/api/audit-events/verification');
    expect(answer.body).toMatchObject({ outcome: 'intact', checked: 2 });
  });

  it('is found out by a seal that was kept elsewhere, when every row was taken back to an earlier day', async () => {
    const tables = ['audit_events', 'audit_seals', 'audit_heads', 'audit_daily_seals'];
    for (const table of tables) {
      await api.asOwner(
        `create table old_${table} as select * from ${table} where clinic_id = '${clinic.id}'`,
      );
    }
    api.clock.set('2030-01-08T08:00:00Z');
    auditor = await api.signIn(clinic.email('auditor'));
    await seal();
    const kept = (await verification()).seal?.short ?? '';
    await asOwner('delete from unsealed_audit_events where clinic_id = $1');
    for (const table of tables) {
      await asOwner(`delete from ${table} where clinic_id = $1`);
      await api.asOwner(`insert into ${table} select * from old_${table}`);
    }
    // The database alone cannot know: all of it is as it was.
    const { auditChain } = api.deps;
    expect(await auditChain.verify(clinic.id)).toMatchObject({ outcome: 'intact', checked: 12 });
    expect(await auditChain.verify(clinic.id, { seals: [kept] })).toMatchObject({
      ...{ outcome: 'broken', firstBrokenSequence: 13, reason: 'day_seal' },
    });
  });
});
