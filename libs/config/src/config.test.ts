import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiShape, loadApiConfig } from './api.config.ts';
import { commandShape, loadCommandConfig } from './command.config.ts';
import { ConfigError } from './config-error.ts';
import type { Environment } from './environment.ts';
import { readKeyRing, rereadKeyRings } from './key-ring.ts';
import { addKeyToFile } from './keys-file.ts';
import { loadPortalServerConfig, portalServerShape } from './portal-server.config.ts';
import { ringNames } from './ring-names.ts';

const newKey = () => randomBytes(32).toString('base64');

const anEnvironment = (changes: Environment = {}): Environment => ({
  DATABASE_URL: 'postgres://clinic_app:secret-of-app@localhost:5432/clinic',
  MIGRATION_DATABASE_URL: 'postgres://clinic_owner:secret-of-owner@localhost:5432/clinic',
  PUBLIC_ORIGIN: 'http://localhost:4200',
  API_URL: 'http://127.0.0.1:3000',
  ...Object.fromEntries(
    ringNames.flatMap((ring) => [
      [`${ring}_1`, newKey()],
      [`${ring}_ACTIVE`, '1'],
    ]),
  ),
  ...changes,
});

const problemsOf = (load: () => unknown): Record<string, string> => {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) {
      return Object.fromEntries(error.problems.map(({ name, problem }) => [name, problem]));
    }
    throw error;
  }
  return {};
};

describe('the API', () => {
  it('starts from a small environment, listening to its own machine alone', () => {
    expect(loadApiConfig(anEnvironment())).toMatchObject({
      mode: 'development',
      logLevel: 'info',
      host: '127.0.0.1',
      port: 3333,
      databasePoolSize: 10,
      generalRateLimit: 6000,
      drainMs: 25_000,
      searchIndexBytes: 128 * 1024 * 1024,
      metricsToken: undefined,
    });
  });

  it('is reachable in production, where the platform stands before it', () => {
    const production = {
      NODE_ENV: 'production',
      METRICS_TOKEN: newKey(),
      PUBLIC_ORIGIN: 'https://clinic.example',
    };
    expect(loadApiConfig(anEnvironment(production)).host).toBe('::');
  });

  it('names everything that is missing or bad in one error', () => {
    const environment = anEnvironment({
      NODE_ENV: 'production',
      DATABASE_URL: undefined,
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      DATABASE_POOL_SIZE: '0',
      PUBLIC_ORIGIN: 'http://clinic.example',
      PEPPER_1: undefined,
      PEPPER_ACTIVE: undefined,
    });
    expect(problemsOf(() => loadApiConfig(environment))).toEqual({
      DATABASE_URL: 'is missing',
      PORT: 'must be a whole number from 0 to 65535',
      LOG_LEVEL: 'must be one of error, warn, info, debug',
      DATABASE_POOL_SIZE: 'must be a whole number from 1 to 100',
      METRICS_TOKEN: 'is missing',
      PUBLIC_ORIGIN: 'must be an https:// address in production',
      PEPPER_1: 'is missing',
      PEPPER_ACTIVE: 'is missing',
    });
  });

  it('takes a variable set to nothing for one that is not set', () => {
    expect(problemsOf(() => loadApiConfig(anEnvironment({ DATABASE_URL: '  ' })))).toEqual({
      DATABASE_URL: 'is missing',
    });
  });

  it.each([
    'http://localhost:4200/portal',
    'localhost:4200',
    'https://user:pw@clinic.example',
    'ftp://clinic.example',
  ])('refuses %s as an origin', (origin) => {
    expect(problemsOf(() => loadApiConfig(anEnvironment({ PUBLIC_ORIGIN: origin })))).toHaveProperty(
      'PUBLIC_ORIGIN',
    );
  });

  it('reads a certificate that was flattened to one line', () => {
    const flat = '-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----';
    const { databaseCa } = loadApiConfig(anEnvironment({ DATABASE_CA: flat }));
    expect(databaseCa).toBe('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----');
  });

  it('never says a value, whatever is wrong with it', () => {
    const canary = 'canary-7f3a';
    const everywhere = Object.fromEntries(Object.keys(anEnvironment()).map((name) => [name, canary]));
    const others = Object.fromEntries(
      Object.keys({ ...apiShape, ...commandShape }).map((name) => [name, canary]),
    );
    for (const load of [loadApiConfig, loadPortalServerConfig, loadCommandConfig]) {
      expect(() => load({ ...others, ...everywhere })).toThrow(ConfigError);
      try {
        load({ ...others, ...everywhere });
      } catch (error) {
        expect(String(error)).not.toContain(canary);
        expect(JSON.stringify(error)).not.toContain(canary);
      }
    }
  });
});

