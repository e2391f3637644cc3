import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, type CommandConfig, type KeyRings } from '@clinic/config';
import { UsageError } from '#api/commands/import-arguments.ts';
import { ProgressDisplay, type TextSink } from '#api/commands/import-output.ts';
import { isSayable, KeyRotation, type RingReport } from '#api/commands/key-rotation.ts';
import { readKeyStatus } from '#api/commands/key-status.ts';
import { KEYS_USAGE, readKeysArguments, type KeysArguments } from '#api/commands/keys-arguments.ts';
import { reportText, statusText } from '#api/commands/keys-output.ts';
import type { Deps } from '#api/composition.ts';

export type KeysCommand = {
  words: string[];
  config: Pick<CommandConfig, 'keys' | 'rereadKeys' | 'keysFile' | 'dataDir'>;
  /** The result. */
  output: TextSink;
  /** Progress, and what went wrong. */
  notices: TextSink;
};

const DONE = 0;
const FAILED = 1;
const MISUNDERSTOOD = 2;

const writeJson = (output: TextSink, value: object): void => void output.write(`${JSON.stringify(value)}\n`);

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Whether `npm start` serves from this data folder. */
const isServing = (dataDir: string): boolean => {
  try {
    const pids: unknown = JSON.parse(readFileSync(join(resolve(dataDir), 'pids.json'), 'utf8'));
    const api = typeof pids === 'object' && pids !== null && 'api' in pids ? pids.api : undefined;
    return typeof api === 'number' && isAlive(api);
  } catch {
    return false;
  }
};

/** A file of keys grows while this runs; where there is none, what the process was given is what there is. */
const ringsOf = ({ config }: KeysCommand): KeyRings => (config.keysFile ? config.rereadKeys() : config.keys);

type Status = Extract<KeysArguments, { act: 'status' }>;
type Rotate = Extract<KeysArguments, { act: 'rotate' }>;

const showStatus = async (deps: Deps, command: KeysCommand, { rings, isJson }: Status): Promise<number> => {
  const status = await readKeyStatus(deps, ringsOf(command), rings);
  command.output.write(`${statusText(status)}\n`);
  if (isJson) writeJson(command.output, status);
  return status.rings.some(({ keys }) => keys.some(({ isHeld }) => !isHeld)) ? FAILED : DONE;
};

const rotate = async (deps: Deps, command: KeysCommand, asked: Rotate): Promise<number> => {
  const { output, notices, config } = command;
  const reports: RingReport[] = [];
  for (const ring of asked.rings) {
    let progress: ProgressDisplay | undefined;
    const rotation = new KeyRotation(deps, {
      rings: () => ringsOf(command),
      file: config.keysFile,
      isWrapOnly: asked.isWrapOnly,
      isServing: () => isServing(config.dataDir),
      onProgress: (done, total) => {
        progress ??= new ProgressDisplay(notices, total, () => performance.now());
        progress.show({ bytes: done, records: done });
      },
    });
    const report = await rotation.rotate(ring).finally(() => progress?.clear());
    reports.push(report);
    output.write(`${reportText(report)}\n`);
  }
  if (asked.isJson) writeJson(output, { rings: reports });
  const isDone = reports.some(({ outcome }) => outcome === 'changed');
  return isDone && reports.every(({ outcome }) => outcome !== 'unfinished') ? DONE : FAILED;
};

const sentenceOf = (error: unknown): string => {
  if (error instanceof UsageError) return `${error.message}\n\n${KEYS_USAGE}`;
  if (isSayable(error) || error instanceof ConfigError) return error.message;
  return `It failed (${error instanceof Error ? error.name : 'unknown'})`;
};

/** `npm run keys`. @returns the exit code. */
export const keysCommand = async (deps: Deps, command: KeysCommand): Promise<number> => {
  try {
    const asked = readKeysArguments(command.words);
    return asked.act === 'status'
      ? await showStatus(deps, command, asked)
      : await rotate(deps, command, asked);
  } catch (error) {
    command.notices.write(`${sentenceOf(error)}\n`);
    return error instanceof UsageError ? MISUNDERSTOOD : FAILED;
  }
};
