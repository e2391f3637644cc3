import { birthLikeness } from './birth-likeness.ts';
import {
  addressKey,
  foldedNames,
  judgeIdentity,
  phoneKey,
  type Agreement,
  type IdentityComparison,
} from './compare-identity.ts';
import { HashIndex, hashText } from './hash-index.ts';
import type { ImportedPatient } from './imported-records.ts';
import { nameLikeness, type FoldedNames } from './name-likeness.ts';

/** A record of the run, as the report names it. */
export type RecordPlace = { file: string; record: number };

export type RunMatch = RecordPlace & { comparison: IdentityComparison; hasSameSourceId: boolean };

/** What two records can have in common. */
type Trait = 'name' | 'phone' | 'email' | 'identifier' | 'sourceId';

type Key = { trait: Trait; text: string };

/** What is remembered of a record beside its keys. */
type Remembered = {
  names: FoldedNames;
  birthDate: string | null;
  address: string;
  hasPhone: boolean;
  hasEmail: boolean;
  hasSourceId: boolean;
};

const MOST_IDENTIFIERS = 3;
const SEPARATOR = '\u0001';

const nameKeys = (names: FoldedNames, birthDate: string | null): Key[] => {
  if (birthDate === null) return [{ trait: 'name', text: `n|${names.family}|${names.given}` }];
  // Family name and first given name under one mark, so that names in each other's column meet.
  const words = [names.family, names.given.split(' ')[0] ?? ''].filter((word) => word.length > 0);
  return words.map((word) => ({ trait: 'name', text: `b|${birthDate}|${word}` }));
};

const keysOf = (patient: ImportedPatient, names: FoldedNames): Key[] => [
  ...nameKeys(names, patient.birthDate),
  ...patient.phones.map((phone): Key => ({ trait: 'phone', text: `p|${phoneKey(phone)}` })),
  ...(patient.email === null ? [] : [{ trait: 'email' as const, text: `e|${patient.email}` }]),
  ...(patient.sourceId === null ? [] : [{ trait: 'sourceId' as const, text: `s|${patient.sourceId}` }]),
  ...patient.identifiers
    .slice(0, MOST_IDENTIFIERS)
    .map(({ system, value }): Key => ({ trait: 'identifier', text: `i|${system}|${value}` })),
];

const remember = (patient: ImportedPatient, names: FoldedNames): Remembered => {
  const address = addressKey(patient.address);
  return {
    names,
    birthDate: patient.birthDate,
    address: address === null ? '' : hashText(address).toString(36),
    hasPhone: patient.phones.length > 0,
    hasEmail: patient.email !== null,
    hasSourceId: patient.sourceId !== null,
  };
};

const mark = (isSet: boolean): string => (isSet ? '1' : '');

/** One flat string is a third of the memory of an object with seven. */
const pack = ({ names, birthDate, address, hasPhone, hasEmail, hasSourceId }: Remembered): string =>
  [
    names.family,
    names.given,
    names.preferred,
    names.maiden,
    birthDate ?? '',
    address,
    mark(hasPhone),
    mark(hasEmail),
    mark(hasSourceId),
  ].join(SEPARATOR);

const unpack = (packed: string): Remembered => {
  const parts = packed.split(SEPARATOR);
  const part = (index: number): string => parts[index] ?? '';
  return {
    names: { family: part(0), given: part(1), preferred: part(2), maiden: part(3) },
    birthDate: part(4) === '' ? null : part(4),
    address: part(5),
    hasPhone: part(6) === '1',
    hasEmail: part(7) === '1',
    hasSourceId: part(8) === '1',
  };
};

const agreement = (isShared: boolean, areBothKnown: boolean): Agreement => {
  if (isShared) return 'same';
  return areBothKnown ? 'different' : 'unknown';
};

const compare = (one: Remembered, other: Remembered, shared: ReadonlySet<Trait>): IdentityComparison =>
  judgeIdentity({
    name: nameLikeness(one.names, other.names),
    birth: birthLikeness(one.birthDate, other.birthDate),
    phone: agreement(shared.has('phone'), one.hasPhone && other.hasPhone),
    email: agreement(shared.has('email'), one.hasEmail && other.hasEmail),
    address: agreement(
      one.address !== '' && one.address === other.address,
      one.address !== '' && other.address !== '',
    ),
    // Which identifiers the other had is not remembered, so that they differ is not seen within a run.
    identifier: agreement(shared.has('identifier'), false),
    sourceId: agreement(shared.has('sourceId'), one.hasSourceId && other.hasSourceId),
  });

const RANK: Record<IdentityComparison['verdict'], number> = { same: 2, likely: 1, different: 0 };

/** The likelier match; of two alike, the earlier record. A shared source id makes even a different person worth telling. */
export const likelier = <Match extends { comparison: IdentityComparison; hasSameSourceId: boolean }>(
  best: Match | null,
  next: Match,
): Match | null => {
  if (next.comparison.verdict === 'different' && !next.hasSameSourceId) return best;
  if (best === null) return next;
  const difference = RANK[next.comparison.verdict] - RANK[best.comparison.verdict];
  if (difference !== 0) return difference > 0 ? next : best;
  return next.comparison.score > best.comparison.score ? next : best;
};

/**
 * Finds among the earlier records of a run the one a record repeats. It remembers of each record its folded names,
 * birth date and hashes, about 150 bytes, so that a million rows fit in memory.
 */
export class RunMatcher {
  private readonly index = new HashIndex();
  private readonly people: string[] = [];
  private readonly records: number[] = [];
  private readonly fileIndexes: number[] = [];
  private readonly files: string[] = [];

  /** The earlier record this one is most likely to repeat, or whose source id it bears; null where there is none. */
  find(patient: ImportedPatient): RunMatch | null {
    const names = foldedNames(patient);
    const person = remember(patient, names);
    let best: RunMatch | null = null;
    for (const [position, traits] of this.candidates(keysOf(patient, names))) {
      const comparison = compare(person, unpack(this.people[position] ?? ''), traits);
      best = likelier(best, {
        ...this.placeOf(position),
        comparison,
        hasSameSourceId: traits.has('sourceId'),
      });
    }
    return best;
  }

  /** Remembers a record that became, or may become, a person of the clinic. */
  add(patient: ImportedPatient, place: RecordPlace): void {
    const names = foldedNames(patient);
    const position = this.people.length;
    this.people.push(pack(remember(patient, names)));
    this.records.push(place.record);
    if (this.files.at(-1) !== place.file) this.files.push(place.file);
    this.fileIndexes.push(this.files.length - 1);
    for (const { text } of keysOf(patient, names)) this.index.add(text, position);
  }

  private candidates(keys: Key[]): Map<number, Set<Trait>> {
    const found = new Map<number, Set<Trait>>();
    for (const { trait, text } of keys) {
      for (const position of this.index.find(text)) {
        const traits = found.get(position);
        if (traits) traits.add(trait);
        else found.set(position, new Set([trait]));
      }
    }
    return new Map([...found].sort(([one], [other]) => one - other));
  }

  private placeOf(position: number): RecordPlace {
    return { file: this.files[this.fileIndexes[position] ?? 0] ?? '', record: this.records[position] ?? 0 };
  }
}
