import { sexes, type Patient, type PatientChange } from '@clinic/contracts';
import type { AppError } from '@clinic/core';
import { changedFields, draftOf, isOfAddress, type DraftField, type PatientDraft } from './patient-draft.ts';

const orNull = (text: string): string | null => (text === '' ? null : text);

const numbersIn = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((number) => number.trim())
    .filter(Boolean);

const valueOf = (field: DraftField, mine: PatientDraft): unknown => {
  if (field === 'familyName') return mine.familyName;
  if (field === 'sex') return sexes.find((sex) => sex === mine.sex) ?? null;
  return field === 'otherPhones' ? numbersIn(mine.otherPhones) : orNull(mine[field]);
};

/** An address is kept whole: what a form does not show of it stays. */
const addressOf = (before: Patient, mine: PatientDraft): PatientChange['address'] => {
  const [line, city, state] = [orNull(mine.line), orNull(mine.city), orNull(mine.state)];
  const postalCode = orNull(mine.postalCode);
  const isEmpty = [line, city, state, postalCode].every((part) => part === null);
  return isEmpty ? null : { line, city, state, postalCode, country: before.address?.country ?? null };
};

/** Only what differs from what was loaded, as the API takes it; what was emptied is null. */
export const changeOf = (before: Patient, mine: PatientDraft): PatientChange => {
  const changed = changedFields(draftOf(before), mine);
  const plain = changed.filter((field) => !isOfAddress(field));
  return {
    ...(Object.fromEntries(plain.map((field) => [field, valueOf(field, mine)])) as PatientChange),
    ...(changed.some(isOfAddress) ? { address: addressOf(before, mine) } : {}),
  };
};

/** What somebody else made of the file meanwhile; the server sends it under `current`. */
export const currentOf = (error: AppError): Patient | undefined => {
  const current = error.extra?.['current'];
  return typeof current === 'object' && current !== null ? (current as Patient) : undefined;
};
