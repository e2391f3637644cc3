import { foldName } from './fold-name.ts';

/** Names nobody bears, as people type them to try a program out or to mark a record. Warned of, never refused. */
const TEST_NAMES =
  /^(test\w* test\w*|mickey mouse|minnie mouse|donald duck|do not use|dont use|delete me|deleted|duplicate|fake patient|dummy patient|asdf\w*|qwert\w*|xxx+|zzz+|foo bar|john q public)$/;
const TEST_WORD = /(^| )(zz+test|testpatient|patienttest|dummy|testperson|do not use)( |$)/;

/** Whether the name looks like a trial record. */
export const isTestName = (familyName: string, givenName: string | null): boolean => {
  const family = foldName(familyName);
  const given = foldName(givenName ?? '');
  const both = [`${given} ${family}`.trim(), `${family} ${given}`.trim()];
  const isTestWord = family === 'test' || given === 'test' || both.includes('test patient');
  return isTestWord || both.some((name) => TEST_NAMES.test(name) || TEST_WORD.test(name));
};
