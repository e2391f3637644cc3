export { directionOf, Text, TextsProvider, useLocale, useText } from './texts-context.tsx';
export type { Catalogue, Translate } from './texts-context.tsx';
export type { TextKey } from './english.ts';
