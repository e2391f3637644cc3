import { listToday } from '@clinic/contracts';
import { AppError, unavailable } from '@clinic/core';
import { FakeClock } from '@clinic/core/testing';
import { describe, expect, it } from 'vitest';
import { FakeApi } from '../testing/fake-api.ts';
import { createConnectionWatch } from './connection.ts';

describe('the watch on the line', () => {
  it('learns from each call, and keeps since when there is no line', async () => {
    const clock = new FakeClock('2026-11-23T10:06:00Z');
    const watch = createConnectionWatch(clock);
    const fake = new FakeApi().rejects(listToday, unavailable('The server'));
    const api = watch.watch(fake);
    let changes = 0;
    watch.subscribe(() => {
      changes += 1;
    });
    await expect(api.call(listToday)).rejects.toThrow();
    clock.advance(60_000);
    await expect(api.call(listToday)).rejects.toThrow();
    expect(watch.current()).toEqual({ isOnline: false, since: new Date('2026-11-23T10:06:00Z') });
    fake.rejects(listToday, new AppError('not_allowed', 'No'));
    await expect(api.call(listToday)).rejects.toThrow();
    expect(watch.current()).toEqual({ isOnline: true });
    expect(changes).toBe(2);
  });
});
