import { Select } from '@clinic/ui';
import { useMemo, type JSX } from 'react';
import { useLocale, useText } from '#texts';

/** The languages staff are asked for most, as ISO 639-1; more come with the settings of a clinic. */
const tags = [
  ...[
    'ar',
    'bn',
    'cs',
    'da',
    'de',
    'el',
    'en',
    'es',
    'fa',
    'fi',
    'fr',
    'he',
    'hi',
    'ht',
    'hu',
    'it',
    'ja',
    'ko',
    'nl',
  ],
  ...['no', 'pa', 'pl', 'pt', 'ro', 'ru', 'so', 'sq', 'sv', 'ta', 'th', 'tl', 'tr', 'uk', 'ur', 'vi', 'zh'],
];

/** In which language to speak to a person; the names stand in the language of the page. */
export const LanguageField = ({
  error,
  defaultValue,
}: {
  error: string | undefined;
  defaultValue?: string | undefined;
}): JSX.Element => {
  const t = useText();
  const locale = useLocale();
  const options = useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: 'language' });
    // Whoever speaks another one keeps it.
    const all = defaultValue && !tags.includes(defaultValue) ? [...tags, defaultValue] : tags;
    return all
      .map((tag) => ({ value: tag, label: names.of(tag) ?? tag }))
      .sort((one, other) => one.label.localeCompare(other.label, locale));
  }, [locale, defaultValue]);
  return (
    <Select
      label={t('patients.field.language')}
      name="language"
      width="c2"
      options={options}
      emptyLabel={t('patients.field.language.unknown')}
      error={error}
      defaultValue={defaultValue}
    />
  );
};
