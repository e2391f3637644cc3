import { invalidInput, type Clock, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { ClinicRow, Repositories } from '@clinic/repositories';
import type { AuditTrail } from '#api/audit-trail.ts';
import { pageOf, readPlace } from '#api/paging.ts';
import type { PatientIndexes } from '#api/patient-indexes.ts';
import type { FoundPatient } from './patients.mapper.ts';

export type PatientFinderDeps = {
  database: Database;
  repositories: Pick<Repositories, 'changeFeed' | 'patients'>;
  audit: Pick<AuditTrail, 'show'>;
  clinics: { clinic(context: RequestContext): Promise<ClinicRow> };
  indexes: PatientIndexes;
  clock: Clock;
};

export type Search = { query: string; limit: number; cursor: string | null; isArchived: boolean };

export type Found = { found: FoundPatient[]; nextCursor: string | null };

// A write between looking and fetching makes the look stale; under a storm of writes the third answer is good enough.
const ATTEMPTS = 3;

// Who was put away has left the index of names; they are listed, newest first, and not searched.
const notTogether = () =>
  invalidInput([{ path: 'search', code: 'invalid', message: 'cannot be asked together with archived' }]);

/** Finds people as they are typed. What was typed is neither logged nor recorded; how many were shown is. */
export class PatientFinder {
  private readonly deps: PatientFinderDeps;

  constructor(deps: PatientFinderDeps) {
    this.deps = deps;
  }

  async find(context: RequestContext, search: Search): Promise<Found> {
    const isEmpty = search.query.trim() === '';
    if (search.isArchived && !isEmpty) throw notTogether();
    const isList = isEmpty || search.isArchived;
    return this.deps.audit.show(
      context,
      () => (isList ? this.listRecent(context, search) : this.search(context, search)),
      ({ found }) => ({ action: 'patient.search', count: found.length, rows: found.map(({ row }) => row) }),
    );
  }

  private async listRecent(context: RequestContext, search: Search): Promise<Found> {
    const place = readPlace(search.cursor);
    const after = place && { seenAt: place.at, id: place.id };
    const page = {
      limit: search.limit + 1,
      isArchived: search.isArchived,
      after,
      now: this.deps.clock.now(),
    };
    const all = await this.deps.database.readInClinic(context, (tx) =>
      this.deps.repositories.patients.listRecent(tx, page),
    );
    const { rows, nextCursor } = pageOf(all, search.limit, (row) => ({ at: row.seenAt, id: row.id }));
    return { found: rows.map((row) => ({ row })), nextCursor };
  }

  private async search(context: RequestContext, search: Search): Promise<Found> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.attempt(context, search, attempt === ATTEMPTS);
      if (result) return result;
    }
  }

  /** One look in memory and one round trip for the rows; undefined when the memory turned out to be behind. */
  private async attempt(
    context: RequestContext,
    search: Search,
    isLast: boolean,
  ): Promise<Found | undefined> {
    const { indexes, database, repositories, clock } = this.deps;
    const { locale } = await this.deps.clinics.clinic(context);
    const hits = await indexes.search(context, { ...search, locale });
    const [rows, feed] = await database.readInClinic(context, (tx) =>
      Promise.all([
        repositories.patients.listByIds(
          tx,
          hits.items.map((hit) => hit.id),
          clock.now(),
        ),
        repositories.changeFeed.listChanged(tx, 'patient', hits.seq),
      ]),
    );
    if (feed.changedIds.length > 0 && !isLast) {
      await indexes.catchUp(context, feed);
      return undefined;
    }
    if (feed.changedIds.length === 0) indexes.advance(context, feed.lastSeq);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const found = hits.items.flatMap((hit): FoundPatient[] => {
      const row = byId.get(hit.id);
      return row && !row.archivedAt ? [{ row, match: { exact: hit.exact, reasons: hit.reasons } }] : [];
    });
    return { found, nextCursor: hits.next };
  }
}
