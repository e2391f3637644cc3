import { setTimeout as sleep } from 'node:timers/promises';
import { request as httpRequest, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ImportBatch, ImportRow, Patient, PatientSummary } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clinicState } from '../../testing/run-import.ts';
import { startTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

type Clinic = Awaited<ReturnType<TestApi['newClinic']>>;
type Desk = Awaited<ReturnType<Clinic['as']>>;

const TABLE = [
  'Patient ID,Last Name,First Name,DOB,Sex,Phone,Email,Favourite colour',
  '1,Okonkwo,Adaeze,03/04/1980,F,(212) 555-0143,adaeze@example.org,blue',
  '2,Lindqvist,Tove,1991-12-24,F,+1 646 555 0188,tove@example.org,red',
  '3,Okonkwo,Adaeze,03/04/1980,F,212-555-0143,adaeze@example.org,blue',
  '4,Okonkwo,Adaeze,03/04/1980,F,,,',
  '5,Nobody,,13/45/1980,F,,,',
  ',,,,,,,',
].join('\n');

const upload = (desk: Desk, body: string, { type = 'text/csv', query = '' } = {}) =>
  desk.post(`/api/imports${query}`).set('Content-Type', type).send(body);

const untilDone = async (desk: Desk, id: string): Promise<ImportBatch> => {
  for (let tries = 0; tries < 400; tries += 1) {
    const answer = await desk.get(`/api/imports/${id}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const batch = answer.body as ImportBatch;
    if (batch.status !== 'running') return batch;
    await sleep(25);
  }
  throw new Error('the import does not come to its end');
};

const importNow = async (desk: Desk, body: string, options: Parameters<typeof upload>[2] = {}) => {
  const answer = await upload(desk, body, options);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return untilDone(desk, (answer.body as ImportBatch).id);
};

const rowsOf = async (desk: Desk, id: string, query = ''): Promise<ImportRow[]> => {
  const answer = await desk.get(`/api/imports/${id}/rows?limit=100${query}`);
  expect(answer.status).toBe(200);
  return (answer.body as { items: ImportRow[] }).items;
};

const search = async (desk: Desk, query: string): Promise<PatientSummary[]> =>
  ((await desk.post('/api/patients/search').send({ query })).body as { items: PatientSummary[] }).items;

const manyPeople = (count: number): string => {
  const rows = Array.from({ length: count }, (_, index) => {
    const day = new Date(Date.UTC(1950, 0, 1 + index * 7)).toISOString().slice(0, 10);
    return `${index},Family${index},Given,${day}`;
  });
  return ['id,last name,first name,dob', ...rows].join('\n');
};

const withoutCounters = ({ change_feed: _feed, seq: _seq, ...state }: Record<string, string>) => state;

describe('importing a table', () => {
  it('answers with the batch, says what became of every row, and people are found', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const batch = await importNow(desk, TABLE, { query: '?fileName=list.csv' });
    expect(batch).toMatchObject({
      status: 'done',
      isDryRun: false,
      format: 'csv',
      recordsRead: 6,
      counts: { create: 2, duplicate: 1, review: 1, reject: 1, skip: 1 },
      unmappedColumns: ['Favourite colour'],
    });
    const rows = await rowsOf(desk, batch.id);
    const brief = rows.map(({ file, record, action, of, source }) => [file, record, action, of, source]);
    expect(brief).toEqual([
      ['list.csv', 1, 'create', undefined, '1'],
      ['list.csv', 2, 'create', undefined, '2'],
      ['list.csv', 3, 'duplicate', 1, '3'],
      ['list.csv', 4, 'review', 1, '4'],
      ['list.csv', 5, 'reject', undefined, '5'],
      ['list.csv', 6, 'skip', undefined, undefined],
    ]);
    expect(rows[2]?.id).toBe(rows[0]?.id);
    expect(rows[3]?.warnings).toContain('possible_duplicate');
    expect(rows[4]?.warnings).toContain('invalid_birth_date');
    const [found] = await search(desk, 'lindqvist');
    expect(found).toMatchObject({ id: rows[1]?.id, birthDate: '1991-12-24', phone: '+16465550188' });
    const read = await desk.get(`/api/patients/${rows[0]?.id}`);
    expect(read.body as Patient).toMatchObject({
      birthDate: '1980-03-04',
      sex: 'female',
      areAllergiesKnown: false,
    });
    const pairs = await api.asOwner(
      'select patient_id, other_patient_id from possible_duplicates where clinic_id = $1',
      [clinic.id],
    );
    expect(pairs).toEqual([{ patient_id: rows[3]?.id, other_patient_id: rows[0]?.id }]);
  });

  it('previews without writing, repeats without changing, and goes back to what was before', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const before = withoutCounters(await clinicState(api, clinic.id));
    const preview = await importNow(desk, TABLE, { query: '?dryRun=true' });
    expect(preview).toMatchObject({ isDryRun: true, counts: { create: 2, duplicate: 1, review: 1 } });
    expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
    const first = await importNow(desk, TABLE);
    const firstRows = await rowsOf(desk, first.id);
    expect((await rowsOf(desk, preview.id)).map((row) => row.action)).toEqual(
      firstRows.map((row) => row.action),
    );
    const after = await clinicState(api, clinic.id);
    const second = await importNow(desk, TABLE);
    expect(await rowsOf(desk, second.id)).toEqual(firstRows);
    expect(await clinicState(api, clinic.id)).toEqual(after);
    const undone = await desk.post(`/api/imports/${first.id}/undo`);
    expect(undone.status).toBe(200);
    expect(undone.body).toMatchObject({ removed: 3, kept: [], batch: { status: 'undone' } });
    expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
    expect(await search(desk, 'lindqvist')).toEqual([]);
  });

  it('keeps whom someone edited since, and says so', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const batch = await importNow(desk, TABLE);
    const [, tove] = await rowsOf(desk, batch.id);
    const edited = await desk
      .patch(`/api/patients/${tove?.id}`)
      .set('If-Match', '"1"')
      .send({ preferredName: 'To' });
    expect(edited.status).toBe(200);
    const undone = await desk.post(`/api/imports/${batch.id}/undo`);
    expect(undone.body).toMatchObject({
      removed: 2,
      kept: [{ kind: 'Patient', id: tove?.id, reason: 'edited' }],
    });
    expect((await search(desk, 'lindqvist')).map((each) => each.id)).toEqual([tove?.id]);
    const again = await importNow(desk, TABLE);
    expect((await rowsOf(desk, again.id))[1]).toMatchObject({ action: 'create', id: tove?.id });
  });

  it('records one event for each person, by who imported', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const batch = await importNow(desk, TABLE);
    const events = await api.asOwner<{ actor_id: string; count: string }>(
      `select actor_id, count(distinct patient_id)::text as count from audit_events
       where clinic_id = $1 and action = 'patient.import' and resource_id = $2 group by 1`,
      [clinic.id, batch.id],
    );
    expect(events).toEqual([{ actor_id: desk.userId, count: '3' }]);
  });

  it('records who saw the columns that were left out, where there are any', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const seen = async (): Promise<string[]> => {
      const events = await api.asOwner<{ resource_id: string }>(
        `select resource_id from audit_events where clinic_id = $1 and action = 'import.read'`,
        [clinic.id],
      );
      return events.map(({ resource_id: id }) => id);
    };
    await importNow(desk, 'last name,first name,dob\nDuarte,Ines,1975-02-03');
    await desk.get('/api/imports');
    expect(await seen()).toEqual([]);
    const { id } = await importNow(desk, TABLE);
    const before = await seen();
    expect(new Set(before)).toEqual(new Set([id]));
    await desk.get(`/api/imports/${id}`);
    await desk.get('/api/imports');
    expect(await seen()).toEqual([...before, id, id]);
  });

  it('answers the same key with the same batch, and another file with a refusal', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const key = anId();
    const first = await upload(desk, TABLE).set('Idempotency-Key', key);
    await untilDone(desk, (first.body as ImportBatch).id);
    const again = await upload(desk, TABLE).set('Idempotency-Key', key);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([202, 'true']);
    expect(again.body).toEqual(first.body);
    const other = await upload(desk, `${TABLE}\n`).set('Idempotency-Key', key);
    expect(other.status).toBe(422);
    const list = await desk.get('/api/imports');
    expect((list.body as { items: ImportBatch[] }).items.map((each) => each.id)).toEqual([
      (first.body as ImportBatch).id,
    ]);
  });
});

describe('a request that comes twice', () => {
  it('to start is answered with the same batch while the import is at work', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const key = anId();
    const table = manyPeople(3_000);
    const first = await upload(desk, table).set('Idempotency-Key', key);
    const again = await upload(desk, table).set('Idempotency-Key', key);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([202, 'true']);
    expect(again.body).toEqual(first.body);
    expect(await untilDone(desk, (first.body as ImportBatch).id)).toMatchObject({ status: 'done' });
  });

  it('to undo takes it back once, and the one that came too early is answered when it comes again', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const batch = await importNow(desk, manyPeople(1_200));
    const key = anId();
    const undo = () => desk.post(`/api/imports/${batch.id}/undo`).set('Idempotency-Key', key);
    const both = await Promise.all([undo(), undo()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 503]);
    const answer = both.find(({ status }) => status === 200);
    expect(answer?.body).toMatchObject({ removed: 1_200, batch: { status: 'undone' } });
    const again = await undo();
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
    expect(again.body).toEqual(answer?.body);
    expect((await desk.get(`/api/imports/${batch.id}`)).body).toMatchObject({ status: 'undone' });
  });
});

describe('what is not an import', () => {
  it('is refused by type, by size and by right', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    expect((await upload(desk, 'x', { type: 'image/png' })).status).toBe(415);
    expect((await desk.post('/api/imports')).status).toBe(415);
    const nurse = await clinic.as('nurse');
    expect((await upload(nurse, TABLE)).status).toBe(403);
    const auditor = await clinic.as('auditor');
    expect((await auditor.get('/api/imports')).status).toBe(403);
    expect((await desk.get(`/api/imports/${anId()}`)).status).toBe(404);
    expect((await desk.get(`/api/imports/${anId()}/rows`)).status).toBe(404);
    expect((await desk.post(`/api/imports/${anId()}/undo`)).status).toBe(404);
    expect((await upload(desk, TABLE, { query: '?unknown=1' })).status).toBe(400);
    expect((await desk.get('/api/imports')).body).toEqual({ items: [], nextCursor: null });
  });

  it('of another clinic is not there', async () => {
    const [clinic, other] = await Promise.all([api.newClinic(), api.newClinic()]);
    const batch = await importNow(await clinic.as('admin'), TABLE);
    const stranger = await other.as('admin');
    expect((await stranger.get(`/api/imports/${batch.id}`)).status).toBe(404);
    expect((await stranger.get(`/api/imports/${batch.id}/rows`)).status).toBe(404);
    expect((await stranger.post(`/api/imports/${batch.id}/undo`)).status).toBe(404);
  });

  it('fails where the file is of no known kind', async () => {
    const clinic = await api.newClinic();
    const batch = await importNow(await clinic.as('admin'), 'PK\u0003\u0004 a spreadsheet', {
      type: 'application/octet-stream',
    });
    expect(batch).toMatchObject({ status: 'failed', problem: 'not_understood', recordsRead: 0 });
  });

  it('leaves nothing of what it read in a log line or in clear in the database', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    await importNow(desk, TABLE, { query: '?fileName=Okonkwo.csv' });
    expect(JSON.stringify(api.lines)).not.toMatch(/okonkwo|lindqvist|555-?0143|example\.org|colour/i);
    const tables = ['imports', 'import_rows', 'import_records', 'import_sources', 'patients', 'audit_events'];
    for (const table of tables) {
      const rows = await api.asOwner<{ text: string }>(
        `select t::text as text from ${table} t where clinic_id = $1`,
        [clinic.id],
      );
      expect(rows.map(({ text }) => text).join()).not.toMatch(/okonkwo|lindqvist|555-?0143|example|colour/i);
    }
  });
});

describe('an upload', () => {
  const listen = async () => {
    const server = createServer(api.app);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return { server, port: (server.address() as AddressInfo).port };
  };

  it('that breaks off imports nothing and is listed as broken', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const before = withoutCounters(await clinicState(api, clinic.id));
    const { server, port } = await listen();
    const sending = httpRequest({
      ...{ port, host: '127.0.0.1', path: '/api/imports', method: 'POST' },
      headers: { Cookie: desk.cookie, 'Content-Type': 'text/csv', 'Content-Length': 1_000_000 },
    });
    sending.on('error', () => undefined);
    sending.write(TABLE);
    await sleep(200);
    sending.destroy();
    let items: ImportBatch[] = [];
    for (let tries = 0; tries < 100 && items.length === 0; tries += 1) {
      await sleep(20);
      items = ((await desk.get('/api/imports')).body as { items: ImportBatch[] }).items;
    }
    expect(items).toMatchObject([{ status: 'failed', problem: 'upload_broken', recordsRead: 0 }]);
    expect(withoutCounters(await clinicState(api, clinic.id))).toEqual(before);
    server.close();
  });

  it('above 100 MiB is refused, announced or not, and imports nothing', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const { server, port } = await listen();
    const statusOf = (headers: Record<string, string | number>, chunks: number) =>
      new Promise<number>((resolve, reject) => {
        const sending = httpRequest(
          {
            ...{ port, host: '127.0.0.1', path: '/api/imports', method: 'POST' },
            headers: { Cookie: desk.cookie, 'Content-Type': 'text/csv', ...headers },
          },
          (answer) => {
            answer.resume();
            answer.once('end', () => resolve(answer.statusCode ?? 0));
          },
        );
        sending.on('error', reject);
        const chunk = Buffer.alloc(1024 * 1024, 'x');
        const send = (left: number): void => {
          if (left === 0) sending.end();
          else if (sending.write(chunk)) send(left - 1);
          else sending.once('drain', () => send(left - 1));
        };
        send(chunks);
      });
    expect(await statusOf({ 'Content-Length': 101 * 1024 * 1024 }, 101)).toBe(413);
    expect(await statusOf({ 'Transfer-Encoding': 'chunked' }, 101)).toBe(413);
    expect((await desk.get('/api/imports')).body).toEqual({ items: [], nextCursor: null });
    server.close();
  });

  it('waits for no other clinic, but two in one clinic do not run at once', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const first = await upload(desk, manyPeople(3_000));
    expect(first.status).toBe(202);
    const second = await upload(desk, TABLE);
    expect(second.status).toBe(409);
    const undo = await desk.post(`/api/imports/${(first.body as ImportBatch).id}/undo`);
    expect([undo.status, undo.headers['retry-after']]).toEqual([503, '5']);
    const batch = await untilDone(desk, (first.body as ImportBatch).id);
    expect(batch).toMatchObject({ status: 'done', recordsRead: 3_000, counts: { create: 3_000 } });
  });

  it('of a process that ended is listed as stopped', async () => {
    const clinic = await api.newClinic();
    const desk = await clinic.as('admin');
    const id = anId();
    await api.asOwner(
      `insert into imports (clinic_id, id, status, is_dry_run, format, started_at) values ($1, $2, 'running', false, 'csv', now())`,
      [clinic.id, id],
    );
    expect((await desk.get(`/api/imports/${id}`)).body).toMatchObject({
      status: 'failed',
      problem: 'stopped',
    });
    const list = (await desk.get('/api/imports')).body as { items: ImportBatch[] };
    expect(list.items).toMatchObject([{ id, status: 'failed', problem: 'stopped' }]);
  });
});
