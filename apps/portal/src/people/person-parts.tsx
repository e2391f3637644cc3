import type { Alert } from '@clinic/contracts';
import { AllergyIcon, Chip } from '@clinic/ui';
import { Languages, ShieldAlert } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import { useSession } from '#session';
import { useLocale, useText } from '#texts';
import { useFormats, useNow } from '#time';
import { ageOn } from './age.ts';

type Dated = { birthDate: string | null; sex: string | null };

/** "41 F", "5 mo F", "12 d": age and sex, as far as they are known; `long` says "5 months F". */
export const useAgeAndSex = (length: 'short' | 'long' = 'short'): ((person: Dated) => string) => {
  const t = useText();
  const today = useFormats().dateOf(useNow());
  const ageText = (birthDate: string): string => {
    const { unit, count } = ageOn(birthDate, today);
    if (unit === 'years') return String(count);
    return t(`people.${unit}.${length}`, { count });
  };
  const sexText = (sex: string): string => {
    if (sex === 'female') return t('people.sex.female.short');
    if (sex === 'male') return t('people.sex.male.short');
    return sex === 'other' ? t('people.sex.other.short') : '';
  };
  return ({ birthDate, sex }) =>
    [birthDate === null ? '' : ageText(birthDate), sex === null ? '' : sexText(sex)]
      .filter(Boolean)
      .join(' ');
};

const languageOf = (tag: string): string => tag.split('-')[0] ?? tag;

/** The name of a language in the language of the page; undefined when it is what the clinic speaks with everyone. */
export const useForeignLanguage = (): ((tag: string | null) => string | undefined) => {
  const locale = useLocale();
  const { clinic } = useSession();
  return (tag) => {
    if (tag === null || languageOf(tag) === languageOf(clinic.locale)) return undefined;
    return new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' }).of(tag) ?? undefined;
  };
};

type FlagsProps = { alerts: readonly Alert[]; language: string | null; children?: ReactNode };

/** What must be seen in a list before anything else: allergies as an icon, a guardian, another language. */
export const Flags = ({ alerts, language, children }: FlagsProps): JSX.Element => {
  const t = useText();
  const foreign = useForeignLanguage()(language);
  const allergies = alerts.filter((alert) => alert.kind === 'allergy').map((alert) => alert.label);
  const guardian = alerts.find((alert) => alert.kind === 'guardian');
  return (
    <span className="flags">
      {allergies.length > 0 && <AllergyIcon label={t('people.allergy', { names: allergies.join(', ') })} />}
      {guardian && <Chip icon={ShieldAlert}>{guardian.label}</Chip>}
      {foreign && <Chip icon={Languages}>{foreign}</Chip>}
      {children}
    </span>
  );
};
