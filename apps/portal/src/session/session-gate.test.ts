import { listToday, readMe, signIn } from '@clinic/contracts';
import { AppError, notSignedIn, unavailable } from '@clinic/core';
import { FakeClock } from '@clinic/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { createLock } from '#lock';
import { aClinicApi, aMe } from '../testing/builders.ts';
import { createSessionGate } from './session-gate.ts';

const aLock = () => createLock(new FakeClock('2030-01-07T09:00:00Z'));

const outcomes = async (...work: Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(work)).map(({ status }) => status);

describe('the gate of the session', () => {
  it('asks once who is signed in, and nothing else when nobody is', async () => {
    const fake = aClinicApi().rejects(readMe, notSignedIn());
    const api = createSessionGate(fake, { lock: aLock() });
    expect(await outcomes(api.call(readMe), api.call(listToday), api.call(listToday))).toEqual([
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect([fake.asked(readMe).length, fake.asked(listToday).length]).toEqual([1, 0]);
  });

  it('opens with a sign-in', async () => {
    const fake = aClinicApi().rejects(readMe, notSignedIn()).answers(signIn, aMe());
    const api = createSessionGate(fake, { lock: aLock() });
    await outcomes(api.call(readMe));
    await api.call(signIn, { body: { email: 'a@b', password: 'x' } });
    expect(await outcomes(api.call(listToday))).toEqual(['fulfilled']);
  });

  it('lets everything through once someone is signed in, without asking again', async () => {
    const fake = aClinicApi();
    const api = createSessionGate(fake, { lock: aLock() });
    expect(await outcomes(api.call(listToday), api.call(listToday))).toEqual(['fulfilled', 'fulfilled']);
    expect(fake.asked(readMe)).toHaveLength(1);
  });

  it('asks again after the server could not be reached', async () => {
    const fake = aClinicApi().rejects(readMe, unavailable('The server'));
    const api = createSessionGate(fake, { lock: aLock() });
    expect(await outcomes(api.call(listToday))).toEqual(['rejected']);
    fake.answers(readMe, aMe());
    expect(await outcomes(api.call(listToday))).toEqual(['fulfilled']);
  });

  it('locks when the session has ended, and asks again when the same person is in', async () => {
    const lock = aLock();
    const fake = aClinicApi();
    const api = createSessionGate(fake, { lock });
    await api.call(readMe);
    fake.rejects(listToday, notSignedIn());
    const asked = api.call(listToday);
    await vi.waitFor(() => expect(lock.current()).toMatchObject({ isLocked: true, reason: 'ended' }));
    const other = api.call(listToday);
    expect(fake.asked(listToday)).toHaveLength(1);

    fake.answers(signIn, aMe()).answers(listToday, { items: [] });
    await api.call(signIn, { body: { email: 'a@b', password: 'x' } });
    lock.unlock();
    expect(await Promise.all([asked, other])).toEqual([{ items: [] }, { items: [] }]);
  });

  it('locks as well when the session is looked at again and is gone', async () => {
    const lock = aLock();
    const fake = aClinicApi();
    const api = createSessionGate(fake, { lock });
    await api.call(readMe);
    fake.rejects(readMe, notSignedIn());
    const gone = new AbortController();
    const again = api.call(readMe, { signal: gone.signal });
    await vi.waitFor(() => expect(lock.current().isLocked).toBe(true));
    gone.abort(new Error('left'));
    await expect(again).rejects.toThrow('left');
  });

  it('tells who it is, and when it is somebody else', async () => {
    const onKnown = vi.fn();
    const onStranger = vi.fn();
    const me = aMe();
    const fake = aClinicApi().answers(readMe, me);
    const api = createSessionGate(fake, { lock: aLock(), onKnown, onStranger });
    await api.call(readMe);
    expect(onKnown).toHaveBeenCalledWith(me);
    fake.rejects(listToday, new AppError('actor_mismatch', 'Somebody else'));
    expect(await outcomes(api.call(listToday))).toEqual(['rejected']);
    expect(onStranger).toHaveBeenCalledTimes(1);
  });
});
