import { allEndpoints, problem, type Endpoint } from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSamples, type Sample } from '#api/testing/sample-requests.ts';
import { startTestApi, type Desk, type TestApi, type TestClinic } from '#api/testing/test-api.ts';

// Nothing of this may come back or be written down. It looks like no field name, so it is not said back as one either.
// The client would wrap bytes in a JSON form of its own: they leave as they are.
const asItIs = (body: string): string => body;

const CANARY = 'zaunkönig-7041/secret';

let api: TestApi;
let clinic: TestClinic;
let desk: Desk;
let samples: Record<string, () => Promise<Sample>>;
const answers: string[] = [];

beforeAll(async () => {
  api = await startTestApi();
  clinic = await api.newClinic();
  desk = await clinic.as('admin');
  samples = createSamples({ clinic, desk, ...api });
});

afterAll(() => api.close());

type Named = [name: string, endpoint: Endpoint];

// An upload's body is a file: it has tests of its own.
const endpoints: Named[] = [...allEndpoints].filter(([name]) => name !== 'startImport');
const withBody = endpoints.filter(([, { body }]) => body !== undefined);
const withQuery = endpoints.filter(([, { query }]) => query !== undefined);
const withId = endpoints.filter(([, { path }]) => path.includes(':id'));

const sampleOf = (name: string): Promise<Sample> => {
  const make = samples[name];
  if (!make) throw new Error(`There is no sample of ${name}`);
  return make();
};

const request = (endpoint: Endpoint, sample: Sample) =>
  desk[endpoint.method](`/api${sample.path}`)
    .query(sample.query ?? {})
    .set(sample.headers ?? {});

/** A refusal as the interface promises it: the status, a problem document with the id of the request, nothing more. */
const expectProblem = (answer: supertest.Response, statuses: number[], what: string): void => {
  expect(statuses, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`).toContain(answer.status);
  expect(answer.headers['content-type'], what).toBe('application/problem+json; charset=utf-8');
  const known = problem.parse(answer.body);
  expect(known, what).toMatchObject({ status: answer.status, requestId: answer.headers['x-request-id'] });
  answers.push(answer.text);
};

/** What stands in the database, but for the audit log and when a session was last seen. */
const contents = async (): Promise<Record<string, string>> => {
  const tables = await api.asOwner<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname = 'public' and c.relname not in ('audit_events', 'unsealed_audit_events', 'sessions')`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) =>
      api.asOwner<{ sum: string }>(
        `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from ${name} t`,
      ),
    ),
  );
  return Object.fromEntries(tables.map(({ name }, index) => [name, texts[index]?.[0]?.sum ?? '']));
};

/** Runs the attempts and expects the database to be as it was. */
const leavingEverything = async (work: () => Promise<void>): Promise<void> => {
  const before = await contents();
  await work();
  expect(await contents()).toEqual(before);
};

