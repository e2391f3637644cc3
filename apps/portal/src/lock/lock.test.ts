import { FakeClock } from '@clinic/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { createLock, type LockChannel } from './lock.ts';

const NOW = '2030-01-07T09:00:00Z';

/** Tabs of one browser: what one tells, the others hear. */
const tabs = (count: number): LockChannel[] => {
  const ears: ((news: unknown) => void)[][] = Array.from({ length: count }, () => []);
  return ears.map((own) => ({
    tell: (news) => {
      for (const other of ears) if (other !== own) for (const listener of other) listener(news);
    },
    hear: (listener) => own.push(listener),
  }));
};

describe('the lock', () => {
  it('is open, locks once, and keeps why and since when', () => {
    const clock = new FakeClock(NOW);
    const lock = createLock(clock);
    expect(lock.current()).toEqual({ isLocked: false });
    lock.lock('idle');
    clock.advance(1000);
    lock.lock('ended');
    expect(lock.current()).toEqual({ isLocked: true, since: new Date(NOW), reason: 'idle' });
    lock.unlock();
    expect(lock.current().isLocked).toBe(false);
  });

  it('locks and opens all tabs together', () => {
    const [here, there] = tabs(2).map((channel) => createLock(new FakeClock(NOW), channel));
    here?.lock('asked');
    expect(there?.current().isLocked).toBe(true);
    there?.unlock();
    expect(here?.current().isLocked).toBe(false);
  });

  it('tells who waits when it opens, and lets them go when they give up', async () => {
    const lock = createLock(new FakeClock(NOW));
    await expect(lock.opened()).resolves.toBeUndefined();
    lock.lock('ended');
    const waiting = vi.fn();
    const patient = lock.opened().then(waiting);
    const gone = new AbortController();
    const impatient = lock.opened(gone.signal);
    gone.abort(new Error('newer search'));
    await expect(impatient).rejects.toThrow('newer search');
    expect(waiting).not.toHaveBeenCalled();
    lock.unlock();
    await patient;
    expect(waiting).toHaveBeenCalledTimes(1);
    await expect(lock.opened(AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  });
});
