import { parseArgs } from 'node:util';
import { ringNames, type RingName } from '@clinic/config';
import { UsageError } from '#api/commands/import-arguments.ts';

export type KeysArguments =
  | { act: 'status'; rings: readonly RingName[]; isJson: boolean }
  | { act: 'rotate'; rings: readonly RingName[]; isWrapOnly: boolean; isJson: boolean };

export const KEYS_USAGE = `npm run keys -- status [--ring NAME] [--json]
npm run keys -- rotate [--ring NAME] [--wrap-only] [--json]

status        which keys there are, which is used for new work, how much still needs each, and which may be removed
rotate        changes keys while the clinic works: without --ring those that patient data is encrypted and indexed with
              (FIELD_KEK, INDEX_KEK); begun before and not finished, it goes on from there
--ring NAME   ${ringNames.join(', ')}, or their first word
--wrap-only   leaves the clinics' own keys, and so every row: only who wraps them changes
--json        prints the result as a last line of JSON`;

const options = {
  ring: { type: 'string' },
  'wrap-only': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const parse = (words: string[]) => {
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments are not understood');
  }
};

/** `FIELD_KEK`, `field_kek` or `field`. */
const ringOf = (text: string): RingName => {
  const wanted = text.toUpperCase().replaceAll('-', '_');
  const found = ringNames.find((ring) => ring === wanted || ring.split('_')[0] === wanted);
  if (!found) throw new UsageError(`There is no ring of that name. There are ${ringNames.join(', ')}`);
  return found;
};

/** What patient data hangs on, and what can be changed without anybody signing in again. */
const USUAL: readonly RingName[] = ['FIELD_KEK', 'INDEX_KEK'];

const actOf = (positionals: readonly string[]): 'status' | 'rotate' => {
  const [act, ...rest] = positionals;
  if ((act !== 'status' && act !== 'rotate') || rest.length > 0) throw new UsageError('Say status or rotate');
  return act;
};

/** @throws UsageError */
export const readKeysArguments = (words: string[]): KeysArguments => {
  const { values, positionals } = parse(words);
  const act = actOf(positionals);
  const { ring, json: isJson = false, 'wrap-only': isWrapOnly = false } = values;
  const named = ring === undefined ? undefined : [ringOf(ring)];
  if (act === 'rotate') return { act, rings: named ?? USUAL, isWrapOnly, isJson };
  if (isWrapOnly) throw new UsageError('Say --wrap-only with rotate');
  return { act, rings: named ?? ringNames, isJson };
};
