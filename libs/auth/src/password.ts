import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { createTurns } from '@clinic/core';
import bcrypt from 'bcrypt';

/** The secret mixed into every password before hashing, by id, so that it can be replaced. */
export type PepperRing = { activeId: string; keys: ReadonlyMap<string, Buffer> };

// OWASP password storage cheat sheet: at least 10. At 12 a guess costs about a third of a second.
const COST = 12;
const SEPARATOR = ':';
// Hashing shares four threads with everything else the process does.
const TURNS = {
  atOnce: 2,
  mostWaiting: 100,
  longestWaitMs: 15_000,
  busy: 'Too many people are signing in at this moment. Try again shortly',
};
// `$2b$12$` and the salt behind it.
const SALT_END = 29;

/** A password somebody gave for an account. `owner` is the keyed hash of its e-mail address. */
export type PasswordAttempt = {
  password: string;
  owner: Buffer;
  /** What is stored in each place where this address can sign in: read meanwhile, because hashing takes longer. */
  stored: Promise<readonly (string | null)[]>;
};

/** Where a password fits. `fresh` is what is to be stored for it today. */
export type PasswordProof = { fits: boolean[]; fresh: string };

export type Prove = (attempt: PasswordAttempt) => Promise<PasswordProof>;

export type PasswordHasher = {
  /** bcrypt over the peppered password, with the pepper's id in front: `id:$2b$12$…`. */
  hash(password: string, owner: Buffer): Promise<string>;
  /**
   * Waits for a turn to hash, then does the work, which may prove one password: what must be settled before the next
   * guess is looked at is settled in there.
   * @throws AppError `unavailable` when too many wait already.
   */
  inTurn<Result>(work: (prove: Prove) => Promise<Result>): Promise<Result>;
};

const pepperOf = (ring: PepperRing, pepperId: string): Buffer => {
  const pepper = ring.keys.get(pepperId);
  if (!pepper) throw new Error(`Pepper ${pepperId} is not in the ring`);
  return pepper;
};

// bcrypt reads 72 bytes and stops at NUL; the base64 of an HMAC-SHA-384 is 64 characters without one.
const peppered = (pepper: Buffer, password: string): string =>
  createHmac('sha384', pepper).update(password.normalize('NFC')).digest('base64');

const PLAIN_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BCRYPT_LETTERS = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** base64 as bcrypt writes it: the same bits, other letters. */
const bcryptLetters = (bytes: Buffer): string =>
  bytes
    .toString('base64')
    .replace(/=+$/, '')
    .replace(/./g, (letter) => BCRYPT_LETTERS.charAt(PLAIN_LETTERS.indexOf(letter)));

/** One salt for each e-mail address: secret, and the same in all clinics, so that one hash answers for all of them. */
const saltOf = (pepper: Buffer, owner: Buffer, cost: number): string => {
  const key = Buffer.from(hkdfSync('sha256', pepper, '', 'password|salt|v1', 32));
  const salt = createHmac('sha256', key).update(owner).digest().subarray(0, 16);
  return `$2b$${String(cost).padStart(2, '0')}$${bcryptLetters(salt)}`;
};

const writeHash = (pepperId: string, hash: string): string => `${pepperId}${SEPARATOR}${hash}`;

const prefixOf = (stored: string): string =>
  stored.slice(0, stored.indexOf(SEPARATOR) + SEPARATOR.length + SALT_END);

/** Hashes with the pepper and the salt a stored hash was made with. */
const hashLike = async (ring: PepperRing, prefix: string, password: string): Promise<string> => {
  const [pepperId = '', salt = ''] = prefix.split(SEPARATOR);
  return writeHash(pepperId, await bcrypt.hash(peppered(pepperOf(ring, pepperId), password), salt));
};

const createProve = (ring: PepperRing, cost: number): Prove => {
  const prefixFor = (pepperId: string, owner: Buffer): string =>
    writeHash(pepperId, saltOf(pepperOf(ring, pepperId), owner, cost));
  const pepperIds = [ring.activeId, ...[...ring.keys.keys()].filter((id) => id !== ring.activeId)];
  return async ({ password, owner, stored }) => {
    const known = new Map<string, string>();
    const look = async (prefix: string): Promise<string> => {
      const hash = known.get(prefix) ?? (await hashLike(ring, prefix, password));
      known.set(prefix, hash);
      return hash;
    };
    // As many hashes for who is unknown as for who has accounts in three clinics: one for each pepper there is.
    for (const pepperId of pepperIds) await look(prefixFor(pepperId, owner));
    const fits: boolean[] = [];
    for (const hash of await stored)
      fits.push(hash !== null && isSameSecret(await look(prefixOf(hash)), hash));
    return { fits, fresh: await look(prefixFor(ring.activeId, owner)) };
  };
};

/** Hashes and checks passwords, two at a time. @param cost bcrypt's cost; below 12 only in tests. */
export const createPasswordHasher = async (
  ring: PepperRing,
  cost: number = COST,
): Promise<PasswordHasher> => {
  const prove = createProve(ring, cost);
  const nobody = { password: 'nobody', owner: Buffer.alloc(0), stored: Promise.resolve([]) };
  const startedAt = performance.now();
  await prove(nobody);
  const turns = createTurns({
    ...TURNS,
    usualMs: performance.now() - startedAt,
    now: () => performance.now(),
  });
  return {
    hash: async (password, owner) => {
      const { fresh } = await turns(() => prove({ password, owner, stored: Promise.resolve([]) }));
      return fresh;
    },
    inTurn: (work) => turns(() => work(prove)),
  };
};

/** Compares two secrets of any length without saying by its time where they differ. */
export const isSameSecret = (left: string, right: string): boolean => {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
};
