import type { Issue } from '@clinic/core';
import { useEffect, type RefObject } from 'react';
import { useText, useLocale, type TextKey, type Translate } from '#texts';
import { dateOrderOf, type BirthDateReading } from './birth-date.ts';

const monthName = (locale: string, month: number): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2000, month - 1, 1)),
  );

type Locales = { page: string; clinic: string };

const birthDateError = (t: Translate, reading: BirthDateReading, locales: Locales): string | undefined => {
  switch (reading.outcome) {
    case 'noSuchDay':
      return t('patients.error.noSuchDay', {
        month: monthName(locales.page, reading.month),
        year: String(reading.year),
        count: reading.days,
      });
    case 'future':
      return t('patients.error.future');
    case 'unreadable': {
      const pattern = dateOrderOf(locales.clinic).map((part) => t(`patients.date.${part}`));
      return t('patients.error.unreadable', { pattern: pattern.join(' / ') });
    }
    case 'date':
    case 'empty':
      return undefined;
  }
};

/** Says what is wrong with a birth date that was read, or nothing. */
export const useBirthDateError = (
  clinicLocale: string,
): ((reading: BirthDateReading) => string | undefined) => {
  const t = useText();
  const page = useLocale();
  return (reading) => birthDateError(t, reading, { page, clinic: clinicLocale });
};

/** What has a sentence of its own. */
const ownErrors: Readonly<
  Record<string, TextKey & ('patients.error.familyName' | 'patients.error.phone' | 'patients.error.email')>
> = {
  familyName: 'patients.error.familyName',
  phone: 'patients.error.phone',
  otherPhones: 'patients.error.phone',
  email: 'patients.error.email',
};

/** What an action says of the fields it was sent. */
export type FormOutcome = { issues: readonly Issue[]; birthDate: BirthDateReading };

/** The problem of each field in a sentence; what has no sentence of its own says what the rule says. */
export const useFieldErrors = (
  outcome: FormOutcome | undefined,
  clinicLocale: string,
): ((path: string) => string | undefined) => {
  const t = useText();
  const dateErrorOf = useBirthDateError(clinicLocale);
  return (path) => {
    if (!outcome) return undefined;
    const dateError = path === 'birthDate' ? dateErrorOf(outcome.birthDate) : undefined;
    if (dateError !== undefined) return dateError;
    const issue = outcome.issues.find((one) => one.path === path || one.path.startsWith(`${path}.`));
    if (!issue) return undefined;
    const own = ownErrors[path];
    return own ? t(own) : t('patients.error.other', { problem: issue.message });
  };
};

/** Puts the cursor where the first problem is. */
export const useFocusOnProblem = (
  form: RefObject<HTMLFormElement | null>,
  outcome: FormOutcome | undefined,
): void => {
  useEffect(() => {
    if (!outcome) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, outcome]);
};
