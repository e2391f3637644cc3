import type { PatientSummary } from '@clinic/contracts';
import { draftFromSearch } from '#people';

/** One line of the palette that the cursor can stand on. */
export type PaletteEntry =
  | { kind: 'hit'; id: string; hit: PatientSummary }
  | { kind: 'fold'; id: string; count: number; leaderId: string }
  | { kind: 'register'; id: string; name: string };

const fold = (text: string | null): string =>
  (text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Two files that may be one person: the same birth date, and the same name or phone. Which to keep is for people to say. */
export const lookAlike = (one: PatientSummary, other: PatientSummary): boolean => {
  if (one.birthDate === null || one.birthDate !== other.birthDate) return false;
  const hasSamePhone = one.phone !== null && one.phone === other.phone;
  const hasSameName =
    fold(one.familyName) === fold(other.familyName) && fold(one.givenName) === fold(other.givenName);
  return hasSamePhone || hasSameName;
};

const groupsOf = (hits: readonly PatientSummary[]): PatientSummary[][] => {
  const groups: PatientSummary[][] = [];
  for (const hit of hits) {
    const group = groups.find(([leader]) => leader !== undefined && lookAlike(leader, hit));
    if (group) group.push(hit);
    else groups.push([hit]);
  }
  return groups;
};

const entriesOfGroup = (group: PatientSummary[], unfolded: ReadonlySet<string>): PaletteEntry[] => {
  const [leader, ...others] = group;
  if (!leader) return [];
  const first: PaletteEntry = { kind: 'hit', id: leader.id, hit: leader };
  if (others.length === 0) return [first];
  if (!unfolded.has(leader.id)) {
    return [first, { kind: 'fold', id: `fold-${leader.id}`, count: group.length, leaderId: leader.id }];
  }
  return [first, ...others.map((hit): PaletteEntry => ({ kind: 'hit', id: hit.id, hit }))];
};

/** The name a registration would begin with: "Keelin Obrennan". */
const nameToRegister = (query: string): string => {
  const { familyName, givenName } = draftFromSearch(query);
  return [givenName, familyName].filter(Boolean).join(' ');
};

type PaletteInput = {
  query: string;
  hits: readonly PatientSummary[];
  unfolded: ReadonlySet<string>;
  mayRegister: boolean;
};

/**
 * What the palette lists: hits, look-alikes folded under the first of them, and last the way to register: whom one
 * looks for may have the name of somebody else.
 */
export const paletteEntries = ({ query, hits, unfolded, mayRegister }: PaletteInput): PaletteEntry[] => {
  const found = groupsOf(hits).flatMap((group) => entriesOfGroup(group, unfolded));
  if (query.trim() === '' || !mayRegister) return found;
  return [...found, { kind: 'register', id: 'register', name: nameToRegister(query) }];
};
