import { ConfigError, type ConfigProblem } from './config-error.ts';
import { type Environment, withoutEmpty } from './environment.ts';
import { withKeysFile } from './keys-file.ts';
import { ringNames, type RingName } from './ring-names.ts';

/**
 * The keys of one purpose by their ids, 32 bytes each. New work uses `activeId`; the others only open what they
 * once closed, so a key is changed by adding one, making it active, and removing the old one when nothing needs it.
 */
export type KeyRing = { activeId: string; keys: ReadonlyMap<string, Buffer> };

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

// The id stands in front of what was made with the key, with a colon behind it.
const nameProblem = (id: string): string | undefined =>
  /^\w{1,64}$/.test(id) ? undefined : 'must end in letters, digits and underscores';

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
    const id = name.slice(ring.length + 1);
    add(name, nameProblem(id) ?? problemOf(text));
    keys.set(id, Buffer.from(text, 'base64'));
  }
  if (keys.size === 0) add(`${ring}_1`, 'is missing');
  const activeId = environment[activeName];
  add(activeName, activeProblem(activeId, keys));
  return { keys, activeId: activeId ?? '', problems };
};

/** One ring from `<RING>_<id>` and `<RING>_ACTIVE`. Throws `ConfigError` where a key is missing, short or weak. */
export const readKeyRing = (environment: Environment, ring: RingName): KeyRing => {
  const filled = withKeysFile(withoutEmpty(environment));
  const { keys, activeId, problems } = readRing(filled.environment, ring);
  if (filled.problems.length + problems.length > 0) throw new ConfigError([...filled.problems, ...problems]);
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
  backupKey: KeyRing;
};

/** All rings together, so that one key in two places is seen. Problems are returned, for the caller to add its own. */
export const readKeyRings = (environment: Environment): { rings: KeyRings; problems: ConfigProblem[] } => {
  const filled = withKeysFile(withoutEmpty(environment));
  const readings = ringNames.map((ring): [RingName, RingReading] => [
    ring,
    readRing(filled.environment, ring),
  ]);
  const read = new Map(readings);
  const ringOf = (ring: RingName): KeyRing => {
    const { keys = new Map<string, Buffer>(), activeId = '' } = read.get(ring) ?? {};
    return { keys, activeId };
  };
  return {
    rings: {
      fieldKek: ringOf('FIELD_KEK'),
      indexKek: ringOf('INDEX_KEK'),
      jwtKey: ringOf('JWT_KEY'),
      pepper: ringOf('PEPPER'),
      loginIndex: ringOf('LOGIN_INDEX'),
      auditKey: ringOf('AUDIT_KEY'),
      backupKey: ringOf('BACKUP_KEY'),
    },
    problems: [
      ...filled.problems,
      ...readings.flatMap(([, { problems }]) => problems),
      ...sharedKeys(readings),
    ],
  };
};

/** The rings as they are told of now: a file of keys may have got another since the process began. */
export const rereadKeyRings = (environment: Environment = process.env): KeyRings => {
  const { rings, problems } = readKeyRings(environment);
  if (problems.length > 0) throw new ConfigError(problems);
  return rings;
};
