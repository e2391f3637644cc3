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
});
