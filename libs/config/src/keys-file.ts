import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { ringNames, ringOfName, type RingName } from './ring-names.ts';

type Variables = Record<string, string>;

const NAME = 'KEYS_FILE';
const KEY_BYTES = 32;

const isVariables = (value: unknown): value is Variables =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((text) => typeof text === 'string');

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What the file says, or what is wrong with it. */
const readFile = (path: string): { variables: Variables } | { problem: string } => {
  try {
    // Windows has no such bits; its files are for their owner by other means.
    const isOpen = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
    if (isOpen) return { problem: 'must be a file that its owner alone may read (chmod 600)' };
    const variables = parse(readFileSync(path, 'utf8'));
    return isVariables(variables) ? { variables } : { problem: 'must hold one JSON object of variables' };
  } catch {
    return { problem: 'must name a file that can be read' };
  }
};

/** The variables of a process and, for rings it has no variable of, those that its file of keys adds. */
export const withKeysFile = (
  environment: Variables,
): { environment: Variables; problems: ConfigProblem[] } => {
  const path = environment[NAME];
  if (path === undefined) return { environment, problems: [] };
  const file = readFile(path);
  if ('problem' in file) return { environment, problems: [{ name: NAME, problem: file.problem }] };
  const given = new Set(Object.keys(environment).map(ringOfName));
  const added = Object.entries(file.variables).filter(([name]) => {
    const ring = ringOfName(name);
    return ring !== undefined && !given.has(ring);
  });
  return { environment: { ...environment, ...Object.fromEntries(added) }, problems: [] };
};

/** The file of keys of a process and the rings that come from it alone: where a key can be added to a ring. */
export type KeysFile = { path: string; rings: readonly RingName[] };

export const findKeysFile = (environment: Variables): KeysFile | undefined => {
  const path = environment[NAME];
  if (path === undefined) return undefined;
  const given = new Set(Object.keys(environment).map(ringOfName));
  return { path, rings: ringNames.filter((ring) => !given.has(ring)) };
};

/** Replaces a file in one step: a reader sees the old text or the new one, after a crash as well. */
const replaceFile = (path: string, text: string): void => {
  const unfinished = `${path}.${process.pid}.part`;
  const handle = openSync(unfinished, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(unfinished, path);
  } catch (error) {
    unlinkSync(unfinished);
    throw error;
  }
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
};

/**
 * Adds a random key to a ring in a file of keys and makes it the one for new work; the others stay. A key that is there
 * already is kept and made active, so that a step begun before can be taken again.
 */
export const addKeyToFile = (path: string, ring: RingName, id: string): void => {
  const file = readFile(path);
  if ('problem' in file) throw new ConfigError([{ name: NAME, problem: file.problem }]);
  const name = `${ring}_${id}`;
  const key = file.variables[name] ?? randomBytes(KEY_BYTES).toString('base64');
  const variables = { ...file.variables, [name]: key, [`${ring}_ACTIVE`]: id };
  replaceFile(path, `${JSON.stringify(variables, null, 2)}\n`);
};
