import { createHash } from 'node:crypto';
import type { ImportBatch, ImportRow } from '@clinic/contracts';
import { AppError, notFound, type Logger, type RequestContext } from '@clinic/core';
import type { Transaction } from '@clinic/database';
import type { Answer, Upload, WriteRequest } from '@clinic/http';
import type { ImportBatchRow } from '@clinic/repositories';
import type { AuditTrail } from '#api/audit-trail.ts';
import { pageOf, readPlace } from '#api/paging.ts';
import type { WritePath } from '#api/write-path.ts';
import { ImportLock, type Hold } from './import-lock.ts';
import { ImportRunner, type ImportRunnerDeps } from './import-runner.ts';
import { ImportUndo, type Undone } from './import-undo.ts';
import { newBatch, rowOf, toImportBatch } from './imports.mapper.ts';
import { readRowCursor, writeRowCursor } from './row-cursor.ts';
import { UploadSpool } from './upload-spool.ts';

export type ImportsDeps = ImportRunnerDeps & {
  writes: Pick<WritePath, 'run'>;
  audit: Pick<AuditTrail, 'record'>;
  logger: Logger;
};

export type UploadRequest = { fileName: string; isDryRun: boolean; upload: Upload; write: WriteRequest };

type UndoAnswer = { batch: ImportBatch } & Undone;

type Job = { context: RequestContext; importId: string; request: UploadRequest; spool: UploadSpool };

/** Imports as the portal starts, watches and takes them back. */
export class ImportsService {
  private readonly deps: ImportsDeps;
  private readonly lock: ImportLock;
  private readonly runner: ImportRunner;
  private readonly undoing: ImportUndo;

  constructor(deps: ImportsDeps) {
    this.deps = deps;
    this.lock = new ImportLock(deps);
    this.runner = new ImportRunner(deps);
    this.undoing = new ImportUndo(deps);
  }

  /** Takes the whole upload in, opens the import and answers; the work goes on behind the answer. */
  async start(context: RequestContext, request: UploadRequest): Promise<Answer<ImportBatch>> {
    const importId = this.deps.ids.next();
    const spool = await this.receive(context, importId, request);
    const write = withContent(request, spool);
    try {
      // A repeated request is answered while the import is at work, though that holds the lock.
      const before = await this.findAnswer<ImportBatch>(context, write);
      if (!before) {
        const hold = await this.lock.hold(context);
        return await this.startHeld({ context, importId, request: { ...request, write }, spool }, hold);
      }
      await spool.discard();
      return before;
    } catch (error) {
      await spool.discard();
      throw error;
    }
  }

  private async startHeld(job: Job, hold: Hold): Promise<Answer<ImportBatch>> {
    try {
      const answer = await this.open(job);
      if (answer.isReplay === true) {
        await hold.end();
        await job.spool.discard();
      } else void this.work(job, hold);
      return answer;
    } catch (error) {
      await hold.end();
      throw error;
    }
  }

  async find(context: RequestContext, id: string): Promise<ImportBatch> {
    const batch = await this.deps.database.inClinic(context, async (tx) => {
      const row = await this.deps.repositories.imports.findById(tx, id);
      return row && this.current(tx, row);
    });
    if (!batch) throw notFound('Import');
    await this.recordColumns(context, [batch]);
    return toImportBatch(batch);
  }

  async list(
    context: RequestContext,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: ImportBatch[]; nextCursor: string | null }> {
    const place = readPlace(page.cursor);
    const after = place && { startedAt: place.at, id: place.id };
    const all = await this.deps.database.inClinic(context, async (tx) => {
      const found = await this.deps.repositories.imports.list(tx, { limit: page.limit + 1, after });
      const isStale = found.some(({ status }) => status === 'running') && (await this.failStopped(tx));
      return isStale ? this.deps.repositories.imports.list(tx, { limit: page.limit + 1, after }) : found;
    });
    const { rows, nextCursor } = pageOf(all, page.limit, (row) => ({ at: row.startedAt, id: row.id }));
    await this.recordColumns(context, rows);
    return { items: rows.map(toImportBatch), nextCursor };
  }

