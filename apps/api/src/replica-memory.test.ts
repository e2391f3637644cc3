import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  startTestApi,
  type Desk,
  type TestApi,
  type TestClinic,
  type TestProcess,
} from '#api/testing/test-api.ts';

let api: TestApi;
let replica: TestProcess;
let clinic: TestClinic;
let admin: Desk;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  clinic = await api.newClinic();
  admin = await clinic.as('admin');
  replica = await api.another();
});

const nameThere = async (): Promise<string> =>
  (await supertest(replica.app).get('/api/settings').set('Cookie', admin.cookie).expect(200)).body
    .name as string;

const rename = async (name: string, version: number) =>
  admin.patch('/api/settings').set('If-Match', `"${version}"`).send({ name }).expect(200);

describe('a replica that hears nothing', () => {
  it('believes what it remembers of a clinic for a second', async () => {
    await replica.deps.doorbell.close();
    await nameThere();
    await rename('Renamed', 1);
    api.clock.advance(1_000);
    expect(await nameThere()).toBe('Renamed');
    await replica.close();
  });

  it('believes a session for two seconds', async () => {
    const { cookie } = await api.signIn(clinic.email('nurse'));
    const me = () => supertest(replica.app).get('/api/auth/me').set('Cookie', cookie);
    await replica.deps.doorbell.close();
    await me().expect(200);
    await supertest(api.app).post('/api/auth/logout').set('Cookie', cookie).expect(204);
    api.clock.advance(2_000);
    await me().expect(401);
    await replica.close();
  });
});

describe('a replica that was deaf for a moment', () => {
  it('forgets what it remembered, because it may have missed something', async () => {
    const before = await nameThere();
    const { cookie } = await api.signIn(clinic.email('nurse'));
    const me = () => supertest(replica.app).get('/api/auth/me').set('Cookie', cookie);
    await me().expect(200);
    const heard = vi.fn();
    replica.deps.doorbell.onDeaf(heard);
    await api.asOwner(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'clinic-doorbell' and datname = current_database()`,
    );
    await vi.waitFor(() => expect(replica.deps.doorbell.isHealthy()).toBe(false));
    // Written behind every bell's back, as a process writes whose own bell is lost.
    await api.asOwner("update clinics set name = 'Renamed in silence' where clinic_id = $1", [clinic.id]);
    await api.asOwner('update sessions set revoked_at = created_at where clinic_id = $1 and user_id <> $2', [
      clinic.id,
      admin.userId,
    ]);
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), { timeout: 5_000 });
    expect(before).not.toBe('Renamed in silence');
    expect(await nameThere()).toBe('Renamed in silence');
    await me().expect(401);
    await replica.close();
  });
});
