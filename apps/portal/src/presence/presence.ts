import type { Clock } from '@clinic/core';

/** Knows whether somebody is at the desk. */
export interface Presence {
  /** Since when no key and no pointer has been touched, in milliseconds, here and in every other tab. */
  idleMs: () => number;
  /** True when nobody has been here for a minute: what the page asks then, it asks by itself. */
  isUnattended: () => boolean;
  /** Somebody is here: they have just proved it. */
  see: () => void;
}

/** The way to the other tabs of this browser: somebody at one of them is at the desk. */
export type PresenceChannel = { tell: () => void; hear: (listener: () => void) => void };

const ATTENDED_MS = 60_000;
// Often enough for a lock that counts in minutes.
const TELL_EVERY_MS = 10_000;
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;

const noTabs: PresenceChannel = { tell: () => undefined, hear: () => undefined };

/**
 * Learns from keys and pointers whether somebody is there. Opening the page counts as a sign. A board that refreshes
 * itself must not keep the session of somebody who has left awake (NIST SP 800-63B §5.2: inactivity of the person).
 */
export const createPresence = (page: EventTarget, clock: Clock, tabs: PresenceChannel = noTabs): Presence => {
  const nowMs = (): number => clock.now().getTime();
  let seenAt = nowMs();
  let toldAt = -Infinity;
  const see = (): void => {
    seenAt = nowMs();
    if (seenAt - toldAt < TELL_EVERY_MS) return;
    toldAt = seenAt;
    tabs.tell();
  };
  tabs.hear(() => {
    seenAt = nowMs();
  });
  for (const sign of SIGNS) page.addEventListener(sign, see, { capture: true, passive: true });
  const idleMs = (): number => nowMs() - seenAt;
  return { idleMs, isUnattended: () => idleMs() > ATTENDED_MS, see };
};

/** A `PresenceChannel` between the tabs of one browser. */
export const presenceOfTabs = (): PresenceChannel => {
  const channel = new BroadcastChannel('clinic-presence');
  return {
    tell: () => channel.postMessage('here'),
    hear: (listener) => channel.addEventListener('message', listener),
  };
};