  /** A table without a header has somebody's data where its columns would be named. */
  private async recordColumns(context: RequestContext, batches: readonly ImportBatchRow[]): Promise<void> {
    const telling = batches.filter(({ unmappedColumns }) => unmappedColumns.length > 0);
    const entry = { action: 'import.read', resourceType: 'import', count: 0 };
    await Promise.all(telling.map(({ id }) => this.deps.audit.record(context, { ...entry, resourceId: id })));
  }

  async listRows(
    context: RequestContext,
    page: { id: string; action?: string | undefined; limit: number; cursor?: string | undefined },
  ): Promise<{ items: ImportRow[]; nextCursor: string | null }> {
    const { imports } = this.deps.repositories;
    const question = {
      importId: page.id,
      action: page.action ?? null,
      after: readRowCursor(page.cursor),
      limit: page.limit + 1,
    };
    const [batch, found] = await this.deps.database.readInClinic(context, (tx) =>
      Promise.all([imports.findById(tx, page.id), imports.listRows(tx, question)]),
    );
    if (!batch) throw notFound('Import');
    const rows = found.slice(0, page.limit);
    await this.deps.audit.record(context, {
      action: 'import.read',
      resourceType: 'import',
      resourceId: page.id,
      count: rows.length,
    });
    const last = rows.at(-1);
    const hasMore = found.length > page.limit && last !== undefined;
    return { items: rows.map(rowOf), nextCursor: hasMore ? writeRowCursor(last.ordinal) : null };
  }

  /**
   * Takes an import back. Once more is no error: what could not go then may go now.
   * @throws AppError `unavailable` while another import or undo is at work: whoever repeats the request is answered later.
   */
  async undo(context: RequestContext, id: string, write: WriteRequest): Promise<Answer<UndoAnswer>> {
    const before = await this.findAnswer<UndoAnswer>(context, write);
    if (before) return before;
    const { imports } = this.deps.repositories;
    const batch = await this.deps.database.inClinic(context, (tx) => imports.findById(tx, id));
    if (!batch) throw notFound('Import');
    const hold = await this.holdForUndo(context);
    try {
      const meanwhile = await this.findAnswer<UndoAnswer>(context, write);
      if (meanwhile) return meanwhile;
      const undone = await this.undoing.run({ context, importId: id, hold });
      return await this.closeUndo(context, write, { batch, undone });
    } finally {
      // What was done is committed; a lock that is lost is let go already.
      await hold.end().catch(() => undefined);
    }
  }

  /** A conflict would be the last word on a request that is only too early. */
  private async holdForUndo(context: RequestContext): Promise<Hold> {
    try {
      return await this.lock.hold(context);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      throw new AppError('unavailable', error.message, { retryAfterSeconds: 5, cause: error });
    }
  }

  private closeUndo(
    context: RequestContext,
    write: WriteRequest,
    { batch, undone }: { batch: ImportBatchRow; undone: Undone },
  ): Promise<Answer<UndoAnswer>> {
    const { imports } = this.deps.repositories;
    const { id } = batch;
    return this.deps.writes.run(context, write, {
      status: 200,
      kind: 'data',
      read: async () => undefined,
      write: async (tx) => {
        const now = this.deps.clock.now();
        const last: ImportBatchRow = { ...batch, status: 'undone', problem: null, finishedAt: now };
        return {
          output: { batch: toImportBatch(last), ...undone },
          changes: [],
          audit: [{ action: 'import.undo', resourceType: 'import', resourceId: id, count: undone.removed }],
          statements: [imports.finish(tx, { id, status: 'undone', problem: null, now })],
        };
      },
    });
  }

