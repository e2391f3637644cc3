import type { ImportAction } from '@clinic/contracts';
import type { Transaction } from '@clinic/database';

/** What an earlier import made of a record. */
export type SettledRecord = {
  recordKey: Buffer;
  action: ImportAction;
  ofRecord: number | null;
  entityId: string | null;
  warnings: string[];
  /** The import that settled it did not come to its end: who finishes its work takes it over. */
  isUnfinished: boolean;
};

export type NewImportRecord = {
  recordKey: Buffer;
  kind: string;
  action: ImportAction;
  ofRecord: number | null;
  entityId: string | null;
  /** The version that the import made; null where the thing is not its own. */
  entityVersion: number | null;
  warnings: readonly string[];
};

export type NewImportSource = { sourceKey: Buffer; kind: string; entityId: string };

/** A thing that an import made, and the version it left. */
export type OwnedRecord = { recordKey: Buffer; entityId: string; entityVersion: number };

const LIST_BY_KEYS = `
  select r.record_key as "recordKey", r.action, r.of_record as "ofRecord", r.entity_id as "entityId", r.warnings,
    i.status = 'failed' as "isUnfinished"
  from import_records r join imports i on i.clinic_id = r.clinic_id and i.id = r.import_id
  where r.clinic_id = $1 and i.clinic_id = $1 and r.record_key = any($2::bytea[])`;

const INSERT = `
  insert into import_records (clinic_id, record_key, kind, action, of_record, entity_id, entity_version, warnings, import_id)
  select $1::uuid, row.record_key, row.kind, row.action, row.of_record, row.entity_id, row.entity_version,
    string_to_array(row.warnings, ','), $2::uuid
  from unnest($3::bytea[], $4::text[], $5::text[], $6::integer[], $7::uuid[], $8::integer[], $9::text[])
    as row(record_key, kind, action, of_record, entity_id, entity_version, warnings)
  on conflict do nothing`;

const ADOPT = `
  with adopted as (
    update import_records set import_id = $2 where clinic_id = $1 and record_key = any($3::bytea[]) returning entity_id
  )
  update import_sources s set import_id = $2 from adopted a
  where s.clinic_id = $1 and s.entity_id = a.entity_id
    and s.import_id in (select i.id from imports i where i.clinic_id = $1 and i.status = 'failed')`;

const LIST_SOURCES = `
  select source_key as "sourceKey", entity_id as "entityId" from import_sources
  where clinic_id = $1 and source_key = any($2::bytea[])`;

const INSERT_SOURCES = `
  insert into import_sources (clinic_id, source_key, kind, entity_id, import_id)
  select $1::uuid, row.source_key, row.kind, row.entity_id, $2::uuid
  from unnest($3::bytea[], $4::text[], $5::uuid[]) as row(source_key, kind, entity_id)
  on conflict do nothing`;

const LIST_IMPORTED = `
  select distinct entity_id as "entityId" from import_records
  where clinic_id = $1 and kind = $2 and entity_version is not null and entity_id is not null`;

const LIST_OWNED = `
  select record_key as "recordKey", entity_id as "entityId", entity_version as "entityVersion"
  from import_records
  where clinic_id = $1 and import_id = $2 and kind = $3 and record_key > $4 and entity_id is not null
    and entity_version is not null
  order by record_key limit $5`;

const FORGET = `
  with records as (
    delete from import_records where clinic_id = $1 and entity_id = any($2::uuid[]) returning 1
  )
  delete from import_sources where clinic_id = $1 and entity_id = any($2::uuid[])`;

const FORGET_REST = `
  with rest as (
    delete from import_records where clinic_id = $1 and import_id = $2 and (entity_id is null or entity_version is null)
    returning 1
  )
  delete from import_sources s
  where s.clinic_id = $1 and s.import_id = $2 and not exists (
    select 1 from import_records r
    where r.clinic_id = $1 and r.import_id = $2 and r.entity_id = s.entity_id and r.entity_version is not null)`;

/** What is known of records and their own ids, by keyed hash: what makes a second run harmless and an import revocable. */
export class ImportRecordRepository {
  async listByKeys(tx: Transaction, keys: readonly Buffer[]): Promise<SettledRecord[]> {
    if (keys.length === 0) return [];
    return (await tx.query<SettledRecord>(LIST_BY_KEYS, [tx.clinicId, [...keys]])).rows;
  }

  async insertMany(tx: Transaction, importId: string, rows: readonly NewImportRecord[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(INSERT, [
      tx.clinicId,
      importId,
      rows.map((row) => row.recordKey),
      rows.map((row) => row.kind),
      rows.map((row) => row.action),
      rows.map((row) => row.ofRecord),
      rows.map((row) => row.entityId),
      rows.map((row) => row.entityVersion),
      rows.map((row) => row.warnings.join(',')),
    ]);
  }

  /** Takes over what an import that failed had settled, so that undoing this one takes it all back. */
  async adopt(tx: Transaction, importId: string, keys: readonly Buffer[]): Promise<void> {
    if (keys.length > 0) await tx.query(ADOPT, [tx.clinicId, importId, [...keys]]);
  }

  async listSources(
    tx: Transaction,
    keys: readonly Buffer[],
  ): Promise<{ sourceKey: Buffer; entityId: string }[]> {
    if (keys.length === 0) return [];
    const { rows } = await tx.query<{ sourceKey: Buffer; entityId: string }>(LIST_SOURCES, [
      tx.clinicId,
      [...keys],
    ]);
    return rows;
  }

  /** Where a source's own id leads; one that leads somewhere already stays. */
  async insertSources(tx: Transaction, importId: string, rows: readonly NewImportSource[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(INSERT_SOURCES, [
      tx.clinicId,
      importId,
      rows.map((row) => row.sourceKey),
      rows.map((row) => row.kind),
      rows.map((row) => row.entityId),
    ]);
  }

  /** What imports made of one kind, over all imports. */
  async listImportedIds(tx: Transaction, kind: string): Promise<string[]> {
    const { rows } = await tx.query<{ entityId: string }>(LIST_IMPORTED, [tx.clinicId, kind]);
    return rows.map((row) => row.entityId);
  }

  /** A page of what one import made of one kind, after the given key. */
  async listOwned(
    tx: Transaction,
    page: { importId: string; kind: string; after: Buffer; limit: number },
  ): Promise<OwnedRecord[]> {
    const values = [tx.clinicId, page.importId, page.kind, page.after, page.limit];
    return (await tx.query<OwnedRecord>(LIST_OWNED, values)).rows;
  }

  /** Forgets these things in every import: their records are new again. */
  async forget(tx: Transaction, entityIds: readonly string[]): Promise<void> {
    if (entityIds.length > 0) await tx.query(FORGET, [tx.clinicId, [...entityIds]]);
  }

  /** Forgets what an import settled without making anything: duplicates, and what was kept aside. */
  async forgetRest(tx: Transaction, importId: string): Promise<void> {
    await tx.query(FORGET_REST, [tx.clinicId, importId]);
  }
}
