import { listToday, readMe, signIn } from '@clinic/contracts';
import { notSignedIn, unavailable } from '@clinic/core';
import { describe, expect, it } from 'vitest';
import { aClinicApi, aMe } from '../testing/builders.ts';
import { createSessionGate } from './session-gate.ts';

const outcomes = async (...work: Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(work)).map(({ status }) => status);

describe('the gate of the session', () => {
  it('asks once who is signed in, and nothing else when nobody is', async () => {
    const fake = aClinicApi().rejects(readMe, notSignedIn());
    const api = createSessionGate(fake);
    expect(await outcomes(api.call(readMe), api.call(listToday), api.call(listToday))).toEqual([
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect([fake.asked(readMe).length, fake.asked(listToday).length]).toEqual([1, 0]);
  });

  it('opens with a sign-in', async () => {
    const fake = aClinicApi().rejects(readMe, notSignedIn()).answers(signIn, aMe());
    const api = createSessionGate(fake);
    await outcomes(api.call(readMe));
    await api.call(signIn, { body: { email: 'a@b', password: 'x' } });
    expect(await outcomes(api.call(listToday))).toEqual(['fulfilled']);
  });

  it('lets everything through once someone is signed in, without asking again', async () => {
    const fake = aClinicApi();
    const api = createSessionGate(fake);
    expect(await outcomes(api.call(listToday), api.call(listToday))).toEqual(['fulfilled', 'fulfilled']);
    expect(fake.asked(readMe)).toHaveLength(1);
  });

  it('asks again after the server could not be reached', async () => {
    const fake = aClinicApi().rejects(readMe, unavailable('The server'));
    const api = createSessionGate(fake);
    expect(await outcomes(api.call(listToday))).toEqual(['rejected']);
    fake.answers(readMe, aMe());
    expect(await outcomes(api.call(listToday))).toEqual(['fulfilled']);
  });
});
