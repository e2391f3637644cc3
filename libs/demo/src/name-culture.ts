/** How the people of one tradition are called. */
export type NameCulture = {
  /** BCP 47. */
  language: string;
  /** Share among the patients of the clinics, by the country the clinic is in. */
  weight: { US: number; DE: number };
  female: readonly string[];
  male: readonly string[];
  /** Family names; where they differ by sex, women's stand in `familyFemale` at the same place. */
  family: readonly string[];
  familyFemale?: readonly string[];
  /** `double`: two family names · `single`: one name in all. */
  form?: 'double' | 'single';
};

/** A list of names written with bars between them. */
export const names = (text: string): string[] => text.split('|').map((name) => name.trim());
