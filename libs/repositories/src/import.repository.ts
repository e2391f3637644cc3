import type { ImportAction } from '@clinic/contracts';
import type { Transaction } from '@clinic/database';
import type { ClinicCiphers } from './clinic-ciphers.ts';
import { placeValues } from './keyset.ts';
import { openColumns, openRowDetail, sealColumns, sealRowDetail } from './import.columns.ts';

/** One import: what was read so far and what became of it. */
export type ImportBatchRow = {
  id: string;
  status: 'running' | 'done' | 'failed' | 'undone';
  isDryRun: boolean;
  format: string;
  startedAt: Date;
  finishedAt: Date | null;
  recordsRead: number;
  counts: Record<string, number>;
  unsupported: Record<string, number>;
  unmappedColumns: string[];
  problem: string | null;
};

export type ImportProgress = Pick<
  ImportBatchRow,
  'id' | 'format' | 'recordsRead' | 'counts' | 'unsupported' | 'unmappedColumns'
>;

/** What became of one record. `ordinal` counts over all files of the import, `record` within its own. */
export type ImportOutcomeRow = {
  ordinal: number;
  file: string;
  record: number;
  kind: string;
  action: ImportAction;
  ofRecord: number | null;
  source: string | null;
  entityId: string | null;
  warnings: readonly string[];
};

type StoredBatch = Omit<ImportBatchRow, 'unmappedColumns'> & { detailEnc: Buffer | null };
type StoredRow = Omit<ImportOutcomeRow, 'file' | 'source'> & { detailEnc: Buffer | null };

const INSERT = `
  insert into imports (clinic_id, id, status, is_dry_run, format, started_at, actor_id)
  values ($1, $2, 'running', $3, '', $4, $5)`;

const UPDATE_PROGRESS = `
  update imports set format = $3, records_read = $4, counts = $5, unsupported = $6, detail_enc = $7
  where clinic_id = $1 and id = $2`;

const FINISH = `
  update imports set status = $3, problem = $4, finished_at = $5 where clinic_id = $1 and id = $2`;

const REOPEN = `
  update imports set status = 'running', problem = null, finished_at = null where clinic_id = $1 and id = $2`;

const FAIL_STOPPED = `
  update imports set status = 'failed', problem = 'stopped', finished_at = $2
  where clinic_id = $1 and status = 'running'`;

const COLUMNS = `
  id, status, is_dry_run as "isDryRun", format, started_at as "startedAt", finished_at as "finishedAt",
  records_read as "recordsRead", counts, unsupported, detail_enc as "detailEnc", problem`;

const FIND = `select ${COLUMNS} from imports where clinic_id = $1 and id = $2`;

const LIST = `
  select ${COLUMNS} from imports
  where clinic_id = $1 and (started_at, id) < ($2::timestamptz, $3::uuid)
  order by started_at desc, id desc limit $4`;

const TRY_LOCK = `select pg_try_advisory_xact_lock(hashtextextended('clinic import ' || $1::text, 0)) as "isHeld"`;

const KEEP_ALIVE = 'select 1';

const INSERT_ROWS = `
  insert into import_rows (clinic_id, import_id, ordinal, record, kind, action, of_record, entity_id, warnings, detail_enc)
  select $1::uuid, $2::uuid, row.ordinal, row.record, row.kind, row.action, row.of_record, row.entity_id,
    string_to_array(row.warnings, ','), row.detail_enc
  from unnest($3::integer[], $4::integer[], $5::text[], $6::text[], $7::integer[], $8::uuid[], $9::text[], $10::bytea[])
    as row(ordinal, record, kind, action, of_record, entity_id, warnings, detail_enc)`;

const LIST_ROWS = `
  select ordinal, record, kind, action, of_record as "ofRecord", entity_id as "entityId", warnings,
    detail_enc as "detailEnc"
  from import_rows
  where clinic_id = $1 and import_id = $2 and ordinal > $3 and ($4::text is null or action = $4)
  order by ordinal limit $5`;

const DELETE_PREVIEWS = `
  delete from import_rows r using imports i
  where r.clinic_id = $1 and i.clinic_id = $1 and i.id = r.import_id and i.is_dry_run and i.started_at < $2`;

/** Rows of `imports` and what each says of its records. What a file calls itself and its records is sealed. */
export class ImportRepository {
  private readonly ciphers: ClinicCiphers;

  constructor(ciphers: ClinicCiphers) {
    this.ciphers = ciphers;
  }

