import { aPatient, anId } from '@clinic/contracts/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startTestApi, type TestApi } from '#api/testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

// The first who looks at patients waits before the second of their two looks, in whichever order they come, until the gate
// opens; others pass. It is asked while a statement is planned, before what the statement sees is decided.
const GATE = `
  create function gate() returns integer language plpgsql stable as $$
  declare look text := case when current_query() like '%phone_bidx = any%' then 'who is alike' else 'the id' end;
  begin
    if not pg_try_advisory_xact_lock(2) then return 0; end if;
    if coalesce(current_setting('gate.first', true), '') = '' then perform set_config('gate.first', look, true); end if;
    if current_setting('gate.first') <> look then perform pg_advisory_xact_lock_shared(1); end if;
    return 0;
  end $$;
  create policy gate on patients as restrictive for select to clinic_app using (version > gate())`;

const somebodyWaits = () =>
  vi.waitFor(
    async () => {
      const waiting = await api.asOwner(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`,
      );
      expect(waiting).toHaveLength(1);
    },
    { timeout: 10_000 },
  );

it('answers with the same person although a copy of the request is registered between two looks', async () => {
  const desk = await (await api.newClinic()).as('receptionist');
  const body = aPatient({ id: anId(), phone: '212 555 0147', confirmNotDuplicate: false });
  const send = () => desk.post('/api/patients').send(body);
  await api.asOwner(GATE);
  let first: Promise<{ status: number; body: unknown }> | undefined;
  const second = await api.deps.database.asSystem(async (tx) => {
    await tx.query('select pg_advisory_lock(1)');
    first = send().then((answer) => answer);
    await somebodyWaits();
    const answer = await send();
    await tx.query('select pg_advisory_unlock(1)');
    return answer;
  });
  expect(second.status).toBe(201);
  expect((await first)?.body).toMatchObject({ id: body.id });
});
