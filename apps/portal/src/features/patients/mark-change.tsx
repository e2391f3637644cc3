import type { ReactNode } from 'react';

const lettersOf = (text: string): string[] =>
  [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);

/** How many of the first items are the same on both sides. */
const sameFrom = (one: readonly string[], other: readonly string[]): number => {
  const differs = one.findIndex((letter, index) => letter !== other[index]);
  return differs < 0 ? one.length : differs;
};

/** Underlines what is new in a text: the part between what it begins and ends with as before. */
export const markChange = (before: string, after: string): ReactNode => {
  const [old, now] = [lettersOf(before), lettersOf(after)];
  const start = Math.min(sameFrom(now, old), old.length);
  const rest = [old.slice(start).reverse(), now.slice(start).reverse()] as const;
  const end = now.length - Math.min(sameFrom(rest[1], rest[0]), rest[0].length);
  if (start >= end) return after;
  return (
    <>
      {now.slice(0, start).join('')}
      <ins>{now.slice(start, end).join('')}</ins>
      {now.slice(end).join('')}
    </>
  );
};
