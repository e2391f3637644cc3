import type { Patient } from '@clinic/contracts';
import { fieldOf } from './registration.mapper.ts';

/** What a form says of a person, each field as text. */
export const draftFields = [
  'familyName',
  'givenName',
  'preferredName',
  'birthDate',
  'sex',
  'language',
  'phone',
  'otherPhones',
  'email',
  'line',
  'postalCode',
  'city',
  'state',
  'notes',
] as const;

export type DraftField = (typeof draftFields)[number];
export type PatientDraft = Readonly<Record<DraftField, string>>;

const addressFields: readonly DraftField[] = ['line', 'postalCode', 'city', 'state'];

const shown = (text: string | null | undefined): string => text ?? '';

/** What is known of a person, as a form shows it; a birth date as `2004-02-19`. */
export const draftOf = (patient: Patient): PatientDraft => ({
  familyName: patient.familyName,
  givenName: shown(patient.givenName),
  preferredName: shown(patient.preferredName),
  birthDate: shown(patient.birthDate),
  sex: shown(patient.sex),
  language: shown(patient.language),
  phone: shown(patient.phone),
  otherPhones: patient.otherPhones.join(', '),
  email: shown(patient.email),
  line: shown(patient.address?.line),
  postalCode: shown(patient.address?.postalCode),
  city: shown(patient.address?.city),
  state: shown(patient.address?.state),
  notes: shown(patient.notes),
});

// A form sends line ends its own way, and blanks around a text mean nothing.
const plain = (text: string): string => text.replaceAll(/\r\n?/g, '\n').trim();

const isSame = (one: string, other: string): boolean => plain(one) === plain(other);

/** A form that was filled; `birthDate` is already read. */
export const draftIn = (form: FormData, birthDate: string): PatientDraft => {
  const textOf = (name: DraftField): string => plain(fieldOf(form, name));
  return {
    familyName: textOf('familyName'),
    givenName: textOf('givenName'),
    preferredName: textOf('preferredName'),
    birthDate,
    sex: textOf('sex'),
    language: textOf('language'),
    phone: textOf('phone'),
    otherPhones: textOf('otherPhones'),
    email: textOf('email'),
    line: textOf('line'),
    postalCode: textOf('postalCode'),
    city: textOf('city'),
    state: textOf('state'),
    notes: textOf('notes'),
  };
};

/** The fields in which two drafts differ. */
export const changedFields = (before: PatientDraft, after: PatientDraft): DraftField[] =>
  draftFields.filter((name) => !isSame(before[name], after[name]));

export const isOfAddress = (name: DraftField): boolean => addressFields.includes(name);

/** A field that somebody else changed while it was being edited. */
export type FieldConflict = {
  field: DraftField;
  base: string;
  mine: string;
  theirs: string;
  /** `mine` and `theirs` were changed by one side alone and are kept by themselves; `both` needs a choice. */
  by: 'mine' | 'theirs' | 'both';
};

const sideOf = (base: string, mine: string, theirs: string): FieldConflict['by'] | undefined => {
  const isMine = !isSame(base, mine);
  const isTheirs = !isSame(base, theirs);
  if (isMine && isTheirs) return isSame(mine, theirs) ? 'theirs' : 'both';
  if (isMine) return 'mine';
  return isTheirs ? 'theirs' : undefined;
};

/** Holds what was typed against what somebody else saved, field by field; what both left alone is left out. */
export const conflictsOf = (base: PatientDraft, mine: PatientDraft, theirs: PatientDraft): FieldConflict[] =>
  draftFields.flatMap((field) => {
    const by = sideOf(base[field], mine[field], theirs[field]);
    return by ? [{ field, base: base[field], mine: mine[field], theirs: theirs[field], by }] : [];
  });

/** What somebody else saved, with what was typed put on top of it. */
export const mergedOf = (theirs: PatientDraft, conflicts: readonly FieldConflict[]): PatientDraft => ({
  ...theirs,
  ...Object.fromEntries(
    conflicts.filter(({ by }) => by !== 'theirs').map(({ field, mine }) => [field, mine]),
  ),
});
