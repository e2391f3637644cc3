/** Joins what is there: `classNames('btn', isSmall && 'sm')`. */
export const classNames = (...names: (string | false | undefined)[]): string =>
  names.filter(Boolean).join(' ');
