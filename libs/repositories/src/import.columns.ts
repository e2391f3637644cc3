import type { ClinicCipher } from './clinic-ciphers.ts';

/** What of a row of an import names a person, or may: sealed together. */
export type RowDetail = { file: string; source: string | null };

/** The key of a record: `text` is its content, so only its keyed hash is kept. */
export const importRecordKey = ({ index }: ClinicCipher, text: string): Buffer =>
  index.of('import_records', 'record_key', text);

/** The key of a record's own id in the system it comes from. */
export const importSourceKey = ({ index }: ClinicCipher, text: string): Buffer =>
  index.of('import_sources', 'source_key', text);

const rowPlace = (importId: string, ordinal: number) => ({
  table: 'import_rows',
  column: 'detail_enc',
  rowId: `${importId}/${ordinal}`,
});

export const sealRowDetail = (
  { field }: ClinicCipher,
  place: { importId: string; ordinal: number },
  detail: RowDetail,
): Buffer =>
  field.seal(rowPlace(place.importId, place.ordinal), JSON.stringify([detail.file, detail.source]), {
    padTo: 32,
  });

export const openRowDetail = (
  { field }: ClinicCipher,
  place: { importId: string; ordinal: number },
  envelope: Buffer | null,
): RowDetail => {
  if (envelope === null) return { file: '', source: null };
  const text = field.open(rowPlace(place.importId, place.ordinal), envelope);
  const [file, source] = JSON.parse(text) as [string, string | null];
  return { file, source };
};

const batchPlace = (importId: string) => ({ table: 'imports', column: 'detail_enc', rowId: importId });

export const sealColumns = ({ field }: ClinicCipher, importId: string, names: readonly string[]): Buffer =>
  field.seal(batchPlace(importId), JSON.stringify(names), { padTo: 32 });

export const openColumns = ({ field }: ClinicCipher, importId: string, envelope: Buffer | null): string[] =>
  envelope === null ? [] : (JSON.parse(field.open(batchPlace(importId), envelope)) as string[]);