  async insert(
    tx: Transaction,
    batch: { id: string; isDryRun: boolean; actorId: string | null; now: Date },
  ): Promise<void> {
    await tx.query(INSERT, [tx.clinicId, batch.id, batch.isDryRun, batch.now, batch.actorId]);
  }

  async updateProgress(tx: Transaction, progress: ImportProgress): Promise<void> {
    const cipher = this.ciphers.known(tx);
    await tx.query(UPDATE_PROGRESS, [
      tx.clinicId,
      progress.id,
      progress.format,
      progress.recordsRead,
      JSON.stringify(progress.counts),
      JSON.stringify(progress.unsupported),
      sealColumns(cipher, progress.id, progress.unmappedColumns),
    ]);
  }

  async finish(
    tx: Transaction,
    end: { id: string; status: 'done' | 'failed' | 'undone'; problem: string | null; now: Date },
  ): Promise<void> {
    await tx.query(FINISH, [tx.clinicId, end.id, end.status, end.problem, end.now]);
  }

  /** Forgets what previews said of each record; how many of what kind they found stays. @returns how many rows went. */
  async deletePreviewsBefore(tx: Transaction, before: Date): Promise<number> {
    return (await tx.query(DELETE_PREVIEWS, [tx.clinicId, before])).rowCount;
  }

  /** Work on it goes on. Only for who holds the lock. */
  async reopen(tx: Transaction, id: string): Promise<void> {
    await tx.query(REOPEN, [tx.clinicId, id]);
  }

  /** Marks as failed what still says it runs. Only for who holds the lock: then nothing runs. */
  async failStopped(tx: Transaction, now: Date): Promise<void> {
    await tx.query(FAIL_STOPPED, [tx.clinicId, now]);
  }

  async findById(tx: Transaction, id: string): Promise<ImportBatchRow | undefined> {
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredBatch>(FIND, [tx.clinicId, id]),
    ]);
    const [row] = rows;
    if (!row) return undefined;
    const { detailEnc, ...rest } = row;
    return { ...rest, unmappedColumns: openColumns(cipher, row.id, detailEnc) };
  }

  /** Newest first. */
  async list(
    tx: Transaction,
    page: { limit: number; after?: { startedAt: Date; id: string } | undefined },
  ): Promise<ImportBatchRow[]> {
    const { after, limit } = page;
    const place = placeValues(after && { at: after.startedAt, id: after.id });
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredBatch>(LIST, [tx.clinicId, ...place, limit]),
    ]);
    return rows.map(({ detailEnc, ...row }) => ({
      ...row,
      unmappedColumns: openColumns(cipher, row.id, detailEnc),
    }));
  }

  /** Takes the clinic's import lock until the end of the transaction; false where another import has it. */
  async tryLock(tx: Transaction): Promise<boolean> {
    const { rows } = await tx.query<{ isHeld: boolean }>(TRY_LOCK, [tx.clinicId]);
    return rows[0]?.isHeld ?? false;
  }

  /** Says something on a connection that would otherwise be cut for saying nothing. */
  async keepAlive(tx: Transaction): Promise<void> {
    await tx.query(KEEP_ALIVE);
  }

  async insertRows(tx: Transaction, importId: string, rows: readonly ImportOutcomeRow[]): Promise<void> {
    const cipher = this.ciphers.known(tx);
    await tx.query(INSERT_ROWS, [
      tx.clinicId,
      importId,
      rows.map((row) => row.ordinal),
      rows.map((row) => row.record),
      rows.map((row) => row.kind),
      rows.map((row) => row.action),
      rows.map((row) => row.ofRecord),
      rows.map((row) => row.entityId),
      rows.map((row) => row.warnings.join(',')),
      rows.map((row) => sealRowDetail(cipher, { importId, ordinal: row.ordinal }, row)),
    ]);
  }

  /** In the order they were read, after the given ordinal. */
  async listRows(
    tx: Transaction,
    page: { importId: string; action: string | null; after: number; limit: number },
  ): Promise<ImportOutcomeRow[]> {
    const { importId, action, after, limit } = page;
    const [cipher, { rows }] = await Promise.all([
      this.ciphers.of(tx),
      tx.query<StoredRow>(LIST_ROWS, [tx.clinicId, importId, after, action, limit]),
    ]);
    return rows.map(({ detailEnc, ...row }) => ({
      ...row,
      ...openRowDetail(cipher, { importId, ordinal: row.ordinal }, detailEnc),
    }));
  }
}