type Json = Record<string, unknown>;
type Mutation = { what: string; body: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy of the body in which the value at the path is another one. */
const withValueAt = (body: Json, path: string[], value: unknown): Json => {
  const [first = '', ...rest] = path;
  const inner = body[first];
  return {
    ...body,
    [first]: rest.length === 0 ? value : withValueAt(isObject(inner) ? inner : {}, rest, value),
  };
};

const pathsIn = (body: Json): string[][] =>
  Object.entries(body).flatMap(([key, value]) => [
    [key],
    ...(isObject(value) ? pathsIn(value).map((path) => [key, ...path]) : []),
  ]);

const wrongValues: [string, unknown][] = [
  ['a number', 7041704170],
  ['a fraction', 0.5],
  ['a boolean', true],
  ['an empty text', ''],
  ['a blank text', ' \t '],
  ['a canary', CANARY],
  ['a list', [CANARY]],
  ['an object', { [CANARY]: CANARY }],
  ['an endless text', CANARY.repeat(20_000)],
  ['a number that is none', Number.MAX_VALUE],
  ['a day that does not exist', '2030-02-30'],
  ['an instant without a zone', '2030-01-14T13:00:00'],
  ['an id of the wrong version', '8c2f4a51-6c0e-4d6b-9d0a-1f7c2d3e4f50'],
  ['null', null],
];

/** Values that no text field may take, whatever else it takes. */
const unstorable: [string, string][] = [
  ['a NUL', `${CANARY}\0`],
  ['half a character', `${CANARY}\uD83D`],
  ['the other half', `\uDC00${CANARY}`],
];

const mutationsOf = (endpoint: Endpoint, body: Json): Mutation[] => {
  const atPaths = pathsIn(body).flatMap((path) => [
    ...wrongValues
      .filter(([, value]) => endpoint.body?.safeParse(withValueAt(body, path, value)).success === false)
      .map(([what, value]) => ({
        what: `${path.join('.')} is ${what}`,
        body: withValueAt(body, path, value),
      })),
    ...unstorable.map(([what, value]) => ({
      what: `${path.join('.')} holds ${what}`,
      body: withValueAt(body, path, value),
    })),
  ]);
  const places = [
    [],
    ...pathsIn(body).filter((path) => isObject(path.reduce<unknown>((at, key) => (at as Json)[key], body))),
  ];
  const unknown = places.flatMap((path) =>
    ['extra', CANARY, 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'clinicId', ''].map(
      (key) => ({
        what: `${path.join('.')} has ${key}`,
        body: withValueAt(body, [...path, key], CANARY),
      }),
    ),
  );
  return [...atPaths, ...unknown.filter(({ what }) => what !== ' has clinicId')];
};

describe('a body that is not what its contract says', () => {
  it.each(withBody)('of %s is refused whole and changes nothing', async (name, endpoint) => {
    const sample = await sampleOf(name);
    await leavingEverything(async () => {
      for (const { what, body } of mutationsOf(endpoint, sample.body ?? {})) {
        const answer = await request(endpoint, sample).send(body as object);
        expectProblem(answer, [400], `${name}: ${what}`);
        expect(['invalid_body', 'invalid_input'], what).toContain(answer.body.code);
        expect(answer.body.issues.length, what).toBeGreaterThan(0);
      }
    });
  });

  it.each(withBody)('of %s is refused with a key of the language behind it', async (name, endpoint) => {
    const sample = await sampleOf(name);
    const text = JSON.stringify(sample.body ?? {});
    const inner = text === '{}' ? '' : text.slice(1, -1) + ',';
    await leavingEverything(async () => {
      for (const key of ['__proto__', 'constructor', 'prototype']) {
        const raw = `{${inner}"${key}":{"isAdmin":true,"familyName":"${CANARY}"}}`;
        const answer = await request(endpoint, sample).set('Content-Type', 'application/json').send(raw);
        expectProblem(answer, [400], `${name}: ${key}`);
      }
    });
    expect(({} as Json)['isAdmin']).toBeUndefined();
  });
});

describe('bytes that are no JSON', () => {
  const broken: [string, string | Buffer][] = [
    ['cut off', `{"familyName":"${CANARY}`],
    ['with a comma too many', `{"familyName":"${CANARY}",}`],
    ['in single quotes', `{'familyName':'${CANARY}'}`],
    ['just a word', CANARY],
    ['two documents', '{}{}'],
    ['an unfinished list', `[${'['.repeat(1_000)}`],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xe9, 0x22, 0x7d])],
    ['deeper than any form', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a deep object', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['a number', '7041704170'],
    ['a text', `"${CANARY}"`],
    ['a list', `["${CANARY}"]`],
    ['true', 'true'],
  ];

  it.each(withBody)('are refused by %s', async (name, endpoint) => {
    const sample = await sampleOf(name);
    await leavingEverything(async () => {
      for (const [what, raw] of broken) {
        // The client would wrap bytes in a JSON form of its own: they leave as they are.
        const answer = await request(endpoint, sample)
          .set('Content-Type', 'application/json')
          .serialize(asItIs)
          .send(raw as string);
        expectProblem(answer, [400], `${name}: ${what}`);
      }
    });
  });

  it.each(withBody)('are refused by %s when they are too many', async (name, endpoint) => {
    const sample = await sampleOf(name);
    const body = { ...sample.body, notes: 'x'.repeat(1024 * 1024) };
    const answer = await request(endpoint, sample).send(body);
    expectProblem(answer, [413], name);
  });

  it.each(withBody)('are refused by %s when they say they are something else', async (name, endpoint) => {
    const sample = await sampleOf(name);
    const text = JSON.stringify(sample.body ?? {});
    await leavingEverything(async () => {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/octet-stream',
        'application/json; charset=iso-8859-1',
        'application/json; charset="utf-16"',
        `application/${CANARY.replace('ö', 'o')}`,
      ]) {
        const answer = await request(endpoint, sample).set('Content-Type', type).serialize(asItIs).send(text);
        expectProblem(answer, [415], `${name}: ${type}`);
      }
      const packed = await request(endpoint, sample)
        .set({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
        .serialize(asItIs)
        .send(text);
      expectProblem(packed, [400], `${name}: gzip that is none`);
      const unknown = await request(endpoint, sample)
        .set({ 'Content-Type': 'application/json', 'Content-Encoding': 'zebra' })
        .serialize(asItIs)
        .send(text);
      expectProblem(unknown, [415], `${name}: an unknown packing`);
    });
  });

  it('are taken in UTF-8, however that is written', async () => {
    for (const charset of ['utf-8', 'UTF-8', '"utf-8"']) {
      await desk
        .post('/api/patients/search')
        .set('Content-Type', `application/json; charset=${charset}`)
        .send('{"query":""}')
        .expect(200);
    }
  });
});