  /** What this very request was answered before, a refusal included; undefined where it was not. */
  private async findAnswer<Output>(
    context: RequestContext,
    write: WriteRequest,
  ): Promise<Answer<Output> | undefined> {
    const unanswered = new AppError('unavailable', 'This request was not answered yet');
    try {
      return await this.deps.writes.run<undefined, Output>(context, write, {
        status: 200,
        kind: 'data',
        read: async () => undefined,
        write: () => Promise.reject(unanswered),
      });
    } catch (error) {
      if (error === unanswered) return undefined;
      throw error;
    }
  }

  private async receive(
    context: RequestContext,
    importId: string,
    request: UploadRequest,
  ): Promise<UploadSpool> {
    try {
      return await UploadSpool.receive(request.upload.content);
    } catch (error) {
      const isBroken = error instanceof AppError && error.code === 'malformed';
      if (isBroken) await this.keepBroken(context, importId, request.isDryRun);
      throw error;
    }
  }

  /** Who sent it is not there to be told: the list of imports tells. */
  private async keepBroken(context: RequestContext, importId: string, isDryRun: boolean): Promise<void> {
    const { database, repositories, clock } = this.deps;
    const now = clock.now();
    const end = { id: importId, status: 'failed' as const, problem: 'upload_broken', now };
    await database.inClinic(context, async (tx) => {
      await repositories.imports.insert(tx, { id: importId, isDryRun, actorId: context.actorId, now });
      await repositories.imports.finish(tx, end);
    });
  }

  /** Opens the import, once for each key. */
  private open({ context, importId, request }: Job): Promise<Answer<ImportBatch>> {
    const { imports } = this.deps.repositories;
    const { isDryRun, write } = request;
    return this.deps.writes.run(context, write, {
      status: 202,
      kind: 'data',
      read: (tx) => imports.failStopped(tx, this.deps.clock.now()),
      write: async (tx) => {
        const now = this.deps.clock.now();
        return {
          output: toImportBatch(newBatch(importId, isDryRun, now)),
          changes: [],
          audit: [
            {
              action: isDryRun ? 'import.preview' : 'import.create',
              resourceType: 'import',
              resourceId: importId,
            },
          ],
          statements: [imports.insert(tx, { id: importId, isDryRun, actorId: context.actorId, now })],
        };
      },
    });
  }

  private async work({ context, importId, request, spool }: Job, hold: Hold): Promise<void> {
    const { fileName, isDryRun } = request;
    const files = [{ name: fileName, open: () => spool.read() }];
    try {
      const tally = await this.runner.run({ context, hold, importId, files, isDryRun, isKept: true });
      this.deps.logger.info('import_done', { batchId: importId, rows: tally.recordsRead });
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal';
      const cause = error instanceof Error ? error.name : 'unknown';
      this.deps.logger.error('import_failed', { batchId: importId, code, cause });
    } finally {
      await spool.discard().catch(() => undefined);
    }
  }

  /** An import that says it runs while nobody holds the lock belongs to a process that ended. */
  private async current(tx: Transaction, row: ImportBatchRow): Promise<ImportBatchRow> {
    if (row.status !== 'running' || !(await this.failStopped(tx))) return row;
    // It may have come to its end between the look and the lock: what stands there now is the answer.
    return (await this.deps.repositories.imports.findById(tx, row.id)) ?? row;
  }

  private async failStopped(tx: Transaction): Promise<boolean> {
    const { imports } = this.deps.repositories;
    const isIdle = await imports.tryLock(tx);
    if (isIdle) await imports.failStopped(tx, this.deps.clock.now());
    return isIdle;
  }
}

/** The content is part of what a key stands for. */
const withContent = ({ write, isDryRun }: UploadRequest, { digest }: UploadSpool): WriteRequest => ({
  ...write,
  hash: createHash('sha256').update(write.hash).update(digest).update(String(isDryRun)).digest(),
});
