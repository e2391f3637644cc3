import { useLocale, useText, type TextKey } from '#texts';
import { useFormats } from '#time';
import type { DraftField } from './patient-draft.ts';

type NameKey = TextKey &
  (`patients.field.${DraftField}` | 'patients.field.street' | 'patients.preferredName');

const names: Record<DraftField, NameKey> = {
  familyName: 'patients.field.familyName',
  givenName: 'patients.field.givenName',
  preferredName: 'patients.preferredName',
  birthDate: 'patients.field.birthDate',
  sex: 'patients.field.sex',
  language: 'patients.field.language',
  phone: 'patients.field.phone',
  otherPhones: 'patients.field.otherPhones',
  email: 'patients.field.email',
  line: 'patients.field.street',
  postalCode: 'patients.field.postalCode',
  city: 'patients.field.city',
  state: 'patients.field.state',
  notes: 'patients.field.notes',
};

const sexTexts: Readonly<Record<string, TextKey & `people.sex.${string}`>> = {
  female: 'people.sex.female',
  male: 'people.sex.male',
  other: 'people.sex.other',
  unknown: 'people.sex.unknown',
};

type DraftWords = { name: (field: DraftField) => string; value: (field: DraftField, text: string) => string };

/** A field of a file and what stands in it, in words. */
export const useDraftWords = (): DraftWords => {
  const t = useText();
  const locale = useLocale();
  const formats = useFormats();
  return {
    name: (field) => t(names[field]),
    value: (field, text) => {
      if (text === '') return t('patients.conflict.nothing');
      if (field === 'birthDate') return formats.birthDate(text);
      const sex = field === 'sex' ? sexTexts[text] : undefined;
      if (sex) return t(sex);
      if (field !== 'language') return text;
      return new Intl.DisplayNames(locale, { type: 'language' }).of(text) ?? text;
    },
  };
};
