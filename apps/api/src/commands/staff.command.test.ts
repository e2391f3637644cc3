import { anId } from '@clinic/contracts/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TextSink } from '#api/commands/import-output.ts';
import { foundClinicCommand, resetLinkCommand, type StaffCommand } from '#api/commands/staff.command.ts';
import type { Deps } from '#api/composition.ts';
import { startTestApi, type TestApi } from '#api/testing/test-api.ts';

const CHOSEN = 'a brown fox that naps all day';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.close());

type Command = (deps: Deps, command: StaffCommand) => Promise<number>;

const run = async (command: Command, words: string[], localOrigin?: string) => {
  const texts = { output: '', notices: '' };
  const sink = (name: keyof typeof texts): TextSink => ({
    write: (text) => {
      texts[name] += text;
      return true;
    },
    once: () => undefined,
  });
  const sinks = { output: sink('output'), notices: sink('notices') };
  const code = await command(api.deps, { words, localOrigin, ...sinks });
  return { code, ...texts };
};

const accept = (url: string, password = CHOSEN) =>
  supertest(api.app)
    .post('/api/auth/invitations/accept')
    .send({ token: url.split('#')[1], password });

const signIn = (email: string, password = CHOSEN) =>
  supertest(api.app).post('/api/auth/login').send({ email, password });

const found = async (name: string, email: string): Promise<string> => {
  const { code, output } = await run(foundClinicCommand, [
    ...['--name', name, '--email', email, '--time-zone', 'Europe/Berlin'],
    ...['--locale', 'de-DE', '--country', 'DE', '--origin', 'https://clinic.example/', '--json'],
  ]);
  expect(code).toBe(0);
  return (JSON.parse(output.trim().split('\n').at(-1) ?? '') as { setUpUrl: string }).setUpUrl;
};

describe('founding a clinic', () => {
  it('leaves one administrator, whom the printed link lets in and nothing else', async () => {
    const email = `${anId()}@clinic.example`;
    const url = await found('Lindenhof', email);
    expect(url).toMatch(/^https:\/\/clinic\.example\/invitation#[\w-]{86}$/);
    expect((await signIn(email)).body.code).toBe('invalid_credentials');
    await accept(url).expect(204);
    expect((await accept(url)).body.code).toBe('gone');
    const answer = await signIn(email).expect(200);
    expect(answer.body).toMatchObject({
      user: { role: 'admin', displayName: 'Administrator' },
      clinic: { name: 'Lindenhof', timeZone: 'Europe/Berlin', locale: 'de-DE' },
    });
    const cookie = answer.get('Set-Cookie')?.[0] ?? '';
    const users = await supertest(api.app).get('/api/users').set('Cookie', cookie).expect(200);
    expect(users.body.items).toHaveLength(1);
    const events = await api.asOwner(
      "select actor_id, origin from audit_events where action = 'user.create' and resource_id = $1",
      [answer.body.user.id],
    );
    expect(events).toEqual([{ actor_id: null, origin: 'cli' }]);
  });

  it.each([
    [[]],
    [['--name', 'Lindenhof']],
    [['--name', 'Lindenhof', '--email', 'nobody']],
    [['--name', 'Lindenhof', '--email', 'a@b.example', '--time-zone', 'Mars/Olympus']],
    [['--name', 'Lindenhof', '--email', 'a@b.example', '--country', 'Germany']],
    [['--name', 'Lindenhof', '--email', 'a@b.example', '--origin', 'clinic']],
    [['--name', 'Lindenhof', '--email', 'a@b.example', '--password', 'x']],
  ])('says how it is meant, and founds none: %j', async (words) => {
    const before = await api.asOwner('select clinic_id from clinics');
    const { code, notices } = await run(foundClinicCommand, words, 'http://localhost:4200');
    expect([code, notices]).toEqual([2, expect.stringContaining('npm run found-clinic')]);
    expect(await api.asOwner('select clinic_id from clinics')).toEqual(before);
  });

  it('needs to be told the address where there is no machine of one’s own', async () => {
    const words = ['--name', 'Waldhof', '--email', `${anId()}@clinic.example`];
    expect(await run(foundClinicCommand, words)).toMatchObject({ code: 2, output: '' });
    const { code, output } = await run(foundClinicCommand, words, 'http://localhost:4200');
    expect([code, output]).toEqual([0, expect.stringContaining('http://localhost:4200/invitation#')]);
  });

  it('explains itself', async () => {
    expect(await run(foundClinicCommand, ['--help'])).toMatchObject({ code: 0, notices: '' });
  });
});

describe('a link for who cannot be helped by anybody', () => {
  it('lets them choose another password, and takes a lost second factor off when told to', async () => {
    const email = `${anId()}@clinic.example`;
    await accept(await found('Seeblick', email)).expect(204);
    const { userId } = await api
      .asOwner<{ userId: string }>(`select user_id as "userId" from staff_login where email_bidx = $1`, [
        api.deps.loginIndex(email),
      ])
      .then(([row]) => row ?? { userId: '' });
    await api.asOwner(
      `insert into totp_seeds (clinic_id, user_id, seed_enc, confirmed_at, created_at)
       select clinic_id, id, 'x', now(), now() from users where id = $1`,
      [userId],
    );
    expect((await signIn(email)).body.code).toBe('otp_required');
    const place = ['--clinic', 'Seeblick', '--origin', 'https://clinic.example'];
    const words = ['--email', email.toUpperCase(), ...place, '--json'];
    const linkIn = ({ output }: { output: string }): string =>
      (JSON.parse(output.trim().split('\n').at(-1) ?? '') as { resetUrl: string }).resetUrl;
    const kept = linkIn(await run(resetLinkCommand, words));
    const removed = linkIn(await run(resetLinkCommand, [...words, '--remove-totp']));
    expect((await accept(kept, 'another fox that naps all night')).body.code).toBe('gone');
    await accept(removed, 'another fox that naps all night').expect(204);
    await signIn(email, 'another fox that naps all night').expect(200);
    const actions = await api.asOwner<{ action: string }>(
      "select action from audit_events where resource_id = $1 and origin = 'cli' order by action",
      [userId],
    );
    expect(actions.map(({ action }) => action)).toEqual([
      ...['totp.remove', 'user.create', 'user.reset-link', 'user.reset-link'],
    ]);
  });

  it('is for those there are', async () => {
    await found('Bergblick', `${anId()}@clinic.example`);
    for (const words of [
      ['--email', 'nobody@clinic.example', '--clinic', 'Bergblick'],
      ['--email', 'nobody@clinic.example', '--clinic', 'Nowhere'],
    ])
      expect(await run(resetLinkCommand, words, 'http://localhost:4200')).toMatchObject({
        code: 1,
        output: '',
      });
    expect((await run(resetLinkCommand, [])).code).toBe(2);
  });
});