describe('a query that is not what its contract says', () => {
  const wrongOf: Record<string, string[]> = {
    text: [`${CANARY}\0`, CANARY.repeat(500)],
    integer: ['0', '101', '-1', '1e1', '1.5', '0x10', ' 5', '', CANARY, '99999999999999999999'],
    flag: ['2', 'yes', CANARY],
    id: ['1', '', CANARY, '8c2f4a51-6c0e-4d6b-9d0a-1f7c2d3e4f5'],
    instant: ['2030-01-14', '2030-02-30T00:00:00Z', '2030-01-14T00:00:00+01:00', '0', '', CANARY],
  };

  it.each(withQuery)('of %s is refused', async (name, endpoint) => {
    const sample = await sampleOf(name);
    await leavingEverything(async () => {
      for (const [field, { kind }] of Object.entries(endpoint.query ?? {})) {
        for (const value of wrongOf[kind] ?? []) {
          const query = { ...sample.query, [field]: value };
          const answer = await request(endpoint, { ...sample, query });
          expectProblem(answer, [400], `${name}: ${field}=${value.slice(0, 40)}`);
        }
        const [good = '5'] = [sample.query?.[field]];
        const twice = await request(endpoint, sample).query(`${field}=${good}&${field}=${good}`);
        expectProblem(twice, [400], `${name}: ${field} twice`);
        const nested = await request(endpoint, { ...sample, query: {} }).query(`${field}[a]=${good}`);
        expectProblem(nested, [400], `${name}: ${field} nested`);
      }
    });
  });

  it.each(endpoints.filter(([name]) => name !== 'signOut'))(
    'of %s has no parameter nobody knows',
    async (name, endpoint) => {
      const sample = await sampleOf(name);
      for (const field of ['extra', '__proto__', 'constructor', CANARY]) {
        const answer = await request(endpoint, sample)
          .query(`${encodeURIComponent(field)}=x`)
          .send(sample.body);
        expectProblem(answer, [400], `${name}: ${field}`);
      }
    },
  );
});

/** The address of this id; whatever else is in it is nobody's. */
const pathWith = (endpoint: Endpoint, id: string): string =>
  endpoint.path.replace(':id', id).replace(/:\w+/g, () => anId());

describe('an address or a header that is not what it should be', () => {
  it.each(withId)('is refused by %s', async (name, endpoint) => {
    const sample = await sampleOf(name);
    const address = (id: string): Sample => ({ ...sample, path: pathWith(endpoint, id) });
    await leavingEverything(async () => {
      for (const id of [
        '1',
        'null',
        '..%2f..',
        '%00',
        encodeURIComponent(CANARY),
        `${anId()}x`,
        '%E0%A4%A',
      ]) {
        expectProblem(await request(endpoint, address(id)).send(sample.body), [400], `${name}: ${id}`);
      }
      for (const id of [
        anId(),
        '00000000-0000-0000-0000-000000000000',
        'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
      ]) {
        expectProblem(await request(endpoint, address(id)).send(sample.body), [404], `${name}: ${id}`);
      }
    });
  });

  it.each(endpoints.filter(([, { method, permission }]) => method !== 'get' && permission !== 'public'))(
    'is refused by %s',
    async (name, endpoint) => {
      const sample = await sampleOf(name);
      await leavingEverything(async () => {
        for (const value of ['1', 'zebra', `${anId()},${anId()}`]) {
          const answer = await request(endpoint, sample).set('Idempotency-Key', value).send(sample.body);
          expectProblem(answer, [400], `${name}: Idempotency-Key ${value}`);
          const actor = await request(endpoint, sample).set('Clinic-Actor', value).send(sample.body);
          expectProblem(actor, [400], `${name}: Clinic-Actor ${value}`);
        }
        if (!endpoint.isVersioned) return;
        for (const value of ['1', '*', '"x"', '"1", "2"', '"-1"', '"1.5"', '"99999999999"', '""']) {
          const answer = await request(endpoint, sample).set('If-Match', value).send(sample.body);
          expectProblem(answer, [400], `${name}: If-Match ${value}`);
        }
        const stale = await request(endpoint, sample).set('If-Match', '"999999999"').send(sample.body);
        expect([stale.status, stale.body.code], name).toEqual([412, 'stale_version']);
        const missing = await request(endpoint, { ...sample, headers: {} }).send(sample.body);
        expectProblem(missing, [428], `${name}: no If-Match`);
      });
    },
  );

  it('is not found where nothing is', async () => {
    for (const path of [
      '/',
      '/api',
      '/api/nowhere',
      `/api/${encodeURIComponent(CANARY)}`,
      '/api/patients/a/b/c',
    ]) {
      expectProblem(await desk.get(path), [404], path);
    }
    expectProblem(await desk.delete('/api/patients'), [404], 'delete');
    expectProblem(await desk.get('/%E0%A4%A'), [404], 'a path that is not UTF-8');
  });
});

