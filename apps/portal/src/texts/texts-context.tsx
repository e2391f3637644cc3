import { createContext, Fragment, use, useMemo, type JSX, type ReactNode } from 'react';
import { english, type TextKey } from './english.ts';
import {
  fill,
  formOf,
  segmentsOf,
  type Entry,
  type NamesOf,
  type Segment,
  type Values,
} from './translate.ts';

/** A whole language: the same keys as English. */
export type Catalogue = Readonly<Record<TextKey, Entry>>;

type ValuesFor<Key extends TextKey, Value> =
  NamesOf<(typeof english)[Key]> extends never
    ? []
    : [values: Readonly<Record<NamesOf<(typeof english)[Key]>, Value>>];

/** `t('today.waiting', { count: 3 })`: the text of a key in the language of the page. Keys and holes are checked by the compiler. */
export type Translate = <Key extends TextKey>(key: Key, ...values: ValuesFor<Key, string | number>) => string;

type TextsValue = {
  t: Translate;
  entry: (key: TextKey) => Entry;
  rules: Intl.PluralRules;
  number: Intl.NumberFormat;
  locale: string;
};

const TextsContext = createContext<TextsValue | null>(null);

const rightToLeft = /^(ar|fa|he|ur)\b/;

/** The reading direction of a language. */
export const directionOf = (locale: string): 'ltr' | 'rtl' => (rightToLeft.test(locale) ? 'rtl' : 'ltr');

type TextsProviderProps = { locale: string; catalogue?: Catalogue; children: ReactNode };

/** Gives the page its language. */
export const TextsProvider = ({ locale, catalogue = english, children }: TextsProviderProps): JSX.Element => {
  const value = useMemo<TextsValue>(() => {
    const rules = new Intl.PluralRules(locale);
    const number = new Intl.NumberFormat(locale);
    const write = (one: string | number): string => (typeof one === 'number' ? number.format(one) : one);
    const entry = (key: TextKey): Entry => catalogue[key];
    const t = (key: TextKey, values: Values = {}): string =>
      fill(formOf(entry(key), rules, values['count']), write, values);
    return { t, entry, rules, number, locale };
  }, [locale, catalogue]);
  return <TextsContext value={value}>{children}</TextsContext>;
};

const useTexts = (): TextsValue => {
  const texts = use(TextsContext);
  if (!texts) throw new Error('Texts need a TextsProvider above them');
  return texts;
};

/** The translator of the page. */
export const useText = (): Translate => useTexts().t;

/** The language of the page, as a BCP 47 tag. */
export const useLocale = (): string => useTexts().locale;

type TextProps<Key extends TextKey> = {
  of: Key;
  values: Readonly<Record<NamesOf<(typeof english)[Key]>, ReactNode>>;
};

/** A text with more than words in it: `{name}` may be an element, and `<b>` in the catalogue is bold. */
export const Text = <Key extends TextKey>({ of, values }: TextProps<Key>): JSX.Element => {
  const { entry, rules, number } = useTexts();
  const given: Readonly<Record<string, ReactNode>> = values;
  const written = (value: ReactNode): ReactNode => (typeof value === 'number' ? number.format(value) : value);
  const draw = (segment: Segment): ReactNode => {
    if (segment.kind !== 'hole') return segment.kind === 'text' ? segment.text : <b>{segment.text}</b>;
    const value = written(given[segment.name]);
    return segment.isStrong ? <b className="num">{value}</b> : value;
  };
  return (
    <>
      {segmentsOf(formOf(entry(of), rules, given['count'])).map((segment, index) => (
        <Fragment key={index}>{draw(segment)}</Fragment>
      ))}
    </>
  );
};
