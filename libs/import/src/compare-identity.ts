import { birthLikeness, type BirthLikeness } from './birth-likeness.ts';
import { foldName } from './fold-name.ts';
import type { ImportedPatient } from './imported-records.ts';
import { nameLikeness, type FoldedNames, type NameLikeness } from './name-likeness.ts';

/** What of a person decides who they are; registration knows some of it, an import all. */
export type PersonTraits = Pick<
  ImportedPatient,
  'familyName' | 'givenName' | 'birthDate' | 'phones' | 'email'
> &
  Partial<Pick<ImportedPatient, 'sourceId' | 'otherNames' | 'address' | 'identifiers'>>;

/** Reasons are stable codes for staff and tests; they hold no value of the person. */
export type IdentityReason =
  | 'same_name'
  | 'swapped_names'
  | 'name_typo'
  | 'name_in_part'
  | 'same_given_name'
  | 'same_birth_date'
  | 'near_birth_date'
  | 'same_phone'
  | 'same_email'
  | 'same_address'
  | 'same_identifier'
  | 'same_source_id';

export type IdentityComparison = {
  /** 0 to 100, for ordering only: the verdict does not follow from it. */
  score: number;
  verdict: 'same' | 'likely' | 'different';
  reasons: IdentityReason[];
};

/** Whether two records agree in something; `unknown` where one of them lacks it. */
export type Agreement = 'same' | 'different' | 'unknown';

/** Everything the rule looks at. */
export type IdentityEvidence = {
  name: NameLikeness;
  birth: BirthLikeness;
  phone: Agreement;
  email: Agreement;
  address: Agreement;
  identifier: Agreement;
  sourceId: Agreement;
};

const isContactShared = (evidence: IdentityEvidence): boolean =>
  evidence.phone === 'same' || evidence.email === 'same';

/** An address counts where no phone or e-mail contradicts it: families share addresses, people who moved do not. */
const isHouseholdShared = (evidence: IdentityEvidence): boolean =>
  evidence.address === 'same' && evidence.phone !== 'different' && evidence.email !== 'different';

const isBorneOut = (evidence: IdentityEvidence): boolean =>
  isContactShared(evidence) ||
  isHouseholdShared(evidence) ||
  evidence.identifier === 'same' ||
  evidence.sourceId === 'same';

type Verdict = IdentityComparison['verdict'];

/** Without a birth date on one side, only the source's own id or every contact makes up for it. */
const isBeyondDoubt = ({ sourceId, phone, email, address }: IdentityEvidence): boolean =>
  sourceId === 'same' || [phone, email, address].every((agreement) => agreement === 'same');

const judgeSameName = (evidence: IdentityEvidence): Verdict => {
  const isBorne = isBorneOut(evidence);
  if (evidence.birth === 'same') return isBorne && evidence.identifier !== 'different' ? 'same' : 'likely';
  if (evidence.birth === 'unknown' && isBeyondDoubt(evidence)) return 'same';
  return evidence.birth !== 'different' && isBorne ? 'likely' : 'different';
};

const judgeLikeName = (evidence: IdentityEvidence): Verdict => {
  if (evidence.birth === 'same') return 'likely';
  return evidence.birth === 'unknown' && isContactShared(evidence) ? 'likely' : 'different';
};

/** A given name that stays with birth date and phone while the family name changes: marriage. Twins never share it. */
const judgeGivenName = (evidence: IdentityEvidence): Verdict =>
  evidence.birth === 'same' && (isContactShared(evidence) || evidence.sourceId === 'same')
    ? 'likely'
    : 'different';

const verdictOf = (evidence: IdentityEvidence): Verdict => {
  if (evidence.name === 'same') return judgeSameName(evidence);
  if (evidence.name === 'given_only') return judgeGivenName(evidence);
  if (evidence.name !== 'different') return judgeLikeName(evidence);
  return evidence.identifier === 'same' && evidence.birth === 'same' ? 'likely' : 'different';
};

const NAME_SCORES: Record<NameLikeness, number> = {
  same: 40,
  swapped: 34,
  typo: 32,
  part: 30,
  given_only: 12,
  different: 0,
};
const BIRTH_SCORES: Record<BirthLikeness, number> = { same: 30, near: 14, unknown: 0, different: -20 };
const NAME_REASONS: Record<NameLikeness, IdentityReason | null> = {
  same: 'same_name',
  swapped: 'swapped_names',
  typo: 'name_typo',
  part: 'name_in_part',
  given_only: 'same_given_name',
  different: null,
};

