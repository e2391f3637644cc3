import { isBlank } from '@clinic/core';
import { cleanName } from './clean-text.ts';
import type { Findings } from './import-codes.ts';
import { isTestName } from './test-record.ts';

/** PostgreSQL would store more, but no form, label or letter would hold it: longer is damage, not a name. */
export const LONGEST_NAME = 200;

export type PersonName = { familyName: string; givenName: string | null };

export type TypedName = { given: string; middle: string; family: string; full: string };

const COMMA_NAME = /^([^,]+),\s*([^,]+)$/;
/** `Smith, Jr.` has no given name. */
const SUFFIX = /^(jr|sr|ii|iii|iv|md|phd|esq)\.?$/i;

const splitAtComma = (text: string): { family: string; given: string } | null => {
  const [, family = '', given = ''] = COMMA_NAME.exec(text) ?? [];
  return given.length === 0 || SUFFIX.test(given) ? null : { family: family.trim(), given: given.trim() };
};

/** Without a comma the last word is the family name, particles before it included (`Ana de la Cruz`). */
const splitWords = (text: string): { family: string; given: string } => {
  const match = /^(.*?)\s+((?:(?:van|von|der|den|de|del|della|di|da|dos|la|le|ten|zu|bin|al)\s+)*\S+)$/i.exec(
    text,
  );
  return match ? { given: match[1] ?? '', family: match[2] ?? '' } : { given: '', family: text };
};

const splitFull = (text: string, findings: Findings): { family: string; given: string } => {
  const split = splitAtComma(text) ?? splitWords(text);
  if (split.given.length > 0) findings.warn('name_split');
  return split;
};

const arrange = (typed: TypedName, findings: Findings): { family: string; given: string } => {
  const given = `${typed.given} ${typed.middle}`.trim();
  if (given.length === 0 && typed.family.length === 0) return splitFull(typed.full, findings);
  const split = typed.given.length === 0 ? splitAtComma(typed.family) : null;
  if (!split) return { family: typed.family, given };
  findings.warn('name_split');
  return { family: split.family, given: `${split.given} ${typed.middle}`.trim() };
};

/** A single name, wherever it stood, is the family name. A name of which nothing can be seen is none. */
const withSingleName = ({ family, given }: { family: string; given: string }): PersonName =>
  isBlank(family)
    ? { familyName: given, givenName: null }
    : { familyName: family, givenName: isBlank(given) ? null : given };

/** Checks a name for what makes it unusable or doubtful. */
export const checkName = (name: { family: string; given: string }, findings: Findings): PersonName | null => {
  const read = withSingleName(name);
  if (isBlank(read.familyName)) {
    findings.reject('name_missing');
    return null;
  }
  if (Math.max(name.family.length, name.given.length) > LONGEST_NAME) {
    findings.reject('name_too_long');
    return null;
  }
  if (isTestName(read.familyName, read.givenName)) findings.warn('possible_test_record');
  return read;
};

/** The name of a table's row, in whichever columns it stands. */
export const readName = (typed: TypedName, findings: Findings): PersonName | null => {
  const clean: TypedName = {
    given: cleanName(typed.given, findings),
    middle: cleanName(typed.middle, findings),
    family: cleanName(typed.family, findings),
    full: cleanName(typed.full, findings),
  };
  return checkName(arrange(clean, findings), findings);
};
