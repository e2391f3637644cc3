import type { Clock } from '@clinic/core';

/** Knows whether somebody is at the desk. */
export interface Presence {
  /** True when no key and no pointer has been touched for a minute: what the page asks then, it asks by itself. */
  isUnattended: () => boolean;
}

const ATTENDED_MS = 60_000;
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;

/**
 * Learns from keys and pointers whether somebody is there. Opening the page counts as a sign. A board that refreshes
 * itself must not keep the session of somebody who has left awake (NIST SP 800-63B §5.2: inactivity of the person).
 */
export const createPresence = (page: EventTarget, clock: Clock): Presence => {
  let seenAt = clock.now().getTime();
  const see = (): void => {
    seenAt = clock.now().getTime();
  };
  for (const sign of SIGNS) page.addEventListener(sign, see, { capture: true, passive: true });
  return { isUnattended: () => clock.now().getTime() - seenAt > ATTENDED_MS };
};
