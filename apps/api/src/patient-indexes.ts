import { setImmediate } from 'node:timers/promises';
import type { RequestContext } from '@clinic/core';
import type { Database, Doorbell } from '@clinic/database';
import type { PatientRow, Repositories } from '@clinic/repositories';
import {
  PatientIndex,
  type DateOrder,
  type IndexCache,
  type SearchDocument,
  type SearchReason,
} from '@clinic/search';
import { dateOrderOf } from '#api/date-order.ts';

export type PatientIndexesDeps = {
  database: Database;
  doorbell: Pick<Doorbell, 'onRing'>;
  repositories: Pick<Repositories, 'changeFeed' | 'patients'>;
  cache: IndexCache;
};

export type IndexHit = { id: string; exact: boolean; reasons: SearchReason[] };

/** Hits in order, the cursor to the next page, and the change counter the index was current to. */
export type IndexHits = { items: IndexHit[]; next: string | null; seq: number };

export type IndexQuestion = { query: string; limit: number; cursor: string | null; locale: string };

// Small enough that decrypting a page does not hold up other requests.
const PAGE = 500;
// A busy clinic rings many times a second; its index follows once a second, and at once when somebody searches.
const FOLLOW_AFTER_MS = 1_000;

/** An instant of loading: who waits for more of it is woken after every page. */
type Loading = { index: PatientIndex; done: Promise<void> };

/** Who was put away is not searched, and nobody can be found by a name that does not open. */
const isFound = ({ archivedAt, unreadable }: PatientRow): boolean =>
  archivedAt === null && !unreadable.includes('identity');

const toDocument = (row: PatientRow): SearchDocument => ({
  id: row.id,
  givenName: row.identity.givenName,
  familyName: row.identity.familyName,
  otherNames: [
    ...(row.identity.preferredName === null ? [] : [row.identity.preferredName]),
    ...row.identity.formerNames,
  ],
  birthDate: row.identity.birthDate,
  phones: [...(row.identity.phone === null ? [] : [row.identity.phone]), ...row.identity.otherPhones],
  email: row.identity.email,
  fileNumber: row.identity.fileNumber,
  identifiers: row.identity.identifiers.map((identifier) => identifier.value),
  seenAtMs: row.seenAt.getTime(),
});

/**
 * The text indexes of the clinics this process serves. Each is built from decrypted rows, newest seen first, and follows
 * the clinic's change counter, so that what one replica writes is found on every other by the next search.
 */
export class PatientIndexes {
  private readonly deps: PatientIndexesDeps;
  private readonly loading = new Map<string, Loading>();
  private readonly catching = new Map<string, Promise<void>>();
  private readonly following = new Map<string, NodeJS.Timeout>();
  private readonly dateOrders = new Map<string, DateOrder>();

  constructor(deps: PatientIndexesDeps) {
    this.deps = deps;
    deps.doorbell.onRing((clinicId, kind) => {
      if (kind === 'data') this.followSoon(clinicId);
    });
  }

  private followSoon(clinicId: string): void {
    if (this.following.has(clinicId)) return;
    const timer = setTimeout(() => {
      this.following.delete(clinicId);
      // Nobody waits for it: what is missed here is taken in by the next search.
      this.follow(clinicId).catch(() => undefined);
    }, FOLLOW_AFTER_MS).unref();
    this.following.set(clinicId, timer);
  }

  /** Answers from what is loaded as soon as that is enough, and waits for the rest where it is not. */
  async search(context: RequestContext, question: IndexQuestion): Promise<IndexHits> {
    const { index, done } = this.indexOf(context.clinicId);
    const first = this.ask(index, question);
    if (first.complete) return { items: first.hits, next: first.next, seq: index.seq };
    await done;
    const second = this.ask(index, question);
    return { items: second.hits, next: second.next, seq: index.seq };
  }

  /**
   * Takes in what changed since, a page at a time; deleted and archived people leave the index. Whoever asks meanwhile
   * waits for the same pass.
   */
  catchUp(
    context: Pick<RequestContext, 'clinicId'>,
    feed: { lastSeq: number; changedIds: readonly string[] },
  ): Promise<void> {
    const running = this.catching.get(context.clinicId);
    if (running) return running;
    const pass = this.patch(context, feed).finally(() => this.catching.delete(context.clinicId));
    this.catching.set(context.clinicId, pass);
    return pass;
  }

