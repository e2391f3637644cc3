import { aBooking, anId } from '@clinic/contracts/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

let api: TestApi;
let clinic: TestClinic;
let desk: Desk;

/** What a stranger with the files of the database must not learn: each word is in nothing but what this test writes. */
const people = [
  {
    familyName: 'Quetzalcoatlus',
    givenName: 'Wilhelmine-Xanthippe',
    preferredName: 'Zuckerschnecke',
    birthDate: '1931-07-23',
    phone: '(212) 555-0173',
    otherPhones: ['+44 20 7946 0958'],
    email: 'quetzal.coatlus@nest.example',
    address: { line: '17 Pterodactyl Mews', city: 'Jurassico', postalCode: '90817', country: 'US' },
    identifiers: [{ system: 'passport-of-mongolia', value: 'PX77281934' }],
    notes: 'Afraid of heights since the incident in Patagonia',
  },
  {
    familyName: 'Þorgeirsdóttir',
    birthDate: '1948-11-30',
    phone: '+354 581 2345',
    email: 'thorgerd@saga.example',
    notes: 'Speaks to elves',
  },
];
const reason = 'A wing that does not unfold';
const moved = 'A wing that unfolds too far';
const overbooking = 'Cannot fly home otherwise';
const stepReason = 'Landed late because of headwind';

const secrets = [
  ...[
    'Quetzalcoatlus',
    'Xanthippe',
    'Zuckerschnecke',
    'Pterodactyl',
    'Jurassico',
    '90817',
    'mongolia',
    'PX77281934',
  ],
  ...['Patagonia', 'Þorgeirsdóttir', 'orgeirsd', 'elves', 'saga.example', 'nest.example', 'quetzal.coatlus'],
  ...[
    '1931-07-23',
    '07/23/1931',
    '1948-11-30',
    '5550173',
    '555-0173',
    '2125550173',
    '79460958',
    '5812345',
    '581 2345',
  ],
  ...[reason, moved, overbooking, stepReason],
];

beforeAll(async () => {
  api = await startTestApi();
  clinic = await api.newClinic();
  desk = await clinic.as('receptionist');
  const ids: string[] = [];
  for (const person of people) {
    const answer = await desk.post('/api/patients').set('Idempotency-Key', anId()).send(person);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    ids.push(answer.body.id as string);
  }
  // Everything that keeps an answer or a trace: a duplicate with its candidates, a change, a stale change, searches.
  await desk
    .post('/api/patients')
    .set('Idempotency-Key', anId())
    .send({ ...people[0], notes: null })
    .expect(409);
  await desk
    .post('/api/patients')
    .send({ ...people[0], confirmNotDuplicate: true })
    .expect(201);
  const path = `/api/patients/${ids[0]}`;
  const change = (version: string) =>
    desk
      .patch(path)
      .set('If-Match', version)
      .set('Idempotency-Key', anId())
      .send({ givenName: 'Xanthippe-Wilhelmine' });
  await change('"1"').expect(200);
  await change('"1"').expect(412);
  await desk.post('/api/patients/search').send({ query: 'Quetzalcoatlus' }).expect(200);
  await desk.get('/api/patients?search=Quetzalcoatlus').expect(200);
  const booking = aBooking(
    { patientId: ids[0] ?? '', practitionerId: clinic.practitionerIds[0], typeId: clinic.typeIds[0] },
    { reason },
  );
  const { body: visit } = await desk
    .post('/api/appointments')
    .set('Idempotency-Key', anId())
    .send(booking)
    .expect(201);
  const step = (to: string, version: number) =>
    desk
      .post(`/api/appointments/${visit.id}/status`)
      .set('If-Match', `"${version}"`)
      .send({ status: to, reason: stepReason });
  await desk
    .patch(`/api/appointments/${visit.id}`)
    .set('If-Match', '"1"')
    .send({ reason: moved })
    .expect(200);
  await step('arrived', 2).expect(200);
  await step('booked', 3).expect(200);
  await desk
    .post('/api/appointments')
    .send({ ...booking, patientId: ids[1], reason: moved, overbook: { reason: overbooking } })
    .expect(201);
});

afterAll(() => api.close());

/** Every row of every table, as whoever has the files would read it: text as text, bytes as hex and as the letters in them. */
const dump = async (): Promise<string> => {
  const tables = await api.asOwner<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname in ('public', 'ops')`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const rows = await api.asOwner<Record<string, unknown>>(`select * from ${name}`);
    for (const row of rows) {
      for (const value of Object.values(row)) {
        if (Buffer.isBuffer(value))
          parts.push(value.toString('latin1'), value.toString('utf8'), value.toString('hex'));
        else parts.push(JSON.stringify(value));
      }
    }
    parts.push(JSON.stringify(await api.asOwner(`select row_to_json(t)::text as row from ${name} t`)));
  }
  const statistics = await api
    .asOwner('analyze')
    .then(() =>
      api.asOwner(
        'select most_common_vals::text, histogram_bounds::text from pg_stats where schemaname = $1',
        ['public'],
      ),
    );
  parts.push(JSON.stringify(statistics));
  return parts.join('\n').toLowerCase();
};

describe('the files of the database', () => {
  it('hold no name, number, address, birth date, note or reason that can be read', async () => {
    const text = await dump();
    expect(text.length).toBeGreaterThan(10_000);
    const readable = secrets.filter((secret) => {
      const letters = secret.toLowerCase();
      const forms = [letters, Buffer.from(letters).toString('hex'), Buffer.from(secret).toString('hex')];
      forms.push(Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1).toLowerCase());
      return forms.some((form) => text.includes(form));
    });
    expect(readable).toEqual([]);
  });

  it('hold what is meant to be readable, so that the search above can be believed', async () => {
    const text = await dump();
    for (const word of ['patient.create', 'appointment.arrived', 'america/new_york', 'dr 0', clinic.id]) {
      expect(text.includes(word), word).toBe(true);
    }
  });

  it('hold no password and no session that opens a door', async () => {
    const text = await dump();
    expect(text).not.toContain(api.password);
    expect(text).not.toContain(desk.cookie.split('=')[1]?.toLowerCase());
    const rows = await api.asOwner<{ hash: string }>('select password_hash as hash from users');
    for (const { hash } of rows) expect(hash).toMatch(/^k1:\$2b\$\d\d\$/);
  });

  it('seal the same thing differently each time and to a length that tells little', async () => {
    const rows = await api.asOwner<{ sealed: Buffer }>('select identity_enc as sealed from patients');
    expect(new Set(rows.map((row) => row.sealed.toString('hex'))).size).toBe(rows.length);
    for (const { sealed } of rows) expect((sealed.length - (rows[0]?.sealed.length ?? 0)) % 64).toBe(0);
  });

  it('know equal numbers of one clinic by equal hashes, and of two clinics by different ones', async () => {
    const other = await api.newClinic();
    await (await other.as('receptionist')).post('/api/patients').send(people[1]).expect(201);
    const rows = await api.asOwner<{ clinic: string; phone: string }>(
      `select clinic_id as clinic, encode(phone_bidx, 'hex') as phone from patients order by created_at, id`,
    );
    const ours = rows.filter((row) => row.clinic === clinic.id).map((row) => row.phone);
    const theirs = rows.filter((row) => row.clinic === other.id).map((row) => row.phone);
    // The first person was registered twice.
    expect(new Set(ours).size).toBe(ours.length - 1);
    expect(ours).not.toContain(theirs[0]);
  });
});
