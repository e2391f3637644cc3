import { patientSummary, type Patient, type PatientSummary } from '@clinic/contracts';
import { aPatient, anId } from '@clinic/contracts/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
let desk: Desk;
let ada: Patient;

beforeAll(async () => {
  api = await startTestApi();
  replica = await api.another();
  clinic = await api.newClinic();
  desk = await clinic.as('receptionist');
  ada = await register({
    familyName: 'Lovelace',
    givenName: 'Augusta Ada',
    birthDate: '1985-12-10',
    phone: '(212) 555-0147',
    email: 'Ada.Lovelace@Example.org',
  });
  for (const [familyName, givenName] of [
    ['Müller', 'Jürgen'],
    ["O'Brien", 'Siobhán'],
    ['Nguyễn', 'Thị Minh'],
    ['李', '小龍'],
    ['Sukarno', null],
  ] as const) {
    await register({ familyName, givenName, birthDate: '1960-02-03' });
  }
});

afterAll(async () => {
  await replica.close();
  await api.close();
});

const register = async (person: object, from = desk): Promise<Patient> => {
  const answer = await from.post('/api/patients').send(aPatient(person));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as Patient;
};

const search = async (query: string, from = desk): Promise<PatientSummary[]> => {
  const answer = await from.post('/api/patients/search').send({ query });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return patientSummary.array().parse(answer.body.items);
};

const namesFor = async (query: string): Promise<string[]> =>
  (await search(query)).map((item) => item.familyName);

describe('somebody is found', () => {
  it.each([
    ['the beginning of the family name', 'lovel'],
    ['the beginning of a given name', 'ada'],
    ['both in any order', 'ada lovelace'],
    ['both the other way round', 'LOVELACE, Ada'],
    ['the birth date as it is written here', '12/10/1985'],
    ['the birth date as files have it', '1985-12-10'],
    ['the phone as it was given', '(212) 555-0147'],
    ['the phone in international form', '+1 212 555 0147'],
    ['the phone without anything between', '2125550147'],
    ['the phone with its country and no plus', '12125550147'],
    ['the phone with its country, grouped', '1-212-555-0147'],
    ['the last digits of the phone', '5550147'],
    ['the e-mail address in any case', 'ada.lovelace@example.org'],
    ['the beginning of the e-mail address', 'ada.love'],
    ['a name and a birth date', 'lovelace 1985-12-10'],
  ])('by %s', async (_what, query) => {
    const found = await search(query);
    expect(found.map((item) => item.id)).toContain(ada.id);
    expect(found.find((item) => item.id === ada.id)?.match).toMatchObject({ exact: true });
  });

  it('by the file number', async () => {
    expect((await search(ada.fileNumber))[0]?.id).toBe(ada.id);
  });

  it.each([
    ['muller', 'Müller'],
    ['mueller', 'Müller'],
    ['obrien', "O'Brien"],
    ['o’brien', "O'Brien"],
    ['siobhan', "O'Brien"],
    ['nguyen thi', 'Nguyễn'],
    ['李', '李'],
    ['sukarno', 'Sukarno'],
  ])('by %s as %s is written elsewhere', async (query, familyName) => {
    expect(await namesFor(query)).toContain(familyName);
  });

  it('with the reason why, in the words of the interface', async () => {
    const [found] = await search('5550147');
    expect(found?.match?.reasons.map((reason) => reason.kind)).toContain('phone');
  });

  it('in an address as in a body, by the same handler', async () => {
    const inAddress = await desk.get('/api/patients').query({ search: 'lovelace' });
    const inBody = await desk.post('/api/patients/search').send({ query: 'lovelace' });
    expect(inAddress.body).toEqual(inBody.body);
  });

  it('by nobody who typed something else', async () => {
    expect(await namesFor('xylophone')).toEqual([]);
    expect(await namesFor('ada xylophone')).toEqual([]);
    expect(await namesFor('1985-12-11 lovelace')).not.toContain('Lovelace');
  });
});

