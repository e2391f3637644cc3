import { roles, user as userSchema, type Role, type User } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  startTestApi,
  type Desk,
  type TestApi,
  type TestClinic,
  type TestProcess,
} from '#api/testing/test-api.ts';

const MINUTE_MS = 60_000;
const CHOSEN = 'a brown fox that naps all day';

let api: TestApi;
let replica: TestProcess;
let clinic: TestClinic;
let admin: Desk;

beforeAll(async () => {
  api = await startTestApi();
  replica = await api.another();
});

afterAll(async () => {
  await replica.close();
  await api.close();
});

beforeEach(async () => {
  api.clock.set('2030-01-07T14:00:00Z');
  clinic = await api.newClinic();
  admin = await api.signIn(clinic.email('admin'));
});

const outcomeOf = ({ status, body }: supertest.Response): [number, unknown] => [
  status,
  (body as { code?: string }).code,
];

const aColleague = (override: object = {}) => ({
  ...{ email: `${anId()}@clinic.example`, displayName: 'Grace Hopper', role: 'nurse', ...override },
});

const list = async (desk = admin): Promise<User[]> =>
  userSchema.array().parse((await desk.get('/api/users?limit=100').expect(200)).body.items);

const find = async (id: string): Promise<User> => {
  const found = (await list()).find((each) => each.id === id);
  if (!found) throw new Error('They are not in the list');
  return found;
};

const change = (id: string, body: object, { desk = admin, version = 1, app = api.app } = {}) =>
  supertest(app)
    .patch(`/api/users/${id}`)
    .set('Cookie', desk.cookie)
    .set('If-Match', `"${version}"`)
    .send(body);

/** Somebody of that role who has chosen a password and is signed in. */
const aSignedIn = async (role: Role): Promise<Desk & { email: string }> => {
  const body = aColleague({ role });
  const invited = await admin.post('/api/users').send(body).expect(201);
  const token = (invited.body as { inviteUrl: string }).inviteUrl.split('#')[1];
  await supertest(api.app)
    .post('/api/auth/invitations/accept')
    .send({ token, password: api.password })
    .expect(204);
  return { ...(await api.signIn(body.email)), email: body.email };
};

const meAt = (app: TestProcess['app'], { cookie }: Desk) =>
  supertest(app).get('/api/auth/me').set('Cookie', cookie);

const endedEverywhere = async (desk: Desk): Promise<void> => {
  for (const { app } of [api, replica])
    await vi.waitFor(() => meAt(app, desk).expect(401), { timeout: 2_000, interval: 20 });
};

const openEverywhere = async (desk: Desk): Promise<void> => {
  for (const { app } of [api, replica]) await meAt(app, desk).expect(200);
};

const actionsOn = async (userId: string): Promise<string[]> => {
  const rows = await api.asOwner<{ action: string }>(
    'select action from audit_events where resource_id = $1 order by occurred_at, id',
    [userId],
  );
  return rows.map(({ action }) => action);
};

describe('the list of staff', () => {
  it('shows everybody with what they may do, and nothing they prove themselves with', async () => {
    const everybody = await list();
    expect(everybody.map(({ role }) => role).sort()).toEqual([...roles].sort());
    expect(everybody.find(({ role }) => role === 'nurse')).toEqual({
      ...{ id: expect.any(String), version: 1, email: clinic.email('nurse'), displayName: 'The nurse' },
      ...{ role: 'nurse', isActive: true, hasMfa: false, isInvited: false },
    });
  });

  it('comes in pages that hold each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await admin.get(`/api/users?limit=2${query}`).expect(200);
      seen.push(...(body.items as User[]).map(({ id }) => id));
      cursor = body.nextCursor as string | null;
    }
    expect(seen).toHaveLength(roles.length);
    expect(new Set(seen).size).toBe(roles.length);
    for (const wrong of ['nonsense', Buffer.from('not-an-id').toString('base64url')])
      await admin.get(`/api/users?cursor=${wrong}`).expect(400);
  });

  it('is read by administrators and auditors, changed by administrators', async () => {
    const auditor = await clinic.as('auditor');
    const [someone] = await list(auditor);
    expect(outcomeOf(await auditor.post('/api/users').send(aColleague()))).toEqual([403, 'not_allowed']);
    const answer = await change(someone?.id ?? '', { displayName: 'Other' }, { desk: auditor });
    expect(outcomeOf(answer)).toEqual([403, 'not_allowed']);
    await auditor.get(`/api/users/${someone?.id ?? ''}/sessions`).expect(403);
  });
});

