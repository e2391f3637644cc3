import { setImmediate } from 'node:timers/promises';
import type { ImportRow } from '@clinic/contracts';
import type { RequestContext } from '@clinic/core';
import type { Database, Doorbell, Transaction } from '@clinic/database';
import { readImport, type ImportRecord } from '@clinic/import';
import { finishWrite, type ClinicRow } from '@clinic/repositories';
import { todayIn } from '@clinic/scheduling';
import { dateOrderOf } from '#api/date-order.ts';
import { planBatch } from './batch-planner.ts';
import { BatchWriter } from './batch-writer.ts';
import type { Hold } from './import-lock.ts';
import type { BatchPlan, PlannedRow, PreparedRecord } from './import-plan.ts';
import { toImportRow, toOutcomeRows } from './imports.mapper.ts';
import { RecordPreparer } from './record-preparer.ts';
import { RunScope, type RunPorts, type RunSettings } from './run-scope.ts';
import { RunTally } from './run-tally.ts';
import { StaffCatalog } from './staff-catalog.ts';

export type ImportRunnerDeps = RunPorts & { database: Database; doorbell: Pick<Doorbell, 'ring'> };

export type ImportFile = { name: string; open: () => AsyncIterable<Uint8Array> };

export type RunProgress = { bytes: number; records: number };

export type ImportRun = {
  context: RequestContext;
  /** The clinic's import lock; the run lets go of it when it ends. */
  hold: Hold;
  importId: string;
  files: readonly ImportFile[];
  /** Says what a real run would do and writes nothing of the clinic. */
  isDryRun: boolean;
  /** Whether the import and its rows are kept, to be looked at later. */
  isKept: boolean;
  onRows?: (rows: ImportRow[]) => Promise<void>;
  onProgress?: (progress: RunProgress) => void;
};

const BATCH_RECORDS = 500;
/** Characters of content: a batch of large resources ends earlier. */
const BATCH_SIZE = 4 * 1024 * 1024;

/** Reads files into a clinic, batch by batch, each in one transaction: what is committed stays, whatever happens then. */
export class ImportRunner {
  private readonly deps: ImportRunnerDeps;

  constructor(deps: ImportRunnerDeps) {
    this.deps = deps;
  }

  /** Opens an import of its own and marks as failed what an earlier process left. The clinic's import lock must be held. */
  async begin(context: RequestContext, importId: string, isDryRun: boolean): Promise<void> {
    const { database, repositories, clock, ids } = this.deps;
    const now = clock.now();
    const event = { action: 'import.create', resourceType: 'import', resourceId: importId };
    await database.inClinic(context, async (tx) => {
      await Promise.all([
        repositories.imports.failStopped(tx, now),
        repositories.imports.insert(tx, { id: importId, isDryRun, actorId: context.actorId, now }),
        finishWrite(tx, { context, now, changes: [], audit: [{ ...event, id: ids.next() }] }),
      ]);
    });
  }

  /** Runs an import to its end; one that is kept was begun before. */
  async run(run: ImportRun): Promise<RunTally> {
    const tally = new RunTally();
    try {
      await this.read(run, tally);
      const isEmpty = tally.isNothingUnderstood();
      await this.end(run, tally, isEmpty ? 'not_understood' : null);
      return tally;
    } catch (error) {
      await this.end(run, tally, 'interrupted').catch(() => this.failUnheld(run));
      throw error;
    }
  }

  private async read(run: ImportRun, tally: RunTally): Promise<void> {
    const scope = await this.openScope(run);
    const batches = new Batches(scope, (batch) => this.takeBatch({ run, tally, scope }, batch));
    const progress: RunProgress = { bytes: 0, records: 0 };
    const count = (bytes: number): void => {
      progress.bytes += bytes;
      progress.records = tally.recordsRead;
      run.onProgress?.(progress);
    };
    const options = {
      ...scope.settings.options,
      onFile: (report: Parameters<RunTally['addFile']>[0]) => tally.addFile(report),
    };
    try {
      for (const file of run.files) {
        const stream = counted(file.open(), count);
        for await (const record of readImport({ name: file.name, stream }, options))
          await batches.add(record);
      }
      await batches.end();
    } finally {
      // A file that breaks off does not break off the batch at work.
      await batches.idle();
    }
    run.onProgress?.({ ...progress, records: tally.recordsRead });
  }

  private async openScope({ context, importId, isDryRun }: ImportRun): Promise<RunScope> {
    const { database, repositories, clock } = this.deps;
    return database.inClinic(context, async (tx) => {
      const [clinic, cipher, catalog] = await Promise.all([
        repositories.clinics.find(tx),
        repositories.ciphers.of(tx),
        StaffCatalog.load(tx, repositories),
      ]);
      if (!clinic) throw new Error('The clinic of an import does not exist');
      const options = importOptions(clinic, clock.now());
      const settings: RunSettings = { context, importId, isDryRun, options };
      return new RunScope(this.deps, settings, { cipher, catalog });
    });
  }

