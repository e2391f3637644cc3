import { encodeDocument, idBytes, idText } from './encode-document.ts';
import { collectHits } from './hit-scan.ts';
import type { FoundRow } from './hit-scan.ts';
import { createMatcher } from './matcher.ts';
import type { Matcher, Tier } from './matcher.ts';
import { mergeTables } from './merge-tables.ts';
import { Overlay } from './overlay.ts';
import { compareKeys, RecordTable } from './record-table.ts';
import type { RecordKey } from './record-table.ts';
import { RowById } from './row-by-id.ts';
import { readCursor, writeCursor } from './search-cursor.ts';
import type { SearchCursor } from './search-cursor.ts';
import type { DateOrder, SearchDocument, SearchReason } from './search-document.ts';
import { WordDictionary } from './word-dictionary.ts';

export type SearchOptions = {
  /** Hits per page, at least 1. */
  limit: number;
  /** The `next` of the page before. */
  after?: string;
  dateOrder: DateOrder;
};

export type SearchHit = { id: string; exact: boolean; reasons: SearchReason[] };

/** `complete: false` while loading means: these hits may lack some, wait for `isComplete` and ask again. */
export type SearchPage = { hits: SearchHit[]; next: string | null; complete: boolean };

// Past this the overlay is merged into the base: each search looks at every changed row, so there must be few.
const LARGEST_OVERLAY = 256;

type Hit = FoundRow & { tier: Tier };

/**
 * The patients of one clinic, folded into memory and searched there; nothing is written anywhere. Load newest seen first
 * (`append`, then `finishLoading`), follow changes by `upsert` and `remove`; both may come while still loading.
 */
export class PatientIndex {
  /** The clinic's change counter up to which the index is current; kept here for whoever feeds it. */
  seq = 0;
  private readonly dictionary = new WordDictionary();
  private base = new RecordTable();
  private rows = new RowById(this.base);
  private overlay = new Overlay();
  private deadRows = 0;
  private isLoaded = false;
  /** Removed while loading, so that a page read earlier does not bring them back. */
  private readonly removed = new Set<string>();
  private masks = new Int32Array(0);

  get isComplete(): boolean {
    return this.isLoaded;
  }

  get size(): number {
    return this.base.length - this.deadRows + this.overlay.order.length;
  }

  /** Bytes held; the words' strings are estimated. */
  get byteSize(): number {
    const tables = this.base.byteSize + this.rows.byteSize + this.overlay.byteSize;
    return tables + this.dictionary.byteSize + this.masks.byteLength;
  }

  /**
   * Adds a page while loading: newest seen first, equal times by id descending, over all pages. Pages of up to 1000 keep
   * the event loop free. What was changed or removed meanwhile stays as it is; what comes out of order is still found.
   */
  append(documents: readonly SearchDocument[]): void {
    if (this.isLoaded) throw new Error('The index is loaded; changes come by upsert');
    const records = documents.map((document) => encodeDocument(document, this.dictionary));
    records.sort(compareKeys);
    for (const record of records) {
      if (this.removed.has(idText(record.id)) || this.overlay.has(record.id)) continue;
      const isNext = this.base.length === 0 || compareKeys(this.base.keyOf(this.base.length - 1), record) < 0;
      if (isNext && this.rows.find(record.id) === undefined) {
        this.rows.add(this.base.push(record));
      } else {
        this.killBase(record.id);
        this.overlay.upsert(record);
      }
    }
  }

  finishLoading(): void {
    this.isLoaded = true;
    this.removed.clear();
    if (this.overlay.table.length > 0) this.mergeOverlay();
    this.base.trim();
  }

  /** Adds a patient or takes the new state of one. */
  upsert(document: SearchDocument): void {
    const record = encodeDocument(document, this.dictionary);
    this.removed.delete(idText(record.id));
    this.killBase(record.id);
    this.overlay.upsert(record);
    // While loading, rows of the overlay may belong behind what is not yet there.
    if (this.isLoaded && this.overlay.table.length >= LARGEST_OVERLAY) this.mergeOverlay();
  }

  /** Forgets a patient; one that is not there is no error. */
  remove(id: string): void {
    const bytes = idBytes(id);
    if (!this.isLoaded) this.removed.add(idText(bytes));
    this.killBase(bytes);
    this.overlay.remove(bytes);
  }

  /**
   * Patients that match every word typed, newest seen first; behind all of them those that match by a typo or a like
   * sound. Nothing typed finds all. Throws `invalid_input` for an `after` that is no `next`.
   */
  search(query: string, options: SearchOptions): SearchPage {
    const after = options.after === undefined ? undefined : readCursor(options.after);
    if (this.masks.length < this.dictionary.size)
      this.masks = new Int32Array(Math.ceil(this.dictionary.size * 1.2));
    const matcher = createMatcher({ query, dateOrder: options.dateOrder }, this.dictionary, this.masks);
    try {
      return this.page(matcher, options.limit, after);
    } finally {
      matcher.release();
    }
  }

  private page(matcher: Matcher, limit: number, after: SearchCursor | undefined): SearchPage {
    // One more than the page shows whether another page follows.
    const found = this.hits(matcher, limit + 1, after);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const isFilled = shown.length === limit;
    const hasMore = found.length > limit || (isFilled && !this.isLoaded);
    return {
      hits: shown.map((hit) => hitOf(matcher, hit)),
      next: last && hasMore ? writeCursor({ tier: last.tier, ...last.table.keyOf(last.row) }) : null,
      complete: this.isLoaded || isFilled,
    };
  }

  private hits(matcher: Matcher, most: number, after: SearchCursor | undefined): Hit[] {
    const isPastExact = after?.tier === 'tolerant';
    const exact = isPastExact ? [] : this.collect(matcher, 'exact', { after, most });
    const room = most - exact.length;
    if (room === 0 || !this.isLoaded || !matcher.addTolerance()) return exact;
    return [
      ...exact,
      ...this.collect(matcher, 'tolerant', { after: isPastExact ? after : undefined, most: room }),
    ];
  }

  private collect(
    matcher: Matcher,
    tier: Tier,
    range: { after: RecordKey | undefined; most: number },
  ): Hit[] {
    const until = this.isLoaded ? undefined : this.lastLoaded();
    const tables = { base: this.base, overlay: this.overlay, until };
    return collectHits(tables, matcher, { ...range, tier }).map((found) => ({ ...found, tier }));
  }

  /** Behind this place something may still be missing. */
  private lastLoaded(): RecordKey {
    if (this.base.length === 0) return { seenAtMs: Infinity, id: Buffer.alloc(0) };
    return this.base.keyOf(this.base.length - 1);
  }

  private killBase(id: Buffer): void {
    const row = this.rows.find(id);
    if (row === undefined || this.base.isDead(row)) return;
    this.base.kill(row);
    this.deadRows += 1;
  }

  private mergeOverlay(): void {
    this.base = mergeTables(this.base, this.overlay);
    this.rows = new RowById(this.base);
    this.overlay = new Overlay();
    this.deadRows = 0;
  }
}

const hitOf = (matcher: Matcher, { table, row, tier }: Hit): SearchHit => ({
  id: idText(table.idOf(row)),
  exact: tier === 'exact',
  reasons: matcher.reasonsOf(table, row),
});
