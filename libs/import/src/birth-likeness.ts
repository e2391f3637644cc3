/** How two birth dates (`YYYY-MM-DD`) stand to one another. */
export type BirthLikeness = 'same' | 'near' | 'unknown' | 'different';

const differingDigits = (one: string, other: string): number =>
  Array.from(one).filter((digit, index) => digit !== other[index]).length;

const isDayMonthSwap = (one: string, other: string): boolean =>
  one.slice(0, 4) === other.slice(0, 4) &&
  one.slice(5, 7) === other.slice(8) &&
  one.slice(8) === other.slice(5, 7);

/** `near` is one slip: a single wrong digit, or day and month changed places. */
export const birthLikeness = (one: string | null, other: string | null): BirthLikeness => {
  if (one === null || other === null) return 'unknown';
  if (one === other) return 'same';
  return differingDigits(one, other) === 1 || isDayMonthSwap(one, other) ? 'near' : 'different';
};