  private async patch(
    context: Pick<RequestContext, 'clinicId'>,
    feed: { lastSeq: number; changedIds: readonly string[] },
  ): Promise<void> {
    const { index, done } = this.indexOf(context.clinicId);
    await done;
    for (let first = 0; first < feed.changedIds.length; first += PAGE) {
      await this.patchPage(context, index, feed.changedIds.slice(first, first + PAGE));
      await setImmediate();
    }
    index.seq = Math.max(index.seq, feed.lastSeq);
    this.deps.cache.put(context.clinicId, index);
  }

  private async patchPage(
    context: Pick<RequestContext, 'clinicId'>,
    index: PatientIndex,
    ids: readonly string[],
  ): Promise<void> {
    const rows = await this.deps.database.readInClinic(context, (tx) =>
      this.deps.repositories.patients.listByIds(tx, ids, new Date(0)),
    );
    const standing = new Set<string>();
    for (const row of rows) {
      if (!isFound(row)) continue;
      standing.add(row.id);
      index.upsert(toDocument(row));
    }
    for (const id of ids) if (!standing.has(id)) index.remove(id);
  }

  /** After a ring: follows the clinic's changes, so that the next search finds little left to take in. */
  private async follow(clinicId: string): Promise<void> {
    const index = this.deps.cache.get(clinicId);
    if (!index || this.catching.has(clinicId)) return;
    const feed = await this.deps.database.readInClinic({ clinicId }, (tx) =>
      this.deps.repositories.changeFeed.listChanged(tx, 'patient', index.seq),
    );
    if (feed.changedIds.length > 0) await this.catchUp({ clinicId }, feed);
    else this.advance({ clinicId }, feed.lastSeq);
  }

  /** Nothing of patients changed up to this counter: the next look need not go back further. */
  advance(context: Pick<RequestContext, 'clinicId'>, seq: number): void {
    const index = this.deps.cache.get(context.clinicId);
    if (index && index.seq < seq) index.seq = seq;
  }

  /** Loads a clinic's index and waits for it: before the first search, so that nobody waits. */
  async warm(clinicId: string): Promise<void> {
    await this.indexOf(clinicId).done;
  }

  stats(): ReturnType<IndexCache['stats']> {
    return this.deps.cache.stats();
  }

  private ask(index: PatientIndex, { query, limit, cursor, locale }: IndexQuestion) {
    const dateOrder = this.dateOrders.get(locale) ?? dateOrderOf(locale);
    this.dateOrders.set(locale, dateOrder);
    return index.search(query, { limit, dateOrder, ...(cursor === null ? {} : { after: cursor }) });
  }

  private indexOf(clinicId: string): Loading {
    const known = this.deps.cache.get(clinicId);
    if (known) return { index: known, done: Promise.resolve() };
    const running = this.loading.get(clinicId);
    if (running) return running;
    const index = new PatientIndex();
    const done = this.load(clinicId, index).finally(() => this.loading.delete(clinicId));
    done.catch(() => undefined);
    const loading = { index, done };
    this.loading.set(clinicId, loading);
    return loading;
  }

  private async load(clinicId: string, index: PatientIndex): Promise<void> {
    const { database, repositories } = this.deps;
    // The counter first: what changes while the pages are read is then seen as changed, never missed.
    index.seq = await database.readInClinic({ clinicId }, (tx) => repositories.changeFeed.findHead(tx));
    let after: { seenAt: Date; id: string } | undefined;
    for (;;) {
      const page = { limit: PAGE, after };
      const rows = await database.readInClinic({ clinicId }, (tx) =>
        repositories.patients.listPage(tx, page),
      );
      index.append(rows.filter(isFound).map(toDocument));
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) break;
      after = { seenAt: last.seenAt, id: last.id };
      await setImmediate();
    }
    index.finishLoading();
    this.deps.cache.put(clinicId, index);
  }
}
