import { FORMAT, type SealableEvent } from './audit-event-bytes.ts';
import type { AuditKeys } from './audit-keys.ts';
import { BEGINNING, isProven, type ChainHead } from './chain-head.ts';
import { isSigned, shortForm, type DailySeal } from './daily-seal.ts';
import { sealOf } from './hash-chain.ts';
import { isSame } from './seal-bytes.ts';

/** A seal as it is stored, and the event it names, if that is still there. */
export type SealedEvent = {
  seq: number;
  mac: Buffer;
  keyId: string;
  format: number;
  sealedAtMicros: number | null;
  event: SealableEvent | undefined;
};

/** What is wrong at a place. */
export type BreakReason =
  /** The seal or its event is not there. */
  | 'missing'
  /** The event, its place or its seal is not what was sealed. */
  | 'changed'
  /** It was sealed with a key that the ring does not hold. */
  | 'unknown_key'
  /** It stands behind the end of the chain. */
  | 'beyond_end'
  /** The end of the chain is gone or was not made by us: what came after is not known. */
  | 'end_unproven'
  /** A daily seal is gone or does not fit. */
  | 'day_seal'
  /** There are events that were recorded in no way the product knows. */
  | 'not_sealed';

type Break = { sequence: number; reason: BreakReason };

/** The newest daily seal that holds. */
export type SealNote = { day: string; sequence: number; short: string };

type Checked = { checked: number; seal: SealNote | null };

export type Verification =
  | (Checked & { outcome: 'intact' })
  | (Checked & { outcome: 'broken'; firstBrokenSequence: number; reason: BreakReason });

/** What a chain says of itself apart from its seals; the daily seals from old to new. */
export type ChainClaims = { clinicId: string; head: ChainHead | undefined; dailySeals: readonly DailySeal[] };

/** Walks a chain from its first seal, in pages of any size, and remembers the first place that is not right. */
export class ChainVerifier {
  private readonly keys: AuditKeys;
  private readonly claims: ChainClaims;
  private checked = 0;
  private previous = BEGINNING.lastMac;
  private nextDay = 0;
  private seal: SealNote | null = null;
  private readonly shortForms = new Set<string>();
  private firstBreak: Break | undefined;

  constructor(keys: AuditKeys, claims: ChainClaims) {
    this.keys = keys;
    this.claims = claims;
  }

  /** What comes after is of no more interest. */
  isBroken(): boolean {
    return this.firstBreak !== undefined;
  }

  /** How many events are right so far. */
  progress(): number {
    return this.checked;
  }

  add(rows: Iterable<SealedEvent>): void {
    for (const row of rows) {
      if (this.firstBreak) return;
      const reason = this.problemOf(row) ?? this.dayProblemAt(row);
      if (reason) {
        this.firstBreak = { sequence: this.checked + 1, reason };
        return;
      }
      this.previous = row.mac;
      this.checked += 1;
    }
  }

  /** What stands at the next place is none of ours. */
  reject(): void {
    this.firstBreak ??= { sequence: this.checked + 1, reason: 'changed' };
  }

  /**
   * Looks at the end as well. Call it when all rows were added, or when one was broken.
   * @param seals short forms of daily seals that were kept elsewhere: one that is not in the chain was taken out of it.
   */
  finish(seals: readonly string[] = []): Verification {
    this.firstBreak ??= this.problemOfEnd() ?? this.problemOfSeals(seals);
    const { checked, seal } = this;
    if (!this.firstBreak) return { outcome: 'intact', checked, seal };
    const { sequence, reason } = this.firstBreak;
    return { outcome: 'broken', checked, seal, firstBrokenSequence: sequence, reason };
  }

  private problemOf(row: SealedEvent): BreakReason | undefined {
    const { head } = this.claims;
    if (row.seq !== this.checked + 1 || !row.event) return 'missing';
    return head && row.seq > head.lastSeq ? 'beyond_end' : this.problemOfSeal(row, row.event);
  }

  private problemOfSeal(row: SealedEvent, event: SealableEvent): BreakReason | undefined {
    const { seq, sealedAtMicros, format } = row;
    const key = this.keys.find(row.keyId)?.chain;
    if (!key) return 'unknown_key';
    if (format !== FORMAT || sealedAtMicros === null) return 'changed';
    const link = { clinicId: this.claims.clinicId, seq, event, sealedAtMicros };
    return isSame(sealOf(key, this.previous, link), row.mac) ? undefined : 'changed';
  }

  private dayProblemAt(row: SealedEvent): BreakReason | undefined {
    const { clinicId, dailySeals } = this.claims;
    const daily = dailySeals[this.nextDay];
    if (!daily || daily.seq > row.seq) return undefined;
    if (!this.fits(daily, row)) return 'day_seal';
    const short = shortForm(clinicId, daily);
    this.shortForms.add(short);
    this.seal = { day: daily.day, sequence: row.seq, short };
    this.nextDay += 1;
    return undefined;
  }

  private fits(daily: DailySeal, { seq, mac }: SealedEvent): boolean {
    const isThere = daily.seq === seq && daily.count === seq - this.sealedSeq() && isSame(daily.mac, mac);
    return isThere && isSigned(this.keys, this.claims.clinicId, daily);
  }

  private sealedSeq(): number {
    return this.seal?.sequence ?? 0;
  }

  private problemOfEnd(): Break | undefined {
    const { head, dailySeals } = this.claims;
    if (head) return this.problemOfHead(head);
    const isEmpty = this.checked === 0 && dailySeals.length === 0;
    return isEmpty ? undefined : { sequence: this.checked + 1, reason: 'end_unproven' };
  }

  private problemOfHead(head: ChainHead): Break | undefined {
    const { dailySeals, clinicId } = this.claims;
    const sequence = this.checked + 1;
    if (!isProven(this.keys, clinicId, head)) return { sequence, reason: 'end_unproven' };
    const isCut = head.lastSeq > this.checked || this.nextDay < dailySeals.length;
    if (isCut) return { sequence, reason: 'missing' };
    if (!this.isNewestDay(head)) return { sequence: Math.max(1, head.sealedSeq), reason: 'day_seal' };
    return isSame(head.lastMac, this.previous) ? undefined : { sequence, reason: 'end_unproven' };
  }

  private problemOfSeals(seals: readonly string[]): Break | undefined {
    const isThere = seals.every((short) => this.shortForms.has(short));
    return isThere ? undefined : { sequence: this.checked + 1, reason: 'day_seal' };
  }

  private isNewestDay({ sealedSeq, sealedOn }: ChainHead): boolean {
    return sealedSeq === this.sealedSeq() && sealedOn === (this.seal?.day ?? null);
  }
}
