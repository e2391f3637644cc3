import { isPlaceholder } from './clean-text.ts';
import type { Findings } from './import-codes.ts';

const ADDRESS = /^[^\s@<>()[\],;:"]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u;

const isAddress = (text: string): boolean =>
  text.length <= 254 && ADDRESS.test(text) && !text.includes('..') && /\.[^.]{2,}$/.test(text);

const bare = (text: string): string =>
  text
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();

/** The first e-mail address of the cells, lower case; null where there is none, with a warning unless the cell says so. */
export const readEmail = (cells: readonly string[], findings: Findings): string | null => {
  const candidates = cells
    .flatMap((cell) => cell.replace(/[^;,<>]*<([^<>]*)>/g, '$1').split(/[;,\s]+(?=\S*@)|[;,]/))
    .map(bare)
    .filter((text) => text.length > 0 && !isPlaceholder(text));
  const addresses = [...new Set(candidates.filter(isAddress))];
  if (addresses.length < new Set(candidates).size) findings.warn('email_invalid');
  if (addresses.length > 1) findings.warn('second_email_ignored');
  return addresses[0] ?? null;
};
