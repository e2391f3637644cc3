import { createHmac, timingSafeEqual } from 'node:crypto';
import bcrypt from 'bcrypt';

/** The secret mixed into every password before hashing, by id, so that it can be replaced. */
export type PepperRing = { activeId: string; keys: ReadonlyMap<string, Buffer> };

// OWASP password storage cheat sheet: at least 10. At 12 a guess costs about a third of a second.
const COST = 12;
const SEPARATOR = ':';

// bcrypt reads 72 bytes and stops at NUL; the base64 of an HMAC-SHA-384 is 64 characters without one.
const peppered = (ring: PepperRing, pepperId: string, password: string): string => {
  const pepper = ring.keys.get(pepperId);
  if (!pepper) throw new Error(`Pepper ${pepperId} is not in the ring`);
  return createHmac('sha384', pepper).update(password.normalize('NFKC')).digest('base64');
};

export type PasswordHasher = {
  /** bcrypt over the peppered password, with the pepper's id in front: `id:$2b$12$…`. */
  hash(password: string): Promise<string>;
  /** Whether the password fits. Takes as long when there is no hash as when there is one. */
  verify(password: string, stored: string | null): Promise<boolean>;
};

/** Lets at most `limit` run at once: hashing shares four threads with everything else the process does. */
const limited = (limit: number) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
};

/** Hashes and checks passwords, two at a time. @param cost bcrypt's cost; below 12 only in tests. */
export const createPasswordHasher = async (
  ring: PepperRing,
  cost: number = COST,
): Promise<PasswordHasher> => {
  const run = limited(2);
  // Compared against when there is no user, so that the time says nothing about who exists.
  const nobody = `${ring.activeId}${SEPARATOR}${await bcrypt.hash(peppered(ring, ring.activeId, 'nobody'), cost)}`;
  const verify = async (password: string, stored: string | null): Promise<boolean> => {
    const [pepperId = '', hash = ''] = (stored ?? nobody).split(SEPARATOR);
    const fits = await run(() => bcrypt.compare(peppered(ring, pepperId, password), hash));
    return fits && stored !== null;
  };
  const hash = async (password: string): Promise<string> =>
    `${ring.activeId}${SEPARATOR}${await run(() => bcrypt.hash(peppered(ring, ring.activeId, password), cost))}`;
  return { hash, verify };
};

/** Compares two secrets of any length without saying by its time where they differ. */
export const isSameSecret = (left: string, right: string): boolean => {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
};
