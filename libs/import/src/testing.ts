import type { ImportOptions } from './import-options.ts';
import type { ImportedPatient, ImportRecord } from './imported-records.ts';
import { readImport } from './read-import.ts';

export const usOptions: ImportOptions = { country: 'US', dateOrder: 'mdy', importDate: '2026-11-23' };

/** A stream of the bytes in pieces so small that everything is cut somewhere. */
export async function* inPieces(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

export async function* textPieces(text: string, size = 7): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
}

export const collect = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
};

/** The records of a file that holds this text or these bytes. */
export const readRecords = (
  name: string,
  content: string | Uint8Array,
  options: Partial<ImportOptions> = {},
): Promise<ImportRecord[]> => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return collect(readImport({ name, stream: inPieces(bytes, 97) }, { ...usOptions, ...options }));
};

/** The patients of a table whose header and rows are given as lines. */
export const readPatients = async (
  lines: string[],
  options: Partial<ImportOptions> = {},
): Promise<ImportedPatient[]> => {
  const records = await readRecords('patients.csv', lines.join('\n'), options);
  return records.map((record) => {
    if (record.kind !== 'patient') throw new Error(`record ${record.record} is ${JSON.stringify(record)}`);
    return record.patient;
  });
};

export const aPatient = (traits: Partial<ImportedPatient> = {}): ImportedPatient => ({
  sourceId: null,
  familyName: 'Okafor',
  givenName: 'Chidi',
  otherNames: [],
  birthDate: '1980-05-17',
  birthDateText: null,
  sex: 'male',
  phones: [],
  phoneExtension: null,
  email: null,
  address: null,
  identifiers: [],
  language: null,
  notes: null,
  isDeceased: false,
  isActive: true,
  ...traits,
});
