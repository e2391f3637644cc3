import { createGroupCommit, type GroupCommit } from '@clinic/audit';
import { unavailable, type Clock, type Ids, type RequestContext } from '@clinic/core';
import type { Database } from '@clinic/database';
import type { AuditEntry, AuditRecord, Repositories } from '@clinic/repositories';

export type AuditTrailDeps = {
  database: Database;
  repositories: Pick<Repositories, 'auditEvents'>;
  clock: Clock;
  ids: Ids;
};

/** What was shown, and the rows it was shown from: some of their sealed parts may not have opened. */
export type Shown = Omit<AuditEntry, 'id'> & { rows?: readonly { unreadable: readonly unknown[] }[] };

/** Records who saw what. A read waits for its line to be committed: what cannot be recorded is not shown. */
export class AuditTrail {
  private readonly deps: AuditTrailDeps;
  private readonly commits: GroupCommit<AuditRecord>;
  private unreadable = 0;

  constructor(deps: AuditTrailDeps) {
    this.deps = deps;
    this.commits = createGroupCommit<AuditRecord>((clinicId, records) =>
      deps.database.inClinic({ clinicId }, (tx) => deps.repositories.auditEvents.finishWithMany(tx, records)),
    );
  }

  /** @throws AppError `unavailable` when the line could not be written; the caller must then show nothing. */
  async record(context: RequestContext, entry: Omit<AuditEntry, 'id'>): Promise<void> {
    const { clock, ids } = this.deps;
    const record = { context, entry: { ...entry, id: ids.next() }, occurredAt: clock.now() };
    try {
      await this.commits.add(context.clinicId, record);
    } catch (error) {
      throw unavailable('The audit log', error);
    }
  }

  /**
   * Reads something and records that it was seen, before it is handed out; and in a line of its own that some of it could
   * not be read.
   * @throws AppError `unavailable` when the line could not be written, or what the read threw.
   */
  async show<Result>(
    context: RequestContext,
    read: () => Promise<Result>,
    entryOf: (result: Result) => Shown,
  ): Promise<Result> {
    const arrive = this.commits.announce(context.clinicId);
    const result = await read().finally(arrive);
    const { rows = [], ...entry } = entryOf(result);
    const count = rows.reduce((sum, row) => sum + row.unreadable.length, 0);
    this.unreadable += count;
    const unread = { ...entry, action: 'field.unreadable', outcome: 'failed' as const, count };
    const entries = count === 0 ? [entry] : [entry, unread];
    await Promise.all(entries.map((each) => this.record(context, each)));
    return result;
  }

  /** How many sealed fields were to be shown and did not open. */
  unreadableFields(): number {
    return this.unreadable;
  }

  idle(): Promise<void> {
    return this.commits.idle();
  }
}
