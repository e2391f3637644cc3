import { matchesBirth } from './birth-reading.ts';
import { parseQuery } from './parse-query.ts';
import type { Atom, ParsedQuery } from './parse-query.ts';
import { MOST_ATOMS } from './parse-query.ts';
import type { RecordTable } from './record-table.ts';
import { AllRows, BirthRows, FieldRows, WordRows } from './row-streams.ts';
import type { RowStream } from './row-streams.ts';
import type { DateOrder, SearchReason } from './search-document.ts';
import { soundKey } from './sound-key.ts';
import type { WordDictionary } from './word-dictionary.ts';

/** Exact hits stand above all tolerant ones. */
export type Tier = 'exact' | 'tolerant';

// Nanoseconds, measured roughly: they choose by which atom of a plan to look for rows.
const COST_OF_CANDIDATE = 150;
const COST_OF_SCAN_PER_ROW = 3;

const nearBits = (bits: number): number => bits << MOST_ATOMS;

const withNear = (words: number): number => words | (words >> MOST_ATOMS);

const hasOneBit = (bits: number): boolean => (bits & (bits - 1)) === 0;

/** One query against one dictionary: which rows are hits, in which tier, and why. */
export class Matcher {
  private readonly query: ParsedQuery;
  private readonly dictionary: WordDictionary;
  /** Per dictionary word the atoms it satisfies: exactly in the low bits, by tolerance in the high ones. */
  private readonly masks: Int32Array;
  private readonly marked: number[] = [];
  private readonly exactUses: number[];
  private readonly nearUses: number[];

  /** `masks` is all zeros, at least the dictionary's size, and this matcher's own until `release`. */
  constructor(query: ParsedQuery, dictionary: WordDictionary, masks: Int32Array) {
    this.query = query;
    this.dictionary = dictionary;
    this.masks = masks;
    this.exactUses = query.atoms.map(({ word }, index) =>
      word
        ? this.mark(
            word.isPrefix ? dictionary.beginning(word.text) : dictionary.containing(word.text),
            1 << index,
          )
        : 0,
    );
    this.nearUses = query.atoms.map(() => 0);
  }

  /** Adds near words. False if there are none, so that no tolerant hit is possible. */
  addTolerance(): boolean {
    this.query.atoms.forEach(({ near }, index) => {
      if (near === undefined) return;
      this.nearUses[index] = this.mark(this.dictionary.near(near), nearBits(1 << index));
    });
    return this.nearUses.some((uses) => uses > 0);
  }

  release(): void {
    for (const number of this.marked) this.masks[number] = 0;
  }

  isHit(table: RecordTable, row: number, tier: Tier): boolean {
    const words = this.wordBits(table, row);
    if (tier === 'exact') return this.planOf(table, row, words) !== undefined;
    const isNear = this.planOf(table, row, withNear(words)) !== undefined;
    return isNear && this.planOf(table, row, words) === undefined;
  }

  /** Streams that between them pass every hit of the tier. */
  streams(table: RecordTable, tier: Tier): RowStream[] {
    if (this.query.atoms.length === 0) return this.query.plans.map(() => new AllRows());
    const plans = this.query.plans.filter((plan) => tier === 'exact' || this.canBeNear(plan));
    const drivers = new Map(plans.map((plan) => [this.cheapestOf(plan, tier, table.length), plan]));
    const streams: RowStream[] = [];
    let bits = 0;
    for (const [index, plan] of drivers) {
      bits |= this.wordsOfTier(index, tier);
      const atom = this.query.atoms[index];
      // What is asked for alone (it is in no other plan) stands in the tolerant tier by a near word or not at all.
      if (atom && (tier === 'exact' || !hasOneBit(plan))) streams.push(...fieldStreams(atom, table));
    }
    return bits === 0 ? streams : [...streams, new WordRows(table, this.masks, bits)];
  }

  /** One reason per thing asked for, in the order typed. */
  reasonsOf(table: RecordTable, row: number): SearchReason[] {
    const words = this.wordBits(table, row);
    const plan = this.planOf(table, row, words) ?? this.planOf(table, row, withNear(words)) ?? 0;
    return this.query.atoms.flatMap((atom, index) => {
      const bit = 1 << index;
      if ((plan & bit) === 0) return [];
      return [
        this.exactReason(table, row, bit) ??
          fieldReason(atom, table, row) ??
          this.nearReason(table, row, index),
      ];
    });
  }

  private mark(words: readonly number[], bit: number): number {
    let uses = 0;
    for (const number of words) {
      this.masks[number] = (this.masks[number] ?? 0) | bit;
      this.marked.push(number);
      uses += this.dictionary.usesOf(number);
    }
    return uses;
  }