const agreements = (
  evidence: IdentityEvidence,
): { reason: IdentityReason; agreement: Agreement; score: number }[] => [
  { reason: 'same_phone', agreement: evidence.phone, score: 12 },
  { reason: 'same_email', agreement: evidence.email, score: 8 },
  { reason: 'same_address', agreement: evidence.address, score: 5 },
  { reason: 'same_identifier', agreement: evidence.identifier, score: 5 },
  { reason: 'same_source_id', agreement: evidence.sourceId, score: 5 },
];

/**
 * The rule. A name alone never makes two records one person, nor does anything without the name.
 *
 * - `same`: the same name and birth date, borne out by the same phone, e-mail, identifier or source id, or by the
 *   same address that nothing contradicts. (Open Dental, too, merges on name, birth date and a third trait, the
 *   family; two people of one name and birth date are common enough in a large clinic to ask for it.)
 * - `likely`: the same name and birth date with nothing to bear it out; a slip in name (typing error, swapped
 *   columns, middle name left out) with the same birth date; a slip in the birth date, or none, with the same name
 *   and the same contact; the same given name, birth date and contact under another family name.
 * - `different`: all else. Twins share family name, birth date, phone and address, relatives share name and address:
 *   they differ in the given name or the birth date by more than a slip.
 */
export const judgeIdentity = (evidence: IdentityEvidence): IdentityComparison => {
  const agreed = agreements(evidence).filter(({ agreement }) => agreement === 'same');
  const nameReason = NAME_REASONS[evidence.name];
  const reasons: IdentityReason[] = [
    ...(nameReason === null ? [] : [nameReason]),
    ...(evidence.birth === 'same' ? (['same_birth_date'] as const) : []),
    ...(evidence.birth === 'near' ? (['near_birth_date'] as const) : []),
    ...agreed.map(({ reason }) => reason),
  ];
  const points = agreed.reduce(
    (sum, { score }) => sum + score,
    NAME_SCORES[evidence.name] + BIRTH_SCORES[evidence.birth],
  );
  return { score: Math.max(0, Math.min(100, points)), verdict: verdictOf(evidence), reasons };
};

const otherName = (person: PersonTraits, kinds: string[]): string =>
  foldName((person.otherNames ?? []).find(({ kind }) => kinds.includes(kind))?.name ?? '');

/** The names of a person as they are compared. */
export const foldedNames = (person: PersonTraits): FoldedNames => ({
  family: foldName(person.familyName),
  given: foldName(person.givenName ?? ''),
  preferred: otherName(person, ['preferred']),
  maiden: otherName(person, ['maiden', 'former']),
});

/** Digits are compared from the end: a number kept as typed may lack the country's prefix. */
export const phoneKey = (phone: string): string => phone.replace(/\D/g, '').slice(-9);

/** Street and postal code or town, folded; null where one is missing. */
export const addressKey = (address: ImportedPatient['address']): string | null => {
  const { line = null, postalCode = null, city = null } = address ?? {};
  const place = postalCode ?? city;
  return line === null || place === null ? null : `${foldName(line)}|${foldName(place)}`;
};

const agree = (one: string | null, other: string | null): Agreement => {
  if (one === null || other === null) return 'unknown';
  return one === other ? 'same' : 'different';
};

const agreeAny = (ones: string[], others: string[]): Agreement => {
  if (ones.length === 0 || others.length === 0) return 'unknown';
  return ones.some((one) => others.includes(one)) ? 'same' : 'different';
};

/** Identifiers of a system both have; those of other systems say nothing. */
const agreeIdentifiers = (one: PersonTraits, other: PersonTraits): Agreement => {
  const pairs = (one.identifiers ?? []).flatMap((identifier) =>
    (other.identifiers ?? [])
      .filter(({ system }) => system === identifier.system)
      .map(({ value }) => value === identifier.value),
  );
  if (pairs.length === 0) return 'unknown';
  return pairs.some((isEqual) => isEqual) ? 'same' : 'different';
};

const emailKey = (email: string | null): string | null => (email === null ? null : email.toLowerCase());

/** Compares two people: the look-alikes of a registration, an import against the clinic, the list of duplicates. */
export const compareIdentity = (one: PersonTraits, other: PersonTraits): IdentityComparison =>
  judgeIdentity({
    name: nameLikeness(foldedNames(one), foldedNames(other)),
    birth: birthLikeness(one.birthDate, other.birthDate),
    phone: agreeAny(one.phones.map(phoneKey), other.phones.map(phoneKey)),
    email: agree(emailKey(one.email), emailKey(other.email)),
    address: agree(addressKey(one.address ?? null), addressKey(other.address ?? null)),
    identifier: agreeIdentifiers(one, other),
    sourceId: agree(one.sourceId ?? null, other.sourceId ?? null),
  });
