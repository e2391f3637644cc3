/** A text that depends on a number: the forms of `Intl.PluralRules`, chosen by `{count}`. */
export type Plural = { readonly other: string } & Partial<
  Record<'zero' | 'one' | 'two' | 'few' | 'many', string>
>;

export type Entry = string | Plural;

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

type TextsOf<E> = E extends string ? E : E extends object ? E[keyof E] : never;

/** The names a text has holes for: `'{count} wait'` -> `count`. A plural always has `count`. */
export type NamesOf<E> = NamesIn<TextsOf<E>> | (E extends string ? never : 'count');

export type Values = Readonly<Record<string, string | number>>;

const hole = /\{(\w+)\}/g;

/** Finds the form of an entry that fits its count. */
export const formOf = (entry: Entry, rules: Intl.PluralRules, count: unknown): string => {
  if (typeof entry === 'string') return entry;
  return entry[rules.select(Number(count))] ?? entry.other;
};

/** Fills the holes of a text. A hole without a value stays visible, so that a mistake is seen. */
export const fill = (text: string, write: (value: string | number) => string, values: Values): string =>
  text.replace(hole, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : write(value);
  });

export type Segment =
  { kind: 'text' | 'strong'; text: string } | { kind: 'hole'; name: string; isStrong: boolean };

const segmentsOfPart = (part: string, isStrong: boolean): Segment[] =>
  part.split(/(\{\w+\})/).flatMap((piece): Segment[] => {
    if (piece === '') return [];
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (name !== undefined) return [{ kind: 'hole', name, isStrong }];
    return [{ kind: isStrong ? 'strong' : 'text', text: piece }];
  });

/** Takes a text with holes and `<b>…</b>` apart, for texts that hold more than words. */
export const segmentsOf = (text: string): Segment[] =>
  text.split(/(<b>.*?<\/b>)/).flatMap((part) => {
    const strong = /^<b>(.*)<\/b>$/.exec(part)?.[1];
    return strong === undefined ? segmentsOfPart(part, false) : segmentsOfPart(strong, true);
  });
