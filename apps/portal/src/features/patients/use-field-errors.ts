import { useText, useLocale, type Translate } from '#texts';
import { dateOrderOf, type BirthDateReading } from './birth-date.ts';
import type { RegistrationOutcome } from './registration.data.ts';

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

/** The problem of each field in a sentence; what has no sentence of its own says what the rule says. */
export const useFieldErrors = (
  outcome: RegistrationOutcome | undefined,
  clinicLocale: string,
): ((path: string) => string | undefined) => {
  const t = useText();
  const page = useLocale();
  return (path) => {
    if (!outcome) return undefined;
    if (path === 'birthDate') {
      const error = birthDateError(t, outcome.birthDate, { page, clinic: clinicLocale });
      if (error !== undefined) return error;
    }
    const issue = outcome.issues.find((one) => one.path === path);
    if (!issue) return undefined;
    if (path === 'familyName') return t('patients.error.familyName');
    if (path === 'phone') return t('patients.error.phone');
    if (path === 'email') return t('patients.error.email');
    return t('patients.error.other', { problem: issue.message });
  };
};