  private wordBits(table: RecordTable, row: number): number {
    let found = 0;
    const end = table.wordEnds.at(row);
    for (let position = table.wordStart(row); position < end; position += 1) {
      found |= this.masks[table.words.at(position)] ?? 0;
    }
    return found;
  }

  /** The first plan that the row fulfils, where its words already fulfil the atoms of `found`. */
  private planOf(table: RecordTable, row: number, found: number): number | undefined {
    for (const plan of this.query.plans) if (this.hasFields(table, row, plan & ~found)) return plan;
    return undefined;
  }

  private hasFields(table: RecordTable, row: number, missing: number): boolean {
    for (let rest = missing; rest !== 0; rest &= rest - 1) {
      const atom = this.query.atoms[31 - Math.clz32(rest & -rest)];
      if (!atom || !hasField(atom, table, row)) return false;
    }
    return true;
  }

  /** The bits by which words of the atom are marked, 0 if there are none. */
  private wordsOfTier(index: number, tier: Tier): number {
    const exact = this.exactUses[index] === 0 ? 0 : 1 << index;
    return tier === 'exact' || this.nearUses[index] === 0 ? exact : exact | nearBits(1 << index);
  }

  private canBeNear(plan: number): boolean {
    return this.nearUses.some((uses, index) => uses > 0 && (plan & (1 << index)) !== 0);
  }

  /** The atom of the plan by which its rows are found at least cost. */
  private cheapestOf(plan: number, tier: Tier, rows: number): number {
    const costs = this.query.atoms.map((atom, index) => {
      if ((plan & (1 << index)) === 0) return Infinity;
      const words = (this.exactUses[index] ?? 0) + (tier === 'tolerant' ? (this.nearUses[index] ?? 0) : 0);
      const scans = atom.scans.length + atom.births.length + (words > 0 ? 1 : 0);
      return (words + expectedHits(atom, rows)) * COST_OF_CANDIDATE + scans * rows * COST_OF_SCAN_PER_ROW;
    });
    return costs.indexOf(Math.min(...costs));
  }

  private exactReason(table: RecordTable, row: number, bit: number): SearchReason | undefined {
    const index = 31 - Math.clz32(bit);
    const isName = wordsOf(table, row).some((number) => ((this.masks[number] ?? 0) & bit) !== 0);
    return isName ? { kind: 'name', term: this.query.atoms[index]?.term ?? '' } : undefined;
  }

  private nearReason(table: RecordTable, row: number, index: number): SearchReason {
    const bit = nearBits(1 << index);
    const words = wordsOf(table, row)
      .filter((number) => ((this.masks[number] ?? 0) & bit) !== 0)
      .map((number) => this.dictionary.wordOf(number));
    const key = soundKey(this.query.atoms[index]?.near ?? '');
    const alike = key === undefined ? undefined : words.find((word) => soundKey(word) === key);
    return alike === undefined ? { kind: 'typo', term: words[0] ?? '' } : { kind: 'sound', term: alike };
  }
}

const wordsOf = (table: RecordTable, row: number): number[] => [
  ...table.words.data.subarray(table.wordStart(row), table.wordEnds.at(row)),
];

/** Each further character of a needle leaves about a tenth of the rows. */
const expectedHits = (atom: Atom, rows: number): number =>
  atom.scans.reduce((sum, { scan }) => sum + rows * 10 ** (1 - scan.length), 0);

const fieldStreams = (atom: Atom, table: RecordTable): RowStream[] => {
  const streams: RowStream[] = atom.scans.map(({ field, scan }) => new FieldRows(table.fields[field], scan));
  return atom.births.length > 0 ? [...streams, new BirthRows(table, atom.births)] : streams;
};

const hasField = (atom: Atom, table: RecordTable, row: number): boolean => {
  for (const reading of atom.births) if (matchesBirth(table.births.at(row), reading)) return true;
  for (const { field, bytes } of atom.needles) if (table.fields[field].includes(row, bytes)) return true;
  return false;
};

const fieldReason = (atom: Atom, table: RecordTable, row: number): SearchReason | undefined => {
  const birth = atom.births.find((reading) => matchesBirth(table.births.at(row), reading));
  if (birth) return { kind: 'birthDate', term: birth.label };
  const needle = atom.needles.find(({ field, bytes }) => table.fields[field].includes(row, bytes));
  return needle && { kind: needle.field, term: atom.term };
};

/** Reads the query and looks its words up. */
export const createMatcher = (
  typed: { query: string; dateOrder: DateOrder },
  dictionary: WordDictionary,
  masks: Int32Array,
): Matcher => new Matcher(parseQuery(typed.query, typed.dateOrder), dictionary, masks);
