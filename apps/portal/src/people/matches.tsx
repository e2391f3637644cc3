import type { MatchReason, PatientSummary } from '@clinic/contracts';
import { Fragment, type ReactNode } from 'react';
import { useText } from '#texts';
import { useFormats } from '#time';

// The letters the search folds that Unicode's decomposition leaves alone; longer tables belong to the server.
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
};
const apostrophe = /['`\u2018\u2019\u02bc]/;

const foldLetter = (letter: string): string => {
  if (apostrophe.test(letter)) return '';
  const plain = letter.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
  return letters[plain] ?? plain;
};

const onlyDigits = (letter: string): string =>
  /[\p{L}\p{N}]/u.test(letter) ? letter.toLocaleLowerCase() : '';

/** A folded text, and for each of its characters where its letter begins and ends in the original. */
type Folded = { text: string; starts: number[]; ends: number[] };

const foldBy = (text: string, fold: (letter: string) => string): Folded => {
  const folded: Folded = { text: '', starts: [], ends: [] };
  let at = 0;
  for (const letter of text) {
    const end = at + letter.length;
    for (const plain of fold(letter).split('')) {
      folded.text += plain;
      folded.starts.push(at);
      folded.ends.push(end);
    }
    at = end;
  }
  return folded;
};

type Range = { from: number; to: number };

const rangeOf = (folded: Folded, wanted: string): Range | undefined => {
  const found = wanted === '' ? -1 : folded.text.indexOf(wanted);
  if (found < 0) return undefined;
  return { from: folded.starts[found] ?? 0, to: folded.ends[found + wanted.length - 1] ?? 0 };
};

/**
 * Puts `mark` around the first of the terms a text holds. Names match without case, accents and apostrophes, numbers
 * without what stands between their digits, as the search does.
 */
export const markTerms = (
  text: string,
  terms: readonly string[],
  kind: 'letters' | 'number' = 'letters',
): ReactNode => {
  const fold = kind === 'letters' ? foldLetter : onlyDigits;
  const folded = foldBy(text, fold);
  const range = terms
    .map((term) => rangeOf(folded, foldBy(term, fold).text))
    .find((one) => one !== undefined);
  if (!range) return text;
  return (
    <Fragment>
      {text.slice(0, range.from)}
      <mark>{text.slice(range.from, range.to)}</mark>
      {text.slice(range.to)}
    </Fragment>
  );
};

type Kind = MatchReason['kind'];

const nameKinds: readonly Kind[] = ['name', 'typo', 'sound'];

/** The terms of a hit that concern one of the kinds. */
export const termsFor = (hit: PatientSummary, kinds: readonly Kind[]): string[] =>
  (hit.match?.reasons ?? []).filter((reason) => kinds.includes(reason.kind)).map((reason) => reason.term);

/** The letters of a name a search found, longest first. */
export const nameTerms = (hit: PatientSummary): string[] =>
  termsFor(hit, nameKinds).sort((one, other) => other.length - one.length);

/** The year a search found in a birth date, if it was one: `1984-03` marks 1984. */
export const yearTerms = (hit: PatientSummary): string[] =>
  termsFor(hit, ['birthDate']).flatMap((term) => /^\d{4}/.exec(term)?.[0] ?? []);

/** Why a search found someone, in words. */
export const useReasons = (): ((hit: PatientSummary) => string) => {
  const t = useText();
  const formats = useFormats();
  const say = ({ kind, term }: MatchReason): string => {
    if (kind === 'typo' || kind === 'sound') return t(`people.match.${kind}`);
    if (kind !== 'birthDate') return t(`people.match.${kind}`, { term });
    const isWhole = /^\d{4}-\d{2}-\d{2}$/.test(term);
    return t('people.match.birthDate', {
      term: isWhole ? formats.shortBirthDate(term) : term.replace(/^--/, ''),
    });
  };
  return (hit) => (hit.match?.reasons ?? []).map(say).join(', ');
};
