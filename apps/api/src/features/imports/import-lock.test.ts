import { anId } from '@clinic/contracts/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/test-api.ts';
import { ImportLock } from './import-lock.ts';
import { ImportRunner } from './import-runner.ts';
import { ImportUndo } from './import-undo.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

const contextOf = (clinicId: string) => ({
  ...{ clinicId, actorId: null, actorRole: 'system', sessionId: null },
  ...{ requestId: anId(), origin: 'cli' as const },
});

const cutLock = async (): Promise<void> => {
  const cut = await api.asOwner(
    `select pg_terminate_backend(pid, 5000) from pg_locks
     where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    [],
  );
  expect(cut).toHaveLength(1);
};

const statusOf = (clinicId: string, importId: string) =>
  api.asOwner('select status, problem from imports where clinic_id = $1 and id = $2', [clinicId, importId]);

const people = async function* () {
  yield Buffer.from('last name,first name,dob\nDuarte,Ines,1975-02-03\n');
};

it('two clinics import at once, a third is told when to come again', async () => {
  const clinics = await Promise.all([api.newClinic(), api.newClinic(), api.newClinic()]);
  const [one, two, three] = clinics.map(({ id }) => contextOf(id));
  if (!one || !two || !three) throw new Error('three clinics are needed');
  const lock = new ImportLock(api.deps);
  const [first, second] = await Promise.all([lock.hold(one), lock.hold(two)]);
  await expect(lock.hold(three)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 10 });
  await first.end();
  await expect(lock.hold(two)).rejects.toMatchObject({ code: 'conflict' });
  const third = await lock.hold(three);
  await Promise.all([second.end(), third.end()]);
});

it('an import that lost its lock writes nothing more and says that it was broken off', async () => {
  const { id: clinicId } = await api.newClinic();
  const context = contextOf(clinicId);
  const importId = anId();
  const hold = await new ImportLock(api.deps).hold(context);
  const runner = new ImportRunner(api.deps);
  await runner.begin(context, importId, false);
  await cutLock();
  const files = [{ name: 'people.csv', open: people }];
  const run = runner.run({ context, hold, importId, files, isDryRun: false, isKept: true });
  await expect(run).rejects.toMatchObject({ code: 'unavailable' });
  expect(await statusOf(clinicId, importId)).toEqual([{ status: 'failed', problem: 'interrupted' }]);
  const written = await api.asOwner('select 1 from patients where clinic_id = $1', [clinicId]);
  expect(written).toEqual([]);
  await (await new ImportLock(api.deps).hold(context)).end();
});

it('an undo that lost its lock does not leave the import as done', async () => {
  const { id: clinicId } = await api.newClinic();
  const context = contextOf(clinicId);
  const importId = anId();
  const lock = new ImportLock(api.deps);
  const runner = new ImportRunner(api.deps);
  const files = [{ name: 'people.csv', open: people }];
  const hold = await lock.hold(context);
  await runner.begin(context, importId, false);
  await runner.run({ context, hold, importId, files, isDryRun: false, isKept: true });
  const held = await lock.hold(context);
  await cutLock();
  const undo = new ImportUndo(api.deps);
  await expect(undo.run({ context, importId, hold: held })).rejects.toMatchObject({ code: 'unavailable' });
  expect(await statusOf(clinicId, importId)).toEqual([{ status: 'failed', problem: 'undo_interrupted' }]);
  await expect(held.end()).rejects.toMatchObject({ code: 'unavailable' });
  const again = await lock.hold(context);
  expect(await undo.run({ context, importId, hold: again })).toEqual({ removed: 1, kept: [] });
  await again.end();
});