describe('a key ring', () => {
  it('keeps every key by its id and knows the active one', () => {
    const keys = { FIELD_KEK_2025: newKey(), FIELD_KEK_2026: newKey(), FIELD_KEK_ACTIVE: '2026' };
    const ring = readKeyRing(keys, 'FIELD_KEK');
    expect([...ring.keys.keys()]).toEqual(['2025', '2026']);
    expect(ring.activeId).toBe('2026');
    expect(ring.keys.get('2026')?.toString('base64')).toBe(keys.FIELD_KEK_2026);
  });

  const typed = Buffer.from('a passphrase that someone made up').subarray(0, 32);
  const counted = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 3));
  it.each([
    ['too short', randomBytes(31).toString('base64')],
    ['too long', randomBytes(33).toString('base64')],
    ['hex', randomBytes(32).toString('hex')],
    ['all the same', Buffer.alloc(32, 0xa7).toString('base64')],
    ['of few values', Buffer.from('0123456789abcdef'.repeat(2), 'latin1').fill(0xff, 8).toString('base64')],
    ['a passphrase', typed.toString('base64')],
    ['a count', counted.toString('base64')],
  ])('refuses a key that is %s', (_what, key) => {
    const problems = problemsOf(() => readKeyRing({ JWT_KEY_1: key, JWT_KEY_ACTIVE: '1' }, 'JWT_KEY'));
    expect(Object.keys(problems)).toEqual(['JWT_KEY_1']);
  });

  it('refuses an active id without a key', () => {
    const problems = problemsOf(() => readKeyRing({ PEPPER_1: newKey(), PEPPER_ACTIVE: '2' }, 'PEPPER'));
    expect(problems).toEqual({ PEPPER_ACTIVE: 'must name a key of its ring' });
  });

  it('refuses a name that could not be told from what stands behind it', () => {
    const keys = { ['PEPPER_a:b']: newKey(), PEPPER_ACTIVE: 'a:b' };
    expect(Object.keys(problemsOf(() => readKeyRing(keys, 'PEPPER')))).toEqual(['PEPPER_a:b']);
  });

  it('is missed in every program that works with data, whichever it is', () => {
    for (const ring of ringNames) {
      const without = anEnvironment({ [`${ring}_1`]: undefined, [`${ring}_ACTIVE`]: undefined });
      for (const load of [loadApiConfig, loadCommandConfig])
        expect(problemsOf(() => load(without))).toEqual({
          [`${ring}_1`]: 'is missing',
          [`${ring}_ACTIVE`]: 'is missing',
        });
    }
  });

  it('never shares a key with another ring', () => {
    const key = newKey();
    const problems = problemsOf(() => loadApiConfig(anEnvironment({ FIELD_KEK_1: key, LOGIN_INDEX_1: key })));
    expect(problems).toEqual({ LOGIN_INDEX_1: 'must not be the same key as FIELD_KEK_1' });
  });

  it('takes any random key', () => {
    for (let round = 0; round < 2000; round += 1) {
      expect(readKeyRing({ PEPPER_1: newKey(), PEPPER_ACTIVE: '1' }, 'PEPPER').keys.size).toBe(1);
    }
  });
});

describe('a file of keys', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
    file = path.join(folder, 'keys.json');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (content: unknown): void => {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
  };

  /** All rings in the file, none in the environment. */
  const moved = () => {
    const whole = anEnvironment();
    const isRing = (name: string) => ringNames.some((ring) => name.startsWith(`${ring}_`));
    const entries = Object.entries(whole);
    write(Object.fromEntries(entries.filter(([name]) => isRing(name))));
    const rest = Object.fromEntries(entries.filter(([name]) => !isRing(name)));
    return { whole, environment: { ...rest, KEYS_FILE: file } };
  };

  it('stands in for variables, ring by ring: a ring that the environment gives is its alone', () => {
    const { whole, environment } = moved();
    expect(loadApiConfig(environment).keys.fieldKek.keys.get('1')?.toString('base64')).toBe(
      whole['FIELD_KEK_1'],
    );
    const given = { FIELD_KEK_9: newKey(), FIELD_KEK_ACTIVE: '9' };
    expect([...loadApiConfig({ ...environment, ...given }).keys.fieldKek.keys.keys()]).toEqual(['9']);
  });

  it('is where commands add keys, to rings that no variable gives', () => {
    const { environment } = moved();
    expect(loadCommandConfig(environment).keysFile).toEqual({ path: file, rings: [...ringNames] });
    const given = { FIELD_KEK_9: newKey(), FIELD_KEK_ACTIVE: '9' };
    expect(loadCommandConfig({ ...environment, ...given }).keysFile?.rings).not.toContain('FIELD_KEK');
    expect(loadCommandConfig(anEnvironment()).keysFile).toBeUndefined();
  });

  it('sets nothing but keys', () => {
    write({ NODE_ENV: 'production', DATABASE_URL: 'postgres://elsewhere/clinic' });
    const config = loadApiConfig(anEnvironment({ KEYS_FILE: file }));
    expect([config.mode, config.databaseUrl]).toEqual(['development', anEnvironment()['DATABASE_URL']]);
  });

  it('is read again when it is asked for again', () => {
    const { environment } = moved();
    const { keys, rereadKeys } = loadApiConfig(environment);
    addKeyToFile(file, 'FIELD_KEK', '2');
    expect(keys.fieldKek.keys.has('2')).toBe(false);
    expect(rereadKeys().fieldKek).toMatchObject({ activeId: '2' });
    rmSync(file);
    expect(() => rereadKeyRings(environment)).toThrow(ConfigError);
  });

  it.each([
    ['{', 'must hold one JSON object of variables'],
    ['[]', 'must hold one JSON object of variables'],
    [{ FIELD_KEK_1: 1 }, 'must hold one JSON object of variables'],
  ])('is refused as %j', (content, problem) => {
    write(content);
    expect(problemsOf(() => loadApiConfig(anEnvironment({ KEYS_FILE: file })))).toEqual({
      KEYS_FILE: problem,
    });
  });

  it('is refused where it is not there, or not its owner’s alone', () => {
    const environment = anEnvironment({ KEYS_FILE: file });
    expect(problemsOf(() => loadApiConfig(environment))).toEqual({
      KEYS_FILE: 'must name a file that can be read',
    });
    write({});
    chmodSync(file, 0o640);
    expect(problemsOf(() => loadApiConfig(environment))).toEqual({
      KEYS_FILE: 'must be a file that its owner alone may read (chmod 600)',
    });
    expect(() => addKeyToFile(file, 'FIELD_KEK', '2')).toThrow(ConfigError);
  });

  it('gets a key more in one step, readable by its owner alone, and keeps one it has', () => {
    moved();
    const before = JSON.parse(readFileSync(file, 'utf8'));
    addKeyToFile(file, 'JWT_KEY', '2');
    const after = JSON.parse(readFileSync(file, 'utf8'));
    expect(after).toMatchObject({ ...before, JWT_KEY_ACTIVE: '2' });
    expect(Buffer.from(after.JWT_KEY_2, 'base64')).toHaveLength(32);
    expect([statSync(file).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ['keys.json']]);
    addKeyToFile(file, 'JWT_KEY', '2');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(after);
  });
});

