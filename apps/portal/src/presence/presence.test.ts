import { FakeClock } from '@clinic/core/testing';
import { describe, expect, it } from 'vitest';
import { createPresence } from './presence.ts';

const MINUTE_MS = 60_000;

describe('presence', () => {
  it('is there while keys and pointers are touched, and gone a minute after the last one', () => {
    const clock = new FakeClock('2030-01-07T09:00:00Z');
    const page = new EventTarget();
    const { isUnattended } = createPresence(page, clock);
    expect(isUnattended()).toBe(false);

    for (const sign of ['keydown', 'pointerdown', 'wheel']) {
      clock.advance(MINUTE_MS + 1);
      expect(isUnattended()).toBe(true);
      page.dispatchEvent(new Event(sign));
      expect(isUnattended()).toBe(false);
    }
  });

  it('is not kept awake by what the page does itself', () => {
    const clock = new FakeClock('2030-01-07T09:00:00Z');
    const page = new EventTarget();
    const { isUnattended } = createPresence(page, clock);
    clock.advance(MINUTE_MS + 1);
    for (const own of ['visibilitychange', 'focus', 'online', 'scroll']) page.dispatchEvent(new Event(own));
    expect(isUnattended()).toBe(true);
  });

  it('is told of by the other tabs, not more often than a lock needs', () => {
    const clock = new FakeClock('2030-01-07T09:00:00Z');
    const page = new EventTarget();
    let told = 0;
    let elsewhere = (): void => undefined;
    const { idleMs } = createPresence(page, clock, {
      tell: () => {
        told += 1;
      },
      hear: (listener) => {
        elsewhere = listener;
      },
    });
    for (let second = 0; second < 25; second += 1) {
      page.dispatchEvent(new Event('keydown'));
      clock.advance(1000);
    }
    expect(told).toBe(3);
    clock.advance(MINUTE_MS);
    expect(idleMs()).toBe(MINUTE_MS + 1000);
    elsewhere();
    expect(idleMs()).toBe(0);
  });
});