  private async takeBatch(
    { run, tally, scope }: { run: ImportRun; tally: RunTally; scope: RunScope },
    batch: readonly PreparedRecord[],
  ): Promise<void> {
    const { database } = this.deps;
    await run.hold.assertHeld();
    const plan = await database.inClinic(run.context, (tx) => planBatch(scope, tx, batch));
    const keep = (tx: Transaction): Promise<void> => this.keepRows(tx, { run, tally, scope }, plan);
    const writer = new BatchWriter(scope);
    if (!run.isDryRun && writer.hasWork(plan)) await this.write(run.context, { writer, plan, keep });
    else if (run.isKept) await database.inClinic(run.context, keep);
    tally.addRows(plan.rows);
    await run.onRows?.(plan.rows.map((row) => toImportRow(reported(scope, row))));
    // Whoever else is served by this process has a turn.
    await setImmediate();
  }

  private async write(
    context: RequestContext,
    batch: { writer: BatchWriter; plan: BatchPlan; keep: (tx: Transaction) => Promise<void> },
  ): Promise<void> {
    const { database, doorbell } = this.deps;
    const { writer, plan, keep } = batch;
    const fileNumbers =
      plan.patients.length === 0
        ? []
        : await database.inClinic(context, (tx) => writer.takeFileNumbers(tx, plan));
    await database.inClinic(context, (tx) => writer.write(tx, plan, { fileNumbers, keep }));
    writer.committed(plan);
    doorbell.ring(context.clinicId, 'data');
    const staff = [
      plan.practitioners.length,
      plan.rooms.length,
      plan.types.length,
      plan.professions.size,
      plan.hours.length,
    ];
    if (staff.some((count) => count > 0)) doorbell.ring(context.clinicId, 'reference');
  }

  private async keepRows(
    tx: Transaction,
    { run, tally, scope }: { run: ImportRun; tally: RunTally; scope: RunScope },
    plan: BatchPlan,
  ): Promise<void> {
    if (!run.isKept) return;
    const { imports } = this.deps.repositories;
    const rows = plan.rows.map((row) => reported(scope, row));
    await Promise.all([
      imports.insertRows(tx, run.importId, toOutcomeRows(rows, tally.recordsRead)),
      imports.updateProgress(tx, tally.progress(run.importId, plan.rows)),
    ]);
  }

  /** Without the lock there is no other way to say it; where not even this works, whoever looks finds it stopped. */
  private async failUnheld({ context, importId, isKept }: ImportRun): Promise<void> {
    if (!isKept) return;
    const { database, repositories, clock } = this.deps;
    const end = { id: importId, status: 'failed' as const, problem: 'interrupted', now: clock.now() };
    await database.inClinic(context, (tx) => repositories.imports.finish(tx, end)).catch(() => undefined);
  }

  /** Says how it ended and lets go of the lock, both at once: who sees it done may start the next. */
  private async end(run: ImportRun, tally: RunTally, problem: string | null): Promise<void> {
    if (!run.isKept) return run.hold.end();
    const { repositories, clock } = this.deps;
    const status = problem === null ? 'done' : 'failed';
    await run.hold.end((tx) =>
      Promise.all([
        repositories.imports.updateProgress(tx, tally.progress(run.importId)),
        repositories.imports.finish(tx, { id: run.importId, status, problem, now: clock.now() }),
      ]),
    );
  }
}

const importOptions = ({ country, locale, timeZone }: ClinicRow, now: Date) => ({
  country,
  dateOrder: dateOrderOf(locale),
  importDate: todayIn(timeZone, now),
});

const reported = (scope: RunScope, row: PlannedRow): PlannedRow => ({
  ...row,
  entityId: scope.reportedId(row.entityId),
});

async function* counted(
  stream: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    count(chunk.length);
    yield chunk;
  }
}

/** Gathers records to batches. While one is worked on the next is read. */
class Batches {
  private readonly preparer: RecordPreparer;
  private readonly take: (batch: readonly PreparedRecord[]) => Promise<void>;
  private batch: PreparedRecord[] = [];
  private size = 0;
  private working: Promise<void> = Promise.resolve();

  constructor(scope: RunScope, take: (batch: readonly PreparedRecord[]) => Promise<void>) {
    this.preparer = new RecordPreparer(scope.cipher);
    this.take = take;
  }

  async add(record: ImportRecord): Promise<void> {
    const prepared = this.preparer.prepare(record);
    this.batch.push(prepared);
    this.size += prepared.size;
    if (this.batch.length >= BATCH_RECORDS || this.size >= BATCH_SIZE) await this.handOver();
  }

  async end(): Promise<void> {
    await this.handOver();
    await this.working;
  }

  async idle(): Promise<void> {
    await this.working.catch(() => undefined);
  }

  private async handOver(): Promise<void> {
    const { batch } = this;
    this.batch = [];
    this.size = 0;
    await this.working;
    if (batch.length === 0) return;
    this.working = this.take(batch);
    // Its failure is thrown where the next batch waits for it.
    this.working.catch(() => undefined);
  }
}