describe('times from the ends of the calendar', () => {
  const ends = [
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '1800-01-01T00:00:00Z',
    '2999-12-31T23:59:59Z',
    '9999-12-31T23:59:59Z',
  ];

  it('are answered or refused, never with a fault of ours', async () => {
    for (const [name, endpoint] of withQuery) {
      const sample = await sampleOf(name);
      for (const [field, { kind }] of Object.entries(endpoint.query ?? {})) {
        if (kind !== 'instant') continue;
        for (const end of ends) {
          const answer = await request(endpoint, { ...sample, query: { ...sample.query, [field]: end } });
          expect([200, 400], `${name}: ${field}=${end} ${answer.text}`).toContain(answer.status);
        }
      }
      if (!endpoint.query?.['from']) continue;
      for (const [from, to] of [
        ['0000-01-01T00:00:00Z', '0000-01-02T00:00:00Z'],
        ['0001-01-01T00:00:00Z', '0001-01-02T00:00:00Z'],
        ['1800-01-01T00:00:00Z', '1800-01-31T00:00:00Z'],
        ['2999-12-01T00:00:00Z', '2999-12-31T23:59:59.999Z'],
        ['9999-12-31T00:00:00Z', '9999-12-31T23:59:59.999Z'],
      ]) {
        const answer = await request(endpoint, {
          ...sample,
          query: { ...sample.query, from: from ?? '', to: to ?? '' },
        });
        expect([200, 400], `${name}: ${from} ${answer.text}`).toContain(answer.status);
      }
    }
  });

  it('are no times for a visit, a step or a birth', async () => {
    const visit = await sampleOf('bookAppointment');
    const step = await sampleOf('changeAppointmentStatus');
    const move = await sampleOf('changeAppointment');
    const person = await sampleOf('createPatient');
    for (const end of ends) {
      const booked = await desk.post('/api/appointments').send({ ...visit.body, startsAt: end });
      expect([400, 409], `${end} ${booked.text}`).toContain(booked.status);
      const moved = await desk.patch(`/api${move.path}`).set('If-Match', '"1"').send({ startsAt: end });
      expect([400, 409], `${end} ${moved.text}`).toContain(moved.status);
      const stepped = await desk
        .post(`/api${step.path}`)
        .set('If-Match', '"1"')
        .send({ ...step.body, occurredAt: end });
      expectProblem(stepped, [400], end);
      const born = await desk.post('/api/patients').send({ ...person.body, birthDate: end.slice(0, 10) });
      expectProblem(born, [400], end);
    }
  });
});

describe('what was typed', () => {
  it('is kept where it is meant to be and said nowhere else', async () => {
    const person = { familyName: CANARY, givenName: CANARY, notes: CANARY, email: `${CANARY}@example.org` };
    const { body: created } = await desk
      .post('/api/patients')
      .send({ ...person, confirmNotDuplicate: true })
      .expect(201);
    await desk.get('/api/patients').query({ search: CANARY }).expect(200);
    await desk.post('/api/patients/search').send({ query: CANARY }).expect(200);
    await desk.post('/api/patients/look-alikes').send({ familyName: CANARY }).expect(200);
    await desk.get('/api/audit-events').query({ action: 'zaunkönig-7041' }).expect(200);
    await desk
      .post('/api/auth/login')
      .send({ email: `${CANARY}@example.org`, password: CANARY })
      .expect(401);
    await desk.get('/api/settings').set('Cookie', `session=zaunkonig-7041; other=zaunkonig`).expect(401);
    const stale = await desk
      .patch(`/api/patients/${created.id}`)
      .set('If-Match', '"9"')
      .send({ familyName: `other ${CANARY}` });
    expect(stale.status).toBe(412);
    const { text: metrics } = await supertest(api.app).get('/metrics');
    const said = [JSON.stringify(api.lines), metrics, ...answers].join('\n').toLowerCase();
    expect(answers.length).toBeGreaterThan(500);
    for (const word of ['zaunk', '7041704170', 'secret', 'lovelace', '555-01', 'example.org']) {
      expect(said.includes(word), word).toBe(false);
    }
  });

  it('never made a fault of ours', () => {
    expect(api.lines.filter((line) => line.level === 'error')).toEqual([]);
  });
});
