import type { JSX, ReactNode } from 'react';

/** Which way two names are joined: by the script the name is written in, not by the language of the reader. */
type Script = { lang: string | undefined; separator: string };

const scripts: readonly [RegExp, Script][] = [
  [/\p{Script=Hangul}/u, { lang: 'ko', separator: ' ' }],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, { lang: 'ja', separator: ' ' }],
  [/\p{Script=Han}/u, { lang: 'zh', separator: ' ' }],
  [/\p{Script=Arabic}/u, { lang: 'ar', separator: '، ' }],
  [/\p{Script=Hebrew}/u, { lang: 'he', separator: ', ' }],
  [/\p{Script=Cyrillic}/u, { lang: 'und-Cyrl', separator: ', ' }],
  [/\p{Script=Greek}/u, { lang: 'el', separator: ', ' }],
  [/\p{Script=Devanagari}/u, { lang: 'hi', separator: ', ' }],
  [/\p{Script=Thai}/u, { lang: 'th', separator: ', ' }],
];

const latin: Script = { lang: undefined, separator: ', ' };

const scriptOf = (text: string): Script => scripts.find(([pattern]) => pattern.test(text))?.[1] ?? latin;

export type PersonName = { familyName: string; givenName: string | null };

// Everybody has a family name: where the answer gives none, what is stored could not be opened.
const readable = (familyName: string): string => familyName || 'Name cannot be read';

/** The name as one line of text: "Okonjo, Amara", "王 晓梅", "الزهراوي، محمد", "Wirawan". */
export const plainName = ({ familyName, givenName }: PersonName): string =>
  givenName ? `${familyName}${scriptOf(familyName).separator}${givenName}` : readable(familyName);

/** The first letters, for screens that others can see. */
export const initialsOf = ({ familyName, givenName }: PersonName): string =>
  [familyName, givenName ?? '']
    .map((name) => [...new Intl.Segmenter().segment(name.trim())][0]?.segment ?? '')
    .filter(Boolean)
    .map((letter) => `${letter}.`)
    .join(' ');

type PatientNameProps = {
  name: PersonName;
  /** The language of the person, if it is known to be the language of the name. */
  lang?: string | undefined;
  /** Shows the letters that matter, such as those a search found. */
  highlight?: (text: string) => ReactNode;
};

/**
 * A person's name: family name bold, one `bdi` around the whole, so that a name keeps its own direction on any page.
 * Chinese, Japanese and Korean stand without a comma, Arabic with its own, a single name alone.
 */
export const PatientName = ({ name, lang, highlight = (text) => text }: PatientNameProps): JSX.Element => {
  const script = scriptOf(name.familyName);
  return (
    <bdi className="nm" lang={lang ?? script.lang} title={plainName(name)}>
      <b>{highlight(readable(name.familyName))}</b>
      {name.givenName && (
        <>
          {script.separator}
          {highlight(name.givenName)}
        </>
      )}
    </bdi>
  );
};
