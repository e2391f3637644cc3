import { ConfigError, type ConfigProblem } from './config-error.ts';
import { type Environment, withoutEmpty } from './environment.ts';

/**
 * The keys of one purpose by their ids, 32 bytes each. New work uses `activeId`; the others only open what they
 * once closed, so a key is changed by adding one, making it active, and removing the old one when nothing needs it.
 */
export type KeyRing = { activeId: string; keys: ReadonlyMap<string, Buffer> };

/** One ring for each purpose: no key ever serves two. */
export const ringNames = ['FIELD_KEK', 'INDEX_KEK', 'JWT_KEY', 'PEPPER', 'LOGIN_INDEX', 'AUDIT_KEY'] as const;
export type RingName = (typeof ringNames)[number];

const KEY_BYTES = 32;
// 32 random bytes hold about 30 different values; fewer than 16 does not happen by chance (below 1 in 10^15).
const LEAST_DIFFERENT_BYTES = 16;

const isTyped = (key: Buffer): boolean => key.every((byte) => byte >= 0x20 && byte < 0x7f);

const isCounted = (key: Buffer): boolean => {
  const step = key.readUInt8(1) - key.readUInt8(0);
  return key.every((byte, index) => index === 0 || (byte - key.readUInt8(index - 1) - step) % 256 === 0);
};

const problemOf = (text: string): string | undefined => {
  const key = Buffer.from(text, 'base64');
  if (key.toString('base64') !== text) return 'must be base64 (openssl rand -base64 32 makes one)';
  if (key.length !== KEY_BYTES) return `must hold ${KEY_BYTES} bytes (openssl rand -base64 32 makes one)`;
  const isWeak = new Set(key).size < LEAST_DIFFERENT_BYTES || isTyped(key) || isCounted(key);
  return isWeak ? 'must be random (openssl rand -base64 32 makes one)' : undefined;
};

type RingReading = { keys: Map<string, Buffer>; activeId: string; problems: ConfigProblem[] };

const activeProblem = (
  activeId: string | undefined,
  keys: ReadonlyMap<string, Buffer>,
): string | undefined => {
  if (activeId === undefined) return 'is missing';
  return keys.has(activeId) ? undefined : 'must name a key of its ring';
};

const readRing = (environment: Record<string, string>, ring: RingName): RingReading => {
  const keys = new Map<string, Buffer>();
  const problems: ConfigProblem[] = [];
  const add = (name: string, problem: string | undefined): void => {
    if (problem !== undefined) problems.push({ name, problem });
  };
  const activeName = `${ring}_ACTIVE`;
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(`${ring}_`) || name === activeName) continue;
    add(name, problemOf(text));
    keys.set(name.slice(ring.length + 1), Buffer.from(text, 'base64'));
  }
  if (keys.size === 0) add(`${ring}_1`, 'is missing');
  const activeId = environment[activeName];
  add(activeName, activeProblem(activeId, keys));
  return { keys, activeId: activeId ?? '', problems };
};

/** One ring from `<RING>_<id>` and `<RING>_ACTIVE`. Throws `ConfigError` where a key is missing, short or weak. */
export const readKeyRing = (environment: Environment, ring: RingName): KeyRing => {
  const { keys, activeId, problems } = readRing(withoutEmpty(environment), ring);
  if (problems.length > 0) throw new ConfigError(problems);
  return { activeId, keys };
};

const sharedKeys = (readings: [RingName, RingReading][]): ConfigProblem[] => {
  const seen = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  for (const [ring, { keys }] of readings) {
    for (const [id, key] of keys) {
      const name = `${ring}_${id}`;
      const earlier = seen.get(key.toString('base64'));
      if (earlier) problems.push({ name, problem: `must not be the same key as ${earlier}` });
      else seen.set(key.toString('base64'), name);
    }
  }
  return problems;
};

/** The rings of an installation. */
export type KeyRings = {
  fieldKek: KeyRing;
  indexKek: KeyRing;
  jwtKey: KeyRing;
  pepper: KeyRing;
  loginIndex: KeyRing;
  auditKey: KeyRing;
};

/** All rings together, so that one key in two places is seen. Problems are returned, for the caller to add its own. */
export const readKeyRings = (environment: Environment): { rings: KeyRings; problems: ConfigProblem[] } => {
  const filled = withoutEmpty(environment);
  const read = (ring: RingName): [RingName, RingReading] => [ring, readRing(filled, ring)];
  const [fieldKek, indexKek, jwtKey, pepper, loginIndex, auditKey] = [
    read('FIELD_KEK'),
    read('INDEX_KEK'),
    read('JWT_KEY'),
    read('PEPPER'),
    read('LOGIN_INDEX'),
    read('AUDIT_KEY'),
  ];
  const readings = [fieldKek, indexKek, jwtKey, pepper, loginIndex, auditKey];
  const ringOf = ([, { keys, activeId }]: [RingName, RingReading]): KeyRing => ({ keys, activeId });
  return {
    rings: {
      fieldKek: ringOf(fieldKek),
      indexKek: ringOf(indexKek),
      jwtKey: ringOf(jwtKey),
      pepper: ringOf(pepper),
      loginIndex: ringOf(loginIndex),
      auditKey: ringOf(auditKey),
    },
    problems: [...readings.flatMap(([, { problems }]) => problems), ...sharedKeys(readings)],
  };
};