describe('the portal server', () => {
  it('needs no key and no database', () => {
    const environment = { API_URL: 'http://api.internal:8080/', PUBLIC_ORIGIN: 'http://localhost:4200' };
    expect(loadPortalServerConfig(environment)).toMatchObject({
      port: 4200,
      apiUrl: 'http://api.internal:8080',
      portalDistDir: 'apps/portal/dist',
      trustedProxy: { kind: 'none' },
    });
  });

  it.each([
    [{}, { kind: 'none' }],
    [{ TRUSTED_PROXY_HOPS: '1' }, { kind: 'none' }],
    [{ TRUSTED_PROXY: 'railway', TRUSTED_PROXY_HOPS: '2' }, { kind: 'railway' }],
    [{ TRUSTED_PROXY: 'forwarded-for' }, { kind: 'forwarded-for', hops: 1 }],
    [
      { TRUSTED_PROXY: 'forwarded-for', TRUSTED_PROXY_HOPS: '2' },
      { kind: 'forwarded-for', hops: 2 },
    ],
    [{ TRUSTED_PROXY: 'forwarded-for', TRUSTED_PROXY_HOPS: '0' }, { kind: 'none' }],
  ])('believes a proxy only by its name: %j', (settings, trustedProxy) => {
    const environment = { API_URL: 'http://api.internal:8080/', PUBLIC_ORIGIN: 'http://localhost:4200' };
    expect(loadPortalServerConfig({ ...environment, ...settings }).trustedProxy).toEqual(trustedProxy);
  });
});

describe('the commands', () => {
  it('know both roles of the database and where local data lies', () => {
    const address = anEnvironment()['DATABASE_URL'];
    const withoutOwner = anEnvironment({ MIGRATION_DATABASE_URL: undefined });
    expect(loadCommandConfig(withoutOwner).migrationDatabaseUrl).toBe(address);
    expect(loadCommandConfig(anEnvironment({ CLINIC_APP_PASSWORD: 'sixteen-or-longer' }))).toMatchObject({
      dataDir: '.data',
      demoClinics: 1,
      rolePasswords: { owner: undefined, app: 'sixteen-or-longer', jobs: undefined },
    });
  });
});

describe('.env.example', () => {
  const example = readFileSync(path.join(import.meta.dirname, '../../../.env.example'), 'utf8').split('\n');
  const isName = /^#? ?([A-Z][A-Z0-9_]+)=/;
  const named = example.flatMap((line) => isName.exec(line)?.[1] ?? []);
  const known = [
    ...Object.keys({ ...apiShape, ...portalServerShape, ...commandShape }),
    ...ringNames.flatMap((ring) => [`${ring}_1`, `${ring}_ACTIVE`]),
  ];

  it('lists every name the programs read, and no other', () => {
    expect(named.toSorted()).toEqual(known.toSorted());
  });

  it('explains every name and gives away no secret', () => {
    for (const [index, line] of example.entries()) {
      const name = isName.exec(line)?.[1];
      if (name === undefined) continue;
      const above = example.slice(0, index).findLast((earlier) => !isName.test(earlier));
      expect([name, above]).toEqual([name, expect.stringMatching(/^# \S/)]);
      if (/_1$|PASSWORD$|TOKEN$/.test(name)) expect(line).toMatch(/=$/);
    }
  });
});