describe('a name with a mistake in it', () => {
  it('is found, marked as not exact, and below every exact hit on all pages', async () => {
    const other = await api.newClinic();
    const nurse = await other.as('nurse');
    const exact: string[] = [];
    const near: string[] = [];
    for (let number = 0; number < 4; number += 1) {
      near.push((await register({ familyName: 'Schmitt', givenName: `Nora ${number}` }, nurse)).id);
      exact.push((await register({ familyName: 'Schmidt', givenName: `Emil ${number}` }, nurse)).id);
      api.clock.advance(1_000);
    }
    const pages: PatientSummary[] = [];
    let cursor: string | null = null;
    do {
      const answer: supertest.Response = await nurse
        .post('/api/patients/search')
        .send({ query: 'schmidt', limit: 3, cursor });
      pages.push(...patientSummary.array().parse(answer.body.items));
      cursor = answer.body.nextCursor as string | null;
    } while (cursor !== null);
    expect(pages.map((item) => item.match?.exact)).toEqual([...Array(4).fill(true), ...Array(4).fill(false)]);
    expect(pages.map((item) => item.id)).toEqual([...exact.reverse(), ...near.reverse()]);
  });
});

describe('the list of people', () => {
  it('without a search shows those seen last first, page by page, without gaps', async () => {
    const other = await api.newClinic();
    const nurse = await other.as('nurse');
    const ids: string[] = [];
    for (let number = 0; number < 7; number += 1) {
      ids.unshift((await register({}, nurse)).id);
      if (number % 2 === 0) api.clock.advance(1_000);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const answer: supertest.Response = await nurse
        .post('/api/patients/search')
        .send({ query: '', limit: 2, cursor });
      seen.push(...(answer.body.items as PatientSummary[]).map((item) => item.id));
      cursor = answer.body.nextCursor as string | null;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
  });

  it('of a common word comes page by page without gaps', async () => {
    const other = await api.newClinic();
    const nurse = await other.as('nurse');
    const ids = new Set<string>();
    for (let number = 0; number < 9; number += 1)
      ids.add((await register({ familyName: 'Garcia' }, nurse)).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: object = { search: 'garcia', limit: 4, ...(cursor === null ? {} : { cursor }) };
      const answer: supertest.Response = await nurse.get('/api/patients').query(query);
      seen.push(...(answer.body.items as PatientSummary[]).map((item) => item.id));
      cursor = answer.body.nextCursor as string | null;
    } while (cursor !== null);
    expect(seen).toHaveLength(9);
    expect(new Set(seen)).toEqual(ids);
  });

  it('shows who was put away only where they are asked for', async () => {
    const other = await api.newClinic();
    const clerk = await other.as('receptionist');
    const person = await register({ familyName: 'Gone' }, clerk);
    await clerk.post(`/api/patients/${person.id}/archive`).set('If-Match', '"1"').expect(200);
    expect(await search('gone', clerk)).toEqual([]);
    expect((await clerk.get('/api/patients')).body.items).toEqual([]);
    const { body } = await clerk.get('/api/patients?archived=true');
    expect(body.items).toMatchObject([{ id: person.id, isArchived: true }]);
    expect((await clerk.get(`/api/patients/${person.id}`)).body).toMatchObject({ isArchived: true });
  });

  it('refuses a cursor of another list or of nobody', async () => {
    for (const body of [
      { query: 'lovelace', cursor: 'nonsense' },
      { query: '', cursor: 'nonsense' },
      { query: 'lovelace', cursor: Buffer.from(`2030-01-07T14:00:00.000Z/${anId()}`).toString('base64url') },
    ]) {
      const answer = await desk.post('/api/patients/search').send(body);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
    }
  });
});

describe('what one process writes', () => {
  it('is found by another at once: registered, renamed, put away and brought back', async () => {
    const there = {
      search: async (query: string) => {
        const request = supertest(replica.app).post('/api/patients/search').set('Cookie', desk.cookie);
        const answer = await request.send({ query });
        expect(answer.status).toBe(200);
        return (answer.body.items as PatientSummary[]).map((item) => item.id);
      },
    };
    expect(await there.search('lovelace')).toEqual([ada.id]);
    const person = await register({ familyName: 'Zimmermann', givenName: 'Käthe' });
    expect(await there.search('kathe zimm')).toEqual([person.id]);
    const path = `/api/patients/${person.id}`;
    await desk.patch(path).set('If-Match', '"1"').send({ familyName: 'Quandt' }).expect(200);
    expect(await there.search('zimmermann')).toEqual([]);
    expect(await there.search('quandt')).toEqual([person.id]);
    await desk.post(`${path}/archive`).set('If-Match', '"2"').expect(200);
    expect(await there.search('quandt')).toEqual([]);
    await desk.post(`${path}/restore`).set('If-Match', '"3"').expect(200);
    expect(await there.search('quandt')).toEqual([person.id]);
  });
});
