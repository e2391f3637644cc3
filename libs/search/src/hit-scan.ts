import type { Matcher, Tier } from './matcher.ts';
import type { Overlay } from './overlay.ts';
import { compareKeys } from './record-table.ts';
import type { RecordKey, RecordTable } from './record-table.ts';
import type { RowStream } from './row-streams.ts';

/** A found row and the table it stands in. */
export type FoundRow = { table: RecordTable; row: number };

/** What is scanned: one tier, behind a place (or from the start), for so many rows. */
export type ScanRange = { tier: Tier; after: RecordKey | undefined; most: number };

class BaseScan {
  private readonly base: RecordTable;
  private readonly matcher: Matcher;
  private readonly tier: Tier;
  private readonly streams: RowStream[];
  private from: number;

  constructor(base: RecordTable, matcher: Matcher, range: ScanRange) {
    this.base = base;
    this.matcher = matcher;
    this.tier = range.tier;
    this.streams = matcher.streams(base, range.tier);
    this.from = range.after ? base.firstAfter(range.after) : 0;
  }

  /** The next hit, or undefined. */
  next(): number | undefined {
    let row = this.candidate(this.from);
    while (row < this.base.length) {
      if (!this.base.isDead(row) && this.matcher.isHit(this.base, row, this.tier)) {
        this.from = row + 1;
        return row;
      }
      row = this.candidate(row + 1);
    }
    this.from = this.base.length;
    return undefined;
  }

  private candidate(from: number): number {
    let first = Infinity;
    for (const stream of this.streams) first = Math.min(first, stream.next(from));
    return first;
  }
}

/** The overlay's hits are few and needed in order: found at once. `until` is the last place known while loading. */
const overlayHits = (
  overlay: Overlay,
  matcher: Matcher,
  range: ScanRange & { until: RecordKey | undefined },
) =>
  overlay.order.filter((row) => {
    const key = overlay.table.keyOf(row);
    if (range.after && compareKeys(key, range.after) <= 0) return false;
    if (range.until && compareKeys(key, range.until) > 0) return false;
    return matcher.isHit(overlay.table, row, range.tier);
  });

/** Hits of base and overlay in one order, newest seen first, as many as asked for. */
export const collectHits = (
  tables: { base: RecordTable; overlay: Overlay; until: RecordKey | undefined },
  matcher: Matcher,
  range: ScanRange,
): FoundRow[] => {
  const { base, overlay, until } = tables;
  const scan = new BaseScan(base, matcher, range);
  const found: FoundRow[] = [];
  let row = scan.next();
  const takeBase = (before: RecordKey | undefined): void => {
    while (row !== undefined && found.length < range.most) {
      if (before && compareKeys(base.keyOf(row), before) > 0) return;
      found.push({ table: base, row });
      row = scan.next();
    }
  };
  for (const changed of overlayHits(overlay, matcher, { ...range, until })) {
    takeBase(overlay.table.keyOf(changed));
    if (found.length >= range.most) return found;
    found.push({ table: overlay.table, row: changed });
  }
  takeBase(undefined);
  return found;
};
