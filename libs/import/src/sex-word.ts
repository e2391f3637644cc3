import type { Findings } from './import-codes.ts';
import type { Sex } from './imported-records.ts';

const WORDS: Record<Sex, string> = {
  male: 'm male man boy mann maennlich männlich herr masculin homme hombre masculino mr',
  female: 'f female woman girl w weiblich frau feminin féminin femme mujer femenino feminino mrs ms',
  other: 'x o other d div divers diverse nonbinary non-binary nb intersex indeterminate',
  unknown: 'u unknown unk unbekannt undisclosed n/a na none not-specified unspecified k.a. ?',
};

const sexByWord = new Map<string, Sex>([
  ...WORDS.male.split(' ').map((word): [string, Sex] => [word, 'male']),
  ...WORDS.female.split(' ').map((word): [string, Sex] => [word, 'female']),
  ...WORDS.other.split(' ').map((word): [string, Sex] => [word, 'other']),
  ...WORDS.unknown.split(' ').map((word): [string, Sex] => [word, 'unknown']),
]);

/** FHIR administrative gender of a cell; figures mean different things in different programs and are not guessed. */
export const readSex = (cell: string, findings: Findings): Sex => {
  const word = cell.normalize('NFC').trim().toLowerCase().replace(/\s+/g, '-');
  if (word.length === 0) return 'unknown';
  const sex = sexByWord.get(word);
  if (sex === undefined) findings.warn('sex_not_understood');
  return sex ?? 'unknown';
};
