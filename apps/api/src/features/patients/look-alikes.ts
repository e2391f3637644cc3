import { compareIdentity, internationalPhone, type PersonTraits } from '@clinic/import';
import type { PatientRow } from '@clinic/repositories';

/** Someone already registered who may be the person at hand. */
export type Likeness = { row: PatientRow; verdict: 'same' | 'likely'; score: number; reasons: string[] };

type Person = {
  familyName: string;
  givenName?: string | null | undefined;
  birthDate?: string | null | undefined;
  phone?: string | null | undefined;
  email?: string | null | undefined;
};

const traitsOf = (
  person: Person,
  phones: readonly (string | null | undefined)[],
  country: string,
): PersonTraits => ({
  familyName: person.familyName,
  givenName: person.givenName ?? null,
  birthDate: person.birthDate ?? null,
  phones: phones.flatMap((phone) => (phone ? [internationalPhone(phone, country) ?? phone] : [])),
  email: person.email ?? null,
});

/** Who of these may be the same person, likeliest first. The rule is the import's (see its lib). */
export const compareWith = (
  person: Person,
  candidates: readonly PatientRow[],
  country: string,
): Likeness[] => {
  const one = traitsOf(person, [person.phone], country);
  return candidates
    .filter(({ unreadable }) => !unreadable.includes('identity'))
    .flatMap((row): Likeness[] => {
      const { identity } = row;
      const other = traitsOf(identity, [identity.phone, ...identity.otherPhones], country);
      const { verdict, score, reasons } = compareIdentity(one, other);
      return verdict === 'different' ? [] : [{ row, verdict, score, reasons }];
    })
    .sort((left, right) => right.score - left.score);
};
