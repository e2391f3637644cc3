/** The first letter of the first and of the last word of a name: for a badge. */
export const initials = (displayName: string): string =>
  displayName
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => [...word][0] ?? '')
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('');
