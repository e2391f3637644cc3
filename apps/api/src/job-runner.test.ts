import { anId, aPatient } from '@clinic/contracts/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runOnce } from '#api/job-runner.ts';
import { jobs, type Job } from '#api/jobs/index.ts';
import { startTestApi, type TestApi, type TestProcess } from '#api/testing/test-api.ts';

let api: TestApi;
let replica: TestProcess;

beforeAll(async () => {
  api = await startTestApi();
  replica = await api.another();
});

afterAll(async () => {
  await replica.close();
  await api.close();
});

const DUE = new Date('2030-01-07T14:17:00Z');

const runsOf = (name: string) =>
  api.asOwner<{ due_at: Date; outcome: string; finished_at: Date }>(
    'select due_at, outcome, finished_at from ops.job_runs where job = $1 order by due_at',
    [name],
  );

describe('a job', () => {
  it('runs once for each due time, whichever of several processes is first', async () => {
    const ran: string[] = [];
    const jobOf = (who: string): Job => ({
      ...{ name: 'count', cron: '* * * * *' },
      run: async () => {
        ran.push(who);
        await new Promise((resolve) => setTimeout(resolve, 20));
      },
    });
    const everybody = [api.deps, replica.deps, api.deps, replica.deps];
    await Promise.all(everybody.map((deps, index) => runOnce(deps, jobOf(String(index)), DUE)));
    expect(ran).toHaveLength(1);
    await runOnce(replica.deps, jobOf('later'), new Date(DUE.getTime() + 60_000));
    expect(ran).toHaveLength(2);
    expect(await runsOf('count')).toMatchObject([{ due_at: DUE, outcome: 'done' }, { outcome: 'done' }]);
  });

  it('that fails is on record as failed, without a word of what it said, and is not run again', async () => {
    let attempts = 0;
    const failing: Job = {
      ...{ name: 'fail', cron: '* * * * *' },
      run: async () => {
        attempts += 1;
        throw new TypeError('Ada Lovelace has no phone');
      },
    };
    await runOnce(api.deps, failing, DUE);
    await runOnce(replica.deps, failing, DUE);
    expect(attempts).toBe(1);
    expect(await runsOf('fail')).toMatchObject([{ outcome: 'failed' }]);
    expect(api.lines).toContainEqual({
      level: 'error',
      event: 'job_failed',
      fields: { job: 'fail', cause: 'TypeError' },
    });
    expect(JSON.stringify(api.lines)).not.toContain('Lovelace');
  });

  it('has a name and a time of its own', () => {
    expect(new Set(jobs.map((job) => job.name)).size).toBe(jobs.length);
    for (const { cron } of jobs) expect(cron.split(' ')).toHaveLength(5);
  });
});

describe('what is purged', () => {
  it('are answers older than seven days and sessions a month past their end, in every clinic', async () => {
    const purge = jobs.find((job) => job.name === 'purge-expired');
    const clinic = await api.newClinic();
    const desk = await clinic.as('receptionist');
    await desk.post('/api/patients').set('Idempotency-Key', anId()).send(aPatient()).expect(201);
    const left = async () => {
      const [keys] = await api.asOwner<{ count: string }>(
        'select count(*) from idempotency_keys where clinic_id = $1',
        [clinic.id],
      );
      const [sessions] = await api.asOwner<{ count: string }>(
        'select count(*) from sessions where clinic_id = $1',
        [clinic.id],
      );
      return [Number(keys?.count), Number(sessions?.count)];
    };
    const after = async (days: number, milliseconds: number) => {
      api.clock.set(new Date(DUE.getTime() + days * 86_400_000 + milliseconds).toISOString());
      await purge?.run(api.deps);
      return left();
    };
    api.clock.set(DUE.toISOString());
    expect(await after(6, 0)).toEqual([1, 1]);
    expect(await after(7, 0)).toEqual([0, 1]);
    expect(await after(31, 0)).toEqual([0, 0]);
    await desk.get('/api/auth/me').expect(401);
  });

  it('are what a preview said of each record, and what the installation counted, after their time', async () => {
    const clinic = await api.newClinic();
    api.clock.set(DUE.toISOString());
    const admin = await clinic.as('admin');
    const file = 'last name,first name,dob\nDuarte,Ines,1975-02-03';
    const preview = await admin.post('/api/imports?dryRun=true').set('Content-Type', 'text/csv').send(file);
    expect(preview.status).toBe(202);
    await vi.waitFor(
      async () =>
        expect((await admin.get(`/api/imports/${preview.body.id}`)).body).toMatchObject({ status: 'done' }),
      { timeout: 15_000 },
    );
    await api.asOwner(
      "insert into ops.throttle_buckets (bucket, failures, forgotten_at) values ('\\x01', 1, $1), ('\\x02', 1, $2)",
      [DUE, new Date(DUE.getTime() + 60 * 86_400_000)],
    );
    await runOnce(api.deps, { name: 'old', cron: '* * * * *', run: () => Promise.resolve() }, DUE);
    const left = async () => [
      ...(await api.asOwner('select 1 from import_rows where clinic_id = $1', [clinic.id])),
      ...(await api.asOwner("select 2 from ops.throttle_buckets where bucket in ('\\x01', '\\x02')")),
      ...(await runsOf('old')),
    ];
    expect(await left()).toHaveLength(4);
    api.clock.set(new Date(DUE.getTime() + 31 * 86_400_000).toISOString());
    await jobs.find((job) => job.name === 'purge-expired')?.run(api.deps);
    expect(await left()).toEqual([{ '?column?': 2 }]);
    const kept = await api.asOwner('select records_read from imports where clinic_id = $1', [clinic.id]);
    expect(kept).toEqual([{ records_read: 1 }]);
  });

  it('go although a clinic before cannot be purged, and the run is then on record as failed', async () => {
    api.clock.set(DUE.toISOString());
    const clinics = [await api.newClinic(), await api.newClinic()];
    for (const clinic of clinics) {
      const desk = await clinic.as('receptionist');
      await desk.post('/api/patients').set('Idempotency-Key', anId()).send(aPatient()).expect(201);
    }
    const [first, second] = clinics.map(({ id }) => id).sort();
    await api.asOwner(
      `create function refuse() returns trigger language plpgsql as $$ begin
         if old.clinic_id = '${first}' then raise exception 'no'; end if; return old; end $$;
       create trigger refuse before delete on idempotency_keys for each row execute function refuse()`,
    );
    api.clock.set(new Date(DUE.getTime() + 8 * 86_400_000).toISOString());
    await expect(jobs.find((job) => job.name === 'purge-expired')?.run(api.deps)).rejects.toThrow();
    await api.asOwner('drop function refuse cascade');
    const left = await api.asOwner('select clinic_id from idempotency_keys where clinic_id in ($1, $2)', [
      first,
      second,
    ]);
    expect(left).toEqual([{ clinic_id: first }]);
  });
});