describe('inviting somebody', () => {
  it('makes them known, with a link by which they choose their password', async () => {
    const id = anId();
    const answer = await admin.post('/api/users').send(aColleague({ id })).expect(201);
    expect(answer.body.user).toMatchObject({
      id,
      version: 1,
      isActive: true,
      isInvited: true,
      hasMfa: false,
    });
    expect(answer.headers['etag']).toBe('"1"');
    expect(answer.body.inviteUrl).toMatch(/^http:\/\/localhost:4200\/invitation#[\w-]{86}$/);
    expect(await find(id)).toEqual(answer.body.user);
    expect(await actionsOn(id)).toEqual(['user.create']);
    const rows = await api.asOwner('select version from change_feed where entity_id = $1', [id]);
    expect(rows).toEqual([{ version: 1 }]);
  });

  it('is done once, however often the same id comes, and refused with another body', async () => {
    const body = aColleague({ id: anId() });
    const first = await admin.post('/api/users').send(body).expect(201);
    const again = await admin.post('/api/users').send(body).expect(201);
    expect(again.body).toEqual(first.body);
    const other = await admin.post('/api/users').send({ ...body, role: 'admin' });
    expect(outcomeOf(other)).toEqual([409, 'duplicate']);
    expect(await list()).toHaveLength(roles.length + 1);
  });

  it('is refused for an address of this clinic, also of two at the same moment on two processes', async () => {
    const known = await admin
      .post('/api/users')
      .send(aColleague({ email: clinic.email('nurse').toUpperCase() }));
    expect(outcomeOf(known)).toEqual([409, 'duplicate']);
    const body = aColleague();
    const both = await Promise.all(
      [api, replica].map(({ app }) =>
        supertest(app).post('/api/users').set('Cookie', admin.cookie).send(body),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    // Another clinic may know the same person.
    const theirs = await (await api.newClinic()).as('admin');
    await theirs.post('/api/users').send(body).expect(201);
  });

  it('needs somebody who has just proved who they are', async () => {
    api.clock.advance(6 * MINUTE_MS);
    expect(outcomeOf(await admin.post('/api/users').send(aColleague()))).toEqual([403, 'step_up_required']);
    await admin.post('/api/auth/step-up').send({ password: api.password }).expect(204);
    await admin.post('/api/users').send(aColleague()).expect(201);
  });
});

describe('changing somebody', () => {
  it('takes the version it was made from, and shows what is there instead', async () => {
    const { userId } = await clinic.as('nurse');
    const answer = await change(userId, { displayName: 'Grace' }).expect(200);
    expect(answer.body).toMatchObject({ version: 2, displayName: 'Grace' });
    expect(answer.headers['etag']).toBe('"2"');
    const stale = await change(userId, { displayName: 'Ada' });
    expect(outcomeOf(stale)).toEqual([412, 'stale_version']);
    expect(stale.body.current).toEqual(answer.body);
    await admin.patch(`/api/users/${userId}`).send({ displayName: 'Ada' }).expect(428);
    await change(userId, { displayName: 'Grace' }, { version: 2 }).expect(200);
    expect(await find(userId)).toMatchObject({ version: 2 });
    expect(await actionsOn(userId)).toEqual(expect.arrayContaining(['user.update']));
  });

  it('of a name needs no further proof; of a role, an address or access it does', async () => {
    const { userId } = await clinic.as('nurse');
    api.clock.advance(6 * MINUTE_MS);
    for (const body of [{ role: 'billing' }, { isActive: false }, { email: 'other@clinic.example' }])
      expect(outcomeOf(await change(userId, body))).toEqual([403, 'step_up_required']);
    await change(userId, { displayName: 'Grace', role: 'nurse', isActive: true }).expect(200);
    await admin.post('/api/auth/step-up').send({ password: api.password }).expect(204);
    await change(userId, { role: 'billing' }, { version: 2 }).expect(200);
  });

  it('of a role ends their sessions on every replica, and nobody else’s', async () => {
    const nurse = await api.signIn(clinic.email('nurse'));
    const other = await api.signIn(clinic.email('billing'));
    await openEverywhere(nurse);
    await change(nurse.userId, { role: 'receptionist' }).expect(200);
    await endedEverywhere(nurse);
    await openEverywhere(other);
    await openEverywhere(admin);
    const again = await api.signIn(clinic.email('nurse'));
    expect((await meAt(api.app, again)).body.user.role).toBe('receptionist');
    expect(await actionsOn(nurse.userId)).toContain('user.change-role');
  });

  it('to somebody without access ends what they had, until it is given back', async () => {
    const nurse = await api.signIn(clinic.email('nurse'));
    await openEverywhere(nurse);
    const { body } = await admin.post(`/api/users/${nurse.userId}/reset-link`).expect(200);
    const key = anId();
    const end = () => change(nurse.userId, { isActive: false }).set('Idempotency-Key', key);
    await end().expect(200);
    await endedEverywhere(nurse);
    const again = await end().expect(200);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const signIn = () =>
      supertest(api.app)
        .post('/api/auth/login')
        .send({ email: clinic.email('nurse'), password: api.password });
    expect(outcomeOf(await signIn())).toEqual([401, 'invalid_credentials']);
    const token = (body as { resetUrl: string }).resetUrl.split('#')[1];
    const accepted = await supertest(api.app)
      .post('/api/auth/invitations/accept')
      .send({ token, password: CHOSEN });
    expect(outcomeOf(accepted)).toEqual([410, 'gone']);
    expect(outcomeOf(await admin.post(`/api/users/${nurse.userId}/reset-link`))).toEqual([409, 'conflict']);
    await change(nurse.userId, { isActive: true }, { version: 2 }).expect(200);
    await signIn().expect(200);
    const actions = await actionsOn(nurse.userId);
    expect(actions).toEqual(expect.arrayContaining(['user.deactivate', 'user.activate']));
  });

  it('of an address moves their sign-in to it', async () => {
    const { userId } = await clinic.as('nurse');
    const email = `${anId()}@clinic.example`;
    expect(outcomeOf(await change(userId, { email: clinic.email('billing') }))).toEqual([409, 'duplicate']);
    await change(userId, { email }).expect(200);
    await api.signIn(email);
    const old = await supertest(api.app)
      .post('/api/auth/login')
      .send({ email: clinic.email('nurse'), password: api.password });
    expect(outcomeOf(old)).toEqual([401, 'invalid_credentials']);
  });
});

describe('the last administrator', () => {
  it.each([{ role: 'nurse' }, { isActive: false }])('stays one: %j', async (body) => {
    expect(outcomeOf(await change(admin.userId, body))).toEqual([409, 'last_admin']);
    // Who was only invited cannot run the clinic yet.
    await admin
      .post('/api/users')
      .send(aColleague({ role: 'admin' }))
      .expect(201);
    expect(outcomeOf(await change(admin.userId, body))).toEqual([409, 'last_admin']);
    await aSignedIn('admin');
    await change(admin.userId, body).expect(200);
    await endedEverywhere(admin);
  });

  it('is left when two demote one another at the same moment, on two processes', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await api.signIn((await clinic.as('admin')) && clinic.email('admin'));
      const other = await aSignedIn('admin');
      const version = (await find(other.userId)).version;
      const mine = (await find(one.userId)).version;
      const answers = await Promise.all([
        change(other.userId, { role: 'auditor' }, { desk: one, version }),
        change(one.userId, { role: 'auditor' }, { desk: other, version: mine, app: replica.app }),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses).toContain(200);
      const admins = await api.asOwner<{ id: string }>(
        "select id from users where clinic_id = $1 and role = 'admin' and is_active and password_hash is not null",
        [clinic.id],
      );
      expect(admins).toHaveLength(1);
      clinic = await api.newClinic();
      admin = await api.signIn(clinic.email('admin'));
    }
  });
});

describe('the sessions of somebody else', () => {
  it('are shown to an administrator and ended by one, on every replica', async () => {
    const nurse = await api.signIn(clinic.email('nurse'));
    const kept = await api.signIn(clinic.email('nurse'));
    await openEverywhere(nurse);
    await openEverywhere(kept);
    const { body } = await admin.get(`/api/users/${nurse.userId}/sessions`).expect(200);
    expect(body.items).toHaveLength(2);
    const own = await nurse.get('/api/auth/sessions');
    const id = (own.body.items as { id: string; isCurrent: boolean }[]).find((each) => each.isCurrent)?.id;
    await admin.delete(`/api/users/${nurse.userId}/sessions/${id ?? ''}`).expect(204);
    await endedEverywhere(nurse);
    await openEverywhere(kept);
    // Under another person's address it is not there.
    const other = await clinic.as('billing');
    await admin.delete(`/api/users/${other.userId}/sessions/${id ?? ''}`).expect(404);
    await admin.get(`/api/users/${anId()}/sessions`).expect(404);
  });
});

describe('a second factor that was lost', () => {
  it('is taken off by an administrator, and every session ends', async () => {
    const nurse = await api.signIn(clinic.email('nurse'));
    await openEverywhere(nurse);
    await api.asOwner(
      `insert into totp_seeds (clinic_id, user_id, seed_enc, confirmed_at, created_at) values ($1, $2, 'x', now(), now())`,
      [clinic.id, nurse.userId],
    );
    expect(await find(nurse.userId)).toMatchObject({ hasMfa: true });
    await admin.delete(`/api/users/${nurse.userId}/totp`).expect(204);
    await endedEverywhere(nurse);
    expect(await find(nurse.userId)).toMatchObject({ hasMfa: false, version: 2 });
    await api.signIn(clinic.email('nurse'));
    expect(await actionsOn(nurse.userId)).toContain('totp.remove');
  });
});
